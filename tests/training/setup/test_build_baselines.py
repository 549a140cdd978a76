from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from foleystudio.errors import FoleyError
from foleystudio.nets.owens.model import OwensNet
from foleystudio.nets.regnet.model import Regnet
from foleystudio.training.data.scene_windows import WindowKind
from foleystudio.training.run.trainer import Task, TrainerConfig
from foleystudio.training.setup import build_tasks
from foleystudio.training.setup.build_baselines import (
    BATCHES,
    baseline_training,
    owens_task,
    regnet_task,
    speechsplit_task,
)
from foleystudio.training.setup.build_tasks import Making
from tests.training.clicking_windows import FEATURE_DIM, clicking_windows

_CPU = torch.device("cpu")
_BUILDERS: list[Callable[[str, str, Making, torch.device, int, int], Task]] = [
    regnet_task,
    speechsplit_task,
    owens_task,
]


def test_nets_take_the_features_that_the_folder_holds(tmp_path: Path) -> None:
    data = str(clicking_windows(tmp_path))
    regnet = regnet_task("tiny", data, Making(10), _CPU, 2, 0).net
    owens = owens_task("tiny", data, Making(10), _CPU, 2, 0).net
    assert isinstance(regnet, Regnet)
    assert isinstance(owens, OwensNet)
    assert regnet.config.feature_dim == owens.config.feature_dim == FEATURE_DIM


def test_folders_and_presets_that_do_not_fit_are_clear_errors(tmp_path: Path) -> None:
    blind = str(clicking_windows(tmp_path / "blind", dim=0))
    for build in (_BUILDERS[0], _BUILDERS[2]):
        with pytest.raises(FoleyError, match="holds no picture features"):
            build("tiny", blind, Making(10), _CPU, 2, 0)
    speechsplit_task("tiny", blind, Making(10), _CPU, 2, 0)  # it hears alone
    for build in _BUILDERS:
        with pytest.raises(FoleyError, match="no preset 'studio'"):
            build("studio", blind, Making(10), _CPU, 2, 0)


def test_all_learn_from_one_folder_of_made_scenes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, WindowKind]] = []

    def make(folder: Path, kind: WindowKind, *_rest: object) -> None:
        made.append((folder.name, kind))
        clicking_windows(folder)

    monkeypatch.setattr(build_tasks, "make_windows", make)
    monkeypatch.setattr(build_tasks, "cache_dir", lambda: tmp_path)
    for build in _BUILDERS:
        build("tiny", build_tasks.SCENES, Making(10), _CPU, 2, 0)
    assert made == [("windows-pictures", WindowKind("paper", 86, pictures=True))] * 3


def test_optimisers_are_the_published_ones() -> None:
    given = TrainerConfig(steps=7, batch=3)
    regnet = baseline_training("regnet", given)
    assert (regnet.rate, regnet.critic_rate, regnet.betas, regnet.critic_betas) == (
        2e-4,
        2e-4,
        (0.5, 0.999),
        (0.5, 0.999),
    )
    assert (regnet.weight_decay, regnet.clip, regnet.steps, regnet.batch) == (0.0, None, 7, 3)
    speechsplit = baseline_training("speechsplit", given)
    assert (speechsplit.rate, speechsplit.betas, speechsplit.clip) == (1e-4, (0.9, 0.999), None)
    assert baseline_training("owens", given).clip == 1.0
    assert baseline_training("owens", given, rate=0.5).rate == 0.5
    assert (BATCHES["regnet"], BATCHES["speechsplit"]) == (64, 16)
