from __future__ import annotations

import subprocess
import sys

import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.source import propose_candidates
from foleystudio.engine.timing.sources import (
    TIMING_SOURCES,
    TimingRow,
    is_known,
    is_of_people,
    merged,
    needs_guide,
    of_people,
    other_source,
    row_of,
    timing_names,
)
from foleystudio.errors import FoleyError
from foleystudio.project.proposals import Candidates
from foleystudio.project.settings import Timing
from tests.conftest import MakeClip
from tests.engine.timing.proposing import propose_events
from tests.outside.timing import DOUBTFUL, METRONOME, doubtful, metronome


def test_what_needs_marks_is_not_asked_of_a_clip_alone(make_clip: MakeClip) -> None:
    assert timing_names() == ("auto", "picture", "guide", "feet", "moves")
    clip = open_clip(make_clip("a.mov"))
    for timing in (Timing.TAUGHT, Timing.FILE):
        with pytest.raises(FoleyError, match=f"'{timing}' needs more than the clip"):
            propose_events(clip, timing)


def test_one_from_outside_proposes(make_clip: MakeClip) -> None:
    clip = open_clip(make_clip("a.mov", frames=50))
    with pytest.raises(FoleyError, match="no timing 'metronome'; choose one of picture, guide, taught, feet, moves"):
        propose_events(clip, METRONOME)
    with metronome():
        events, used = propose_events(clip, METRONOME)
        assert timing_names()[-1] == used == METRONOME
    assert [event.time_s for event in events] == [0.0, 0.5, 1.0, 1.5]
    assert not needs_guide(METRONOME)


def test_a_row_that_neither_proposes_nor_learns_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="either propose or learn"):
        TimingRow(METRONOME, "", "", "", "", "", "")
    with pytest.raises(ValueError, match="for nobody named"):
        TimingRow(
            METRONOME,
            "",
            "",
            "",
            "",
            "",
            "",
            learn=lambda *_: Candidates((), ""),
            propose_of=lambda *_: Candidates((), ""),
        )
    assert METRONOME not in TIMING_SOURCES


def test_a_person_is_named_for_what_is_about_people_alone(make_clip: MakeClip) -> None:
    assert of_people() == (Timing.FEET, Timing.MOVES)
    clip = open_clip(make_clip("a.mov"))
    with pytest.raises(FoleyError, match="'picture' is not about people"):
        propose_events(clip, Timing.PICTURE, person=1)


def test_the_table_is_read_without_what_finds_events() -> None:
    code = "import sys, foleystudio.engine.timing.sources; print({'cv2', 'numpy', 'torch', 'av'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_where_one_is_no_use_another_that_can_be_is_named() -> None:
    assert other_source(Timing.PICTURE, has_guide=True) == Timing.GUIDE
    assert other_source(Timing.PICTURE, has_guide=False) is None
    assert other_source(Timing.FEET, has_guide=False) == Timing.PICTURE
    assert other_source(Timing.FEET, has_guide=True) == Timing.GUIDE, "the clip's own sound tells of what is not seen"
    assert other_source(Timing.GUIDE, has_guide=True) == Timing.PICTURE
    assert other_source(Timing("guide+feet"), has_guide=True) == Timing.PICTURE
    assert other_source(Timing.GUIDE, has_guide=False) == Timing.PICTURE
    assert other_source(Timing.TAUGHT, has_guide=True) is other_source(Timing.AUTO, has_guide=True) is None


def test_several_sources_are_one(make_clip: MakeClip) -> None:
    clip, both = open_clip(make_clip("a.mov", frames=50)), Timing("metronome+doubtful")
    told: list[float] = []
    with metronome(), doubtful():
        found, used = propose_candidates(clip, both, lambda share, _stage: told.append(share))
        assert used == both == found.source == merged((DOUBTFUL, METRONOME))
        row = row_of(both)
        assert row is not None
        assert not needs_guide(both)
        assert not is_of_people(both)
        assert row.title == "Metronome and doubtful timing"
        assert row.nothing == "It stands still, and it doubts everything"
    assert [each.event.time_s for each in found.found] == [0.0, 0.3, 0.5, 0.7, 1.0, 1.1, 1.5]
    assert found.found[-1].certainty == 0.5, "of two at once not the one that a voice may be"
    with pytest.raises(FoleyError, match="needs more than the clip"):
        propose_candidates(clip, both)


def test_which_can_be_joined() -> None:
    for text in ("picture+feet", "guide+moves+feet", "auto"):
        assert is_known(text), text
    for text in ("picture+taught", "picture+picture", "auto+feet", "picture+", "+", "nothing+feet", "Picture+feet"):
        assert not is_known(text), text
    assert is_of_people(Timing("picture+feet"))
    assert needs_guide(Timing("guide+feet"))
    assert merged((Timing("feet+picture"), Timing.TAUGHT)) == "picture+feet"
    assert merged((Timing.TAUGHT,)) is None
    assert other_source(Timing("picture+feet"), has_guide=True) == Timing.GUIDE
