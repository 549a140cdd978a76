from __future__ import annotations

from foleystudio.engine.timing.sources import timing_names
from foleystudio.engine.timing.templates import TRACK_TEMPLATES, free_name


def test_every_template_takes_its_events_from_a_source_that_there_is() -> None:
    assert [row.name for row in TRACK_TEMPLATES] == ["feet", "moves", "props", "empty"]
    assert {row.timing for row in TRACK_TEMPLATES if row.timing is not None} <= set(timing_names())


def test_two_tracks_of_a_template_have_two_names() -> None:
    assert free_name("Feet", set()) == "Feet"
    assert free_name("Feet", {"Feet", "Feet 2"}) == "Feet 3"
