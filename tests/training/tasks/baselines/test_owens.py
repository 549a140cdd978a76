from dataclasses import replace
from pathlib import Path

import torch

from foleystudio.nets.owens.config import OWENS_PRESETS
from foleystudio.nets.owens.model import OwensNet
from foleystudio.training.data.window_files import Windows
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.tasks.baselines.owens import OwensTask
from foleystudio.training.tasks.baselines.windows_at import WindowsAt
from tests.training.clicking_windows import FEATURE_DIM, clicking_windows

_CPU = torch.device("cpu")


def _task(folder: Path, clips: int = 4) -> OwensTask:
    torch.manual_seed(0)
    clicking_windows(folder, clips, rings=6, floor=0.0)
    config = replace(OWENS_PRESETS["tiny"], feature_dim=FEATURE_DIM)
    return OwensTask(config, WindowsAt(Windows(folder, False), Windows(folder, True), _CPU, 4, 0))


def test_its_sounds_are_those_of_the_training_alone(tmp_path: Path) -> None:
    task = _task(tmp_path)
    assert isinstance(task.net, OwensNet)
    columns = {tuple(c.tolist()) for c in Windows(tmp_path, False).take(range(12))["mel"].transpose(1, 2).flatten(0, 1)}
    found = task.net.exemplars.transpose(1, 2).flatten(0, 1)
    assert all(tuple(column.tolist()) in columns for column in found if column.any())


def test_components_and_sounds_stay_as_they_are_while_it_learns_what_is_seen(tmp_path: Path) -> None:
    task = _task(tmp_path / "data", clips=8)
    net = task.net
    assert isinstance(net, OwensNet)
    sounds, basis = net.exemplars.clone(), net.sound_features.basis.clone()
    with torch.no_grad():
        before = task.measure(net.eval())
    config = TrainerConfig(steps=60, batch=4, rate=1e-2, warm_up=5, ema=0.9, measure_every=60)
    trainer = Trainer(task, config, tmp_path / "run", _CPU)
    trainer.run(lambda _line: None)
    with torch.no_grad():
        after = task.measure(net.eval())
        shown = task.pictures(net)
    assert after["distance"] < before["distance"]
    assert after["distance"] != after["distance_without_picture"]
    assert list(shown) == ["target", "from the picture"]
    assert shown["target"].shape == shown["from the picture"].shape
    averaged = trainer.average.module
    assert isinstance(averaged, OwensNet)
    assert torch.equal(averaged.exemplars, sounds)
    assert torch.equal(averaged.sound_features.basis, basis)
    assert task.about == {"extractor": "motion", "mel": "paper"}
