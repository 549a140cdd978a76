"""What people are told apart by: the colours of what they wear above and below the hips."""

from __future__ import annotations

import cv2
import numpy as np

from foleystudio.engine.picture.people.regions import Floats, Pictures

COLOURS = 6
"""Numbers of one person's looks: lightness, green to red and blue to yellow (CIELAB), of shirt and of trousers."""

_SHOULDERS, _HIPS, _KNEES = [11, 12], [23, 24], [25, 26]  # among the landmark net's points, left and right
_DOWN = np.linspace(0.2, 0.8, 5)  # of the way from the shoulders to the hips, and from a hip to its knee
_ACROSS = np.linspace(0.2, 0.8, 5)  # of the way from one side to the other: at edges is what lies behind
_ENOUGH = 0.5  # of the places must lie within the picture


def looks_of(picture: Pictures, points: Floats) -> Floats:
    """``float64 [COLOURS]``: the colours of one person's clothes; NaN of what lies beyond the picture.

    Parameters
    ----------
    picture
        ``[H, W, 3]``, RGB.
    points
        ``[33, 2]``, pixels: the landmark net's.
    """
    shoulders, hips, knees = points[_SHOULDERS], points[_HIPS], points[_KNEES]
    sides = _between(shoulders, hips, _DOWN)
    shirt = _between(sides[:, 0], sides[:, 1], _ACROSS).reshape(-1, 2)
    trousers = _between(hips, knees, _DOWN).reshape(-1, 2)
    return np.concatenate([_colour(picture, shirt), _colour(picture, trousers)])


def apart(one: Floats, other: Floats) -> float:
    """How different two looks ``[COLOURS]`` are: of the part that differs most, steps of CIELAB; NaN of none known."""
    steps = np.square((one - other).reshape(2, 3)).sum(1)
    known = steps[~np.isnan(steps)]
    return float(np.sqrt(known.max())) if len(known) else float("nan")


def usual_looks(looks: Floats) -> Floats:
    """``float64 [COLOURS]``: the median over frames ``[N, COLOURS]`` that show it; NaN where none does."""
    shown = [column[~np.isnan(column)] for column in looks.T]
    return np.array([np.median(column) if len(column) else np.nan for column in shown])


def _between(start: Floats, stop: Floats, shares: Floats) -> Floats:
    """Places ``[len(shares), N, 2]`` on the ways from ``[N, 2]`` to ``[N, 2]``."""
    return np.asarray(start + shares[:, None, None] * (stop - start))


def _colour(picture: Pictures, places: Floats) -> Floats:
    """``float64 [3]``: the median colour at places ``[N, 2]`` of a picture."""
    x, y = np.floor(places).astype(np.int64).T
    inside = (x >= 0) & (y >= 0) & (x < picture.shape[1]) & (y < picture.shape[0])
    if inside.mean() < _ENOUGH:
        return np.full(3, np.nan)
    shades = picture[y[inside], x[inside]].astype(np.float32)[None] / 255
    return np.asarray(np.median(cv2.cvtColor(shades, cv2.COLOR_RGB2LAB)[0], axis=0), np.float64)
