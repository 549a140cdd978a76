"""What a mix is made of: sounds at their places, and the stretches in which each is heard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.waves.fades import FadeShape, bent
from foleystudio.dsp.waves.pan import pan_gains
from foleystudio.dsp.waves.patch import Patch
from foleystudio.project.sounds.comp import CROSSFADE_S
from foleystudio.timebase import STUDIO_RATE_HZ

_HALF = CROSSFADE_S / 2 * STUDIO_RATE_HZ  # samples of a cross-fade to either side of its middle

GUIDE_ROW, MIX_ROW = -1, -2
"""Rows that are no track: the clip's own sound, and the sum of all."""

Source = tuple[Path, bool, int | None]
"""A file, whether it is read as the guide, and which of its sound tracks."""
Identity = tuple[int, Source, int, tuple["Window", ...], Patch | None]


@dataclass(frozen=True)
class Window:
    """A stretch that a sound is heard in, in samples of the mix.

    Parameters
    ----------
    start, stop
        Its first sample and the one after its last; infinite where nothing begins or ends it.
    gain
        Linear.
    fade_in, fade_out
        Samples from its start on and up to its end; 0 for a cross-fade around that edge.
    fade_in_shape, fade_out_shape
        How those go; a cross-fade around an edge is linear.
    """

    start: float
    stop: float
    gain: float = 1.0
    fade_in: int = 0
    fade_out: int = 0
    fade_in_shape: FadeShape = "linear"
    fade_out_shape: FadeShape = "linear"

    @property
    def reach(self) -> tuple[float, float]:
        """Between which samples it is not silent."""
        return self.start - (0 if self.fade_in else _HALF), self.stop + (0 if self.fade_out else _HALF)

    def gains(self, at: NDArray[np.float64]) -> NDArray[np.float64]:
        """Gain at samples of the mix."""
        # The first and the last sample of a fade are half a step from silence.
        rise = (at - self.start + 0.5) / self.fade_in if self.fade_in else (at - self.start) / (2 * _HALF) + 0.5
        fall = (self.stop - at - 0.5) / self.fade_out if self.fade_out else (self.stop - at) / (2 * _HALF) + 0.5
        rise, fall = np.clip(rise, 0.0, 1.0), np.clip(fall, 0.0, 1.0)
        if self.fade_in:
            rise = bent(rise, self.fade_in_shape)
        if self.fade_out:
            fall = bent(fall, self.fade_out_shape)
        return np.asarray(self.gain * rise * fall)

    def holds(self, first: int, last: int) -> bool:
        """Whether the sound is heard as it is from one sample up to another."""
        full_from, full_to = self.start + (self.fade_in or _HALF), self.stop - (self.fade_out or _HALF)
        return self.gain == 1.0 and full_from <= first and last <= full_to


@dataclass(frozen=True)
class Strip:
    """One sound in the mix.

    Parameters
    ----------
    path
        Its file: a take, or the clip for the guide.
    start
        Where its first sample lies, in samples at the studio rate; may be below 0.
    gain
        Linear, with mute and solo applied.
    row
        Key of its track; -1 for the guide.
    sound_track
        Which of the file's sound tracks, counted from 0; None for the one meant to be heard.
    pan
        -1 left to 1 right.
    windows
        The stretches that it is heard in; empty for all of it.
    patch
        What an edit has changed of a take that is not written anew yet.
    """

    path: Path
    start: int
    gain: float
    row: int
    sound_track: int | None = None
    pan: float = 0.0
    windows: tuple[Window, ...] = ()
    patch: Patch | None = None

    @property
    def gains(self) -> tuple[float, float]:
        """Linear, of the left and the right channel."""
        left, right = pan_gains(self.pan)
        return self.gain * left, self.gain * right

    @property
    def source(self) -> Source:
        """What is read for it."""
        return self.path, self.row == GUIDE_ROW, self.sound_track

    @property
    def identity(self) -> Identity:
        """What stays the same while its level changes."""
        return self.row, self.source, self.start, self.windows, self.patch
