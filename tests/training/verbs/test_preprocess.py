import os
import sys
from pathlib import Path

import numpy as np
import pytest

from foleystudio.training.app import main
from foleystudio.training.data.window_files import read_index
from tests.clips import write_clip


def _clips(folder: Path) -> Path:
    folder.mkdir()
    wave = np.zeros((4 * 48_000, 1), np.float32)
    for at in (20_000, 70_000, 150_000):
        wave[at : at + 9_600, 0] = np.exp(-np.arange(9_600) / 900) * np.sin(np.arange(9_600) * 0.2)
    write_clip(folder / "good.mp4", frames=100, audio=wave)
    write_clip(folder / "mute.mp4", frames=20)
    return folder


@pytest.mark.parametrize(("regime", "frames", "mel"), [("paper", 43, "paper"), ("transfer", 43, "studio")])
def test_a_folder_is_prepared_from_the_command_line(
    regime: str, frames: int, mel: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips, out = _clips(tmp_path / "clips"), tmp_path / "out"
    assert main(["preprocess", str(clips), "-o", str(out), "--regime", regime, "--seconds", "2"]) == 0
    said = capsys.readouterr().out
    assert "2 windows of 1 clips" in said
    assert "mute.mp4: it has no sound" in said
    index = read_index(out)
    assert (index.mel, index.frames, index.extractor) == (mel, frames, "motion")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems' file names are Unicode")
def test_clips_whose_names_are_no_unicode_are_prepared_and_found_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips, out = _clips(tmp_path / "clips"), tmp_path / "out"
    folder = clips / "d\udcff"
    folder.mkdir()
    (clips / "good.mp4").rename(folder / "caf\udce9.mp4")
    asked = ["preprocess", str(clips), "-o", str(out), "--seconds", "2"]
    assert main(asked) == 0
    assert "2 windows of 1 clips" in capsys.readouterr().out
    (entry,) = read_index(out).entries
    assert entry.source.endswith("d\ufffd/caf\ufffd.mp4")
    written = (out / entry.file).stat().st_mtime_ns
    assert main(asked) == 0
    assert "2 windows of 1 clips" in capsys.readouterr().out
    assert (out / entry.file).stat().st_mtime_ns == written
    assert read_index(out).entries == (entry,)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (["--mel", "wide"], "there is no mel 'wide'"),
        (["--regime", "other"], "there is no regime 'other'"),
        (["--extractor", "bn_inception"], "need weights"),
        (["--extractor", "resnet"], "there is no extractor"),
    ],
)
def test_bad_words_are_one_sentence(
    words: list[str], what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preprocess", str(_clips(tmp_path / "clips")), "-o", str(tmp_path / "out"), *words]) == 2
    said = capsys.readouterr().err.strip()
    assert what in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("damage", ["[1]", "", "[[[", '[{"file": "../a.safetensors", "windows": 2}]', "null", "[]"])
def test_a_damaged_record_of_a_clip_is_made_anew(
    damage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["preprocess", str(_clips(tmp_path / "clips")), "-o", str(tmp_path / "out"), "--seconds", "2"]
    assert main(asked) == 0
    before = read_index(tmp_path / "out")
    (record,) = (path for path in (tmp_path / "out").glob("*.json") if path.name != "index.json")
    whole = record.read_bytes()
    record.write_text(damage, "utf-8")
    assert main(asked) == 0, capsys.readouterr().err
    assert record.read_bytes() == whole
    assert read_index(tmp_path / "out") == before


def test_a_record_that_claims_more_than_there_is_is_made_anew(tmp_path: Path) -> None:
    asked = ["preprocess", str(_clips(tmp_path / "clips")), "-o", str(tmp_path / "out"), "--seconds", "2"]
    assert main(asked) == 0
    before = read_index(tmp_path / "out")
    (record,) = (path for path in (tmp_path / "out").glob("*.json") if path.name != "index.json")
    record.write_text(record.read_text("utf-8").replace('"windows":2', '"windows":2000'), "utf-8")
    assert main(asked) == 0
    assert read_index(tmp_path / "out") == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_cannot_steer_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clips = _clips(tmp_path / "clips")
    (clips / "mute.mp4").rename(clips / "mute\x1b]0;gone\x07\x1b[2J.mp4")
    assert main(["preprocess", str(clips), "-o", str(tmp_path / "out"), "--seconds", "2"]) == 0
    said = capsys.readouterr()
    assert "\x1b" not in said.out + said.err
    assert "mute\\x1b]0;gone\\x07\\x1b[2J.mp4: it has no sound" in said.out
    assert main(["preprocess", str(tmp_path / "no\x1b[2J"), "-o", str(tmp_path / "out")]) == 2
    assert "\x1b" not in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")
def test_links_among_what_was_prepared_are_not_written_through(tmp_path: Path) -> None:
    asked = ["preprocess", str(_clips(tmp_path / "clips")), "-o", str(tmp_path / "out"), "--seconds", "2"]
    assert main(asked) == 0
    mine = tmp_path / "mine.txt"
    mine.write_text("dear", "utf-8")
    for made in (path for path in (tmp_path / "out").iterdir() if path.name != "index.json"):
        made.unlink()
        made.symlink_to(mine)
    assert main(asked) == 0
    assert mine.read_text("utf-8") == "dear"
    assert not any(path.is_symlink() for path in (tmp_path / "out").iterdir())
