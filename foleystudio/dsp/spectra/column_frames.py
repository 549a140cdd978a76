"""Short-time spectra on a mel's column grid at any rate: a sound is analysed, shaped and put together again.

The networks know one rate; takes are made at the user's. Frames here are centred on the columns' own instants, rounded
to the sample, so that a take is never resampled to be compared with what a network says of it. Computed with torch, as
the networks are: import it lazily outside what runs them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import band_edges_hz, mel_filterbank
from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.dsp.waves.channels import is_anything

Floats = NDArray[np.float32]

_FFT_GRAIN = 64  # sizes that are a multiple of this are transformed fast


@dataclass(frozen=True)
class ColumnFrames:
    """Frames of a sound at ``rate_hz``, one for each column of a mel.

    Parameters
    ----------
    mel
        Whose columns.
    rate_hz
        Of the sound.
    """

    mel: MelConfig
    rate_hz: int

    @cached_property
    def size(self) -> int:
        """Samples of a frame: as long as the mel's own, even."""
        return 2 * round(self.mel.n_fft * self.rate_hz / self.mel.rate_hz / 2)

    @cached_property
    def _n_fft(self) -> int:
        return -(-self.size // _FFT_GRAIN) * _FFT_GRAIN

    @cached_property
    def _window(self) -> Tensor:
        return torch.hann_window(self.size)

    @cached_property
    def _filters(self) -> Tensor:
        # A longer window and closer bins at a higher rate: both are taken out, so that the values are the mel's own.
        scale = self.mel.n_fft / self.size * (self.rate_hz / self._n_fft) / (self.mel.rate_hz / self.mel.n_fft)
        mel = self.mel
        high_hz = min(mel.high_hz, self.rate_hz / 2)
        filters = mel_filterbank(self.rate_hz, self._n_fft, mel.n_bands, mel.low_hz, high_hz)
        return torch.from_numpy(filters * np.float32(scale))

    @cached_property
    def _spread(self) -> Tensor:
        """``[F, bins]``: leads a value a band to a value a bin, in straight lines between the bands' centres."""
        mel = self.mel
        centres = band_edges_hz(mel.n_bands, mel.low_hz, mel.high_hz)[1:-1]
        bins_hz = np.arange(self._n_fft // 2 + 1) * (self.rate_hz / self._n_fft)
        rows = [np.interp(bins_hz, centres, row) for row in np.eye(mel.n_bands)]
        return torch.from_numpy(np.stack(rows).astype(np.float32))

    def centre(self, column: int) -> int:
        """Sample nearest to a column's instant."""
        return round(column * self.mel.hop * self.rate_hz / self.mel.rate_hz)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Samples ``[start, stop)`` that the frames of columns ``[first, stop)`` look at."""
        return self.centre(first) - self.size // 2, self.centre(stop - 1) + self.size // 2

    def analyse(self, samples: Wave, first: int, stop: int) -> Tensor:
        """Spectra, complex [C, M, bins], of columns ``[first, stop)``.

        Parameters
        ----------
        samples
            ``float32 [N, C]``: the sound over `span`.
        """
        start = self.span(first, stop)[0] + self.size // 2
        at = np.array([self.centre(column) - start for column in range(first, stop)])
        heard = np.concatenate(([0], np.cumsum(is_anything(samples))))
        live = heard[at + self.size] > heard[at]
        if not live.any():
            return self.silence(samples.shape[1], stop - first)
        channels = torch.from_numpy(np.ascontiguousarray(samples.T))
        frames = channels.unfold(1, self.size, 1)[:, torch.from_numpy(at[live])]  # [C, M, size]
        spectra: Tensor = torch.fft.rfft(frames * self._window, self._n_fft)
        if live.all():
            return spectra
        # Hits stand apart: much of a take is silence, which need not be transformed.
        whole = self.silence(len(channels), stop - first)
        whole[:, torch.from_numpy(live)] = spectra
        return whole

    def silence(self, channels: int, columns: int) -> Tensor:
        """Spectra of nothing, complex [C, M, bins]."""
        return torch.zeros(channels, columns, self._n_fft // 2 + 1, dtype=torch.complex64)

    def powers(self, spectra: Tensor) -> NDArray[np.float64]:
        """Mean square ``[M]`` of what each frame looks at, over the channels."""
        bins = (spectra.real.square() + spectra.imag.square()).mean(0).sum(1)  # [M]
        powers: NDArray[np.float64] = (2 / self._n_fft / self._window.square().sum() * bins).numpy().astype(np.float64)
        return powers

    def log_mel(self, spectra: Tensor, scale: float = 1.0) -> Floats:
        """Log mel ``float32 [F, M]`` of the channels' mean power, times a factor on the sound.

        It agrees with ``dsp.mel.log_mel`` at the mel's rate.
        """
        magnitude = (spectra.real.square() + spectra.imag.square()).mean(0).sqrt()  # [M, bins]
        mel: Floats = (self._filters @ magnitude.T).mul_(scale).clamp_min_(self.mel.floor).log_().numpy()
        return mel

    def banded(self, values: Tensor) -> Tensor:
        """Sums over the mel's bands [M, F] of values a bin [M, bins]."""
        return values @ self._filters.T

    def over_bins(self, values: Tensor) -> Tensor:
        """Values a band [M, F] as values a bin [M, bins], led from band to band in straight lines."""
        return values @ self._spread

    def shaped(self, spectra: Tensor, gain: Floats) -> Tensor:
        """Spectra under a log gain ``[F, M]`` (neper), led from band to band in straight lines."""
        return spectra * self.over_bins(torch.from_numpy(gain).T).exp()

    def overlapped(self, spectra: Tensor, first: int) -> tuple[Wave, Floats]:
        """Samples ``[N, C]`` over `span` by weighted overlap-add, not yet divided by the weights ``[N]``."""
        columns = spectra.shape[1]
        start, stop = self.span(first, first + columns)
        out = np.zeros((len(spectra), stop - start), dtype=np.float32)
        weights = np.zeros(stop - start, dtype=np.float32)
        frames = (torch.fft.irfft(spectra, self._n_fft)[:, :, : self.size] * self._window).numpy()
        square = self._window.square().numpy()
        for n in range(columns):
            at = self.centre(first + n) - self.size // 2 - start
            out[:, at : at + self.size] += frames[:, n]
            weights[at : at + self.size] += square
        return out.T, weights
