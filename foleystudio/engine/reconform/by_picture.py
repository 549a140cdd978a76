"""Which frames of a new cut are which of an old one: small grey pictures compared, and runs of them followed."""

from __future__ import annotations

from contextlib import closing

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.reconform.spans import Span
from foleystudio.media.picture.video import VideoReader
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if

_SIDE = 64  # pixels of the longer side as decoded: a few to every cell of the grid
_GRID = (9, 16)  # cells down and across, in the usual shape of a film
_LEAST_SPREAD = 4.0
"""Of grey levels: a picture without contrast is not blown up to one with."""
# frames that a run begins with: long ones are surer and are tried first, short ones find short shots
_WINDOWS = (12, 6, 3)
_SAME, _GOES_ON = 0.20, 0.35
"""How different (rms, of pictures with a spread of 1) frames are that begin a run, and those that go on with it."""
_TIE = 0.02  # of the same difference: places as alike as this are told apart by where one is expected
_STRIDE = 3
"""Frames by which one goes on where nothing is the same: a run that begins between is followed back."""
_TELLS_EVERY = 200  # frames between reports of progress

Prints = NDArray[np.float32]
"""``float32 [frames, cells]``: a frame's print in a row, mean 0 and spread 1 where it has contrast."""


def prints_of(clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Prints:
    """Prints of all of a clip's frames.

    Raises
    ------
    FoleyError
        When nothing of it can be decoded.
    CancelledError
        When the user cancelled.
    """
    count = len(clip.frames)
    rows = np.zeros((count, _GRID[0] * _GRID[1]), np.float32)
    with VideoReader(clip.path, clip.frames) as reader, closing(reader.iterate(max_size=_SIDE, grey=True)) as pictures:
        for number, picture in pictures:
            stop_if(cancelled)
            rows[number] = _print(picture)
            if number % _TELLS_EVERY == 0:
                progress(number / max(1, count), f"looking at {clip.path.name}")
    return rows


def _print(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Means of a grid's cells, without what a grading or another encoding changes of all of them."""
    grey = picture.astype(np.float32)
    edges = [np.linspace(0, length, cells + 1).astype(int) for length, cells in zip(grey.shape, _GRID, strict=True)]
    rows = np.add.reduceat(grey, np.minimum(edges[0][:-1], grey.shape[0] - 1), axis=0)
    cells = np.add.reduceat(rows, np.minimum(edges[1][:-1], grey.shape[1] - 1), axis=1)
    areas = np.maximum(np.diff(edges[0]), 1)[:, None] * np.maximum(np.diff(edges[1]), 1)[None, :]
    means = (cells / areas).reshape(-1)
    means -= means.mean()
    found: NDArray[np.float32] = (means / max(float(means.std()), _LEAST_SPREAD)).astype(np.float32)
    return found


def matched_spans(old: Clip, new: Clip, old_prints: Prints, new_prints: Prints) -> list[Span]:
    """Stretches of the new cut that are in the old one, by their frames' prints.

    Parameters
    ----------
    old, new
        Whose frames they are: they say when each is shown.
    old_prints, new_prints
        Of all their frames; clips of different rates are compared at the instants of the new one's frames.
    """
    shown = _frames_at(old, new)
    runs = _runs(old_prints[shown] if shown is not None else old_prints, new_prints)
    spans = []
    for first, at, count in runs:
        old_s = float(old.frames.seconds[shown[at] if shown is not None else at])
        spans.append(Span(old_s, float(new.frames.seconds[first]), _length(new, first, count)))
    return spans


def _frames_at(old: Clip, new: Clip) -> NDArray[np.int64] | None:
    """Which old frames are shown at steps of the new clip's rate; None where both have one steady rate."""
    rates = old.frames.mean_rate_fps, new.frames.mean_rate_fps
    steady = not old.frames.is_variable and not new.frames.is_variable
    if steady and abs(rates[0] / rates[1] - 1) < 1e-3:
        return None
    step = 1 / float(rates[1])
    times = np.arange(0.0, float(old.frames.duration), step)
    return np.array([old.frames.frame_at(float(time) + step / 2) for time in times], dtype=np.int64)


def _length(clip: Clip, first: int, count: int) -> float:
    after = first + count
    end = float(clip.frames.seconds[after]) if after < len(clip.frames) else float(clip.frames.duration)
    return end - float(clip.frames.seconds[first])


def _runs(old: Prints, new: Prints) -> list[tuple[int, int, int]]:
    """First new frame, first old frame and count of runs of frames that are the same, in the new order."""
    found: list[tuple[int, int, int]] = []
    at, expected = 0, 0
    while at < len(new):
        start = next((s for w in _WINDOWS if (s := _start_of(old, new[at : at + w], expected)) is not None), None)
        if start is None:
            at += _STRIDE
            continue
        back = _count(old[:start][::-1], new[found[-1][0] + found[-1][2] if found else 0 : at][::-1])
        first, start = at - back, start - back
        count = _count(old[start:], new[first:])
        if not count:
            at += 1
            continue
        found.append((first, start, count))
        at, expected = first + count, start + count
    return found


def _start_of(old: Prints, window: Prints, expected: int) -> int | None:
    """Where in the old cut a window's frames are; of places alike (stills) the one nearest to where one expects it."""
    places = len(old) - len(window) + 1
    if places < 1 or not len(window):
        return None
    cost = np.zeros(places, np.float32)
    squares = np.einsum("ij,ij->i", old, old)
    for number, row in enumerate(window):
        part = squares[number : number + places] - 2 * (old[number : number + places] @ row)
        cost += part + float(row @ row)
    cost = np.sqrt(np.maximum(cost, 0) / (len(window) * old.shape[1]))
    best = float(cost.min())
    if best > _SAME:
        return None
    alike = np.flatnonzero(cost <= best + _TIE)
    return int(alike[np.argmin(np.abs(alike - expected))])


def _count(old: Prints, new: Prints) -> int:
    """How many frames go on being the same."""
    together = min(len(old), len(new))
    step, reached = 512, 0
    while reached < together:
        stop = min(together, reached + step)
        apart = np.sqrt(np.mean((old[reached:stop] - new[reached:stop]) ** 2, axis=1))
        odd = np.flatnonzero(apart > _GOES_ON)
        if len(odd):
            return reached + int(odd[0])
        reached = stop
    return reached
