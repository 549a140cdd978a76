from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.project import edits
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Document, Part
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidates
from foleystudio.project.settings import Timing
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track
from tests.projects import timed


def _at(offset_ms: float) -> Project:
    return Project(offset_ms=offset_ms)


@pytest.fixture
def document() -> Document:
    return Document(Project().with_track().with_track())


@pytest.fixture
def changes(document: Document) -> list[Change]:
    told: list[Change] = []
    document.subscribe(told.append)
    return told


def test_undo_and_redo_walk_the_same_way(document: Document) -> None:
    values = [document.project]
    for i in range(1, 4):
        document.edit(f"Step {i}", replace(document.project, offset_ms=float(i)))
        values.append(document.project)
    assert document.steps == ("Step 1", "Step 2", "Step 3")
    for value in reversed(values[:-1]):
        assert document.undo()
        assert document.project == value
    assert not document.undo()
    for value in values[1:]:
        assert document.redo()
        assert document.project == value
    assert not document.redo()


def test_an_edit_ends_the_way_forward(document: Document) -> None:
    document.edit("A", _at(1))
    document.undo()
    assert document.redo_name == "A"
    document.edit("B", _at(2))
    assert document.redo_name is None


def test_an_edit_that_changes_nothing_is_none(document: Document, changes: list[Change]) -> None:
    document.edit("Nothing", replace(document.project))
    assert not changes
    assert document.undo_name is None


def test_a_drag_is_one_step(document: Document) -> None:
    before = document.project
    for i in range(1, 50):
        document.edit("Move event", _at(i), merge_key=("move", 3))
    assert document.steps == ("Move event",)
    document.undo()
    assert document.project == before


def test_two_drags_are_two_steps(document: Document) -> None:
    for i in range(1, 5):
        document.edit("Move event", _at(i), merge_key="move")
    document.seal()
    document.edit("Move event", _at(9), merge_key="move")
    assert len(document.steps) == 2


def test_a_drag_after_an_undo_is_a_step_of_its_own(document: Document) -> None:
    document.edit("A", _at(1), merge_key="k")
    document.edit("B", _at(2), merge_key="b")
    document.undo()
    document.edit("A", _at(3), merge_key="k")
    assert document.steps == ("A", "A")


