from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.dsp.onset_features import BANDS
from foleystudio.errors import FoleyError
from foleystudio.training.data.hearing_corpus import (
    COLUMNS,
    COLUMNS_PER_S,
    HearingPlan,
    draw_shard,
    hearing_example,
    make_hearing_corpus,
    read_hearing_corpus,
)
from foleystudio.training.scenes.listening.heard_scene import HeardHit, HeardScene


def scene(*hits: HeardHit) -> HeardScene:
    kept = np.zeros(COLUMNS, np.float32)
    kept[300:400] = 0.8
    sure = np.ones(COLUMNS, np.bool_)
    return HeardScene("sparse", np.zeros(COLUMNS * 110, np.float32), hits, kept, sure)


def test_labels_stand_at_the_attacks() -> None:
    at_s = 100 / COLUMNS_PER_S
    example = hearing_example(scene(HeardHit(at_s, 1.0, -6.0, True, False), HeardHit(1.0, 1.0, -6.0, False, False)))
    assert example["features"].shape == (COLUMNS, 2 * BANDS + 2)
    assert int(example["onset"].argmax()) == 100
    assert float(example["onset"][100]) == pytest.approx(1.0, abs=0.01)
    assert float(example["share"][0, 100]) == pytest.approx(24 / 33, abs=0.01)
    assert float(example["share"][0, 300]) == -1
    assert float(example["counted"][round(1.0 * COLUMNS_PER_S)]) == 0, "nobody could say"
    assert float(example["onset"][round(1.0 * COLUMNS_PER_S)]) == 0
    assert float(example["kept"][350]) == 1


def test_a_shard_is_the_same_whenever_it_is_made() -> None:
    one, other = (next(iter(draw_shard(3, 1, []))) for _ in range(2))
    np.testing.assert_array_equal(one.wave, other.wave)
    assert one.hits == other.hits


def test_a_corpus_is_written_once_and_read_by_parts(tmp_path: Path) -> None:
    plan = HearingPlan(tmp_path, 10, scenes=2)
    with pytest.raises(FoleyError, match="nothing to learn from"):
        read_hearing_corpus(plan, held_out=True)
    for number in (0, 9):
        plan.shard(number).touch()
    assert plan.numbers(held_out=True) == [9]
    with pytest.raises(FoleyError, match="not a whole shard"):
        read_hearing_corpus(plan, held_out=True)
    for number in (1, 2, 3, 4, 5, 6, 7, 8):
        plan.shard(number).touch()
    plan.shard(9).unlink()
    told: list[tuple[int, int]] = []
    make_hearing_corpus(plan, 1, lambda done, total: told.append((done, total)))
    assert told == [(9, 10), (10, 10)]
    batch = read_hearing_corpus(plan, held_out=True).take(torch.tensor([1, 0]))
    assert batch["features"].shape == (2, COLUMNS, 2 * BANDS + 2)
    assert batch["features"].dtype == torch.float32
