import pytest

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures.acts.voicing import Face, levels
from tests.training.scenes.pictures.watching import act_on, movement, movement_at_events


def test_levels_last_as_long_as_what_is_heard() -> None:
    events = EventTrack((Event(0.5, 0.6), Event(1.0, 1.0, 1.0, (1.0, 0.2))))
    level = levels(3.0, events, 0.2, 0.02, 0.05)
    assert level.at(0.49) == 0
    assert level.at(0.6) == pytest.approx(0.6)
    assert level.at(0.8) == 0
    assert level.at(1.1) > 0.85
    assert level.at(1.9) == pytest.approx(0.28, abs=0.02)
    assert level.at(2.1) == 0


def test_mouths_open_when_they_sound() -> None:
    at, before = movement_at_events(Face)
    assert at > 2 * before


def test_crying_keeps_a_mouth_open() -> None:
    act = act_on(Face, [0.5], sustain_s=1.5, seed=1)
    assert act.events.events[0].sustain_s == 1.5
    assert movement(act, 0.5, 0.6) > 2 * movement(act, 1.0, 1.1)
