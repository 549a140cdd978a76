import json
from pathlib import Path

import pytest

from foleystudio.training.app import main
from tests.training.listening_test.made import asleep, made_kit, write_answers


def test_answers_become_scores_in_the_terminal_as_json_and_as_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kit = made_kit(tmp_path, raters=3)
    files = [str(write_answers(tmp_path / f"{n}.json", kit.key, n)) for n in (1, 2)]
    sleeper = str(write_answers(tmp_path / "3.json", kit.key, 3, asleep))
    key = ["--key", str(kit.key)]
    assert main(["listening-scores", *files, sleeper, *key, "-o", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    assert "2 raters counted, 1 rejected" in printed
    assert str(tmp_path / "out" / "scores.html") in printed
    assert main(["listening-scores", *files, *key, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["kit"] in kit.key.read_text("utf-8")
    assert main(["listening-scores", sleeper, *key]) == 2
    assert "no rater is left (rater 3: realism" in capsys.readouterr().err
    assert main(["listening-scores", sleeper, *key, "--keep-all"]) == 0
    capsys.readouterr()
    Path(files[0]).write_text(Path(files[0]).read_text("utf-8")[:100], encoding="utf-8")
    assert main(["listening-scores", *files, *key]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "1.json: it is not whole" in told
