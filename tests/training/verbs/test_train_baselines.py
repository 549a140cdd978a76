import json
from pathlib import Path

import pytest

from foleystudio.engine.models.model_files import read_about, read_config
from foleystudio.nets.owens.config import OwensConfig
from foleystudio.nets.regnet.config import RegnetConfig
from foleystudio.nets.speechsplit.config import SpeechSplitConfig
from foleystudio.training.app import main
from tests.training.clicking_windows import clicking_windows


@pytest.mark.parametrize(
    ("name", "kind"), [("regnet", RegnetConfig), ("speechsplit", SpeechSplitConfig), ("owens", OwensConfig)]
)
def test_a_baseline_trains_resumes_and_is_kept_as_a_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, kind: type
) -> None:
    data, run = clicking_windows(tmp_path / "data"), tmp_path / "run"
    words = ["train", name, "--data", str(data), "-o", str(run), "--preset", "tiny", "--batch", "2", "--steps"]
    assert main([*words, "1"]) == 0
    assert main([*words, "2"]) == 0
    assert "resumed at step 1" in capsys.readouterr().out
    rows = [json.loads(line) for line in (run / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[-1]["step"] == 2
    assert "mcd" in rows[-1]["held_out"]
    assert (run / "pictures" / "step-000002.png").stat().st_size > 0
    assert read_config(run / "net", kind).name == "tiny"
    about = read_about(run / "net")
    assert (about["extractor"], about["mel"]) == ("motion", "paper")


def test_bad_words_are_one_sentence_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["regnet"], ["owens", "--data", str(tmp_path), "-o", str(tmp_path / "run")]):
        assert main(["train", *words]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()) == 1
