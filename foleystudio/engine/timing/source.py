"""The door to the timing sources, and the choice among them."""

from __future__ import annotations

from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.request import Cancelled, Progress, Timing, never_cancelled, no_progress
from foleystudio.engine.timing.sources import TIMING_SOURCES, needs_guide
from foleystudio.errors import FoleyError
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidates


def choose(clip: Clip) -> tuple[Timing, str]:
    """What ``auto`` means for a clip, and why, in one sentence."""
    if has_guide(clip):
        return Timing.GUIDE, "Timing is taken from the clip's own sound."
    if clip.info.audio:
        return Timing.PICTURE, "Timing is taken from the picture: the clip's own sound is silent or cannot be read."
    return Timing.PICTURE, "Timing is taken from the picture: the clip has no sound of its own."


def propose_candidates(
    clip: Clip,
    timing: Timing = Timing.AUTO,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> tuple[Candidates, Timing]:
    """Find all that may be a clip's events; ``Candidates.events`` takes the track of any sensitivity from them.

    Parameters
    ----------
    clip
        An opened clip.
    timing
        ``auto`` takes the guide when the clip has a usable sound of its own, else the picture; the picture too
        where nothing stands out in that sound.

    Returns
    -------
    candidates, timing
        What was found, and which source it came from; `choose` says why.

    Raises
    ------
    FoleyError
        When the clip lacks what the source needs, or the source needs more than a clip (marks, a file).
    CancelledError
        When the user cancelled.
    """
    used = choose(clip)[0] if timing == Timing.AUTO else timing
    propose = TIMING_SOURCES[used].propose if used != Timing.FILE else None
    if propose is None:
        raise FoleyError(f"timing '{used}' needs more than the clip", remedy="give it marks or an event file")
    if needs_guide(used) and timing != Timing.AUTO and not has_guide(clip):
        what = "its own sound is silent or cannot be read" if clip.info.audio else "it has no sound of its own"
        raise FoleyError(what, file=clip.path, remedy="take the timing from the picture")
    found = propose(clip, progress, cancelled)
    if not found.events().events and timing == Timing.AUTO and used == Timing.GUIDE:
        return propose_candidates(clip, Timing.PICTURE, progress, cancelled)
    return found, used


def propose_events(
    clip: Clip,
    timing: Timing = Timing.AUTO,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    sensitivity: float = DEFAULT_SENSITIVITY,
    ignore_voices: bool = True,
) -> tuple[EventTrack, Timing]:
    """Find a clip's events.

    Parameters
    ----------
    clip, timing
        As for `propose_candidates`.
    sensitivity
        0-1: 0 takes what is beyond doubt, 1 everything.
    ignore_voices
        Spoken syllables of the clip's own sound are no events.

    Returns
    -------
    events, timing
        The events, and which source they came from.

    Raises
    ------
    FoleyError
        As `propose_candidates`.
    CancelledError
        When the user cancelled.
    """
    found, used = propose_candidates(clip, timing, progress, cancelled)
    return found.events(sensitivity, ignore_voices), used
