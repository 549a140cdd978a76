"""What the timeline is told: plain values, made by presenters from the project and the media."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from foleystudio.project.events import Event
from foleystudio.project.sounds.comp import CompSpan

GUIDE_KEY = -2
"""Track key of the clip's own sound in intents (Foley tracks have their project keys)."""

SAMPLES_A_PEAK = 256
"""Closest spacing of kept peaks: reading parts of as many samples or more costs next to nothing."""

Peaks = NDArray[np.float32]
"""``float32 [buckets, C, 2]``: lowest and highest sample of each bucket and channel."""


class PeaksSource(Protocol):
    """Where a waveform's outline comes from.

    ``read`` is called while the view changes and must be quick for parts of `SAMPLES_A_PEAK` samples or more;
    shorter parts, for which the sound itself may have to be read, are asked for when the view rests.
    """

    def read(self, start_sample: int, stop_sample: int, buckets: int) -> Peaks:
        """Lowest and highest samples of ``buckets`` equal parts of ``[start_sample, stop_sample)``."""


@dataclass(frozen=True, eq=False)
class Waveform:
    """A sound as the timeline draws it.

    Parameters
    ----------
    peaks
        Its outline.
    rate_hz
        Samples a second.
    n_samples
        Length.
    start_s
        Where its first sample lies on the time axis.
    gain
        Factor on what is drawn.
    is_quick
        Whether the peaks are quick for parts of any length (a sound in memory).
    """

    peaks: PeaksSource
    rate_hz: int
    n_samples: int
    start_s: float = 0.0
    gain: float = 1.0
    is_quick: bool = False

    @property
    def stop_s(self) -> float:
        """Where it ends on the time axis."""
        return self.start_s + self.n_samples / self.rate_hz


@dataclass(frozen=True)
class TakeView:
    """A take on its track.

    Parameters
    ----------
    key
        Key in the project.
    number
        Shown before the name.
    name
        What the user calls it.
    start_s, stop_s
        Where it lies on the time axis.
    wave
        Its outline; None while it is not known.
    path
        Sound file that is handed out when the take is dragged out of the window; None when there is none.
    detail
        One line for the tooltip and screen readers (reference, renderer, seed).
    facts
        What is said beside the name, to tell it from its siblings.
    """

    key: int
    number: int
    name: str
    start_s: float
    stop_s: float
    wave: Waveform | None = None
    path: Path | None = None
    detail: str = ""
    facts: str = ""

    @property
    def label(self) -> str:
        """Number and name."""
        return f"{self.number}  {self.name}"


@dataclass(frozen=True)
class RenderingView:
    """A take being made.

    Parameters
    ----------
    share
        0-1; below 0 when it cannot be known.
    stage
        What is being done, for the user.
    start_s, stop_s
        What part of the time axis it will fill.
    """

    share: float
    stage: str
    start_s: float
    stop_s: float


@dataclass(frozen=True)
class TrackView:
    """A Foley track.

    Parameters
    ----------
    key, name
        As in the project.
    mute, solo
        Its header's buttons.
    gain_db, pan
        Its place in the mix: by how much it is turned up or down, and from -1 left to 1 right.
    takes
        Oldest first.
    active
        Key of the take that sounds.
    other
        Key of the take that an A/B flip brings up.
    rendering
        The take being made, if any.
    events
        What it performs, in order of time; empty where it is not to be shown.
    comp
        Where another take sounds than the active one.
    token
        The theme's colour of its name.
    """

    key: int
    name: str
    mute: bool = False
    solo: bool = False
    takes: tuple[TakeView, ...] = ()
    active: int | None = None
    other: int | None = None
    rendering: RenderingView | None = None
    gain_db: float = 0.0
    events: tuple[Event, ...] = ()
    pan: float = 0.0
    comp: tuple[CompSpan, ...] = ()
    token: str = "foley"

    def take(self, key: int | None) -> TakeView | None:
        """Take of a key, or None."""
        return next((take for take in self.takes if take.key == key), None)


@dataclass(frozen=True)
class MarkerView:
    """A named instant."""

    key: int
    time_s: float
    name: str = ""
