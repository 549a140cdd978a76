from __future__ import annotations

import numpy as np
import pytest

from foleystudio.engine.timing.logistic import fit_logistic


def made(n: int = 400, d: int = 5, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    slope = rng.standard_normal(d)
    x = rng.standard_normal((n, d))
    positive = rng.uniform(size=n) < 1 / (1 + np.exp(-(x @ slope - 0.5)))
    return x, positive, slope


def gradient(
    x: np.ndarray, positive: np.ndarray, weights: np.ndarray, penalty: float, slope: np.ndarray, bias: float
) -> np.ndarray:
    off = weights * (1 / (1 + np.exp(-(x @ slope + bias))) - positive)
    return np.append(x.T @ off + penalty * slope, off.sum())


@pytest.mark.parametrize("penalty", [0.1, 1.0, 100.0])
@pytest.mark.parametrize("d", [1, 5, 60])
def test_the_answer_is_where_the_loss_is_flat(penalty: float, d: int) -> None:
    x, positive, _ = made(n=50, d=d)
    weights = np.random.default_rng(1).uniform(0.1, 3, 50)
    slope, bias = fit_logistic(x, positive, weights, penalty)
    np.testing.assert_allclose(gradient(x, positive, weights, penalty, slope, bias), 0, atol=1e-4)


def test_finds_the_slope_it_was_made_with() -> None:
    x, positive, true = made(n=20_000)
    slope, bias = fit_logistic(x, positive, np.ones(len(x)), 1e-3)
    np.testing.assert_allclose(slope, true, atol=0.1)
    assert bias == pytest.approx(-0.5, abs=0.1)


def test_a_weight_of_two_is_the_row_twice() -> None:
    x, positive, _ = made(n=60)
    weights = np.where(np.arange(60) < 20, 2.0, 1.0)
    twice = np.concatenate([x, x[:20]])
    one = fit_logistic(x, positive, weights, 1.0)
    other = fit_logistic(twice, np.concatenate([positive, positive[:20]]), np.ones(80), 1.0)
    np.testing.assert_allclose(one[0], other[0], atol=1e-5)
    assert one[1] == pytest.approx(other[1], abs=1e-5)


def test_rows_that_can_be_told_apart_perfectly_stay_finite() -> None:
    x = np.array([[-1.0], [-2.0], [1.0], [2.0]]) * 1e3
    slope, bias = fit_logistic(x, np.array([False, False, True, True]), np.ones(4), 1e-3)
    assert np.isfinite(slope).all()
    assert np.isfinite(bias)
    assert slope[0] > 0


def test_one_class_alone_gives_no_slope_worth_the_name() -> None:
    x, _, _ = made(n=30)
    slope, bias = fit_logistic(x, np.ones(30, np.bool_), np.ones(30), 1.0)
    assert np.abs(slope).max() < 0.5
    assert bias > 3
