"""The mel spectrogram for training and inference, with torch; import it lazily outside nets and training."""

from __future__ import annotations

import math
from functools import lru_cache

import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel_config import PAPER, STUDIO, MelConfig

__all__ = ["PAPER", "STUDIO", "MelConfig", "log_mel", "natural_log"]


@lru_cache(maxsize=8)
def _filters(config: MelConfig, device: torch.device) -> Tensor:
    return torch.from_numpy(config.filters.copy()).to(device)


@lru_cache(maxsize=8)
def _window(size: int, device: torch.device) -> Tensor:
    return torch.hann_window(size, periodic=True, device=device)


def log_mel(wave: Tensor, config: MelConfig) -> Tensor:
    """Log mel spectrogram; column ``m`` is centred on sample ``m * hop``, outside the sound is silence.

    Always computed in float32, also under autocast: half precision cannot hold the floor.

    Parameters
    ----------
    wave
        ``[..., N]`` at the configuration's rate, on any device.
    config
        Which mel.

    Returns
    -------
    ``float32 [..., F, M]`` with ``M = N // hop + 1``; differentiable in the wave.
    """
    lead, n_samples = wave.shape[:-1], wave.shape[-1]
    with torch.autocast(wave.device.type, enabled=False):
        flat = wave.reshape(-1, n_samples).float()  # [B, N]
        spectrum = torch.stft(
            flat,
            config.n_fft,
            config.hop,
            window=_window(config.n_fft, wave.device),
            center=True,
            pad_mode="constant",
            return_complex=True,
        )  # [B, bins, M]
        # The square root's slope is infinite at 0, which would put NaN into gradients at digital silence.
        magnitude = spectrum.real.square().add(spectrum.imag.square()).clamp_min(1e-20).sqrt()
        bands = torch.matmul(_filters(config, wave.device), magnitude)  # [B, F, M]
        value = torch.log(bands.clamp_min(config.floor))
        if config.value == "unit":
            value = ((value * (20.0 / 2.302585092994046) - 20.0 + 100.0) / 100.0).clamp(0.0, 1.0)
    return value.reshape(*lead, config.n_bands, -1)


def natural_log(values: Tensor, mel: MelConfig) -> Tensor:
    """A mel's values [B, F, M] as natural logarithms of magnitudes, whatever its scale."""
    if mel.value == "log":
        return values
    return (values.clamp(0, 1) * 100 - 80) * (math.log(10) / 20)
