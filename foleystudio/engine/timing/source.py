"""The door to the timing sources, and the choice among them."""

from __future__ import annotations

from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.request import Cancelled, Progress, Timing, never_cancelled, no_progress
from foleystudio.engine.timing.sources import TIMING_SOURCES, needs_guide, of_people, row_of
from foleystudio.errors import FoleyError
from foleystudio.project.proposals import Candidates


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
    person: int | None = None,
) -> tuple[Candidates, Timing]:
    """Find all that may be a clip's events; ``Candidates.events`` takes the track of any sensitivity from them.

    Parameters
    ----------
    clip
        An opened clip.
    timing
        ``auto`` takes the guide when the clip has a usable sound of its own, else the picture; the picture too
        where nothing stands out in that sound.
    person
        Whose events, of a timing that is about people: counted from 1 from left to right; None leaves it to the timing.

    Returns
    -------
    candidates, timing
        What was found, and which source it came from; `choose` says why.

    Raises
    ------
    FoleyError
        When the clip lacks what the source needs, the source needs more than a clip (marks, a file), or a person is
        named and it is not about people or finds no such person.
    CancelledError
        When the user cancelled.
    """
    used = choose(clip)[0] if timing == Timing.AUTO else timing
    if person is not None:
        return _of_person(clip, used, person, progress, cancelled), used
    row = row_of(used) if len(used.parts) > 1 else TIMING_SOURCES[used] if used != Timing.FILE else None
    propose = row.propose if row is not None else None
    if propose is None:
        raise FoleyError(f"timing '{used}' needs more than the clip", remedy="give it marks or an event file")
    if needs_guide(used) and timing != Timing.AUTO and not has_guide(clip):
        what = "its own sound is silent or cannot be read" if clip.info.audio else "it has no sound of its own"
        raise FoleyError(what, file=clip.path, remedy="take the timing from the picture")
    found = propose(clip, progress, cancelled)
    if not found.events().events and timing == Timing.AUTO and used == Timing.GUIDE:
        return propose_candidates(clip, Timing.PICTURE, progress, cancelled)
    return found, used


def _of_person(clip: Clip, timing: Timing, person: int, progress: Progress, cancelled: Cancelled) -> Candidates:
    row = row_of(timing)
    if row is None or row.propose_of is None:
        raise FoleyError(
            f"timing '{timing}' is not about people", remedy=f"name a person for the timing {' or '.join(of_people())}"
        )
    return row.propose_of(clip, person, progress, cancelled)
