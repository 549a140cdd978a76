"""Distances between waves that hear phase-free spectra at several resolutions."""

from __future__ import annotations

import torch
from torch import Tensor

from foleystudio.dsp.torchaudio_cpu import load_torchaudio

RESOLUTIONS: tuple[tuple[int, int], ...] = ((512, 128), (1024, 256), (2048, 512))
"""(n_fft, hop) pairs."""

_INAUDIBLE = 0.1
"""The norm of a second of noise at about -100 dB: below it, silence is not held against silence."""


def multi_resolution_stft(predicted: Tensor, target: Tensor) -> Tensor:
    """Spectral convergence of each wave plus log-magnitude L1, averaged over resolutions.

    Source: Parallel WaveGAN (Yamamoto et al., 2020).

    Parameters
    ----------
    predicted, target
        Waves [B, N].

    Returns
    -------
    Tensor
        One number, 0 for equal magnitudes.
    """
    total = predicted.new_zeros(())
    for n_fft, hop in RESOLUTIONS:
        window = torch.hann_window(n_fft, device=predicted.device)
        a, b = (_magnitude(wave, n_fft, hop, window) for wave in (predicted, target))
        convergence = (b - a).norm(dim=(1, 2)) / b.norm(dim=(1, 2)).clamp(min=_INAUDIBLE)
        total = total + convergence.mean() + (a.log() - b.log()).abs().mean()
    return total / len(RESOLUTIONS)


def _magnitude(wave: Tensor, n_fft: int, hop: int, window: Tensor) -> Tensor:
    power: Tensor = load_torchaudio().functional.spectrogram(
        wave.float(), 0, window, n_fft, hop, n_fft, power=2.0, normalized=False, pad_mode="constant"
    )
    # The clamp keeps the logarithm and the root's slope finite at digital silence.
    return power.clamp(min=1e-10).sqrt()
