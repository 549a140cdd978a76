import json
from pathlib import Path

import pytest

from foleystudio.training.app import main


def test_trains_and_resumes_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [
        "train",
        "vocoder",
        "-o",
        str(tmp_path),
        "--preset",
        "tiny",
        "--scenes",
        "2",
        "--batch",
        "1",
        "--steps",
    ]
    assert main([*arguments, "2"]) == 0
    assert main([*arguments, "3"]) == 0
    assert "resumed at step 2" in capsys.readouterr().out
    rows = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[-1]["step"] == 3


@pytest.mark.parametrize("typed", [["vocoder", "-o", "x", "--preset", "huge"], ["nothing"], ["vocoder"]])
def test_bad_words_are_one_sentence_and_exit_2(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", *typed]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
