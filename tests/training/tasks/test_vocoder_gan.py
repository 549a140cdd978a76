from pathlib import Path

import numpy as np
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.nets.config import VOCODER_DISCRIMINATOR_PRESETS, VOCODER_PRESETS
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.tasks.vocoder import VocoderTask
from foleystudio.training.tasks.vocoder_gan import (
    CriticisedVocoderTask,
    critic_hinge,
    feature_distance,
    generator_loss,
)

_CPU = torch.device("cpu")


def _waves() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [(rng.standard_normal(30_000) * 0.1).astype(np.float32) for _ in range(3)]


def _task() -> CriticisedVocoderTask:
    torch.manual_seed(0)
    task = VocoderTask(VOCODER_PRESETS["tiny"], STUDIO, _waves(), _waves(), _CPU, 2, 0)
    return CriticisedVocoderTask(task, VOCODER_DISCRIMINATOR_PRESETS["tiny"], _CPU)


def _judged(score: float) -> list[tuple[torch.Tensor, list[torch.Tensor]]]:
    return [(torch.full((1, 1, 4, 4), score), [torch.full((1, 2, 4, 4), 1 + score)])]


def test_hinges_are_silent_where_critics_are_sure() -> None:
    assert critic_hinge(_judged(1.5), _judged(-1.5)) == 0
    assert critic_hinge(_judged(0.0), _judged(0.0)) == 2
    assert generator_loss(_judged(2.0)) == 0
    assert generator_loss(_judged(-1.0)) == 2
    assert feature_distance(_judged(1.0), _judged(1.0)) == 0
    assert feature_distance(_judged(1.0), _judged(2.0)) == 0.5


def test_critics_join_a_run_that_the_spectra_have_taught(tmp_path: Path) -> None:
    torch.manual_seed(0)
    config = TrainerConfig(steps=2, batch=2, warm_up=1, measure_every=100)
    Trainer(VocoderTask(VOCODER_PRESETS["tiny"], STUDIO, _waves(), _waves(), _CPU, 2, 0), config, tmp_path, _CPU).run(
        lambda line: None
    )
    task = _task()
    before = [p.clone() for p in task.critic.parameters()]
    lines: list[str] = []
    trainer = Trainer(task, TrainerConfig(steps=4, batch=2, warm_up=1, measure_every=100), tmp_path, _CPU)
    assert trainer.resume()
    trainer.run(lines.append)
    assert trainer.step == 4
    assert any("critic_loss" in line and "features" in line for line in lines)
    assert all(not torch.equal(a, b) for a, b in zip(before, task.critic.parameters(), strict=True) if a.numel() > 1)
    again = _task()
    assert Trainer(again, TrainerConfig(steps=4), tmp_path, _CPU).resume()
    kept = again.critic.state_dict()
    assert all(torch.equal(value, kept[name]) for name, value in task.critic.state_dict().items())


def test_the_net_hears_its_critics() -> None:
    task = _task()
    loss, figures = task.loss(0, torch.Generator())
    loss.backward()
    assert {"mel", "stft", "adversarial", "features"} == figures.keys()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in task.net.parameters())
