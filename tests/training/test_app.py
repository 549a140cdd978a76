from pathlib import Path

import pytest

from foleystudio.__main__ import TRAINING_VERBS
from foleystudio.training.app import main
from foleystudio.training.verbs import preprocess


@pytest.mark.parametrize("verb", sorted(TRAINING_VERBS))
def test_every_verb_has_its_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    told = capsys.readouterr().out
    assert "--help" in told
    assert "1000000000" not in told
    assert main([verb, "-h"]) == 0
    assert capsys.readouterr().out == told


@pytest.mark.parametrize("verb", ["scenes", "preprocess", "evaluate"])
def test_what_is_missing_is_named_as_it_is_typed(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    given = [] if verb == "scenes" else ["folder"]
    assert main([verb, *given]) == 2
    assert "'--out'" in capsys.readouterr().err


def test_ctrl_c_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(preprocess, "prepare_folder", interrupted)
    assert main(["preprocess", str(tmp_path), "-o", str(tmp_path / "out")]) == 130
    assert "run the same command again" in capsys.readouterr().err
