"""The hybrid: the net decides how the spectrum moves, the reference's own grains are what is heard."""

from __future__ import annotations

from functools import partial

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.column_frames import ColumnFrames
from foleystudio.dsp.mel_config import MelConfig
from foleystudio.dsp.sound import Wave
from foleystudio.engine.varietysound.draft import Draft
from foleystudio.engine.varietysound.overlapped import Overlapped
from foleystudio.engine.varietysound.refinement import Refinement
from foleystudio.engine.varietysound.windows import joined

Floats = NDArray[np.float32]

_LOWEST_GAIN, _HIGHEST_GAIN = -6.9, 1.6  # -60 and +14 dB


class Shaped:
    """A draft whose spectrum is led to the mel that the net wants.

    Parameters
    ----------
    draft
        One of those that the net was told of ...
    place
        ... and which of them.
    refinement
        What the net says.
    amount
        Above 0, up to 1: how far.
    mel, rate_hz
        Of the net, and of the draft.
    """

    def __init__(
        self, draft: Draft, place: int, refinement: Refinement, amount: float, mel: MelConfig, rate_hz: int
    ) -> None:
        self._draft, self._place = draft, place
        self._refinement, self._amount = refinement, amount
        self._frames = ColumnFrames(mel, rate_hz)
        self._overlapped = Overlapped(self._frames, self._spectra)

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0."""
        return self._overlapped.read(start, stop)

    def _spectra(self, first: int, stop: int) -> Tensor:
        gain = joined(partial(self._gain, self._place), first, stop)
        spectra = self._frames.analyse(self._draft.read(*self._frames.span(first, stop)), first, stop)
        return self._frames.shaped(spectra, gain)

    def _gain(self, place: int, window: int) -> Floats:
        refined = self._refinement.window(window)
        gain = np.clip(refined.mel - refined.drafts[place], _LOWEST_GAIN, _HIGHEST_GAIN)
        return np.asarray(np.float32(self._amount) * gain, dtype=np.float32)
