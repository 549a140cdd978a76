from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.timing.people import cast as casting
from foleystudio.project.events import decode_events
from foleystudio.training.scenes.listening.beds import speech
from tests.cli.conftest import Foley, hits
from tests.conftest import MakeClip
from tests.engine.timing.people.test_feet import cast
from tests.engine.timing.people.walker import Walk, regular_steps
from tests.engine.timing.scenes import strikes
from tests.outside import timing
from tests.outside.timing import doubtful

TIMES_S = [0.4, 1.2, 1.9]
HITS_S = (0.7, 1.6, 2.72, 3.6, 4.8, 6.08)


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
    assert near([event["time_s"] for event in saved["events"]], HITS_S, 0.06)


def test_several_sources_are_joined_by_a_plus(foley: Foley, hammer: Path, knock: Path, tmp_path: Path) -> None:
    def times(timing: str) -> list[float]:
        outcome = foley("events", hammer, "--timing", timing)
        assert outcome.code == 0, outcome.err
        return [event["time_s"] for event in json.loads(outcome.out)["events"]]

    with doubtful():
        both = times("doubtful+picture")
        assert set(both) - set(times("picture")) == {0.3}
        assert near(both, HITS_S, 0.06)
        out = tmp_path / "out.wav"
        outcome = foley("render", hammer, "-r", knock, "-o", out, "--timing", "doubtful+picture", "--json")
        assert outcome.code == 0, outcome.err
        assert outcome.json()["timing"] == "picture+doubtful"
        assert [event["time_s"] for event in outcome.json()["events"]] == pytest.approx(both)
    gone = foley("events", hammer, "--timing", "picture+doubtful")
    assert gone.refused("no timing 'doubtful'", "picture, guide")


def test_sensitivity_says_how_readily(foley: Foley, hammer: Path) -> None:
    def times(*how: object) -> set[float]:
        outcome = foley("events", hammer, "--timing", "picture", *how)
        assert outcome.code == 0, outcome.err
        return {event["time_s"] for event in json.loads(outcome.out)["events"]}

    sparing, usual, lavish = (times("--sensitivity", share) for share in (0, 0.5, 1))
    assert times() == usual
    assert sparing <= usual < lavish
    assert foley("events", hammer, "--sensitivity", "1.2").code == 2


def test_a_roll_in_the_guide_is_as_many_hits_and_faint_ones_come_with_sensitivity(
    foley: Foley, make_clip: MakeClip
) -> None:
    roll = [0.5 + 0.05 * n for n in range(20)]
    wave = hits(roll, 4.0)
    rng = np.random.default_rng(0)
    for at in (2.0, 2.4, 2.8, 3.2):
        start = round(at * 48_000)
        wave[start : start + 900] += 0.004 * rng.standard_normal(900).astype(np.float32)
    wave += 0.002 * rng.standard_normal(len(wave)).astype(np.float32)
    clip = make_clip("roll.mov", frames=100, audio=wave)

    def times(*how: object) -> list[float]:
        return [e["time_s"] for e in json.loads(foley("events", clip, "--timing", "guide", *how).out)["events"]]

    usual = times()
    assert sum(min(abs(t - found) for found in usual) < 0.01 for t in roll) >= 18
    assert len(times("--sensitivity", "1")) > len(usual) >= len(times("--sensitivity", "0"))


def test_spoken_syllables_are_no_events_unless_they_are_kept(foley: Foley, make_clip: MakeClip) -> None:
    voice = resample(0.1 * speech(6.0, np.random.default_rng(1)), ONSET_RATE_HZ, 48_000)
    knocks = hits([1.0, 2.5, 4.0], 6.0)
    clip = make_clip("talk.mov", frames=150, audio=voice + knocks[: len(voice)])

    def times(*how: object) -> set[float]:
        outcome = foley("events", clip, "--timing", "guide", *how)
        assert outcome.code == 0, outcome.err
        return {event["time_s"] for event in json.loads(outcome.out)["events"]}

    ignored, kept = times("--sensitivity", "0.9"), times("--sensitivity", "0.9", "--voices", "keep")
    assert ignored < kept
    assert near(list(ignored), [1.0, 2.5, 4.0], 0.015)
    assert times("--sensitivity", "0.9", "--voices", "ignore") == ignored


