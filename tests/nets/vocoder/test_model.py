from dataclasses import replace

import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.mel import STUDIO, log_mel
from foleystudio.nets.config import VOCODER_PRESETS
from foleystudio.nets.vocoder.model import Vocoder


def _reach(vocoder: Vocoder) -> int:
    """Columns of the mel to either side on which one column's samples depend audibly."""
    return vocoder.convolved_columns + vocoder.refined_columns


def _vocoder(preset: str = "tiny", refinements: int = 2, low: int = 0) -> Vocoder:
    torch.manual_seed(0)
    return Vocoder(replace(VOCODER_PRESETS[preset], refinements=refinements, low_refinements=low)).eval()


def _noise_mel(columns: int) -> torch.Tensor:
    wave = torch.from_numpy(np.random.default_rng(0).standard_normal((1, columns * 512)).astype(np.float32)) * 0.05
    return log_mel(wave, STUDIO)[:, :, :columns]


def test_one_hop_of_samples_a_column() -> None:
    vocoder = _vocoder()
    for columns in (1, 5, 40):
        assert vocoder(torch.randn(2, 128, columns)).shape == (2, columns * 512)


def test_the_paper_s_mel_is_read_in_its_own_values() -> None:
    config = VOCODER_PRESETS["paper"]
    vocoder = Vocoder(replace(config, dim=16, blocks=1)).eval()
    wave = 0.3 * torch.sin(2 * torch.pi * 1000 * torch.arange(22_016) / 22_050)[None]
    with torch.no_grad():
        rebuilt = vocoder(log_mel(wave, config.mel)[:, :, :86])
    spectrum = torch.fft.rfft(rebuilt[0]).abs()
    assert abs(int(spectrum.argmax()) * 22_050 / 22_016 - 1000) < 60
    assert spectrum[int(8000 * 22_016 / 22_050) :].max() < 1e-2 * spectrum.max()  # above the mel's last band


@pytest.mark.parametrize("low", [0, 5])
def test_chunked_vocoding_equals_whole(low: int) -> None:
    vocoder = _vocoder(low=low)
    mel = torch.randn(1, 128, 120)
    margin = _reach(vocoder)
    with torch.no_grad():
        whole = vocoder(mel)
    for start, stop in ((0, 41), (41, 83), (83, 120)):
        left, right = max(0, start - margin), min(120, stop + margin)
        with torch.no_grad():
            chunk = vocoder(mel[:, :, left:right], left)[:, (start - left) * 512 : (stop - left) * 512]
        assert torch.allclose(chunk, whole[:, start * 512 : stop * 512], atol=1e-4 * whole.abs().max().item())


def test_columns_that_are_not_heard_are_convolved_with_those_that_are() -> None:
    vocoder, mel = _vocoder(low=5), torch.randn(1, 128, 120)
    margin, beyond = _reach(vocoder), vocoder.convolved_columns
    with torch.no_grad():
        whole = vocoder(mel)[:, 41 * 512 : 83 * 512]
        inner = vocoder(mel[:, :, 41 - margin : 83 + margin], 41 - margin, slice(beyond, -beyond))
    assert inner.shape == (1, (42 + 2 * (margin - beyond)) * 512)
    inner = inner[:, (margin - beyond) * 512 : -(margin - beyond) * 512]
    assert torch.allclose(inner, whole, atol=1e-4 * whole.abs().max().item())


@pytest.mark.parametrize("low", [0, 5])
def test_receptive_field_is_what_it_says(low: int) -> None:
    vocoder = _vocoder(low=low)
    mel = _noise_mel(121)
    moved = mel.clone()
    moved[:, :, 60] += 1
    with torch.no_grad():
        changed = (vocoder(mel) - vocoder(moved)).abs().view(121, 512).amax(dim=1) > 1e-6
    reach = changed.nonzero().squeeze(1)
    assert reach.min() >= 60 - _reach(vocoder)
    assert reach.max() <= 60 + _reach(vocoder)
    assert changed.sum() > 1


def test_refining_the_low_quarter_brings_its_levels_to_the_mel_s_and_leaves_the_rest() -> None:
    mel, low = _noise_mel(80), slice(0, 70)
    with torch.no_grad():
        before, after = (_vocoder("tiny", 0, n)(mel) for n in (0, 12))
    errors = [(log_mel(wave, STUDIO)[:, :, :80] - mel).abs().mean(dim=(0, 2)) for wave in (before, after)]
    assert errors[1][low].mean() < 0.5 * errors[0][low].mean()
    assert torch.allclose(errors[0][100:], errors[1][100:], atol=0.02)


def test_refinements_bring_the_levels_to_the_mel_s() -> None:
    mel = _noise_mel(80)
    with torch.no_grad():
        errors = [(log_mel(_vocoder("tiny", n)(mel), STUDIO)[:, :, :80] - mel).abs().mean() for n in (0, 1, 3)]
    assert errors[0] > 2 * errors[1] > 2 * errors[2]


def test_a_constant_output_can_be_a_steady_tone_between_multiples_of_the_hop_rate() -> None:
    vocoder = _vocoder("tiny", 0)
    with torch.no_grad():
        vocoder.factors.weight.zero_()
        vocoder.factors.bias.zero_()
        vocoder.factors.bias[2 * 1025 + 101] = 1.0  # the second spectrum's real part in bin 101, no multiple of four
        vocoder.gains.weight.zero_()
        vocoder.gains.bias.zero_()
        wave = vocoder(torch.full((1, 128, 64), -2.0))[0, 8 * 512 : 40 * 512]
    spectrum = torch.fft.rfft(wave * torch.hann_window(len(wave))).abs()
    assert int(spectrum.argmax()) == 101 * len(wave) // 2048
    peaks = wave.view(32, 512).abs().amax(1)
    assert peaks.min() > 0.98 * peaks.max()


def test_silence_stays_silent() -> None:
    with torch.no_grad():
        assert _vocoder()(torch.full((1, 128, 30), STUDIO.silence)).abs().max() < 3e-3


def test_half_precision_keeps_the_levels() -> None:
    vocoder, mel = _vocoder(), _noise_mel(40)
    with torch.no_grad():
        whole = vocoder(mel)
        with torch.autocast("cpu", torch.bfloat16):
            half = vocoder(mel)
    assert half.dtype == torch.float32
    assert (log_mel(half, STUDIO) - log_mel(whole, STUDIO)).abs().mean() < 0.3


def test_gradients_reach_every_parameter_and_stay_finite_at_silence() -> None:
    for preset in ("tiny", "paper"):
        config = replace(VOCODER_PRESETS[preset], dim=16, blocks=2)
        vocoder = Vocoder(config)
        mel = torch.full((1, config.bands, 24), config.mel.silence)
        mel[:, :, 8:16] += torch.rand(1, config.bands, 8)
        vocoder(mel).square().sum().backward()
        assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in vocoder.parameters())
        assert all(p.grad.abs().sum() > 0 for p in vocoder.parameters() if p.grad is not None)
