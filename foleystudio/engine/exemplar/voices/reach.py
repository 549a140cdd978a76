"""How far from its event a hit may be heard: what bounds the stretch that an edit of it can change."""

from __future__ import annotations

from collections.abc import Iterable

from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.exemplar.voices.allocation import WIDEST_CENTS
from foleystudio.engine.exemplar.voices.voice import RELEASE_S, STEAL_S
from foleystudio.engine.request import SynthesisRequest
from foleystudio.project.events import Event

_ROOM_S = 0.05  # what events are humanised by, and rounded


def reach_s(request: SynthesisRequest, events: Iterable[Event]) -> float:
    """Seconds to either side of any of some events beyond which nothing of it is heard, nor makes another give way.

    Raises
    ------
    FoleyError
        When a reference cannot be used.
    """
    lowest_semitones, longest_s = 0.0, 0.0
    for event in events:
        lowest_semitones, longest_s = min(lowest_semitones, event.pitch_semitones), max(longest_s, event.sustain_s)
    layers = request.layers
    lowest_semitones += request.settings.pitch_semitones + min((layer.pitch_semitones for layer in layers), default=0.0)
    slowest = 2 ** (-(100 * lowest_semitones - WIDEST_CENTS) / 1200)
    exemplars = [prepare(sound, request.rate_hz, request.cut_of(n)) for n, sound in enumerate(request.references)]
    hit = max((hit.stop - hit.start for exemplar in exemplars for hit in exemplar.hits), default=0)
    offset_ms = abs(request.settings.offset_ms) + max((abs(layer.offset_ms) for layer in layers), default=0.0)
    return max(hit / request.rate_hz * slowest, longest_s + RELEASE_S) + offset_ms / 1000 + STEAL_S + _ROOM_S