def test_events_by_example(foley: Foley, hammer: Path, tmp_path: Path) -> None:
    marks, out = tmp_path / "marks.json", tmp_path / "found.json"
    first = [{"time_s": time_s} for time_s in list(HITS_S[:3])]
    marks.write_text(json.dumps({"version": 1, "events": first}), encoding="utf-8")
    outcome = foley("events", hammer, "--teach", marks, "--until", "3.2", "-o", out)
    assert outcome.code == 0, outcome.err
    track = decode_events(out.read_bytes())
    assert [event.time_s for event in track if event.marked] == list(HITS_S[:3])
    assert [event.time_s for event in track if event.time_s < 3.2] == list(HITS_S[:3])
    assert near([event.time_s for event in track], HITS_S, 0.06)


def _two_things(duration_s: float) -> tuple[np.ndarray, list[float], list[float]]:
    """A dull thing and a bright one, struck in turn, more or less."""
    blows, clinks = [0.5 + 0.8 * n for n in range(12)], [0.9 + 0.8 * n for n in range(11)]
    at = np.arange(round(duration_s * 48_000)) / 48_000
    wave = 0.001 * np.random.default_rng(4).standard_normal(len(at))
    for times, pitches in ((blows, (180, 390, 610)), (clinks, (2900, 4300, 6100))):
        for number, time_s in enumerate(times):
            since = np.maximum(at - time_s, 0)
            tone = sum(np.sin(2 * np.pi * pitch * since) for pitch in pitches)
            wave += (at >= time_s) * 0.1 * (0.7 + 0.1 * (number % 4)) * tone * np.exp(-since / 0.06)
    return wave.astype(np.float32), blows, clinks


def test_events_by_example_of_their_sound(foley: Foley, make_clip: MakeClip, tmp_path: Path) -> None:
    wave, blows, clinks = _two_things(10.0)
    clip = make_clip("two.mov", frames=250, picture=lambda _n: np.full((64, 96, 3), 90, np.uint8), audio=wave)
    marks, others = tmp_path / "marks.json", tmp_path / "others.json"
    for file, times in ((marks, blows[:1]), (others, clinks[-1:])):
        file.write_text(json.dumps({"version": 1, "events": [{"time_s": t} for t in times]}), encoding="utf-8")

    def times_after(*how: object) -> list[float]:
        outcome = foley("events", clip, "--teach", marks, *how)
        assert outcome.code == 0, outcome.err
        return [event["time_s"] for event in json.loads(outcome.out)["events"]]

    found = times_after("--not", others)
    assert near(found, blows, 0.02)
    assert not any(near(found, [clink], 0.05) for clink in clinks), "what another track marks is none of these"
    everything = times_after("--sensitivity", "1")
    assert near(everything, [*blows, *clinks], 0.02)
    assert foley("events", clip, "--not", others).refused("give --teach MARKS.json too")


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


