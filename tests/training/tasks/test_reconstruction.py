from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from foleystudio.nets.config import PAPER_PRESETS
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.training.data.window_files import Index, IndexEntry, Windows, write_index, write_windows
from foleystudio.training.run.trainer import Trainer, TrainerConfig
from foleystudio.training.tasks.reconstruction import (
    PARTS,
    REMOVALS,
    ReconstructionConfig,
    ReconstructionTask,
    folded_raster,
)
from tests.training.clicking_windows import FEATURE_DIM, clicking_windows

_CPU = torch.device("cpu")


def _task(folder: Path, **losses: Any) -> ReconstructionTask:
    torch.manual_seed(0)
    tiny = PAPER_PRESETS["tiny"]
    config = replace(tiny, temporal=replace(tiny.temporal, feature_dim=FEATURE_DIM))
    given = ReconstructionConfig(**losses)
    return ReconstructionTask(config, given, Windows(folder, False), Windows(folder, True), _CPU, 4, 0)


def _learning(module: torch.nn.Module) -> set[str]:
    return {name for name, p in module.named_parameters() if p.grad is not None and bool(p.grad.abs().sum() > 0)}


@pytest.mark.parametrize("timing", ["picture", "events", "either"])
def test_the_loss_reaches_every_part_that_takes_part(tmp_path: Path, timing: str) -> None:
    task = _task(clicking_windows(tmp_path), timing=timing)
    task.net.train()
    loss, figures = task.loss(0, torch.Generator().manual_seed(0))
    loss.backward()
    reached = {name.split(".")[0] for name in _learning(task.net)}
    sources = {"picture": {"temporal_encoder"}, "events": {"event_encoder"}}
    parts = sources.get(timing, {"temporal_encoder", "event_encoder"})
    assert reached == {"acoustic_encoder", "background_encoder", "mel_decoder", "event_head", *parts}
    assert figures.keys() == {"l1", "adversarial", "events"}


def test_the_event_head_changes_no_code(tmp_path: Path) -> None:
    task = _task(clicking_windows(tmp_path), mel_weight=0.0, mel_critic=False, alignment_critic=False)
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    loss.backward()
    assert {name.split(".")[0] for name in _learning(task.net)} == {"event_head"}


@pytest.mark.parametrize(("mel", "alignment"), [(True, True), (True, False), (False, True), (False, False)])
def test_critics_can_be_switched_off_one_by_one(tmp_path: Path, mel: bool, alignment: bool) -> None:
    task = _task(clicking_windows(tmp_path), mel_critic=mel, alignment_critic=alignment)
    generator = torch.Generator().manual_seed(0)
    _, figures = task.loss(0, generator)
    loss, told = task.critic_loss(0, generator)
    assert ("adversarial" in figures) == (mel or alignment)
    if mel or alignment:
        loss.backward()
    parts = {name.split(".")[0] for name in _learning(task.critic)}
    assert parts == ({"mel"} if mel else set()) | ({"alignment"} if alignment else set())
    assert ("critic_margin" in told) == bool(parts)


class _Judged(nn.Module):
    """Critics whose scores are known: one list for real mels, one for rebuilt ones, a score a critic."""

    def __init__(self, real: tuple[float, ...], rebuilt: tuple[float, ...]) -> None:
        super().__init__()
        self._known = {1: [rebuilt], 2: [real, rebuilt]}

    def forward(self, _timing: torch.Tensor, mels: list[torch.Tensor], _generator: object) -> list[list[torch.Tensor]]:
        return [[torch.full((4, 3), score) for score in scores] for scores in self._known[len(mels)]]


