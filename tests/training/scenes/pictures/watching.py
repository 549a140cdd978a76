"""Looking at acts as a test does: small grey pictures before black."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from foleystudio.project.events import Event, EventTrack
from foleystudio.training.scenes.pictures.canvas import Canvas
from foleystudio.training.scenes.pictures.cast import Act, ActMaker

SIDE = 96
VIEW = np.array([[SIDE, 0, SIDE / 2], [0, SIDE, SIDE / 2.0]])
DURATION_S = 3.0


def act_on(
    maker: ActMaker, times_s: Sequence[float], strength: float = 0.8, sustain_s: float = 0, seed: int = 0
) -> Act:
    events = EventTrack(tuple(Event(t, strength, sustain_s) for t in times_s), source="file")
    return maker(events, DURATION_S, np.random.default_rng(seed))


def seen(act: Act, time_s: float) -> np.ndarray:
    pixels = np.full((SIDE, SIDE), 90.0, np.float32)
    act.draw(Canvas(pixels, VIEW), time_s)
    return pixels


def movement(act: Act, start_s: float, stop_s: float) -> float:
    """Largest mean change between two pictures 10 ms apart."""
    times = np.arange(start_s, stop_s, 0.01)
    pictures = [seen(act, float(t)) for t in times]
    return max(float(np.abs(b - a).mean()) for a, b in pairwise(pictures))


def movement_at_events(maker: ActMaker, strength: float = 0.8, seeds: int = 6) -> tuple[float, float]:
    """How much moves round an event, and how much in the silence well before it: means over seeds."""
    found = []
    for seed in range(seeds):
        act = act_on(maker, [2.0], strength, seed=seed)
        assert [event.time_s for event in act.events] == [2.0]
        found.append((movement(act, 1.97, 2.06), movement(act, 0.6, 0.7)))
    at, before = np.mean(found, axis=0)
    return float(at), float(before)
