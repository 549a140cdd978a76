from __future__ import annotations

import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER, STUDIO, MelConfig, log_mel
from foleystudio.dsp.spectra.mel_config import mel_columns
from foleystudio.dsp.torchaudio_cpu import load_torchaudio
from tests.dsp.sounds import noise

CONFIGS = pytest.mark.parametrize("config", [PAPER, STUDIO])


@CONFIGS
@pytest.mark.parametrize("n_samples", [1, 511, 512, 22_050])
def test_agrees_with_numpy(config: MelConfig, n_samples: int) -> None:
    wave = noise(n_samples)
    np.testing.assert_allclose(log_mel(torch.from_numpy(wave), config).numpy(), mel_columns(wave, config), atol=2e-3)


@CONFIGS
def test_equals_torchaudio(config: MelConfig) -> None:
    functional = load_torchaudio().functional
    wave = torch.from_numpy(noise(config.rate_hz))
    window = torch.hann_window(config.n_fft)
    spectrum = functional.spectrogram(
        wave, 0, window, config.n_fft, config.hop, config.n_fft, power=1.0, normalized=False, pad_mode="constant"
    )
    edges = config.low_hz, config.high_hz, config.n_bands, config.rate_hz
    filters = functional.melscale_fbanks(config.n_fft // 2 + 1, *edges, norm="slaney", mel_scale="slaney")
    bands = (filters.T @ spectrum).clamp_min(config.floor)
    values = bands.log() if config.value == "log" else ((20 * bands.log10() - 20 + 100) / 100).clamp(0, 1)
    torch.testing.assert_close(log_mel(wave, config), values, atol=1e-5, rtol=1e-5)


@CONFIGS
def test_shape(config: MelConfig) -> None:
    assert log_mel(torch.zeros(2, 3, 10_000), config).shape == (2, 3, config.n_bands, config.column_count(10_000))


@CONFIGS
def test_silence_has_its_value_everywhere(config: MelConfig) -> None:
    assert log_mel(torch.zeros(5000), config) == pytest.approx(config.silence, abs=1e-5)


@CONFIGS
def test_column_is_centred_on_its_sample(config: MelConfig) -> None:
    click = torch.zeros(config.hop * 40)
    click[config.hop * 13] = 1.0
    assert int(log_mel(click, config).sum(dim=0).argmax()) == 13


@CONFIGS
def test_delay_by_whole_hops_moves_the_columns(config: MelConfig) -> None:
    wave = torch.from_numpy(noise(config.hop * 30))
    later = torch.cat([torch.zeros(4 * config.hop), wave])
    torch.testing.assert_close(log_mel(later, config)[:, 8:], log_mel(wave, config)[:, 4:], atol=1e-3, rtol=0)


@CONFIGS
def test_batch_equals_one_by_one(config: MelConfig) -> None:
    waves = torch.from_numpy(noise(3 * 8000).reshape(3, 8000))
    alone = torch.stack([log_mel(wave, config) for wave in waves])
    torch.testing.assert_close(log_mel(waves, config), alone, atol=1e-4, rtol=0)


@CONFIGS
def test_gradients_are_finite_also_at_silence(config: MelConfig) -> None:
    wave = torch.cat([torch.zeros(4000), torch.from_numpy(noise(4000))]).requires_grad_()
    torch.autograd.backward(log_mel(wave, config).sum())
    assert wave.grad is not None
    assert torch.isfinite(wave.grad).all()
    assert wave.grad[4000:].abs().max() > 0


def test_half_precision_is_computed_in_full() -> None:
    wave = torch.from_numpy(noise(8000))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        torch.testing.assert_close(log_mel(wave, STUDIO), log_mel(wave, STUDIO).float())
        assert log_mel(wave, STUDIO).dtype == torch.float32
    torch.testing.assert_close(log_mel(wave.half(), STUDIO), log_mel(wave.half().float(), STUDIO))
