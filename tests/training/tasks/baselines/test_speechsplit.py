from pathlib import Path

import pytest
import torch

from foleystudio.nets.speechsplit.config import SPEECHSPLIT_PRESETS
from foleystudio.nets.speechsplit.model import CODES
from foleystudio.training.data.window_files import Windows
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.tasks.baselines.speechsplit import SpeechSplitTask
from foleystudio.training.tasks.baselines.windows_at import WindowsAt
from tests.training.clicking_windows import clicking_windows

_CPU = torch.device("cpu")


def _task(folder: Path, clips: int = 4, dim: int = 6, frames: int = 12) -> SpeechSplitTask:
    torch.manual_seed(0)
    clicking_windows(folder, clips, dim, frames)
    windows = WindowsAt(Windows(folder, False), Windows(folder, True), _CPU, 4, 0)
    return SpeechSplitTask(SPEECHSPLIT_PRESETS["tiny"], windows)


def test_the_loss_reaches_every_part(tmp_path: Path) -> None:
    task = _task(tmp_path)
    task.net.train()
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    loss.backward()
    learning = {name.split(".")[0] for name, p in task.net.named_parameters() if p.grad is not None and p.grad.any()}
    assert learning == {"content_and_pitch", "rhythm", "timbre", "lstm", "out"}


@pytest.mark.parametrize("frames", [12, 40])
def test_a_step_rebuilds_a_crop_or_a_window_that_is_shorter(
    tmp_path: Path, frames: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = _task(tmp_path, frames=frames)
    seen: list[tuple[int, ...]] = []
    whole = task.net.forward

    def forward(mel: torch.Tensor, pitch: torch.Tensor, reference: torch.Tensor, generator: object) -> object:
        seen.append((mel.shape[2], pitch.shape[1], reference.shape[2]))
        return whole(mel, pitch, reference, generator)

    monkeypatch.setattr(task.net, "forward", forward)
    task.loss(0, torch.Generator().manual_seed(0))
    crop = min(128, 4 * frames)
    assert seen == [(crop, crop, 4 * frames)]


def test_it_needs_no_pictures(tmp_path: Path) -> None:
    loss, _ = _task(tmp_path, dim=0).loss(0, torch.Generator().manual_seed(0))
    assert torch.isfinite(loss)


def test_it_learns_to_rebuild_and_needs_its_parts(tmp_path: Path) -> None:
    task = _task(tmp_path / "data", clips=8)
    with torch.no_grad():
        before = task.measure(task.net.eval())
    config = TrainerConfig(steps=80, batch=4, rate=3e-3, warm_up=5, ema=0.9, measure_every=80, clip=None)
    Trainer(task, config, tmp_path / "run", _CPU).run(lambda _line: None)
    with torch.no_grad():
        after = task.measure(task.net.eval())
        shown = list(task.pictures(task.net))
    assert after["l1"] < 0.7 * before["l1"]
    assert after.keys() >= {f"mcd_without_{name}" for name in (*CODES, "timbre")}
    assert shown == ["target", "rebuilt", "reference", "in its timbre"]
    assert task.about == {"extractor": "motion", "mel": "paper"}
