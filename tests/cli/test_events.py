from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from foleystudio.project.events import decode_events
from tests.cli.conftest import Foley, hits
from tests.conftest import MakeClip
from tests.engine.timing.scenes import strikes

TIMES_S = [0.4, 1.2, 1.9]
HITS_S = (0.6, 1.6, 2.72, 3.6, 4.8, 6.08)


@pytest.fixture
def hammer(make_clip: MakeClip) -> Path:
    """A film of a hammer that strikes six times."""
    pictures = [np.repeat(grey[..., None], 3, axis=2) for grey in strikes(HITS_S, 7.0).pictures]
    size = pictures[0].shape[1], pictures[0].shape[0]
    return make_clip("hammer.mp4", size=size, frames=len(pictures), picture=pictures.__getitem__)


def near(found: list[float], wanted: Sequence[float], within_s: float) -> bool:
    return all(min((abs(a - b) for b in found), default=9.0) < within_s for a in wanted)


def test_events_of_the_guide(foley: Foley, make_clip: MakeClip, tmp_path: Path) -> None:
    clip, out = make_clip("a.mov", frames=75, audio=hits(TIMES_S, 3.0)), tmp_path / "events.json"
    outcome = foley("events", clip, "--timing", "guide", "-o", out)
    assert outcome.code == 0, outcome.err
    assert outcome.out == ""
    track = decode_events(out.read_bytes())
    assert track.source == "guide"
    assert near([event.time_s for event in track], TIMES_S, 0.03)


def test_events_of_the_picture_on_stdout(foley: Foley, hammer: Path) -> None:
    outcome = foley("events", hammer, "--timing", "picture")
    assert outcome.code == 0, outcome.err
    saved = json.loads(outcome.out)
    assert saved["version"] == 1
    assert near([event["time_s"] for event in saved["events"]], HITS_S, 0.15)


def test_sensitivity_says_how_readily(foley: Foley, hammer: Path, tmp_path: Path) -> None:
    def times(*how: object) -> set[float]:
        outcome = foley("events", hammer, "--timing", "picture", *how)
        assert outcome.code == 0, outcome.err
        return {event["time_s"] for event in json.loads(outcome.out)["events"]}

    sparing, usual, lavish = (times("--sensitivity", share) for share in (0, 0.5, 1))
    assert times() == usual
    assert sparing <= usual < lavish
    assert foley("events", hammer, "--sensitivity", "1.2").code == 2
    marks = tmp_path / "marks.json"
    marks.write_text('{"version": 1, "events": [{"time_s": 0.6}]}', encoding="utf-8")
    assert foley("events", hammer, "--teach", marks, "--sensitivity", "0.3").refused("leave it out")


def test_events_by_example(foley: Foley, hammer: Path, tmp_path: Path) -> None:
    marks, out = tmp_path / "marks.json", tmp_path / "found.json"
    first = [{"time_s": time_s} for time_s in list(HITS_S[:3])]
    marks.write_text(json.dumps({"version": 1, "events": first}), encoding="utf-8")
    outcome = foley("events", hammer, "--teach", marks, "--until", "3.2", "-o", out)
    assert outcome.code == 0, outcome.err
    track = decode_events(out.read_bytes())
    assert [event.time_s for event in track if event.marked] == list(HITS_S[:3])
    assert [event.time_s for event in track if event.time_s < 3.2] == list(HITS_S[:3])
    assert near([event.time_s for event in track], HITS_S, 0.15)


def test_marks_that_mark_nothing(foley: Foley, hammer: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks.json"
    marks.write_text('{"version": 1, "events": []}', encoding="utf-8")
    assert foley("events", hammer, "--teach", marks).refused("marks.json")
    assert foley("events", hammer, "--teach", tmp_path / "none.json").refused("no such file")


def test_events_overwrite_neither_clip_nor_marks(foley: Foley, hammer: Path, tmp_path: Path) -> None:
    before, marks = hammer.read_bytes(), tmp_path / "marks.json"
    marks.write_text('{"version": 1, "events": [{"time_s": 0.6}]}', encoding="utf-8")
    assert foley("events", hammer, "-o", hammer).refused("choose another name")
    assert foley("events", hammer, "--teach", marks, "-o", marks).refused("choose another name")
    assert foley("events", hammer, "-o", tmp_path / "other.mp4").refused("end its name in .json")
    assert hammer.read_bytes() == before
    assert json.loads(marks.read_text(encoding="utf-8"))["events"] == [{"time_s": 0.6}]
    assert not (tmp_path / "other.mp4").exists()


def test_where_no_events_can_be_written_is_said_before_any_work(foley: Foley, tmp_path: Path) -> None:
    clip = tmp_path / "none.mp4"  # would be refused at the first touch
    (tmp_path / "folder.json").mkdir()
    assert foley("events", clip, "-o", tmp_path / "missing" / "x.json").refused("x.json: its folder does not exist")
    assert foley("events", clip, "-o", tmp_path / "folder.json").refused("a folder has that name")


def test_events_by_example_name_the_marks(foley: Foley, hammer: Path, tmp_path: Path) -> None:
    marks, out = tmp_path / "marks.json", tmp_path / "found.json"
    marks.write_text('{"version": 1, "events": [{"time_s": 0.6}, {"time_s": 1.6}]}', encoding="utf-8")
    assert "from your marks." in foley("events", hammer, "--teach", marks, "-o", out).err
