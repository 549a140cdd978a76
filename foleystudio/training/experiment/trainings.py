"""The experiment's trainings: each net on the same windows, for its share of the time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import torch

from foleystudio.nets.regnet.model import Regnet
from foleystudio.training.experiment.settings import ABLATIONS, VARIETYSOUND, Experiment
from foleystudio.training.run.run_log import read_log
from foleystudio.training.run.trainer import Task, Trainer, TrainerConfig
from foleystudio.training.setup.build_baselines import (
    BATCHES,
    Baseline,
    baseline_training,
    owens_task,
    regnet_task,
    speechsplit_task,
)
from foleystudio.training.setup.build_tasks import Making, paper_task, paper_training, reconstruction_losses
from foleystudio.training.setup.configs import computing_device, training_config

MEASURES = 4
"""Held-out measures of a training: each costs about as much as some thirty steps."""

_TRIED_STEPS = 10  # before a training begins: how long a step takes
_FEWEST_STEPS = 20
_UNLIMITED_STEPS = 20_000  # where no minutes are given, as of `foleystudio train`
_OVERTIME = 1.5  # of its share a training may take, when others slow the machine down after it was planned

_WEIGHTS = {
    VARIETYSOUND: 3.0,
    "regnet": 3.0,
    "speechsplit": 2.0,
    "owens": 1.0,
    **dict.fromkeys(ABLATIONS, 3.0),
    "generate": 2.0,
    "score": 2.0,
    "rebuild": 1.0,
    "report": 0.2,
}
"""How the minutes are shared; an ablation is to have as many steps as the whole net."""


_BASELINES: dict[Baseline, Callable[[str, str, Making, torch.device, int, int], Task]] = {
    "regnet": regnet_task,
    "speechsplit": speechsplit_task,
    "owens": owens_task,
}


@dataclass(frozen=True)
class Budget:
    """Seconds that are left, shared among the stages to come.

    Parameters
    ----------
    seconds
        In all; infinite for no limit.
    clock
        Seconds that pass.
    began_s
        On the clock.
    """

    seconds: float
    clock: Callable[[], float]
    began_s: float

    @classmethod
    def of(cls, seconds: float, clock: Callable[[], float] = time.monotonic) -> Budget:
        """One that begins now."""
        return cls(seconds, clock, clock())

    def share(self, stage: str, to_come: Sequence[str]) -> float:
        """What a stage may take of what is left, by the weights of those that come after it."""
        left = self.seconds - (self.clock() - self.began_s)
        weights = [_WEIGHTS.get(name, 0.0) for name in to_come]
        return max(0.0, left) * _WEIGHTS.get(stage, 0.0) / max(1e-9, sum(weights) + _WEIGHTS.get(stage, 0.0))


def train(
    experiment: Experiment, name: str, seconds: float, steps: int | None, report: Callable[[str], None]
) -> dict[str, float]:
    """Train one net to its end; run again after a kill, it goes on from its checkpoint.

    Parameters
    ----------
    experiment
        Whose windows are trained on.
    name
        One of `settings.TRAININGS`.
    seconds
        Its share of the time.
    steps
        How many; None for as many as the share allows. An ablation has as many as the whole net.
    report
        Told of the figures as they come.

    Returns
    -------
    Steps done and seconds taken.

    Raises
    ------
    FoleyError
        When the windows cannot be trained on, or a file cannot be written.
    """
    began = time.monotonic()
    planned = experiment.state.steps.get(name) or _planned(experiment, name, seconds, steps)
    experiment.plan_steps(name, planned)
    report(f"{name}: {planned} steps")
    task, config = _task(experiment, name, planned)
    trainer = Trainer(task, config, experiment.run(name), computing_device())
    if trainer.resume():
        report(f"{name}: resumed at step {trainer.step}")
    limit = float("inf") if steps else _OVERTIME * seconds - (time.monotonic() - began)
    trainer.run(report, limit)
    return {"steps": trainer.step, "planned": planned, "seconds": round(time.monotonic() - began, 1)}


def _planned(experiment: Experiment, name: str, seconds: float, steps: int | None) -> int:
    if steps is not None:
        return steps
    if name in ABLATIONS and VARIETYSOUND in experiment.state.steps:
        return int(experiment.state.done.get(VARIETYSOUND, {}).get("steps", experiment.state.steps[VARIETYSOUND]))
    task, config = _task(experiment, name, _TRIED_STEPS)
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        config = replace(config, measure_every=_TRIED_STEPS + 1)
        Trainer(task, config, Path(folder), computing_device()).run(lambda _: None)
        pace = max((row["it_per_s"] for row in read_log(Path(folder)) if "it_per_s" in row), default=1.0)
    measuring = max(0.0, time.monotonic() - began - _TRIED_STEPS / pace)
    left = seconds - (time.monotonic() - began) - MEASURES * measuring
    return max(_FEWEST_STEPS, int(pace * left)) if left < float("inf") else _UNLIMITED_STEPS


def _task(experiment: Experiment, name: str, steps: int) -> tuple[Task, TrainerConfig]:
    """The net, seeded so that the whole net and its ablations begin as one; and how it is trained.

    Baselines of the published size have their published batches and rates; narrower ones VarietySound's, for as much is
    to be learnt in as little time. The post-net of a narrow REGNET begins by adding nothing: as published it begins
    with all the variance of its last norm, which takes thousands of steps to unlearn.
    """
    settings, device = experiment.settings, computing_device()
    preset, data, seed = settings.preset, str(experiment.windows), settings.seed
    is_published = preset == "paper"
    batch = BATCHES.get(name, settings.sizes.batch) if is_published else settings.sizes.batch
    config = training_config(steps, batch, settings.sizes.rate, seed, max(1, ceil(steps / MEASURES)))
    torch.manual_seed(seed)
    for baseline, make in _BASELINES.items():
        if name == baseline:
            task = make(preset, data, Making(0), device, batch, seed)
            if isinstance(task.net, Regnet) and not is_published:
                _add_nothing_yet(task.net.postnet[-1])
            return task, baseline_training(baseline, config, None if is_published else settings.sizes.rate)
    losses = reconstruction_losses("picture", name != "no_mel_critic", name != "no_alignment_critic")
    return paper_task(preset, losses, data, Making(0), device, batch, seed), paper_training(config)


def _add_nothing_yet(last: torch.nn.Module) -> None:
    if not isinstance(last, torch.nn.BatchNorm1d):
        raise TypeError(f"REGNET's post-net ends in a batch norm, not in a {type(last).__name__}")
    torch.nn.init.zeros_(last.weight)
