import csv
from pathlib import Path

import pytest

from foleystudio.media.probe import probe
from foleystudio.project.events import decode_events
from foleystudio.training.app import main


def test_scenes_are_written_as_clips_with_their_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "made"
    arguments = ["scenes", "-o", str(out), "--count", "2", "--seed", "5", "--seconds", "1.5", "--kind", "striker"]
    assert main(arguments) == 0
    assert "2 scenes" in capsys.readouterr().out
    for name in ("scene-000005", "scene-000006"):
        clip = probe(out / f"{name}.mp4")
        assert clip.video is not None
        assert clip.audio
        decode_events((out / f"{name}.events.json").read_bytes())
    assert main([*arguments[:4], "1", "--seed", "7", *arguments[7:]]) == 0
    with (out / "scenes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["seed"] for row in rows] == ["5", "6", "7"]
    assert {row["seen"] for row in rows} == {"striker"}


def test_unknown_kinds_and_places_that_are_files_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["scenes", "-o", str(tmp_path), "--kind", "unicorn"]) == 2
    assert "unicorn" in capsys.readouterr().err
    file = tmp_path / "file"
    file.write_text("x")
    assert main(["scenes", "-o", str(file), "--count", "1"]) == 2
    assert "file" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.mp4"))
