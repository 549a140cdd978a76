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
