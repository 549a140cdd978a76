import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from foleystudio.nets.regnet.config import REGNET_PRESETS
from foleystudio.training.data.window_files import Windows
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.tasks.baselines.regnet import RegnetTask
from foleystudio.training.tasks.baselines.windows_at import WindowsAt
from tests.training.clicking_windows import FEATURE_DIM, clicking_windows

_CPU = torch.device("cpu")


def _task(folder: Path, clips: int = 4) -> RegnetTask:
    torch.manual_seed(0)
    clicking_windows(folder, clips, rings=4, floor=0.0)
    config = replace(REGNET_PRESETS["tiny"], feature_dim=FEATURE_DIM)
    return RegnetTask(config, WindowsAt(Windows(folder, False), Windows(folder, True), _CPU, 4, 0))


def _seeded() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def _learning(module: nn.Module) -> set[str]:
    named = ((name.split(".")[0], p) for name, p in module.named_parameters())
    return {name for name, p in named if p.grad is not None and bool(p.grad.abs().sum() > 0)}


def test_the_loss_reaches_every_part(tmp_path: Path) -> None:
    task = _task(tmp_path)
    loss, figures = task.loss(0, _seeded())
    loss.backward()
    assert _learning(task.net) == {"visual_encoder", "regulariser", "decoder", "postnet"}
    assert float(loss.detach()) == pytest.approx(1e4 * figures["mse"] + figures["adversarial"], rel=1e-5)


class _Sure(nn.Module):
    """A critic whose logits are known."""

    def __init__(self, logit: float) -> None:
        super().__init__()
        self.logit = nn.Parameter(torch.tensor(logit))

    def forward(self, _features: torch.Tensor, mel: torch.Tensor) -> torch.Tensor:
        return self.logit.expand(len(mel), 3)


def test_the_critic_s_term_is_the_published_cross_entropy(tmp_path: Path) -> None:
    task = _task(tmp_path)
    task.critic = _Sure(2.0)
    _, figures = task.loss(0, _seeded())
    share = torch.tensor(2.0).sigmoid()
    assert figures["adversarial"] == pytest.approx(-float(share.log()), rel=1e-5)
    told, margin = task.critic_loss(0, _seeded())
    assert float(told.detach()) == pytest.approx(-float((share.log() + (1 - share).log()) / 2), rel=1e-5)
    assert margin == {"critic_margin": 0.0}


def test_the_critic_judges_only_what_was_made_and_teaches_nobody_else(tmp_path: Path) -> None:
    task = _task(tmp_path)
    with pytest.raises(RuntimeError, match="there was none"):
        task.critic_loss(0, _seeded())
    task.loss(0, _seeded())
    loss, _ = task.critic_loss(0, _seeded())
    loss.backward()
    assert _learning(task.critic) == {"of_features", "of_mel", "convs"}
    assert _learning(task.net) == set()


def test_it_learns_to_rebuild_and_is_measured_with_and_without_its_hint(tmp_path: Path) -> None:
    task = _task(tmp_path / "data", clips=8)
    config = TrainerConfig(steps=60, batch=4, rate=1e-2, warm_up=5, ema=0.9, measure_every=60, clip=None)
    Trainer(task, config, tmp_path / "run", _CPU).run(lambda _line: None)
    rows = [json.loads(line) for line in (tmp_path / "run" / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    errors = [row["mse"] for row in rows if "mse" in row]
    assert errors[-1] < 0.5 * errors[0]
    with torch.no_grad():
        measured, shown = task.measure(task.net.eval()), list(task.pictures(task.net))
    assert measured.keys() == {"l1", "mcd", "mcd_with_hint", "mcd_without_picture", "mcd_silence"}
    assert len({measured[key] for key in ("mcd", "mcd_with_hint", "mcd_without_picture")}) == 3
    assert shown == ["target", "from the picture", "with the training's hint"]
    assert task.about == {"extractor": "motion", "mel": "paper"}
