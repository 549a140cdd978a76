"""Beyond its reach an edited event changes no sample, and the reach is no longer than it has to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foleystudio.engine.exemplar.voices.reach import reach_s
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer
from tests.engine.exemplar.sounds import as_sound, knock

RATE_HZ = 48_000
EVENTS = EventTrack((Event(1.0, 0.8), Event(3.0, 0.6), Event(5.0, 0.9)))


PLAIN = SynthesisSettings()


def asked(events: EventTrack, settings: SynthesisSettings = PLAIN) -> SynthesisRequest:
    return SynthesisRequest(6.0, events, (as_sound(knock()),), None, settings, Renderer.EXEMPLAR, None, RATE_HZ)


@pytest.mark.parametrize("pitch_semitones", [0.0, -12.0])
def test_nothing_changes_further_off_than_it_reaches(pitch_semitones: float) -> None:
    settings = SynthesisSettings(pitch_semitones=pitch_semitones)
    request = asked(EVENTS, settings)
    edited = replace(EVENTS.events[1], strength=0.2)
    after = asked(EventTrack((EVENTS.events[0], edited, EVENTS.events[2])), settings)
    reach = reach_s(request, [EVENTS.events[1], edited])
    one, other = (synthesise(each).sound.samples for each in (request, after))
    (changed,) = np.nonzero(np.abs(one - other).max(axis=1))
    assert changed.size
    assert changed.min() >= (3.0 - reach) * RATE_HZ
    assert changed.max() <= (3.0 + reach) * RATE_HZ


def test_lower_and_longer_hits_reach_further() -> None:
    request = asked(EVENTS)
    plain = reach_s(request, [EVENTS.events[0]])
    assert plain < 2.0, "of a knock of less than a second"
    assert reach_s(request, [replace(EVENTS.events[0], pitch_semitones=-12.0)]) > plain
    assert reach_s(request, [Event(1.0, 0.8, sustain_s=4.0)]) > 4.0
    assert reach_s(asked(EVENTS, SynthesisSettings(offset_ms=-500.0)), [EVENTS.events[0]]) == pytest.approx(plain + 0.5)
