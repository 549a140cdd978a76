"""Short-time spectra on a mel's column grid at any rate: a sound is analysed, shaped and put together again.

The networks know one rate; takes are made at the user's. Frames here are centred on the columns' own instants, rounded
to the sample, so that a take is never resampled to be compared with what a network says of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.filterbank import band_edges_hz, mel_filterbank
from foleystudio.dsp.mel_config import MelConfig
from foleystudio.dsp.sound import Wave

Spectra = NDArray[np.complex64]
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
    def _window(self) -> Floats:
        return np.hanning(self.size + 1)[:-1].astype(np.float32)

    @cached_property
    def _filters(self) -> Floats:
        # A longer window and closer bins at a higher rate: both are taken out, so that the values are the mel's own.
        scale = self.mel.n_fft / self.size * (self.rate_hz / self._n_fft) / (self.mel.rate_hz / self.mel.n_fft)
        mel = self.mel
        high_hz = min(mel.high_hz, self.rate_hz / 2)
        return mel_filterbank(self.rate_hz, self._n_fft, mel.n_bands, mel.low_hz, high_hz) * np.float32(scale)

    @cached_property
    def _spread(self) -> Floats:
        """``[F, bins]``: leads a value a band to a value a bin, in straight lines between the bands' centres."""
        mel = self.mel
        centres = band_edges_hz(mel.n_bands, mel.low_hz, mel.high_hz)[1:-1]
        bins_hz = np.arange(self._n_fft // 2 + 1) * (self.rate_hz / self._n_fft)
        rows = [np.interp(bins_hz, centres, row) for row in np.eye(mel.n_bands)]
        return np.stack(rows).astype(np.float32)

    def centre(self, column: int) -> int:
        """Sample nearest to a column's instant."""
        return round(column * self.mel.hop * self.rate_hz / self.mel.rate_hz)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Samples ``[start, stop)`` that the frames of columns ``[first, stop)`` look at."""
        return self.centre(first) - self.size // 2, self.centre(stop - 1) + self.size // 2

    def analyse(self, samples: Wave, first: int, stop: int) -> Spectra:
        """Spectra ``complex64 [C, M, bins]`` of columns ``[first, stop)``.

        Parameters
        ----------
        samples
            ``float32 [N, C]``: the sound over `span`.
        """
        start = self.span(first, stop)[0] + self.size // 2
        at = np.array([self.centre(column) - start for column in range(first, stop)])
        frames = np.lib.stride_tricks.sliding_window_view(samples, self.size, axis=0)[at]  # [M, C, size]
        spectra = np.fft.rfft(frames.transpose(1, 0, 2) * self._window, self._n_fft)
        return np.asarray(spectra, dtype=np.complex64)

    def log_mel(self, spectra: Spectra) -> Floats:
        """Log mel ``float32 [F, M]`` of the channels' mean power; agrees with ``dsp.mel.log_mel`` at the mel's rate."""
        magnitude = np.sqrt(np.square(np.abs(spectra)).mean(axis=0))  # [M, bins]
        return np.asarray(np.log(np.maximum(self._filters @ magnitude.T, self.mel.floor)), dtype=np.float32)

    def shaped(self, spectra: Spectra, gain: Floats) -> Spectra:
        """Spectra under a log gain ``[F, M]`` (neper), led from band to band in straight lines."""
        return np.asarray(spectra * np.exp(gain.T @ self._spread), dtype=np.complex64)

    def overlapped(self, spectra: Spectra, first: int) -> tuple[Wave, Floats]:
        """Samples ``[N, C]`` over `span` by weighted overlap-add, not yet divided by the weights ``[N]``."""
        columns = spectra.shape[1]
        start, stop = self.span(first, first + columns)
        out = np.zeros((stop - start, len(spectra)), dtype=np.float32)
        weights = np.zeros(stop - start, dtype=np.float32)
        frames = np.fft.irfft(spectra, self._n_fft)[:, :, : self.size].astype(np.float32) * self._window
        square = np.square(self._window)
        for n in range(columns):
            at = self.centre(first + n) - self.size // 2 - start
            out[at : at + self.size] += frames[:, n].T
            weights[at : at + self.size] += square
        return out, weights