@pytest.fixture
def two_walkers(make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clip in whose picture somebody stands and, right of them, somebody walks: found beforehand, not by the nets."""
    monkeypatch.setattr(casting, "cast_of", lambda *_: cast(Walk(()), Walk(regular_steps(4))))
    return make_clip("walk.mp4", frames=125)


def test_feet_of_whoever_walks_or_is_named(foley: Foley, two_walkers: Path, tmp_path: Path) -> None:
    out = tmp_path / "feet.json"
    outcome = foley("events", two_walkers, "--timing", "feet", "-o", out)
    assert "4 events from the feet." in outcome.err
    track = decode_events(out.read_bytes())
    assert [event.label for event in track] == ["L", "R", "L", "R stop"]
    assert near([event.time_s for event in track], [at for at, _ in regular_steps(4)], 0.05)
    named = json.loads(foley("events", two_walkers, "--timing", "feet", "--person", 2).out)
    assert len(named["events"]) == 4
    assert json.loads(foley("events", two_walkers, "--timing", "feet", "--person", 1).out)["events"] == []


def test_moves_last_as_long_as_somebody_moves(foley: Foley, two_walkers: Path) -> None:
    (event,) = json.loads(foley("events", two_walkers, "--timing", "moves", "--person", 2).out)["events"]
    assert event["sustain_s"] > 1.5
    assert max(event["envelope"]) > 0.9


def test_a_person_who_is_not_there_and_one_for_another_timing_are_refused(foley: Foley, two_walkers: Path) -> None:
    outcome = foley("events", two_walkers, "--timing", "feet", "--person", 3)
    assert outcome.refused("no person 3", "2 were found", "from left to right")
    assert foley("events", two_walkers, "--person", 1).refused("--person", "--timing feet or moves")
    assert foley("events", two_walkers, "--timing", "guide", "--person", 1).refused("--timing feet or moves")


@pytest.mark.shipped_models
def test_where_nobody_is_no_foot_is_heard(foley: Foley, hammer: Path) -> None:
    assert json.loads(foley("events", hammer, "--timing", "feet", "--sensitivity", 1).out)["events"] == []


def test_where_nothing_is_certain_it_says_how_sure_it_is(
    foley: Foley, hammer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "DOUBTS", ((0.3, 0.2, 0.0), (0.5, 0.1, 0.0)))
    with timing.doubtful():
        made = foley("events", hammer, "--timing", "doubtful")
        assert json.loads(made.out)["events"] == []
        assert "No event is certain enough: the surest is 20% sure." in made.err
        more = foley("events", hammer, "--timing", "doubtful", "--sensitivity", "0.85")
        assert len(json.loads(more.out)["events"]) == 1
        assert "certain enough" not in more.err


def test_the_part_of_a_joined_timing_that_there_is_not_is_named(
    foley: Foley, two_walkers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "e.json"
    refused = foley("events", two_walkers, "--timing", "picture+hands", "-o", out)
    assert refused.refused("there is no timing 'hands'", "joined by '+'")
    assert not out.exists()


def test_events_are_split_into_files_of_those_that_sound_alike(
    foley: Foley, make_clip: MakeClip, tmp_path: Path
) -> None:
    low, high = [0.4, 1.2, 2.0], [0.8, 1.6, 2.4]
    t = np.arange(3 * 48_000) / 48_000
    since = t[None] - np.array(high)[:, None]
    clinks = ((since >= 0) * np.sin(2 * np.pi * 6000 * since) * np.exp(-np.maximum(since, 0) / 0.03)).sum(axis=0)
    clip = make_clip("a.mov", frames=75, audio=hits(low, 3.0) + 0.3 * clinks.astype(np.float32))
    outcome = foley("events", clip, "--timing", "guide", "--split", 2, "-o", tmp_path / "hits.json")
    assert outcome.code == 0, outcome.err
    assert not (tmp_path / "hits.json").exists()
    for letter, times in (("A", low), ("B", high)):
        track = decode_events((tmp_path / f"hits {letter}.json").read_bytes())
        assert [event.time_s for event in track] == pytest.approx(times, abs=0.03)


def test_a_split_that_cannot_be_is_refused(foley: Foley, make_clip: MakeClip, tmp_path: Path) -> None:
    clip = make_clip("a.mov", frames=50, audio=hits([0.4], 2.0))
    assert foley("events", clip, "--split", 2).refused("several files")
    assert foley("events", clip, "--split", 7, "-o", tmp_path / "e.json").code == 2
    assert foley("events", clip, "--split", 2, "-o", tmp_path / "e.json").code == 2
    (tmp_path / "e A.json").mkdir()
    assert foley("events", clip, "--split", 2, "-o", tmp_path / "e.json").code == 2
    assert not list(tmp_path.glob("e B*"))
