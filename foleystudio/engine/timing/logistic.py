"""Logistic regression: weighted, with an L2 penalty, fitted by Newton's method."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_ROUNDS = 25  # at most, of Newton's method
_SMALLEST_STEP = 1e-6  # of any weight: it has converged


def fit_logistic(x: Floats, positive: NDArray[np.bool_], weights: Floats, penalty: float) -> tuple[Floats, float]:
    """Fit ``p = 1 / (1 + exp(-(x @ slope + bias)))``.

    Parameters
    ----------
    x
        ``[n, d]``.
    positive
        ``[n]``.
    weights
        ``[n]``, none negative: how much each row counts.
    penalty
        Half of it times the squared slope is added to the loss; the bias is free.

    Returns
    -------
    slope, bias
        ``[d]`` and a number.
    """
    rows = np.concatenate([x, np.ones((len(x), 1))], axis=1)
    ridge = np.full(rows.shape[1], penalty)
    ridge[-1] = 1e-6
    beta = np.zeros(rows.shape[1])
    loss = _loss(rows, positive, weights, ridge, beta)
    for _ in range(_ROUNDS):
        chance = _chance(rows @ beta)
        gradient = rows.T @ (weights * (chance - positive)) + ridge * beta
        curvature = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curvature, gradient)
        length = 1.0
        while (shorter := _loss(rows, positive, weights, ridge, beta - length * step)) > loss and length > 1e-4:
            length /= 2
        beta, loss = beta - length * step, shorter
        if np.abs(step).max() < _SMALLEST_STEP:
            break
    return beta[:-1], float(beta[-1])


def _chance(logit: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(logit, -40, 40))))


def _loss(rows: Floats, positive: NDArray[np.bool_], weights: Floats, ridge: Floats, beta: Floats) -> float:
    logit = rows @ beta
    surprise = np.logaddexp(0, np.where(positive, -logit, logit))
    return float(weights @ surprise + 0.5 * ridge @ np.square(beta))
