"""Damaged journals: what follows a bad line comes back, and what cannot be read is kept and told."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.storage import journal as journal_module
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.recovery import find_lost_work, sweep_unsaved_takes
from foleystudio.project.takes import Take, new_take_path


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Header, first state and three edits: a take, an offset, a marker."""
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    monkeypatch.setattr(journal_module, "WRITE_EVERY_S", 0.0)
    document = Document(Project().with_track())
    journal = Journal(document, tmp_path)
    document.edit("Generate", document.project.with_take(0, Take(Path("/t.wav"), "t", 1)))
    document.edit("Offset", replace(document.project, offset_ms=5.0))
    document.edit("Mark", document.project.with_marker(1.0))
    assert stat.S_IMODE(journal.path.stat().st_mode) & 0o077 == 0, "nobody else's business"
    data = journal.path.read_bytes()
    journal.close()
    return data.splitlines(keepends=True)


def _dead(folder: Path, data: bytes) -> Path:
    path = folder / "dead.journal"
    path.write_bytes(data)
    return path


def test_edits_after_a_damaged_line_are_offered(tmp_path: Path, lines: list[bytes]) -> None:
    lines[3] = lines[3].replace(b'"offset_ms"', b'"offset_ms')
    path = _dead(tmp_path, b"".join(lines))
    (work,) = find_lost_work(tmp_path)
    assert (work.is_damaged, work.last_step, work.project.offset_ms) == (True, "Mark", 0.0)
    assert len(work.project.markers) == len(work.project.takes) == 1
    work.discard()
    assert find_lost_work(tmp_path) == ()
    assert path.with_suffix(".unreadable").read_bytes() == b"".join(lines), "it is kept for a look by hand"


def test_a_take_whose_line_is_damaged_is_left_out_of_what_follows(tmp_path: Path, lines: list[bytes]) -> None:
    later = lines[4].replace(
        b'"set":{', b'"set":{"tracks":[{"name":"F","takes":[1],"active":1,"settings":{},"key":0}],'
    )
    _dead(tmp_path, b"".join([*lines[:2], b"\xff\n", lines[3], later]))
    (work,) = find_lost_work(tmp_path)
    assert (work.last_step, work.project.takes, work.project.tracks[0].name) == ("Mark", (), "F")


@pytest.mark.parametrize(
    "bad",
    [
        b"[" * 100_000 + b"\n",
        b'{"step": "Seed", "at": "2026-01-01", "set": {"next_key": ' + b"9" * 400 + b'}, "takes": {}}\n',
        b'{"step": "In", "at": "2026-01-01", "set": {"in_s": "now"}, "takes": {}}\n',
        b'{"step": "Tracks", "at": "2026-01-01", "set": {"tracks": 3}, "takes": {}}\n',
        b'{"step": "Tracks", "at": "2026-01-01", "set": {"tracks": [{"takes": [null]}]}, "takes": {}}\n',
    ],
)
def test_a_line_that_makes_no_project_is_passed_over(tmp_path: Path, lines: list[bytes], bad: bytes) -> None:
    _dead(tmp_path, b"".join([*lines[:4], bad, lines[4]]))
    (work,) = find_lost_work(tmp_path)
    assert (work.is_damaged, work.last_step, work.project.offset_ms) == (True, "Mark", 5.0)


@pytest.mark.parametrize("at", ["2026-01-01T10:00:00", "9999-12-31T23:59:59.999999+00:00", "soon", "0001-01-01", None])
def test_no_time_of_an_edit_keeps_others_from_being_offered(tmp_path: Path, lines: list[bytes], at: str | None) -> None:
    written = b"null" if at is None else b'"' + at.encode() + b'"'
    before, _, after = lines[4].partition(b'"at":')
    odd = before + b'"at":' + written + after[after.index(b",") :]
    _dead(tmp_path, b"".join([*lines[:4], odd]))
    (tmp_path / "other.journal").write_bytes(b"".join(lines))
    found = find_lost_work(tmp_path)
    assert [work.last_step for work in found] == ["Mark", "Mark"]
    assert all(work.at.astimezone() for work in found)


def test_what_cannot_be_read_at_all_is_kept_aside_and_told_once(tmp_path: Path, lines: list[bytes]) -> None:
    spoilt = {"noise": os.urandom(1000), "cut": lines[0][:-5], "deep": b"[" * 100_000, "empty": b""}
    spoilt["first edit"] = lines[0] + lines[1].replace(b"{", b"(") + b"".join(line[1:] for line in lines[2:])
    for name, data in spoilt.items():
        (tmp_path / f"{name}.journal").write_bytes(data)
    (tmp_path / "good.journal").write_bytes(b"".join(lines))
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe.journal")
    told: list[Path] = []
    assert [work.path.stem for work in find_lost_work(tmp_path, told.append)] == ["good"]
    assert {path.stem for path in told} == spoilt.keys() | ({"pipe"} if os.name == "posix" else set())
    assert all((tmp_path / f"{name}.unreadable").read_bytes() == data for name, data in spoilt.items())
    told.clear()
    assert len(find_lost_work(tmp_path, told.append)) == 1
    assert told == []


def test_a_journal_of_a_later_version_is_left_for_that(tmp_path: Path, lines: list[bytes]) -> None:
    path = _dead(tmp_path, lines[0].replace(b'"version":', b'"version":1') + b"".join(lines[1:]))
    told: list[Path] = []
    assert find_lost_work(tmp_path, told.append) == ()
    assert path.exists()
    assert told == []


def test_takes_that_a_journal_kept_aside_may_name_are_not_swept_while_it_is_new(tmp_path: Path) -> None:
    old, aside = new_take_path(None, "old"), tmp_path / "x.unreadable"
    old.write_bytes(b"sound")
    aside.touch()
    os.utime(old, (0, 0))
    assert sweep_unsaved_takes(tmp_path) == 0
    os.utime(aside, (time.time() - 15 * 86_400,) * 2)
    assert sweep_unsaved_takes(tmp_path) == 1
