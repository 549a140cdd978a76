"""What the session works on: a clip with the sounds of three things, and three sounds to perform them with."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.media.sound.files import write_sound
from tests.clips import Picture, write_clip

RATE_HZ = 48_000
DURATION_S = 8.0
STEPS_S = (0.6, 1.6, 2.6, 3.6)
CUPS_S = (1.1, 2.1, 3.1)
CLOTH_S = (0.85, 1.85, 2.85)
RATE_FPS = 25
_SIZE = (640, 360)
_ROWS, _COLUMNS = np.ogrid[: _SIZE[1], : _SIZE[0]]


def make_clip(folder: Path) -> Path:
    """A ball that lands at each step, a cup that jumps, a cloth that swings; the second half is silent."""
    guide = _struck(STEPS_S, 90.0, 0.05) + _struck(CUPS_S, 5200.0, 0.02) + 0.8 * _rustled(CLOTH_S)
    return write_clip(
        folder / "kitchen.mov", size=_SIZE, frames=round(DURATION_S * RATE_FPS), picture=_picture, audio=guide[:, None]
    )


def make_sounds(folder: Path) -> list[Path]:
    """One each of: a boot, a cup, a coat."""
    waves = {"boot": _hit(140.0, 0.06), "cup": _hit(3900.0, 0.05), "coat": _brush()}
    paths = []
    for name, wave in waves.items():
        paths.append(folder / f"{name}.wav")
        write_sound(paths[-1], Sound(wave[:, None], RATE_HZ, name))
    return paths


def _hit(pitch_hz: float, decay_s: float) -> Wave:
    t = np.arange(round(0.4 * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(round(pitch_hz)).normal(0, 0.15, len(t)) * np.exp(-t / 0.004)
    wave = 0.6 * np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / decay_s) + noise
    return np.concatenate([np.zeros(480), wave]).astype(np.float32)


def _brush() -> Wave:
    t = np.arange(round(0.13 * RATE_HZ)) / RATE_HZ
    noise = np.random.default_rng(7).normal(0, 0.25, len(t))
    return (noise * np.minimum(t / 0.01, 1) * np.exp(-t / 0.04)).astype(np.float32)


def _placed(times_s: tuple[float, ...], sound: Wave) -> Wave:
    wave = np.zeros(round(DURATION_S * RATE_HZ), np.float32)
    for at_s in times_s:
        start = round(at_s * RATE_HZ)
        wave[start : start + len(sound)] += sound[: len(wave) - start]
    return wave


def _struck(times_s: tuple[float, ...], pitch_hz: float, decay_s: float) -> Wave:
    t = np.arange(round(0.3 * RATE_HZ)) / RATE_HZ
    return _placed(times_s, (0.6 * np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / decay_s)).astype(np.float32))


def _rustled(times_s: tuple[float, ...]) -> Wave:
    return _placed(times_s, _brush())


def _nearness(at_s: float, times_s: tuple[float, ...]) -> float:
    """1 at one of the instants, 0 from a third of a second beside them."""
    return max(0.0, 1 - min(abs(at_s - each) for each in times_s) / 0.34)


def _picture(number: int) -> Picture:
    at_s, (width, height) = number / RATE_FPS, _SIZE
    picture = np.full((height, width, 3), (58, 66, 74), np.uint8)
    picture[280:] = (96, 78, 60)
    ball_y = 250 - 150 * (1 - _nearness(at_s, STEPS_S) ** 2)
    picture[(_ROWS - ball_y) ** 2 + (_COLUMNS - 160) ** 2 < 30**2] = (214, 120, 64)
    top = round(240 - 60 * _nearness(at_s, CUPS_S))
    picture[top : top + 40, 300:345] = (226, 226, 214)
    left = round(460 + 90 * _nearness(at_s, CLOTH_S))
    picture[90:250, left : left + 70] = (70, 110, 160)
    return picture
