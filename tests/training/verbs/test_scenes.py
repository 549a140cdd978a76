import csv
from pathlib import Path

import pytest

from foleystudio.media.probe import probe
from foleystudio.project.events import decode_events
from foleystudio.training.app import main
from foleystudio.training.verbs import scenes


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


def test_what_was_written_is_listed_when_the_rest_is_stopped(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write = scenes._write_scene

    def stopped_at_the_second(job: scenes._Job) -> list[str]:
        if job.seed == 1:
            raise KeyboardInterrupt
        return write(job)

    monkeypatch.setattr(scenes, "_write_scene", stopped_at_the_second)
    assert main(["scenes", "-o", str(tmp_path), "--count", "3", "--seconds", "0.5", "--drawn"]) == 130
    assert "1 of 3" in capsys.readouterr().out
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "scene-000000.events.json",
        "scene-000000.mp4",
        "scenes.csv",
    ]
