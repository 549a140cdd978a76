from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from foleystudio.project.events import decode_events
from tests.cli.conftest import Foley, hits
from tests.clips import Picture
from tests.conftest import MakeClip

TIMES_S = [0.4, 1.2, 1.9]
JUMPS_S = [0.4, 1.0, 1.72, 2.4, 3.2, 3.8]


def jumping(number: int) -> Picture:
    """A bright square that jumps aside at every hit, 25 pictures a second."""
    picture = np.full((96, 128, 3), 40, np.uint8)
    jumps = sum(number >= round(time_s * 25) for time_s in JUMPS_S)
    at = 12 + 34 * (jumps % 3)
    picture[30:66, at : at + 30] = 220
    return picture


@pytest.fixture
def jumps(make_clip: MakeClip) -> Path:
    return make_clip("jumps.mp4", size=(128, 96), frames=110, picture=jumping)


def near(found: list[float], wanted: list[float], within_s: float) -> bool:
    return all(min((abs(a - b) for b in found), default=9.0) < within_s for a in wanted)


def test_events_of_the_guide(foley: Foley, make_clip: MakeClip, tmp_path: Path) -> None:
    clip, out = make_clip("a.mov", frames=75, audio=hits(TIMES_S, 3.0)), tmp_path / "events.json"
    outcome = foley("events", clip, "--timing", "guide", "-o", out)
    assert outcome.code == 0, outcome.err
    assert outcome.out == ""
    track = decode_events(out.read_bytes())
    assert track.source == "guide"
    assert near([event.time_s for event in track], TIMES_S, 0.03)


def test_events_of_the_picture_on_stdout(foley: Foley, jumps: Path) -> None:
    outcome = foley("events", jumps, "--timing", "picture")
    assert outcome.code == 0, outcome.err
    saved = json.loads(outcome.out)
    assert saved["version"] == 1
    assert near([event["time_s"] for event in saved["events"]], JUMPS_S, 0.1)


def test_events_by_example(foley: Foley, jumps: Path, tmp_path: Path) -> None:
    marks, out = tmp_path / "marks.json", tmp_path / "found.json"
    first = [{"time_s": time_s} for time_s in JUMPS_S[:3]]
    marks.write_text(json.dumps({"version": 1, "events": first}), encoding="utf-8")
    outcome = foley("events", jumps, "--teach", marks, "--until", "2.0", "-o", out)
    assert outcome.code == 0, outcome.err
    track = decode_events(out.read_bytes())
    assert [event.time_s for event in track if event.marked] == JUMPS_S[:3]
    assert [event.time_s for event in track if event.time_s < 2.0] == JUMPS_S[:3]
    assert near([event.time_s for event in track], JUMPS_S, 0.1)


def test_marks_that_mark_nothing(foley: Foley, jumps: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks.json"
    marks.write_text('{"version": 1, "events": []}', encoding="utf-8")
    assert foley("events", jumps, "--teach", marks).refused("marks.json")
    assert foley("events", jumps, "--teach", tmp_path / "none.json").refused("no such file")
