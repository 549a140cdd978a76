import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import part_path
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.layers import one_layer
from foleystudio.project.storage import journal as journal_module
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.missing import missing_files
from foleystudio.project.storage.recovery import find_lost_work, read_journal, sweep_parts, sweep_unsaved_takes
from foleystudio.project.storage.saved import note_saved, save_with_takes
from foleystudio.project.takes import Provenance, Take, new_take_path
from tests.project.storage.full import full_project
from tests.projects import timed


@pytest.fixture
def document() -> Document:
    return Document(Project().with_track())


@pytest.fixture
def journal(document: Document, tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(document, tmp_path)
    yield journal
    journal.close()


def _work(journal: Journal) -> Project:
    journal.flush()
    work = read_journal(journal.path)
    assert work is not None
    return work.project


def test_an_untouched_project_is_no_lost_work(journal: Journal) -> None:
    assert read_journal(journal.path) is None


def test_every_kind_of_edit_comes_back(journal: Journal, document: Document) -> None:
    take = Take(Path("/takes/a.wav"), "a", 10, provenance=Provenance(one_layer((1,)), events=EventTrack((Event(1.0),))))
    document.edit("Clip", replace(document.project, clip=Path("/ä clip.mp4")))
    document.edit("Reference", document.project.with_reference(Path("/r.wav")))
    document.edit("Events", timed(document.project, EventTrack((Event(1.0), Event(2.0, 0.5)))))
    document.edit("Generate", document.project.with_take(0, take))
    document.edit("Generate", document.project.with_take(0, take))
    document.edit("Mute", document.project.with_changed_track(replace(document.project.tracks[0], mute=True)))
    document.edit("Mark", replace(document.project.with_marker(1.0), in_s=1.0, out_s=2.0))
    assert _work(journal) == document.project
    document.undo()
    assert _work(journal) == document.project
    document.redo()
    assert _work(journal) == document.project
    document.edit("Remove", document.project.without_take(document.project.takes[0].key))
    assert _work(journal) == document.project


def test_a_project_that_uses_every_field_comes_back(journal: Journal, document: Document, tmp_path: Path) -> None:
    full = full_project(tmp_path)
    document.load(full, None, saved=False)
    assert _work(journal) == full
    track = full.tracks[0]
    document.edit("Comp", full.with_changed_track(track.comped(1.0, 2.0, track.takes[0].key)))
    assert _work(journal) == document.project
    document.undo()
    assert _work(journal) == full


def test_edits_in_a_row_are_written_together(
    journal: Journal, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "WRITE_EVERY_S", 60.0)
    for i in range(1, 200):
        document.edit("Drag", replace(document.project, offset_ms=float(i)), merge_key="drag")
    assert _work(journal).offset_ms == 199
    assert len(journal.path.read_bytes().splitlines()) < 6


def test_what_follows_of_an_edit_is_told_by_the_edit_s_name(journal: Journal, document: Document) -> None:
    document.edit("Set marker", document.project.with_marker(1.0))
    document.amend("Render again", replace(document.project, offset_ms=1.0))
    journal.flush()
    work = read_journal(journal.path)
    assert work is not None
    assert work.last_step == "Set marker"
    document.undo()
    document.redo()
    journal.flush()
    again = read_journal(journal.path)
    assert again is not None
    assert (again.last_step, again.project.offset_ms) == ("Set marker", 1.0)


def test_a_take_is_written_once(journal: Journal, document: Document) -> None:
    events = EventTrack(tuple(Event(float(i)) for i in range(500)))
    document.edit(
        "Generate", document.project.with_take(0, Take(Path("/a"), "a", 1, provenance=Provenance(events=events)))
    )
    journal.flush()
    size = journal.path.stat().st_size
    document.edit("Mute", document.project.with_changed_track(replace(document.project.tracks[0], mute=True)))
    journal.flush()
    assert journal.path.stat().st_size - size < 1_500
    assert _work(journal) == document.project


def test_saving_begins_the_journal_anew(journal: Journal, document: Document, tmp_path: Path) -> None:
    document.edit("Offset", replace(document.project, offset_ms=1.0))
    journal.flush()
    note_saved(document, save_with_takes(document.project, tmp_path / "film.foley"))
    assert read_journal(journal.path) is None
    document.edit("Offset", replace(document.project, offset_ms=2.0))
    journal.flush()
    work = read_journal(journal.path)
    assert work is not None
    assert (work.file, work.last_step, work.edits) == (tmp_path / "film.foley", "Offset", 1)


def test_recovered_work_is_kept_until_it_is_saved(journal: Journal, document: Document) -> None:
    document.load(Project(offset_ms=7.0), None, saved=False)
    assert _work(journal).offset_ms == 7.0


def test_a_long_journal_is_begun_anew(journal: Journal, document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_module, "COMPACT_ABOVE_BYTES", 4_000)
    monkeypatch.setattr(journal_module, "WRITE_EVERY_S", 0.0)
    for i in range(1, 300):
        document.edit("Offset", replace(document.project, offset_ms=float(i)))
        assert journal.path.stat().st_size < 6_000
    assert _work(journal) == document.project


def test_a_journal_cut_anywhere_gives_a_state_that_was(
    journal: Journal, document: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal_module, "WRITE_EVERY_S", 0.0)
    states = [document.project]
    for i in range(1, 6):
        document.edit("Offset", replace(document.project, offset_ms=float(i)).with_marker(float(i)))
        states.append(document.project)
    data = journal.path.read_bytes()
    cut = journal.path.with_name("cut.journal")
    for length in range(data.index(b"\n", data.index(b"\n") + 1) + 1, len(data) + 1, 11):
        cut.write_bytes(data[:length])
        work = read_journal(cut)
        assert (work.project if work else states[0]) in states


def test_lost_work_is_offered_once_its_window_is_gone(document: Document, tmp_path: Path) -> None:
    journal = Journal(document, tmp_path)
    document.edit("Offset", replace(document.project, offset_ms=5.0))
    journal.flush()
    assert find_lost_work(tmp_path) == ()  # the window lives
    data = journal.path.read_bytes()
    journal.close()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "dead.journal").write_bytes(data)
    (work,) = find_lost_work(tmp_path)
    assert (work.project.offset_ms, work.last_step) == (5.0, "Offset")
    work.discard()
    assert list(tmp_path.iterdir()) == []


