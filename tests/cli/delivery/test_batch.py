"""Many clips at the command line: in processes, with bad ones among them, killed and run again, and followed."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.conftest import MakeClip
from tests.engine.recipes.made import TWO_TRACKS, written

COUNT = 4


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    return written(tmp_path, f"guide = {{ mute = true }}\n{TWO_TRACKS}")


@pytest.fixture
def clips(make_clip: MakeClip, tmp_path: Path) -> Path:
    """A folder of short clips, and one that is none."""
    folder = tmp_path / "clips"
    folder.mkdir()
    for number in range(COUNT):
        shutil.copy(make_clip(f"{number}.mov", frames=50), folder / f"{number}.mov")
    (folder / "bad.mov").write_bytes(b"no film")
    (folder / "notes.txt").write_text("not one of them")
    return folder


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "foleystudio", "batch", *map(str, words)]


def ran(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=110, check=False)


def statuses(out: Path) -> dict[str, str]:
    with (out / "report.csv").open(encoding="utf-8") as file:
        return {Path(row["clip"]).name: row["status"] for row in csv.DictReader(file)}


def test_one_bad_clip_stops_nothing_and_what_is_done_stays_done(recipe: Path, clips: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = ran(recipe, clips, "-o", out, "--kind", "wav", "--jobs", 2)
    assert first.returncode == 1, first.stderr
    assert f"{COUNT} done, 1 failed" in first.stderr
    assert "bad.mov" in first.stderr
    assert all(f"{out / f'{n}.wav'}: " in first.stderr for n in range(COUNT))
    assert " LUFS." in first.stderr
    assert statuses(out)["bad.mov"] == "failed"
    assert sorted(path.name for path in out.glob("*.wav")) == [f"{n}.wav" for n in range(COUNT)]
    assert soundfile.info(out / "0.wav").frames == 96_000
    (out / "2.wav").unlink()
    (clips / "bad.mov").unlink()
    again = ran(recipe, clips, "-o", out, "--kind", "wav", "--jobs", 2)
    assert again.returncode == 0, again.stderr
    assert f"1 done, {COUNT - 1} done before" in again.stderr
    assert f"{out / '2.wav'}: " in again.stderr
    assert f"{out / '1.wav'}: " not in again.stderr


def test_one_of_a_job_array_is_as_one_of_all(recipe: Path, clips: Path, tmp_path: Path) -> None:
    one = ran(recipe, clips, "-o", tmp_path / "one", "--kind", "wav", "--only", 2)
    assert one.returncode == 0, one.stderr
    assert [path.name for path in (tmp_path / "one").glob("*.wav")] == ["1.wav"]


def test_what_comes_into_a_folder_is_performed_until_ctrl_c(recipe: Path, clips: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (clips / "bad.mov").unlink()
    late = tmp_path / "late.mov"
    (clips / "3.mov").rename(late)
    with subprocess.Popen(
        command(recipe, clips, "-o", out, "--kind", "wav", "--jobs", 1, "--watch"), stderr=subprocess.PIPE, text=True
    ) as running:
        _wait(lambda: (out / "report.csv").exists())
        shutil.copy(late, clips / "late.mov")
        _wait(lambda: (out / "late.wav.json").exists() and "late.mov" in statuses(out))
        running.send_signal(signal.SIGINT)
        told = running.communicate(timeout=60)[1]
    assert running.returncode == 0, told
    assert f"{out}: " in told


def _wait(until: object, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not until():  # type: ignore[operator]  # a function
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_one_that_is_killed_is_run_again(recipe: Path, clips: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (clips / "bad.mov").unlink()
    asked = command(recipe, clips, "-o", out, "--kind", "wav", "--jobs", 1)
    with subprocess.Popen(asked, stderr=subprocess.DEVNULL, start_new_session=True) as running:
        _wait(lambda: len(list(out.glob("*.json"))) >= 1)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait(30)
    again = ran(recipe, clips, "-o", out, "--kind", "wav", "--jobs", 1)
    assert again.returncode == 0, again.stderr
    assert "done before" in again.stderr
    assert not [path for path in out.iterdir() if path.name.startswith(".")], "nothing half-written is left"
    assert set(statuses(out).values()) <= {"done", "done before"}


def test_wishes_that_cannot_be(recipe: Path, clips: Path, tmp_path: Path) -> None:
    for words, said in (
        ((recipe, clips, "-o", tmp_path / "o", "--kind", "pdf"), ".pdf is no kind of file"),
        ((recipe, clips / "0.mov", "-o", tmp_path / "o", "--watch"), "--watch follows folders"),
        ((recipe, clips, "-o", tmp_path / "o", "--per-layer"), "--per-layer is for stems"),
        ((tmp_path / "gone.toml", clips, "-o", tmp_path / "o"), "gone.toml"),
    ):
        outcome = ran(*words)
        assert outcome.returncode == 2
        assert said in outcome.stderr


def test_jobs_of_a_cluster_perform_the_same(recipe: Path, clips: Path, tmp_path: Path) -> None:
    pytest.importorskip("submitit", reason="submitit is not installed")
    words = ("--kind", "wav", "--jobs", 2)
    here = ran(recipe, clips, "-o", tmp_path / "here", *words)
    there = ran(recipe, clips, "-o", tmp_path / "there", *words, "--submitit", tmp_path / "jobs")
    assert (here.returncode, there.returncode) == (1, 1), there.stderr
    assert f"{COUNT} done, 1 failed" in there.stderr
    assert statuses(tmp_path / "there") == statuses(tmp_path / "here")
    for number in range(COUNT):
        one, other = (soundfile.read(tmp_path / place / f"{number}.wav")[0] for place in ("here", "there"))
        assert np.array_equal(one, other)
    assert list((tmp_path / "jobs").glob("*.pkl"))


def test_the_template_for_render_managers_performs_the_same(recipe: Path, clips: Path, tmp_path: Path) -> None:
    pytest.importorskip("openjd.cli", reason="the command line of Open Job Description is not installed")
    (clips / "bad.mov").unlink()
    template = Path(__file__).resolve().parents[3] / "resources" / "batch" / "openjd.yaml"
    given = {"Recipe": recipe, "Clips": clips, "Out": tmp_path / "out", "Kind": "wav", "Last": COUNT}
    words = [word for name, value in given.items() for word in ("-p", f"{name}={value}")]
    beside = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    ran = subprocess.run(
        [sys.executable, "-m", "openjd", "run", str(template), *words],
        capture_output=True, text=True, timeout=110, check=False, env=os.environ | {"PATH": beside},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-2000:]
    assert sorted(path.name for path in (tmp_path / "out").glob("*.wav")) == [f"{n}.wav" for n in range(COUNT)]
