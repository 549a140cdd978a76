"""One film at any frame rate: things that strike, drawn as functions of time, as a camera would film them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import open_clip
from foleystudio.engine.timing.source import propose_candidates
from foleystudio.project.settings import Timing
from tests.clips import write_clip
from tests.engine.timing.scenes import HEIGHT, WIDTH, Picture, Stage, strike_height

RATES = (
    *(Fraction(rate) for rate in (8, 12, 24, 25)), Fraction(30_000, 1001),
    *(Fraction(rate) for rate in (30, 50, 60, 120, 240)),
)  # fmt: skip
"""Frames a second of slow and fast film."""

DURATION_S = 12.0

HAMMER_S = (1.03, 2.21, 3.37, 5.11, 6.43, 8.29, 10.07)
"""When the hammer strikes."""

_BALL_S = (1.55, 4.3, 7.4, 9.3)  # when the ball hits the ground first
_GRAVITY = 900.0  # pixels a second squared
_LOST = 0.45  # of the speed, at each bounce
_GROUND, _BALL = 168.0, 12.0
_SHUTTER = 0.5  # of a frame, that it is exposed
_MOST_EXPOSED = 8  # pictures that one is the mean of


def write_film(path: Path, rate_fps: Fraction, duration_s: float = DURATION_S, seed: int = 0) -> Path:
    """Hammer, bouncing ball and a bystander who sways, filmed at one rate with a shutter half open."""
    stage = Stage(seed, rate_fps, noise=0.0)
    noise = np.random.default_rng((5, seed))
    exposed = max(1, min(_MOST_EXPOSED, round(120 / rate_fps)))

    def picture(number: int) -> Picture:
        start = number / float(rate_fps)
        times = start + _SHUTTER / float(rate_fps) * (np.arange(exposed) + 0.5) / exposed
        seen = np.mean([stage.picture(_things(float(t))).astype(np.float32) for t in times], axis=0)
        grey = np.clip(seen + noise.normal(0, 1.5, seen.shape), 0, 255).astype(np.uint8)
        return np.ascontiguousarray(np.repeat(grey[..., None], 3, axis=2))

    return write_clip(
        path, size=(WIDTH, HEIGHT), frames=round(duration_s * rate_fps), rate_fps=rate_fps, gop=48, picture=picture
    )


def _things(t: float) -> list[tuple[float, float, float]]:
    swaying = (30 + 12 * float(np.sin(2.2 * t)), 60.0, 14.0)
    hammer = (95.0, 150 - 90 * strike_height(t, HAMMER_S), 20.0)
    return [swaying, hammer, (185 + 10 * float(np.sin(0.3 * t)), _ball(t), _BALL)]


def _ball(t: float) -> float:
    """Height of the ball's middle in the picture: let go, bouncing ever lower, lying, and picked up again."""
    following = next((first for first in _BALL_S if t < first), None)
    fall_s = float(np.sqrt(2 * 130 / _GRAVITY))
    if following is not None and t >= following - fall_s:
        return _GROUND - _BALL - 130 + _GRAVITY * (t - following + fall_s) ** 2 / 2
    if following is not None and t >= following - fall_s - 0.6:
        share = 0.5 - 0.5 * float(np.cos(np.pi * (t - following + fall_s + 0.6) / 0.6))
        return _GROUND - _BALL - 130 * share
    since = t - max((first for first in _BALL_S if first <= t), default=-9.0)
    speed = float(np.sqrt(2 * 130 * _GRAVITY))
    for _ in range(4):
        speed *= _LOST
        flight = 2 * speed / _GRAVITY
        if since < flight:
            return _GROUND - _BALL - (speed * since - _GRAVITY * since**2 / 2)
        since -= flight
    return _GROUND - _BALL


def times_of(path: Path, sensitivity: float = 0.5) -> NDArray[np.float64]:
    """When the picture timing proposes events of a film."""
    found = propose_candidates(open_clip(path), Timing.PICTURE)[0]
    return np.array([event.time_s for event in found.events(sensitivity)])
