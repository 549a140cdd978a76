"""Events as the timing sources propose them, for tests that want no more of them."""

from __future__ import annotations

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Timing
from foleystudio.engine.timing.source import propose_candidates
from foleystudio.project.events import EventTrack


def propose_events(clip: Clip, timing: Timing = Timing.AUTO, person: int | None = None) -> tuple[EventTrack, Timing]:
    """A clip's events at the usual sensitivity, without syllables, and which source they came from."""
    found, used = propose_candidates(clip, timing, person=person)
    return found.events(), used
