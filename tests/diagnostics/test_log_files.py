from __future__ import annotations

import getpass
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from foleystudio import paths
from foleystudio.diagnostics import log_files


@pytest.fixture(autouse=True)
def own_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    return tmp_path / "logs"


def run(program: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"FOLEYSTUDIO_DATA": str(tmp_path), "HOME": str(tmp_path / "anna")}
    begin = "from foleystudio.diagnostics import log_files; log_files.begin()\n"
    return subprocess.run(
        [sys.executable, "-c", begin + program], env=environment, capture_output=True, text=True, check=False
    )


def test_the_log_is_kept_and_rotates(own_logs: Path, tmp_path: Path) -> None:
    line = "x" * 1000
    done = run(
        f"import logging\nfor n in range(1500): logging.getLogger('a').error('%d {line}', n)\n"
        "logging.getLogger('other').info('unasked')",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr[-500:]
    kept = log_files.log_files()
    assert [file.name for file in kept[:2]] == ["foleystudio.log", "foleystudio.log.1"]
    assert max(file.stat().st_size for file in kept) <= log_files.LOG_BYTES
    assert kept[0].read_text().splitlines()[-1].split()[-2] == "1499"
    assert "unasked" not in kept[0].read_text()


def test_what_nobody_catches_is_kept_without_names(own_logs: Path, tmp_path: Path) -> None:
    home = tmp_path / "anna"
    done = run(f"raise RuntimeError({str(home / 'Film für Ina' / 'a.mp4')!r})", tmp_path)
    assert done.returncode == 1
    (crash,) = log_files.crash_files()
    assert "RuntimeError: ~" in crash.read_text("utf-8")
    assert str(home) not in crash.read_text("utf-8")
    assert "RuntimeError: ~" in (own_logs / "foleystudio.log").read_text("utf-8")


def test_threads_are_watched_too(tmp_path: Path) -> None:
    run("import threading; t = threading.Thread(target=lambda: 1 / 0); t.start(); t.join()", tmp_path)
    (crash,) = log_files.crash_files()
    assert "ZeroDivisionError" in crash.read_text("utf-8")


def test_an_end_at_once_is_told_at_the_next_start(own_logs: Path, tmp_path: Path) -> None:
    run("import ctypes; ctypes.string_at(0)", tmp_path)
    assert log_files.crash_files() == []
    run("", tmp_path)
    (crash,) = log_files.crash_files()
    assert "Segmentation fault" in crash.read_text("utf-8") or "access violation" in crash.read_text("utf-8")
    assert list(own_logs.glob("running-*")) == []


def test_a_usual_end_leaves_no_crash(own_logs: Path, tmp_path: Path) -> None:
    run("", tmp_path)
    run("raise KeyboardInterrupt", tmp_path)
    assert log_files.crash_files() == []
    assert list(own_logs.glob("running-*")) == []


def test_few_crashes_are_kept_and_none_is_long(own_logs: Path) -> None:
    for number in range(log_files.KEPT_CRASHES + 3):
        kept = log_files.keep_crash(ValueError(f"{number} " + "x" * 200_000))
        assert kept is not None
        os.utime(kept, (time.time() - 1000 + number, time.time() - 1000 + number))
    log_files.collect_crashes()
    left = log_files.crash_files()
    assert len(left) == log_files.KEPT_CRASHES
    assert all(file.stat().st_size < 70_000 for file in left)


def test_a_folder_that_cannot_be_written_hinders_nothing(own_logs: Path, tmp_path: Path) -> None:
    own_logs.write_bytes(b"")
    assert log_files.keep_crash(ValueError("a")) is None
    assert log_files.crash_files() == []
    assert run("print('goes on')", tmp_path).stdout == "goes on\n"


def test_names_of_people_are_taken_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "anna")
    monkeypatch.setattr(getpass, "getuser", lambda: "anna")
    log_files._names.cache_clear()
    try:
        told = log_files.without_names(f"{tmp_path / 'anna' / 'a'} /media/anna/disk /media/annabel/disk")
        beside = log_files.without_names(f"{tmp_path / 'annabel' / 'a'}")
    finally:
        monkeypatch.undo()
        log_files._names.cache_clear()
    assert told == f"~{os.sep}a /media/USER/disk /media/annabel/disk"
    assert "annabel" in beside


def test_what_libraries_say_in_passing_stays_out_of_the_terminal(tmp_path: Path) -> None:
    said = run("import logging; logging.getLogger('foleystudio').info('begun')", tmp_path)
    assert said.stderr == ""
    assert logging.getLogger().level != logging.NOTSET
    assert "begun" in (paths.log_dir() / "foleystudio.log").read_text()
