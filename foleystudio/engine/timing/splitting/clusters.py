"""Groups of alike rows: joined pair by pair as Ward has it, so that fewer groups are unions of more."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.progress import heed

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

MOST_JOINED = 600
"""Of more rows, so many spread ones are joined, and the others go with the nearest: joining takes their square."""


def grouped(rows: Floats, most: int) -> dict[int, Labels]:
    """Number of groups -> group of every row, for 1 to ``most`` groups (or as many as there are rows).

    Agglomerative by Ward's criterion: the two groups are joined whose joining adds least to the squared distances from
    the groups' middles (Ward, Journal of the American Statistical Association 1963, by the Lance-Williams update). The
    groups of ``n + 1`` are those of ``n`` with one of them parted: what its first row is in keeps the number, the rest
    has the last.

    Parameters
    ----------
    rows
        ``float64 [n, d]``.

    Returns
    -------
    ``int64 [n]`` each.
    """
    if not len(rows):
        return {}
    chosen = _spread(len(rows))
    finest, *coarser = _joined(rows[chosen], min(most, len(chosen)))
    own = finest if len(chosen) == len(rows) else _nearest(rows, rows[chosen], finest)
    first_of = [int(np.flatnonzero(finest == group)[0]) for group in range(int(finest.max()) + 1)]
    found: dict[int, Labels] = {}
    for labels in (*reversed(coarser), finest):
        whole = labels[first_of][own]
        count = int(labels.max()) + 1
        found[count] = _renumbered(whole, found.get(count - 1))
    return found


def best_count(rows: Floats, found: dict[int, Labels]) -> int:
    """How many groups the rows fall into by themselves: the highest mean silhouette (Rousseeuw 1987), at least 2."""
    chosen = _spread(len(rows))
    away = _distances(rows[chosen])
    scores = {count: _silhouette(away, labels[chosen]) for count, labels in found.items() if count > 1}
    return max(scores, key=lambda count: scores[count], default=1)


def _spread(count: int) -> Labels:
    return np.unique(np.linspace(0, count - 1, min(count, MOST_JOINED)).astype(np.int64))


def _joined(rows: Floats, most: int) -> list[Labels]:
    """Labels at every number of groups from ``most`` down to 1."""
    n = len(rows)
    cost = np.square(_distances(rows))
    np.fill_diagonal(cost, np.inf)
    sizes, labels = np.ones(n), np.arange(n)
    out = [labels.copy()] if n <= most else []
    for left in range(n - 1, 0, -1):
        heed()
        a, b = divmod(int(cost.argmin()), n)
        cost[a] = _joined_cost(cost, a, b, sizes)
        cost[:, a] = cost[a]
        cost[b] = cost[:, b] = cost[a, a] = np.inf
        sizes[a] += sizes[b]
        sizes[b] = 0
        labels[labels == b] = a
        if left <= most:
            out.append(np.unique(labels, return_inverse=True)[1].astype(np.int64))
    return out


def _joined_cost(cost: Floats, a: int, b: int, sizes: Floats) -> Floats:
    """What joining each group with the union of two will cost; infinite for those that are gone."""
    total = sizes + sizes[a] + sizes[b]
    with np.errstate(invalid="ignore"):
        row = ((sizes + sizes[a]) * cost[a] + (sizes + sizes[b]) * cost[b] - sizes * cost[a, b]) / total
    row[~np.isfinite(row) | (sizes == 0)] = np.inf
    return np.asarray(row)


def _distances(rows: Floats) -> Floats:
    squares = np.square(rows).sum(axis=1)
    return np.asarray(np.sqrt(np.maximum(squares[:, None] + squares[None] - 2 * rows @ rows.T, 0)))


def _nearest(rows: Floats, chosen: Floats, labels: Labels) -> Labels:
    middles = np.stack([chosen[labels == group].mean(axis=0) for group in range(int(labels.max()) + 1)])
    away = np.square(middles).sum(axis=1)[None] - 2 * rows @ middles.T
    return np.asarray(away.argmin(axis=1), np.int64)


def _renumbered(labels: Labels, fewer: Labels | None) -> Labels:
    """The same groups, numbered as those that they were parted from; the part that is new has the last number."""
    if fewer is None:
        return np.zeros(len(labels), np.int64)
    out = np.full(len(labels), int(fewer.max()) + 1)
    for group in np.unique(fewer):
        stays = labels[np.flatnonzero(fewer == group)[0]]
        out[labels == stays] = group
    return out


def _silhouette(away: Floats, labels: Labels) -> float:
    """Mean of how much nearer each row is to its fellows than to the nearest other group, -1 to 1."""
    groups = np.unique(labels)
    own = labels[:, None] == groups[None]
    sums, sizes, mine, at = away @ own, own.sum(axis=0), np.argmax(own, axis=1), np.arange(len(labels))
    within = sums[at, mine] / np.maximum(1, sizes[mine] - 1)
    means = sums / np.maximum(1, sizes)
    means[at, mine] = np.inf
    to_next = means.min(axis=1)
    score = (to_next - within) / np.maximum(np.maximum(to_next, within), 1e-12)
    return float(np.where(sizes[mine] > 1, score, 0.0).mean())
