from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from foleystudio.nets.config import PAPER_PRESETS
from foleystudio.nets.varietysound import VarietySound
from foleystudio.training.reconstruction import (
    PARTS,
    REMOVALS,
    ReconstructionConfig,
    ReconstructionTask,
    folded_raster,
)
from foleystudio.training.trainer import Trainer, TrainerConfig
from foleystudio.training.windows import Index, IndexEntry, Windows, write_index, write_windows

_CPU = torch.device("cpu")
_FRAMES, _DIM = 12, 6


def _prepared(folder: Path, clips: int = 4, dim: int = _DIM) -> Path:
    """Clips in which every click is a bright column, seen as a movement."""
    generator = torch.Generator().manual_seed(0)
    for clip in range(clips):
        rows = []
        for _ in range(4):
            raster = torch.zeros(2, 4 * _FRAMES)
            raster[0, torch.randint(0, 4 * _FRAMES, (3,), generator=generator)] = 1
            colour = torch.linspace(0.2, 1, 80).roll(20 * clip)
            mel = 0.1 + raster[0] * colour[:, None]
            seen = raster[0].view(_FRAMES, 4).amax(1, keepdim=True).expand(-1, dim)
            rows.append({"mel": mel, "raster": raster, "features": seen} if dim else {"mel": mel, "raster": raster})
        write_windows(folder / f"{clip}.safetensors", rows)
    entries = (IndexEntry(f"{clip}.safetensors", 4) for clip in range(clips))
    write_index(folder, Index("paper", _FRAMES, "motion" if dim else "", dim, entries=tuple(entries)))
    return folder


def _task(folder: Path, **losses: Any) -> ReconstructionTask:
    torch.manual_seed(0)
    tiny = PAPER_PRESETS["tiny"]
    config = replace(tiny, temporal=replace(tiny.temporal, feature_dim=_DIM))
    given = ReconstructionConfig(**losses)
    return ReconstructionTask(config, given, Windows(folder, False), Windows(folder, True), _CPU, 4, 0)


def _learning(module: torch.nn.Module) -> set[str]:
    return {name for name, p in module.named_parameters() if p.grad is not None and bool(p.grad.abs().sum() > 0)}


@pytest.mark.parametrize("timing", ["picture", "events", "either"])
def test_the_loss_reaches_every_part_that_takes_part(tmp_path: Path, timing: str) -> None:
    task = _task(_prepared(tmp_path), timing=timing)
    task.net.train()
    loss, figures = task.loss(0, torch.Generator().manual_seed(0))
    loss.backward()
    reached = {name.split(".")[0] for name in _learning(task.net)}
    sources = {"picture": {"temporal_encoder"}, "events": {"event_encoder"}}
    parts = sources.get(timing, {"temporal_encoder", "event_encoder"})
    assert reached == {"acoustic_encoder", "background_encoder", "mel_decoder", "event_head", *parts}
    assert figures.keys() == {"l1", "adversarial", "events"}


def test_the_event_head_changes_no_code(tmp_path: Path) -> None:
    task = _task(_prepared(tmp_path), mel_weight=0.0, mel_critic=False, alignment_critic=False)
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    loss.backward()
    assert {name.split(".")[0] for name in _learning(task.net)} == {"event_head"}


@pytest.mark.parametrize(("mel", "alignment"), [(True, True), (True, False), (False, True), (False, False)])
def test_critics_can_be_switched_off_one_by_one(tmp_path: Path, mel: bool, alignment: bool) -> None:
    task = _task(_prepared(tmp_path), mel_critic=mel, alignment_critic=alignment)
    generator = torch.Generator().manual_seed(0)
    _, figures = task.loss(0, generator)
    loss, told = task.critic_loss(0, generator)
    assert ("adversarial" in figures) == (mel or alignment)
    if mel or alignment:
        loss.backward()
    parts = {name.split(".")[0] for name in _learning(task.critic)}
    assert parts == ({"mel"} if mel else set()) | ({"alignment"} if alignment else set())
    assert ("critic_margin" in told) == bool(parts)


def test_critics_judge_only_what_was_rebuilt(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="there was none"):
        _task(_prepared(tmp_path)).critic_loss(0, torch.Generator())


def test_it_learns_to_rebuild_and_needs_its_parts(tmp_path: Path) -> None:
    task = _task(_prepared(tmp_path, clips=8), timing="events")
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
    task = _task(_prepared(tmp_path))
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
    one = {"mel": torch.rand(80, 4), "raster": torch.zeros(2, 4), "features": torch.rand(1, _DIM)}
    write_windows(tmp_path / "a.safetensors", [one, one])
    write_index(tmp_path, Index("paper", 1, "motion", _DIM, entries=(IndexEntry("a.safetensors", 2),)))
    task = _task(tmp_path, timing="picture", alignment_critic=False, mel_critic=False)
    loss, _ = task.loss(0, torch.Generator().manual_seed(0))
    assert torch.isfinite(loss)
