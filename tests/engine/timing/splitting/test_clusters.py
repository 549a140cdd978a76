from __future__ import annotations

import numpy as np
import pytest

from foleystudio.engine.timing.splitting.clusters import MOST_JOINED, best_count, grouped


def heaps(count: int, places: tuple[float, ...], seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(len(places), size=count)
    rows = np.array(places)[truth][:, None] + 0.05 * rng.standard_normal((count, 3))
    return rows, truth


@pytest.mark.parametrize("count", [30, 2 * MOST_JOINED + 7])
def test_heaps_are_told_apart(count: int) -> None:
    rows, truth = heaps(count, (0.0, 1.0, 5.0))
    found = grouped(rows, 6)
    assert best_count(rows, found) == 3
    assert len({(int(a), int(b)) for a, b in zip(truth, found[3], strict=True)}) == 3
    # 0 and 1 are nearer to each other than to 5
    assert {int(group) for group in found[2][truth < 2]} != {int(group) for group in found[2][truth == 2]}


def test_more_groups_part_one_of_fewer_and_the_others_keep_their_numbers() -> None:
    rows, _ = heaps(50, (0.0, 0.4, 1.0, 3.0, 9.0), seed=3)
    found = grouped(rows, 6)
    assert list(found) == [1, 2, 3, 4, 5, 6]
    for count in range(2, 7):
        changed = found[count] != found[count - 1]
        assert set(found[count].tolist()) == set(range(count))
        assert set(found[count][changed].tolist()) == {count - 1}
        assert len(set(found[count - 1][changed].tolist())) == 1


def test_there_are_no_more_groups_than_rows_and_none_of_none() -> None:
    assert list(grouped(np.array([[0.0], [1.0], [5.0]]), 6)) == [1, 2, 3]
    assert grouped(np.zeros((0, 2)), 6) == {}


def test_rows_that_are_all_the_same_fall_apart_without_complaint() -> None:
    rows = np.ones((9, 2))
    found = grouped(rows, 3)
    assert {count: len(set(labels.tolist())) for count, labels in found.items()} == {1: 1, 2: 2, 3: 3}
    assert best_count(rows, found) in (2, 3)


def test_equal_rows_give_equal_groups() -> None:
    rows, _ = heaps(40, (0.0, 2.0))
    first, again = grouped(rows, 4), grouped(rows.copy(), 4)
    assert all((first[count] == again[count]).all() for count in first)
