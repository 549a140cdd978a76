"""Spectral shaping, the hybrid renderer's way: a draft's spectrum is filtered towards the mel that the net wants."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.column_frames import ColumnFrames
from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.engine.varietysound.generation.refinement import Refinement
from foleystudio.engine.varietysound.generation.windows import first_column, joined, windows_of
from foleystudio.engine.varietysound.shaping.overlapped import OverlapAdd

Floats = NDArray[np.float32]

_LOWEST_GAIN, _HIGHEST_GAIN = -6.9, 1.6  # -60 and +14 dB


class SpectralShaper:
    """A draft whose spectrum is led to the mel that the net wants.

    Parameters
    ----------
    refinement
        What the net says; it keeps its drafts' spectra.
    place
        Which of its drafts.
    amount
        Above 0, up to 1: how far.
    mel, rate_hz
        Of the net, and of the draft.
    """

    def __init__(self, refinement: Refinement, place: int, amount: float, mel: MelConfig, rate_hz: int) -> None:
        self._refinement, self._place, self._amount = refinement, place, amount
        self._frames = ColumnFrames(mel, rate_hz)
        self._overlapped = OverlapAdd(self._frames)

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0."""
        return self._overlapped.read(start, stop, self._spectra)

    def _spectra(self, first: int, stop: int) -> Tensor:
        gain = joined(self._gain, first, stop)
        # Groups of columns never lie across two windows' beginnings: the latest that holds the first holds them all.
        number = max(windows_of(first, first + 1))
        begin = first_column(number)
        spectra = self._refinement.window(number).spectra[self._place][:, first - begin : stop - begin]
        return self._frames.shaped(spectra, gain)

    def _gain(self, window: int) -> Floats:
        refined = self._refinement.window(window)
        gain = np.clip(refined.mel - refined.drafts[self._place], _LOWEST_GAIN, _HIGHEST_GAIN)
        return np.asarray(np.float32(self._amount) * gain, dtype=np.float32)
