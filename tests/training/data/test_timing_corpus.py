from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.errors import FoleyError
from foleystudio.training.data import timing_corpus
from foleystudio.training.data.timing_corpus import (
    COLUMNS_PER_FRAME,
    GRID,
    TimingPlan,
    make_timing_corpus,
    read_timing_corpus,
    timing_example,
)
from foleystudio.training.scenes.pictures.staging import draw_picture_scene

FRAMES = 24


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TimingPlan:
    monkeypatch.setattr(timing_corpus, "SHARD_SCENES", 1)
    return TimingPlan(tmp_path / "made", 10, FRAMES)


def test_labels_lie_where_the_events_are() -> None:
    scene = next(s for s in (draw_picture_scene(seed, 1.1) for seed in range(50)) if len(s.events) == 2)
    example = timing_example(scene, FRAMES)
    assert example["features"].shape == (FRAMES, MOTION_DIM)
    assert example["raster"].shape == (2, FRAMES * COLUMNS_PER_FRAME)
    columns = torch.nonzero(example["raster"][0])[:, 0].tolist()
    assert columns == [GRID.column_at(e.time_s) for e in scene.events]
    assert [float(v) for v in example["raster"][0, columns]] == pytest.approx(
        [e.strength for e in scene.events], abs=1e-3
    )


def test_what_is_out_of_view_is_kept_apart() -> None:
    scenes = (draw_picture_scene(seed, 1.1) for seed in range(200))
    scene = next(s for s in scenes if len(s.unseen) and not len(s.events))
    example = timing_example(scene, FRAMES)
    assert not example["raster"][0].any()
    assert int((example["unseen"] > 0).sum()) == len(scene.unseen)


def test_a_corpus_is_made_once_and_parted(plan: TimingPlan) -> None:
    said: list[tuple[int, int]] = []
    make_timing_corpus(plan, 1, lambda done, total: said.append((done, total)))
    assert said == [(n, 10) for n in range(11)]
    first = plan.shard(0).stat().st_mtime_ns
    make_timing_corpus(plan, 1, lambda done, total: said.append((done, total)))
    assert plan.shard(0).stat().st_mtime_ns == first
    train, held_out = (
        read_timing_corpus([plan], held_out=False),
        read_timing_corpus([plan], held_out=True),
    )
    assert (len(train), len(held_out)) == (9, 1)
    assert not any(
        torch.equal(held_out.take(torch.tensor([0]))["features"], t)
        for t in train.take(torch.arange(9))["features"].split(1)
    )


def test_what_was_lost_is_made_again_the_same(plan: TimingPlan) -> None:
    make_timing_corpus(plan, 1, lambda *_: None)
    before = load_file(plan.shard(3))
    plan.shard(3).unlink()
    make_timing_corpus(plan, 1, lambda *_: None)
    after = load_file(plan.shard(3))
    assert torch.equal(after["raster"], before["raster"])
    # Optical flow rounds by where its memory lies.
    assert torch.allclose(after["features"].float(), before["features"].float(), atol=2e-3)


def test_an_empty_folder_is_said_clearly(plan: TimingPlan) -> None:
    with pytest.raises(FoleyError, match="nothing to learn from"):
        read_timing_corpus([plan], held_out=False)


def test_a_damaged_shard_is_named(plan: TimingPlan) -> None:
    plan.folder.mkdir()
    plan.shard(0).write_bytes(b"\0" * 64)
    with pytest.raises(FoleyError, match=plan.shard(0).name):
        read_timing_corpus([plan], held_out=False)


def test_features_are_finite_and_of_half_precision() -> None:
    for seed in range(4):
        features = timing_example(draw_picture_scene(seed, 1.1), FRAMES)["features"]
        assert features.dtype == torch.float16
        assert np.isfinite(features.numpy()).all()
