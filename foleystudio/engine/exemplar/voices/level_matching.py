"""How loud an event is: by its strength, or as loud as the clip's own sound is there."""

from __future__ import annotations

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.engine.loudness.loudness import FULL_LOUDNESS
from foleystudio.engine.request import GuideLoudness, SynthesisRequest
from foleystudio.project.events import Event
from foleystudio.project.settings import LevelMatch

_AROUND_S = (-0.03, 0.2)  # where a hit of the guide is loudest, seconds from its event
_SOFTEST_DB = -70.0  # dBFS: where the guide says nothing


def level_of(request: SynthesisRequest, event: Event) -> float:
    """Level of an event beside one of full strength, linear."""
    return db_to_amplitude(event.gain_db) * _matched_level(request, event)


def _matched_level(request: SynthesisRequest, event: Event) -> float:
    settings, guide = request.settings, request.guide
    own: float = event.strength**settings.strength
    if guide is None or settings.level_match is LevelMatch.NONE or not len(guide.levels_db):
        return own
    if settings.level_match is LevelMatch.WHOLE:
        return own * db_to_amplitude(guide.loud_db) / FULL_LOUDNESS
    return db_to_amplitude(_guide_level_db(guide, event)) / FULL_LOUDNESS


def _guide_level_db(guide: GuideLoudness, event: Event) -> float:
    first = max(0, int((event.time_s + _AROUND_S[0]) / guide.step_s))
    last = int((event.time_s + _AROUND_S[1]) / guide.step_s) + 1
    return float(guide.levels_db[first:last].max(initial=_SOFTEST_DB))
