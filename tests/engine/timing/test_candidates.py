from __future__ import annotations

import pytest

from foleystudio.engine.timing.candidates import calibrated, certain
from foleystudio.project.events import Event, EventTrack


def test_a_track_without_certainties_stands_at_the_default() -> None:
    track = EventTrack((Event(0.2), Event(0.6)), source="picture")
    assert certain(track).events() == track
    assert len(certain(track).events(0.4)) == 0


def test_a_threshold_is_half_certain() -> None:
    low, at, high, sure = calibrated([0.01, 0.3, 0.8, 0.999], threshold=0.3)
    assert at == pytest.approx(0.5)
    assert 0 <= low < at < high < sure == 1.0