def test_a_pause_ends_a_drag(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    document.edit("Gain", _at(1), merge_key="gain")
    monkeypatch.setattr(edits, "MERGE_WITHIN_S", 0.0)
    document.edit("Gain", _at(2), merge_key="gain")
    assert len(document.steps) == 2


def test_a_drag_that_came_back_leaves_no_step(document: Document) -> None:
    before = document.project
    document.edit("Gain", _at(1), merge_key="gain")
    document.edit("Gain", before, merge_key="gain")
    assert document.steps == ()
    assert not document.is_modified


def test_the_way_back_is_bounded(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "MAX_STEPS", 10)
    for i in range(1, 31):
        document.edit(f"Step {i}", _at(i))
    assert document.steps == tuple(f"Step {i}" for i in range(21, 31))


def test_listeners_are_told_until_they_leave(document: Document) -> None:
    told: list[Change] = []
    leave = document.subscribe(told.append)
    document.edit("A", _at(1))
    leave()
    leave()
    document.edit("B", _at(2))
    assert [change.step for change in told] == ["A"]


def test_a_listener_that_fails_keeps_no_other_from_hearing() -> None:
    def fail(change: Change) -> None:
        raise ValueError(change.step)

    failures: list[Exception] = []
    for document in (Document(Project()), Document(Project(), on_failure=failures.append)):
        told: list[Change] = []
        document.subscribe(told.append)
        document.subscribe(fail)
        document.subscribe(told.append)
        document.subscribe(fail)
        if document._on_failure is None:
            with pytest.raises(ValueError, match="A"):
                document.edit("A", _at(1))
        else:
            document.edit("A", _at(1))
        assert document.project == _at(1)
        assert [change.step for change in told] == ["A", "A"]
    assert [str(error) for error in failures] == ["A", "A"]


_EDITS: list[tuple[Callable[[Project], Project], set[Part]]] = [
    (lambda p: replace(p, clip=Path("/c.mp4")), {Part.CLIP}),
    (lambda p: p.with_reference(Path("/r.wav")), {Part.REFERENCES}),
    (lambda p: timed(p, EventTrack((Event(1.0),))), {Part.EVENTS}),
    (lambda p: timed(p, timing=Timing.GUIDE), {Part.TIMING}),
    (lambda p: p.with_proposals(Candidates((), "guide")), {Part.EVENTS}),
    (lambda p: p.with_changed_track(replace(p.tracks[0], sensitivity=0.9)), {Part.EVENTS}),
    (lambda p: replace(p, offset_ms=5.0), {Part.TIMING}),
    (lambda p: replace(p, guide=replace(p.guide, mute=True)), {Part.MIX}),
    (lambda p: p.with_marker(1.0), {Part.MARKERS}),
    (lambda p: replace(p, in_s=1.0), {Part.RANGE}),
    (lambda p: p.with_changed_track(replace(p.tracks[0], gain_db=-3.0)), {Part.MIX}),
    (lambda p: p.with_changed_track(replace(p.tracks[0], name="Steps")), {Part.TRACKS}),
    (lambda p: p.with_changed_track(p.tracks[0].playing((9,))), {Part.SETTINGS}),
    (lambda p: p.with_take(p.tracks[0].key, Take(Path("/t.wav"), "t", 10)), {Part.TAKES}),
    (lambda p: replace(p, tracks=p.tracks[::-1]), {Part.TRACKS}),
    (lambda p: p.with_track(), {Part.TRACKS, Part.MIX}),
]


@pytest.mark.parametrize(("edit", "parts"), _EDITS)
def test_changes_name_what_they_touch(
    document: Document, changes: list[Change], edit: Callable[[Project], Project], parts: set[Part]
) -> None:
    document.edit("Edit", edit(document.project))
    document.undo()
    document.redo()
    assert [change.cause for change in changes] == [Cause.EDIT, Cause.UNDO, Cause.REDO]
    assert all(change.parts == parts for change in changes)


def test_changes_name_the_tracks_they_touch(document: Document, changes: list[Change]) -> None:
    second = document.project.tracks[1]
    document.edit("Mute", document.project.with_changed_track(replace(second, mute=True)))
    document.edit("Remove", document.project.without_track(second.key))
    assert [change.tracks for change in changes] == [{second.key}, {second.key}]


def test_every_value_with_a_take_can_be_undone(document: Document) -> None:
    before = document.project
    document.edit("Generate", before.with_take(before.tracks[0].key, Take(Path("/t.wav"), "t", 10)))
    document.undo()
    assert document.project == before


def test_modified_follows_undo_and_save(document: Document) -> None:
    seen = [document.is_modified]
    document.edit("A", _at(1))
    seen.append(document.is_modified)
    document.mark_saved(Path("/p.foley"))
    seen.append(document.is_modified)
    document.undo()
    seen.append(document.is_modified)
    document.redo()
    seen.append(document.is_modified)
    assert seen == [False, True, False, True, False]
    assert document.file == Path("/p.foley")


def test_edits_during_a_save_stay_unsaved(document: Document) -> None:
    document.edit("A", _at(1))
    being_saved = document.project
    document.edit("B", _at(2))
    document.mark_saved(Path("/p.foley"), being_saved)
    assert document.is_modified


def test_loading_forgets_the_way_back(document: Document, changes: list[Change]) -> None:
    document.edit("A", _at(1))
    document.load(_at(5), Path("/other.foley"))
    assert (document.undo(), document.redo(), document.is_modified) == (False, False, False)
    assert changes[-1].cause is Cause.LOAD


def test_recovered_work_counts_as_unsaved() -> None:
    document = Document()
    document.load(Project(), None, saved=False)
    assert document.is_modified


def test_relocating_reaches_the_steps_and_is_no_edit(document: Document) -> None:
    old, new = Path("/tmp/a.wav"), Path("/project takes/a.wav")
    track = document.project.tracks[0].key
    document.edit("Generate", document.project.with_take(track, Take(old, "a", 10)))
    document.edit("Mute", document.project.with_changed_track(replace(document.project.tracks[0], mute=True)))
    document.mark_saved(Path("/project.foley"))
    document.undo()
    document.undo()
    document.relocate({old: new})
    assert document.redo()
    assert document.project.takes[0].path == new
    assert document.redo()
    assert document.project.takes[0].path == new
    assert not document.is_modified


def test_files_found_elsewhere_are_unsaved_until_the_file_names_them(document: Document) -> None:
    old, new = Path("/gone/a.wav"), Path("/found/a.wav")
    document.load(document.project.with_reference(old), Path("/p.foley"))
    document.relocate({old: new}, on_disk=False)
    assert document.is_modified
    assert document.saved_project is not None
    assert document.saved_project.references[0].path == old
    document.mark_saved(Path("/p.foley"))
    assert not document.is_modified


@given(st.lists(st.one_of(st.integers(0, 5), st.sampled_from(["undo", "redo", "seal"])), max_size=40))
def test_undoing_everything_always_leads_back_to_the_start(moves: list[int | str]) -> None:
    document = Document(_at(0))
    for move in moves:
        if move == "undo":
            document.undo()
        elif move == "redo":
            document.redo()
        elif move == "seal":
            document.seal()
        else:
            document.edit("Offset", _at(int(move)), merge_key=int(move) % 2 or None)
    end = document.project
    while document.redo():
        pass
    forward = document.project
    while document.undo():
        pass
    assert document.project == _at(0)
    while document.redo():
        pass
    assert document.project == forward
    assert end.offset_ms in range(6)


def test_an_amendment_belongs_to_the_last_step() -> None:
    document = Document()
    document.edit("Mark in", replace(document.project, in_s=1.0))
    document.amend("Follow", replace(document.project, out_s=2.0))
    assert document.steps == ("Mark in",)
    assert (document.project.in_s, document.project.out_s) == (1.0, 2.0)
    document.undo()
    assert (document.project.in_s, document.project.out_s) == (None, None)
    document.redo()
    assert (document.project.in_s, document.project.out_s) == (1.0, 2.0)


def test_no_field_of_a_project_or_track_changes_unseen() -> None:
    seen = {name for names in edits._TRACK_PARTS.values() for name in names}
    assert {f.name for f in fields(Track)} - seen == {"key"}
    seen = {name for names in edits._PROJECT_PARTS.values() for name in names}
    assert {f.name for f in fields(Project)} - seen == {"tracks", "next_key"}
