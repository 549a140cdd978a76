from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.engine.timing.sources import timing_names
from foleystudio.engine.timing.templates import (
    TRACK_TEMPLATES,
    find_template,
    free_name,
    keep_templates,
    new_template,
    track_templates,
)


def test_every_template_takes_its_events_from_a_source_that_there_is() -> None:
    assert [row.name for row in TRACK_TEMPLATES] == ["feet", "moves", "props", "empty"]
    assert {row.timing for row in TRACK_TEMPLATES if row.timing is not None} <= set(timing_names())


def test_two_tracks_of_a_template_have_two_names() -> None:
    assert free_name("Feet", set()) == "Feet"
    assert free_name("Feet", {"Feet", "Feet 2"}) == "Feet 3"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    return tmp_path


def test_edited_templates_are_kept_and_come_back(home: Path) -> None:
    assert track_templates() == tuple(TRACK_TEMPLATES)
    feet, *others = track_templates()
    boots = replace(feet, title="Boots", colour="rose", timing=None, knobs={"humanise": 0.25, "gain_db": -3.0})
    added = new_template(others)
    keep_templates((boots, *others, added))
    assert [row.title for row in track_templates()] == ["Boots", "Moves", "Props", "Foley", "New"]
    kept = find_template("feet")
    assert kept is not None
    assert (kept.colour, kept.timing, kept.knobs, kept.menu) == ("rose", None, boots.knobs, "Add boots")
    assert find_template(added.name) is not None
    keep_templates(tuple(TRACK_TEMPLATES))
    assert track_templates() == tuple(TRACK_TEMPLATES)
    assert not list(home.glob("*.json"))


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x", "title": "X", "timing": "tides", "colour": "", "knobs": {}},
        {"name": "x", "title": "X", "timing": None, "colour": "mauve", "knobs": {}},
        {"name": "x", "title": "X", "timing": None, "colour": "", "knobs": {"humanise": 7}},
        {"name": "../x", "title": "X", "timing": None, "colour": "", "knobs": {}},
        {"name": "x"},
        7,
    ],
)
def test_a_damaged_file_gives_way_to_those_that_ship(home: Path, row: object) -> None:
    (home / "track-templates.json").write_text(json.dumps({"version": 1, "templates": [row]}))
    assert track_templates() == tuple(TRACK_TEMPLATES)