def test_journals_without_work_are_swept_and_broken_ones_passed_over(document: Document, tmp_path: Path) -> None:
    journal = Journal(document, tmp_path)
    data = journal.path.read_bytes()
    journal.close()
    (tmp_path / "idle.journal").write_bytes(data)
    (tmp_path / "broken.journal").write_bytes(b"\x00\x01")
    (tmp_path / "odd.journal").write_bytes(b'{"journal": 1}\n{"set": {"tracks": 3}}\n')
    assert find_lost_work(tmp_path) == ()
    assert not (tmp_path / "idle.journal").exists()


def test_a_full_disk_is_told_once_and_editing_goes_on(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[FoleyError] = []
    journal = Journal(document, tmp_path, told.append)

    def full(*_: object) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_delta_line", full)
        for i in range(1, 4):
            document.edit("Offset", replace(document.project, offset_ms=float(i)))
            journal.flush()
    assert len(told) == 1
    assert "No space left" in str(told[0])
    journal.flush()  # there is room again
    assert _work(journal).offset_ms == 3.0
    journal.close()


def test_a_folder_that_cannot_be_written_does_not_stop_the_studio(document: Document, tmp_path: Path) -> None:
    told: list[FoleyError] = []
    journal = Journal(document, tmp_path / "missing", told.append)
    document.edit("Offset", replace(document.project, offset_ms=1.0))
    journal.flush()
    journal.sync()
    assert len(told) == 1
    (tmp_path / "missing").mkdir()
    journal.flush()
    assert _work(journal).offset_ms == 1.0
    journal.close()


def test_only_old_takes_that_no_journal_names_are_swept(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    named, forgotten, fresh = (new_take_path(None, name) for name in ("named", "forgotten", "fresh"))
    for file in (named, forgotten, fresh):
        file.write_bytes(b"sound")
    for file in (named, forgotten):
        os.utime(file, (0, 0))
    journal = Journal(document)
    document.edit("Generate", document.project.with_take(0, Take(named, "a", 1)))
    journal.flush()
    document.undo()  # the journal still names it: a redo may want it
    journal.flush()
    assert sweep_unsaved_takes() == 1
    assert (named.exists(), forgotten.exists(), fresh.exists()) == (True, False, True)
    journal.close()
    assert sweep_unsaved_takes() == 1
    assert fresh.exists()


def test_what_a_killed_window_left_half_written_goes_after_a_day(tmp_path: Path) -> None:
    project = tmp_path / "scene.foley"
    take = new_take_path(project, "knock")
    old, fresh = part_path(take), part_path(take)
    for file in (take, old, fresh):
        file.write_bytes(b"sound")
    for file in (take, old):
        os.utime(file, (0, 0))
    assert sweep_parts(project) == 1
    assert (take.exists(), old.exists(), fresh.exists()) == (True, False, True)
    assert sweep_parts(tmp_path / "of no takes.foley") == 0


def test_a_journal_that_cannot_be_read_protects_all_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    old = new_take_path(None, "old")
    old.write_bytes(b"sound")
    os.utime(old, (0, 0))
    (tmp_path / "odd.journal").write_bytes(b'{"journal": 1}\n{"set": {}}\n')
    assert sweep_unsaved_takes(tmp_path) == 0
    assert old.exists()


_WINDOW = """
import sys, time
from dataclasses import replace
from pathlib import Path
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.storage.journal import Journal
from foleystudio.project.takes import Take, new_take_path

document = Document(Project().with_track())
journal = Journal(document)
flushed = 0.0
for i in range(10_000):
    project = replace(document.project, offset_ms=float(i))
    if i % 20 == 0:
        sound = new_take_path(None, f"take {i}")
        sound.write_bytes(b"sound" * 1000)
        project = project.with_take(0, Take(sound, f"take {i}", 1))
    document.edit(f"Edit {i}", project)
    if time.monotonic() - flushed > 1.0:  # as the window's timer does
        journal.flush()
        flushed = time.monotonic()
    print(i, time.time(), flush=True)
    time.sleep(0.02)
"""


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
def test_a_killed_window_loses_three_seconds_at_most_and_no_sound(tmp_path: Path) -> None:
    environment = {**os.environ, "FOLEYSTUDIO_DATA": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", _WINDOW], env=environment, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        seen = [window.stdout.readline()]
        begun = time.monotonic()
        while time.monotonic() - begun < 2.3:
            seen.append(window.stdout.readline())
        assert find_lost_work(tmp_path / "journals") == ()  # still alive
        window.send_signal(signal.SIGKILL)
        killed_at_s = time.time()
        seen += window.stdout.read().splitlines()
    made = {int(i): float(at_s) for i, at_s in (line.split() for line in seen if len(line.split()) == 2)}
    (work,) = find_lost_work(tmp_path / "journals")
    last = int(work.project.offset_ms)
    assert work.last_step == f"Edit {last}"
    lost_s = [killed_at_s - made[i] for i in made if i > last]
    assert max(lost_s, default=0.0) <= 3.0
    assert missing_files(work.project) == ()
    sounds = sorted((tmp_path / "takes").iterdir())
    assert len(sounds) >= len(work.project.takes) >= last // 20
    assert all(path.stat().st_size == 5000 for path in sounds[:-1])


def test_a_journal_is_plain_json_lines(journal: Journal, document: Document) -> None:
    document.edit("Offset", replace(document.project, offset_ms=1.0))
    journal.flush()
    lines = [msgspec.json.decode(line) for line in journal.path.read_bytes().splitlines()]
    assert lines[0]["journal"] == 1
    assert lines[-1]["step"] == "Offset"


def test_without_a_folder_for_data_the_studio_works_on_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "file" / "data"))
    problems: list[FoleyError] = []
    document = Document()
    journal = Journal(document, on_problem=problems.append)
    document.edit("Add track", Project().with_track())
    journal.flush()
    assert len(problems) == 1
    assert find_lost_work() == ()
    with pytest.raises(FoleyError, match="takes cannot be created"):
        new_take_path(None, "take")


def test_a_damaged_journal_does_not_keep_others_from_being_found(tmp_path: Path) -> None:
    (tmp_path / "damaged.journal").write_bytes(b'{"journal": 1, "unsaved": true}\n{"set": {}, "takes": {}}\n')
    document = Document()
    journal = Journal(document, tmp_path)
    document.edit("Add track", Project().with_track())
    journal.flush()
    assert journal._lock is not None
    journal._lock.close()
    assert [work.last_step for work in find_lost_work(tmp_path)] == ["Add track"]
    journal.close()


@pytest.mark.skipif(os.name == "nt", reason="names are always text on Windows")
def test_work_on_files_whose_names_are_no_text_is_not_lost(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9")
    document = Document(Project().with_track(), odd / "film.foley")
    problems: list[FoleyError] = []
    journal = Journal(document, tmp_path, problems.append)
    edited = replace(document.project, clip=odd / "clip.mp4").with_reference(odd / os.fsdecode(b"\xff.wav"))
    document.edit("Open", edited.with_take(0, Take(odd / "take.wav", os.fsdecode(b"\xff"), 1)))
    journal.flush()
    work = read_journal(journal.path)
    assert work is not None
    assert not problems
    assert work.file == odd / "film.foley"
    assert work.project.clip == odd / "clip.mp4"
    assert work.project.references == document.project.references
    assert work.project.takes[0].path == odd / "take.wav"
    journal.close()