def test_lambda_a_reaches_every_critic_in_full(tmp_path: Path) -> None:
    prepared = clicking_windows(tmp_path)
    generator = torch.Generator().manual_seed(0)
    for weight in (1.0, 3.0):
        task = _task(prepared, mel_weight=0.0, event_weight=0.0, adversarial_weight=weight)
        task.critic = _Judged((1.0, 0.5, 1.0, 2.0), (0.0, 0.5, 1.0, -1.0))
        loss, figures = task.loss(0, generator)
        fooled = 1.0 + 0.25 + 0.0 + 4.0  # (score - 1) ** 2 of each of the four
        assert float(loss.detach()) == pytest.approx(weight * fooled)
        assert figures["adversarial"] == pytest.approx(fooled)
        told, margin = task.critic_loss(0, generator)
        assert float(told) == pytest.approx((0.0 + 0.25 + 0.0 + 1.0) + (0.0 + 0.25 + 1.0 + 1.0))
        assert margin == {"critic_margin": pytest.approx((1.0 + 0.0 + 0.0 + 3.0) / 4)}


def test_lambdas_are_the_published_ones_and_both_critics_judge() -> None:
    published = ReconstructionConfig()
    assert (published.mel_weight, published.adversarial_weight) == (1e5, 1.0)
    assert published.mel_critic
    assert published.alignment_critic
    assert published.timing == "picture"


def test_lambda_m_weighs_the_mean_absolute_error(tmp_path: Path) -> None:
    task = _task(clicking_windows(tmp_path), event_weight=0.0, mel_critic=False, alignment_critic=False)
    loss, figures = task.loss(0, torch.Generator().manual_seed(0))
    assert float(loss.detach()) == pytest.approx(1e5 * figures["l1"], rel=1e-5)


def test_four_critics_judge(tmp_path: Path) -> None:
    critics = _task(clicking_windows(tmp_path)).critic
    scores = critics(torch.rand(2, 12, FEATURE_DIM), [torch.rand(2, 80, 48)] * 2, torch.Generator())
    assert [len(found) for found in scores] == [4, 4]  # three windows and the alignment


def test_critics_judge_only_what_was_rebuilt(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="there was none"):
        _task(clicking_windows(tmp_path)).critic_loss(0, torch.Generator())


def test_it_learns_to_rebuild_and_needs_its_parts(tmp_path: Path) -> None:
    task = _task(clicking_windows(tmp_path, clips=8), timing="events")
    with torch.no_grad():
        before = task.measure(task.net.eval())
    config = TrainerConfig(steps=80, batch=4, rate=5e-3, warm_up=5, ema=0.9, measure_every=80)
    Trainer(task, config, tmp_path / "run", _CPU).run(lambda _line: None)
    with torch.no_grad():
        after = task.measure(task.net.eval())
        shown = list(task.pictures(task.net))
    assert after["l1"] < 0.5 * before["l1"]
    assert after.keys() >= {f"mcd_without_{part}_{how}" for part in PARTS for how in REMOVALS}
    assert after["mcd_without_temporal_zeros"] > after["mcd"]
    assert shown == ["target", "rebuilt", *(f"without {part}" for part in PARTS)]


def test_removing_a_part_changes_that_part_alone(tmp_path: Path) -> None:
    task = _task(clicking_windows(tmp_path))
    net = task.net.eval()
    assert isinstance(net, VarietySound)
    batch = Windows(tmp_path, True).take([0, 1])
    with torch.no_grad():
        whole = task.rebuild(net, batch)
        for part in PARTS:
            for how in REMOVALS:
                without = task.rebuild(net, batch, (part, how))
                assert without.shape == whole.shape
                assert not torch.equal(without, whole)
                assert torch.equal(without, task.rebuild(net, batch, (part, how)))


def test_a_raster_folds_to_frames() -> None:
    raster = torch.arange(16.0).view(1, 2, 8)
    assert folded_raster(raster).tolist() == [[[0, 1, 2, 3, 8, 9, 10, 11], [4, 5, 6, 7, 12, 13, 14, 15]]]


def test_short_windows_and_one_frame_go_through(tmp_path: Path) -> None:
    one = {"mel": torch.rand(80, 4), "raster": torch.zeros(2, 4), "features": torch.rand(1, FEATURE_DIM)}
    write_windows(tmp_path / "a.safetensors", [one, one])
    write_index(tmp_path, Index("paper", 1, "motion", FEATURE_DIM, entries=(IndexEntry("a.safetensors", 2),)))
    task = _task(tmp_path, timing="picture", alignment_critic=False, mel_critic=False)
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    assert torch.isfinite(loss)
