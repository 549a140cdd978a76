import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER, STUDIO, MelConfig, log_mel
from foleystudio.dsp.spectra.mel_pitch import mel_pitch_hz, normalised_pitch


def _mel(wave: np.ndarray, config: MelConfig) -> torch.Tensor:
    return log_mel(torch.from_numpy(wave.astype(np.float32)), config)[None]


def _tone(f0_hz: float, config: MelConfig, seconds: float = 1.0) -> np.ndarray:
    t = np.arange(int(config.rate_hz * seconds)) / config.rate_hz
    harmonics = [np.sin(2 * np.pi * f0_hz * k * t) / k for k in range(1, 12) if f0_hz * k < 7000]
    return np.asarray(0.2 * np.sum(harmonics, axis=0))


@pytest.mark.parametrize("config", [PAPER, STUDIO])
@pytest.mark.parametrize("f0_hz", [130.0, 220.0, 440.0, 800.0])
def test_harmonic_tones_have_their_pitch(config: MelConfig, f0_hz: float) -> None:
    found = mel_pitch_hz(_mel(_tone(f0_hz, config), config), config)[0]
    assert float((found > 0).float().mean()) > 0.9
    assert float(found[found > 0].median()) == pytest.approx(f0_hz, rel=0.02)


@pytest.mark.parametrize("config", [PAPER, STUDIO])
def test_noise_clicks_and_silence_have_none(config: MelConfig) -> None:
    rng = np.random.default_rng(0)
    click = np.zeros(config.rate_hz)
    click[1000] = 1
    for wave in (0.1 * rng.standard_normal(config.rate_hz), click, np.zeros(config.rate_hz)):
        found = mel_pitch_hz(_mel(wave, config), config)
        assert float((found > 0).float().mean()) < 0.05


def test_what_is_far_below_the_loudest_has_none() -> None:
    quiet, loud = 1e-4 * _tone(300, PAPER), _tone(300, PAPER)
    found = mel_pitch_hz(_mel(np.concatenate((quiet, loud)), PAPER), PAPER)[0]
    assert not (found[:80] > 0).any()
    assert (found[100:160] > 0).all()


def test_a_contour_is_about_its_sound_s_own_mean() -> None:
    low = normalised_pitch(torch.tensor([[0.0, 100.0, 200.0, 100.0, 200.0]]))
    high = normalised_pitch(torch.tensor([[0.0, 300.0, 600.0, 300.0, 600.0]]))
    assert torch.allclose(low, high, atol=1e-5)
    assert low[0].tolist() == pytest.approx([0.0, 0.375, 0.625, 0.375, 0.625], abs=1e-4)
    steady = normalised_pitch(torch.full((1, 4), 250.0))
    assert steady.tolist() == [[0.5] * 4]
    assert normalised_pitch(torch.zeros(1, 3)).tolist() == [[0.0] * 3]
