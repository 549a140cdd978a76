"""Names, links and terminals as they are found: files go where they should, or a sentence says why not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from foleystudio.media.sound.reader import read_sound
from tests.cli.conftest import RATE_HZ, Foley, hits
from tests.conftest import MakeClip


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    return make_clip("clip.mp4", frames=50, audio=hits([0.4, 1.3], 2.0))


# Names


@pytest.mark.parametrize("name", ["漢" * 80, "🥁" * 60, "é" * 125, "x" * 251])
@pytest.mark.parametrize("suffix", [".mov", ".wav"])
def test_what_is_written_may_have_as_long_a_name_as_the_disk_allows(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path, name: str, suffix: str
) -> None:
    out = tmp_path / f"{name}{suffix}"
    outcome = foley("render", clip, "-r", knock, "-o", out)
    assert outcome.code == 0, outcome.err
    assert len(read_sound(out)) == 2 * RATE_HZ


def test_names_longer_than_that_are_refused_at_once(foley: Foley, knock: Path, tmp_path: Path) -> None:
    for name in ("漢" * 90, "x" * 260):
        outcome = foley("render", tmp_path / "not looked at.mp4", "-r", knock, "-o", tmp_path / f"{name}.mov")
        assert outcome.refused("its name is too long"), outcome
        assert foley("events", "a.mp4", "-o", tmp_path / f"{name}.json").refused("its name is too long")
        assert foley("render", "a.mp4", "-r", knock, "-o", tmp_path / "a.wav", "--timing", name).refused("timing")


# Links


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
@pytest.mark.parametrize("name", ["out.wav", "out.mov", "out.json"])
def test_over_a_link_what_it_leads_to_is_written(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "disk").mkdir()
    real, link = tmp_path / "disk" / name, tmp_path / name
    real.write_bytes(b"before")
    link.symlink_to(Path("disk") / name)
    given = ("events", clip) if name.endswith(".json") else ("render", clip, "-r", knock)
    assert foley(*given, "-o", link).code == 0
    assert link.is_symlink()
    assert real.stat().st_size > 100
    assert sorted(path.name for path in (tmp_path / "disk").iterdir()) == [name]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_to_what_must_not_be_written(foley: Foley, clip: Path, knock: Path, tmp_path: Path) -> None:
    for name, target, word in (
        ("circle.wav", "circle.wav", "circle"),
        ("device.wav", "/dev/null", "no ordinary file"),
        ("gone.wav", "no folder/out.wav", "folder does not exist"),
        ("reference.wav", str(knock), "overwritten"),
    ):
        link = tmp_path / name
        link.symlink_to(target)
        outcome = foley("render", clip, "-r", knock, "-o", link)
        assert outcome.refused(name, word), outcome
        assert link.is_symlink()


# Event files


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_event_files_as_any_editor_saves_them(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path, encoding: str
) -> None:
    marks = tmp_path / "marks.json"
    marks.write_text('{"version": 1, "events": [{"time_s": 0.5}], "source": "Füße"}', encoding=encoding)
    outcome = foley("render", clip, "-r", knock, "-o", tmp_path / "out.wav", "--timing", marks, "--json")
    assert outcome.code == 0, outcome.err
    assert [event["time_s"] for event in outcome.json()["events"]] == [0.5]
    assert foley("events", clip, "--teach", marks).code == 0


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xff\xfe{", b"\xef\xbb\xbf[]", b"\xef\xbb\xbf\xff{}"])
def test_a_mark_makes_no_event_file_of_what_is_none(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path, data: bytes
) -> None:
    (tmp_path / "marks.json").write_bytes(data)
    given = ("--timing", tmp_path / "marks.json")
    assert foley("render", clip, "-r", knock, "-o", tmp_path / "out.wav", *given).refused("marks.json", "event file")


# The terminal


@pytest.fixture
def long_clip(make_clip: MakeClip) -> Path:
    """Ten minutes: not done at once."""
    sound = np.tile(hits([0.2, 0.7], 1.0), 600)
    return make_clip("long.mkv", frames=600, rate_fps=Fraction(1), size=(48, 32), audio=sound)


def _render_until(number: signal.Signals, long_clip: Path, knock: Path, folder: Path, ignored: bool = False) -> int:
    """Start a rendering, send it a signal once it writes, and answer how it ended."""

    def as_from_a_terminal() -> None:
        signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL)

    command = [sys.executable, "-m", "foleystudio", "render", long_clip, "-r", knock, "-o", folder / "out.mkv"]
    with subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=as_from_a_terminal,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        process.stderr.close()  # with the terminal goes the place to tell of it
        latest = time.monotonic() + 60
        while not list(folder.iterdir()) and process.poll() is None and time.monotonic() < latest:
            time.sleep(0.01)
        process.send_signal(number)
        return process.wait(timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send")
@pytest.mark.parametrize("name", ["SIGHUP", "SIGQUIT", "SIGXCPU"])
def test_a_closed_terminal_leaves_nothing(long_clip: Path, knock: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert _render_until(signal.Signals[name], long_clip, knock, folder) == 130
    assert not list(folder.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals to send")
def test_what_nohup_starts_outlives_its_terminal(long_clip: Path, knock: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    assert _render_until(signal.SIGHUP, long_clip, knock, folder, ignored=True) == 0
    assert [path.name for path in folder.iterdir()] == ["out.mkv"]
