from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.models.model_files import write_net
from foleystudio.errors import FoleyError
from foleystudio.nets.config import PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.training.data.scene_windows import WindowKind
from foleystudio.training.data.window_files import Index, IndexEntry, write_index, write_windows
from foleystudio.training.run.trainer import TrainerConfig
from foleystudio.training.setup import build_tasks
from foleystudio.training.setup.build_tasks import (
    Making,
    paper_task,
    paper_training,
    reconstruction_losses,
    transfer_task,
)

_CPU = torch.device("cpu")


def _prepared(folder: Path, mel: str = "paper", dim: int = 6) -> str:
    bands = 80 if mel == "paper" else 128
    row = {"mel": torch.rand(bands, 16), "raster": torch.zeros(2, 16)}
    rows = [{**row, "features": torch.rand(4, dim)} if dim else row] * 2
    for name in ("a", "b"):
        write_windows(folder / f"{name}.safetensors", rows)
    entries = (IndexEntry("a.safetensors", 2), IndexEntry("b.safetensors", 2))
    write_index(folder, Index(mel, 4, "motion" if dim else "", dim, entries=entries))
    return str(folder)


def test_the_net_takes_the_features_that_the_folder_holds(tmp_path: Path) -> None:
    losses = reconstruction_losses("picture", mel_critic=True, alignment_critic=False)
    task = paper_task("tiny", losses, _prepared(tmp_path), Making(10), _CPU, 2, 0)
    assert isinstance(task.net, VarietySound)
    assert task.net.config.temporal.feature_dim == 6
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    assert torch.isfinite(loss)


def test_folders_that_do_not_fit_are_clear_errors(tmp_path: Path) -> None:
    def ask(preset: str, timing: str, data: str) -> None:
        paper_task(preset, reconstruction_losses(timing, True, True), data, Making(10), _CPU, 2, 0)

    for name in ("wide", "blind", "empty"):
        (tmp_path / name).mkdir()
    with pytest.raises(FoleyError, match="prepared with another mel"):
        ask("tiny", "events", _prepared(tmp_path / "wide", mel="studio"))
    blind = _prepared(tmp_path / "blind", dim=0)
    with pytest.raises(FoleyError, match="holds no picture features"):
        ask("tiny", "picture", blind)
    ask("tiny", "events", blind)
    with pytest.raises(FoleyError, match="run foleystudio preprocess"):
        ask("tiny", "events", str(tmp_path / "empty"))
    with pytest.raises(FoleyError, match="no preset 'studio'"):
        ask("studio", "events", blind)
    with pytest.raises(FoleyError, match="no timing 'smell'"):
        ask("tiny", "smell", blind)


def test_made_scenes_are_kept_apart_by_what_they_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Path, WindowKind]] = []

    def make(folder: Path, kind: WindowKind, *_rest: object) -> None:
        made.append((folder, kind))
        folder.mkdir()
        _prepared(folder, dim=6 if kind.pictures else 0)

    monkeypatch.setattr(build_tasks, "make_windows", make)
    monkeypatch.setattr(build_tasks, "cache_dir", lambda: tmp_path)
    for pictures, timing in ((False, "events"), (True, "picture")):
        losses = reconstruction_losses(timing, True, True)
        paper_task("tiny", losses, build_tasks.SCENES, Making(10, pictures=pictures), _CPU, 2, 0)
    assert [(folder.name, kind.pictures) for folder, kind in made] == [("windows", False), ("windows-pictures", True)]


@pytest.mark.parametrize(("preset", "frames", "name"), [("paper", 215, "windows-10s"), ("small", 86, "windows")])
def test_made_scenes_last_ten_seconds_at_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, preset: str, frames: int, name: str
) -> None:
    def make(folder: Path, kind: WindowKind, *_rest: object) -> None:
        raise InterruptedError(folder.name, kind)  # enough is known before a net is built

    monkeypatch.setattr(build_tasks, "make_windows", make)
    monkeypatch.setattr(build_tasks, "cache_dir", lambda: tmp_path)
    with pytest.raises(InterruptedError) as told:
        paper_task(preset, reconstruction_losses("events", True, True), build_tasks.SCENES, Making(10), _CPU, 2, 0)
    assert told.value.args == (name, WindowKind("paper", frames))


def test_the_paper_s_regime_clips_no_gradient() -> None:
    usual = TrainerConfig(steps=7)
    assert usual.clip == 1.0
    assert paper_training(usual) == replace(usual, clip=None)


def test_a_transfer_may_start_from_a_trained_net_whatever_the_preset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = VarietySound(PRESETS["tiny"])
    write_net(tmp_path / "model", trained, PRESETS["tiny"], {})
    monkeypatch.setattr(build_tasks, "make_corpus", lambda *_: None)
    monkeypatch.setattr(build_tasks, "Corpus", lambda *_: SimpleNamespace(mel=STUDIO))
    task = transfer_task("small", Making(10), _CPU, 2, 0, tmp_path / "model")
    assert isinstance(task.net, VarietySound)
    assert task.net.config == PRESETS["tiny"]
    start = trained.state_dict()
    assert all(torch.equal(tensor, start[name]) for name, tensor in task.net.state_dict().items())
    with pytest.raises(FoleyError, match="no trained model to start from"):
        transfer_task("small", Making(10), _CPU, 2, 0, tmp_path)
