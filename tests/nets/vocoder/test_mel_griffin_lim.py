import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.mel import STUDIO, log_mel
from foleystudio.nets.vocoder.mel_griffin_lim import MelGriffinLim, reach_of_rounds
from foleystudio.nets.vocoder.short_time import magnitudes, spectrum_of, wave_of


def _noise(columns: int, seed: int = 0) -> torch.Tensor:
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.standard_normal((1, columns * 512)).astype(np.float32)) * 0.05


def _levels(wave: torch.Tensor) -> torch.Tensor:
    return log_mel(wave, STUDIO)[:, :, :-1].transpose(1, 2)


def _error(rounds: MelGriffinLim, spectrum: torch.Tensor, asked: torch.Tensor) -> float:
    wave = wave_of(spectrum, rounds.window, rounds.hop, (spectrum.shape[1] - 1) * rounds.hop)
    own = rounds.levels.of_magnitudes(magnitudes(spectrum_of(wave, rounds.window, rounds.hop)))
    return float((own[:, :-1] - asked[:, :, : rounds.levels.bands])[:, 2:-2].abs().mean())


@pytest.mark.parametrize("share", [1, 4])
def test_rounds_bring_noise_to_another_noise_s_levels(share: int) -> None:
    rounds, asked = MelGriffinLim(STUDIO, share), _levels(_noise(60, seed=1))
    spectrum = spectrum_of(_noise(60), torch.hann_window(2048), 512)[:, :, : rounds.bins]
    errors = [_error(rounds, rounds(spectrum, asked, n), asked) for n in (0, 1, 4)]
    assert errors[1] < 0.6 * errors[0]
    assert errors[2] < 0.8 * errors[1]


def test_momentum_comes_nearer_in_as_many_rounds() -> None:
    rounds, asked = MelGriffinLim(STUDIO, 4), _levels(_noise(60, seed=1))
    spectrum = spectrum_of(_noise(60), torch.hann_window(2048), 512)[:, :, : rounds.bins]
    without, with_it = (_error(rounds, rounds(spectrum, asked, 16, momentum), asked) for momentum in (False, True))
    assert with_it < 0.9 * without


@pytest.mark.parametrize("band", [30, 60, 100])
def test_a_step_between_two_bands_is_taken_in_one_round(band: int) -> None:
    """Laid over the bins by the filters' shares alone, a third of it would be lost."""
    rounds, noise = MelGriffinLim(STUDIO), _noise(60)
    asked = _levels(noise)
    asked[:, :, band:] += 1.0
    spectrum = rounds(spectrum_of(noise, rounds.window, 512), asked, 1)
    after = rounds.levels.of_magnitudes(magnitudes(spectrum))
    step = (after[:, :-1] - _levels(noise))[:, 5:-5].mean(dim=(0, 1))
    assert 0.9 < float(step[band] - step[band - 1]) < 1.1


def test_nothing_is_asked_of_the_last_column_and_what_agrees_is_left_alone() -> None:
    rounds, noise = MelGriffinLim(STUDIO), _noise(40)
    spectrum, asked = spectrum_of(noise, rounds.window, 512), _levels(noise)
    torch.testing.assert_close(rounds(spectrum, asked, 3), spectrum, atol=1e-3, rtol=1e-3)
    moved = rounds(spectrum, asked + 1, 1)
    torch.testing.assert_close(moved[:, -1], spectrum[:, -1], atol=1e-3, rtol=1e-3)
    assert magnitudes(moved[:, -2]).sum() > 2 * magnitudes(spectrum[:, -2]).sum()


@pytest.mark.parametrize(("count", "moved"), [(1, 1e-5), (4, 1e-5), (24, 1e-3)])
def test_rounds_reach_no_further_than_is_said(count: int, moved: float) -> None:
    rounds, noise = MelGriffinLim(STUDIO), _noise(90)
    spectrum, asked = spectrum_of(noise, rounds.window, 512), _levels(noise) + 0.3
    louder = spectrum.clone()
    louder[:, 45] *= 2
    change = (rounds(spectrum, asked, count, True) - rounds(louder, asked, count, True)).abs().amax(dim=(0, 2))
    reach = (change > moved * magnitudes(spectrum).max()).nonzero().squeeze(1)
    assert 45 - reach_of_rounds(count) <= reach.min() < 45 < reach.max() <= 45 + reach_of_rounds(count)


def test_what_is_too_loud_is_moved_further_than_what_is_too_quiet() -> None:
    rounds, noise = MelGriffinLim(STUDIO), _noise(40)
    spectrum, asked = spectrum_of(noise, rounds.window, 512), _levels(noise)
    quieter, louder = (magnitudes(rounds(spectrum, asked + change, 1)).log() for change in (-0.5, 0.5))
    now = magnitudes(spectrum).log()
    assert float((now - quieter)[:, 5:-5].median()) > 1.1 * float((louder - now)[:, 5:-5].median()) > 0.5


@pytest.mark.parametrize("share", [1, 4])
def test_no_change_of_a_bin_is_too_small_for_the_processor_s_normal_numbers(share: int) -> None:
    """A product with such numbers takes twenty times as long."""
    spread = MelGriffinLim(STUDIO, share).spread
    there = spread[spread != 0].abs()
    assert float(there.min()) > 1e-10
    assert 0.1 < len(there) / spread.numel() < 0.6
    assert spread.is_contiguous()
