from pathlib import Path

import pytest
import torch

from foleystudio.__main__ import main
from foleystudio.engine.models.model_files import write_net
from foleystudio.nets.config import PRESETS, VOCODER_PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.nets.vocoder.model import Vocoder


def test_two_models_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    torch.manual_seed(0)
    for name in ("one", "two"):
        write_net(tmp_path / name, VarietySound(PRESETS["tiny"]), PRESETS["tiny"])
    write_net(tmp_path / "vocoder", Vocoder(VOCODER_PRESETS["tiny"]), VOCODER_PRESETS["tiny"])
    models = [str(tmp_path / name) for name in ("one", "two")]
    asked = [
        "evaluate",
        *models,
        "--count",
        "2",
        "--vocoder",
        str(tmp_path / "vocoder"),
        "-o",
        str(tmp_path / "report"),
    ]
    assert main(asked) == 0
    printed = capsys.readouterr()
    assert "Swaps - two" in printed.out
    assert "case 2 of 2" in printed.err
    assert (tmp_path / "report" / "report.html").is_file()


def test_what_is_no_model_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(tmp_path / "nowhere"), "-o", str(tmp_path)]) == 2
    assert "no such model" in capsys.readouterr().err
