"""Waves and their short-time spectra [B, M, bins], a column's bins side by side in memory, as transforms want them."""

from __future__ import annotations

import torch
from torch import Tensor

_FAINT = 1e-20  # the square root's slope is infinite at 0, which would put NaN into gradients


def spectrum_of(wave: Tensor, window: Tensor, hop: int) -> Tensor:
    """Wave [B, N] -> complex [B, N / hop + 1, bins], column m centred on sample ``m * hop``, silence outside."""
    n_fft = len(window)
    return torch.stft(wave, n_fft, hop, window=window, pad_mode="constant", return_complex=True).transpose(1, 2)


def wave_of(spectrum: Tensor, window: Tensor, hop: int, length: int) -> Tensor:
    """Complex [B, M, bins] -> wave [B, length]: as ``torch.istft`` has it, in half of its time.

    The window's size is a multiple of the hop, and ``length`` ends within the columns.
    """
    size = len(window)
    summed = _overlapped(torch.fft.irfft(spectrum, size) * window, hop)
    weights = _overlapped(window.square().expand(1, spectrum.shape[1], size), hop)
    heard = slice(size // 2, size // 2 + length)
    return summed[:, heard] / weights[:, heard]


def magnitudes(spectrum: Tensor) -> Tensor:
    """Magnitudes of a complex tensor; faster than ``abs``, which guards against overflow."""
    return (spectrum.real.square() + spectrum.imag.square()).clamp_min(_FAINT).sqrt()


def scaled(spectrum: Tensor, gains: Tensor) -> Tensor:
    """A complex tensor times a real one, which is not made complex for it."""
    return torch.complex(spectrum.real * gains, spectrum.imag * gains)


def _overlapped(frames: Tensor, hop: int) -> Tensor:
    """Frames [B, M, size], each a hop after the one before, summed: [B, (M - 1) * hop + size]."""
    batch, columns, size = frames.shape
    out = frames.new_zeros(batch, columns + size // hop - 1, hop)
    for number, part in enumerate(torch.split(frames, hop, dim=2)):
        out[:, number : number + columns] += part
    return out.flatten(1)
