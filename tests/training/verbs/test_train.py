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


def test_the_vocoder_goes_on_from_a_trained_one_with_other_rounds(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    from foleystudio.engine.models.model_files import read_config, write_net
    from foleystudio.nets.config import VOCODER_PRESETS, VocoderConfig
    from foleystudio.nets.vocoder.model import Vocoder

    start = Vocoder(VOCODER_PRESETS["tiny"])
    write_net(tmp_path / "start", start, VOCODER_PRESETS["tiny"])
    words = ["train", "vocoder", "--scenes", "2", "--batch", "1", "--steps", "1", "--rate", "0.000001"]
    words += ["--from", str(tmp_path / "start"), "--rounds", "3", "2", "-o", str(tmp_path / "run")]
    assert main(words) == 0
    config = read_config(tmp_path / "run" / "net", VocoderConfig)
    assert (config.low_refinements, config.refinements, config.dim) == (3, 2, VOCODER_PRESETS["tiny"].dim)
    reached = load_file(tmp_path / "run" / "net" / "weights.safetensors")
    for name, weight in start.named_parameters():
        torch.testing.assert_close(reached[name], weight.data, rtol=0, atol=1e-4)


def test_the_paper_s_regime_trains_on_a_prepared_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import torch

    from foleystudio.training.data.window_files import Index, IndexEntry, write_index, write_windows

    rows = [{"mel": torch.rand(80, 160), "raster": torch.zeros(2, 160), "features": torch.rand(40, 6)}] * 2
    prepared = tmp_path / "prepared"
    prepared.mkdir()
    write_windows(prepared / "a.safetensors", rows)
    write_index(prepared, Index("paper", 40, "motion", 6, entries=(IndexEntry("a.safetensors", 2),)))
    words = ["train", "varietysound", "--regime", "paper", "--preset", "tiny", "--data", str(prepared), "--batch", "1"]
    assert main([*words, "-o", str(tmp_path / "run"), "--steps", "2", "--no-alignment-critic"]) == 0
    assert (tmp_path / "run" / "net" / "weights.safetensors").is_file()
    assert (tmp_path / "run" / "pictures" / "step-000002.png").is_file()
    assert json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))["trainer"]["clip"] is None
    # The same run with another critic is another training.
    assert main([*words, "-o", str(tmp_path / "run"), "--steps", "3"]) == 2
    assert "not a checkpoint of this net" in capsys.readouterr().err


def test_own_clips_need_a_folder_and_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "-o", str(tmp_path)]) == 2
    assert "give --data FOLDER" in capsys.readouterr().err
    assert main(["train", "--data", str(tmp_path), "--from", str(tmp_path), "-o", str(tmp_path / "run")]) == 2
    assert "no trained model to start from" in capsys.readouterr().err


def test_timing_goes_on_from_a_trained_net(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    from foleystudio.engine.models.model_files import write_net
    from foleystudio.engine.picture.features import MOTION_DIM
    from foleystudio.nets.config import TIMING_PRESETS
    from foleystudio.nets.timing import TimingNet

    for shard in (0, 9):
        made = {
            "features": torch.rand(2, 24, MOTION_DIM),
            "raster": torch.zeros(2, 2, 96),
            "unseen": torch.zeros(2, 96),
        }
        save_file(made, tmp_path / f"timing-{shard:04d}.safetensors")
    start = TimingNet(TIMING_PRESETS["tiny"])
    write_net(tmp_path / "start", start, TIMING_PRESETS["tiny"], {})
    words = ["train", "timing", "--no-make", "--scenes", str(tmp_path), "--shards", "10", "--batch", "2"]
    words += ["--steps", "1", "--rate", "0.000001", "-o", str(tmp_path / "run"), "--from", str(tmp_path / "start")]
    assert main(words) == 0
    reached = load_file(tmp_path / "run" / "net" / "weights.safetensors")
    for name, weight in start.named_parameters():
        torch.testing.assert_close(reached[name], weight.data, rtol=0, atol=1e-4)


def test_hearing_goes_on_from_a_trained_net(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file, save_file

    from foleystudio.engine.models.model_files import write_net
    from foleystudio.nets.config import HEARING_PRESETS
    from foleystudio.nets.hearing import HearingNet

    columns = {"onset": 0.0, "counted": 1.0, "kept": 0.0, "sure": 1.0}
    for shard in (0, 9):
        made = {name: torch.full((2, 96), value, dtype=torch.float16) for name, value in columns.items()}
        made["features"] = torch.rand(2, 96, 2 * HEARING_PRESETS["tiny"].bands + 2).half()
        made["share"] = torch.full((2, 2, 96), -1.0, dtype=torch.float16)
        save_file(made, tmp_path / f"hearing-{shard:04d}.safetensors")
    start = HearingNet(HEARING_PRESETS["tiny"])
    write_net(tmp_path / "start", start, HEARING_PRESETS["tiny"], {})
    words = ["train", "hearing", "--no-make", "--recordings", str(tmp_path), "--shards", "10", "--batch", "2"]
    words += ["--steps", "1", "--rate", "0.000001", "-o", str(tmp_path / "run"), "--from", str(tmp_path / "start")]
    assert main(words) == 0
    reached = load_file(tmp_path / "run" / "net" / "weights.safetensors")
    for name, weight in start.named_parameters():
        torch.testing.assert_close(reached[name], weight.data, rtol=0, atol=1e-4)
