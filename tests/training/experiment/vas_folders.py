"""A small folder of made clips, laid out as VAS is."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.media.sound.files import write_sound
from tests.clips import write_clip

RATE_HZ = 22_050
CLASSES = {"dog": 90.0, "drum": 220.0, "hammer": 900.0}
"""The pitch of each class's hits, in Hz."""


def write_vas(folder: Path, clips: int = 4, seconds: float = 1.3) -> Path:
    """So many silent clips of every class, and their sounds in the folder beside."""
    for place, (name, pitch_hz) in enumerate(CLASSES.items()):
        home = folder / "features" / name
        (home / "videos_10s_21.5fps").mkdir(parents=True)
        (home / "audio_10s_22050hz").mkdir()
        for number in range(clips):
            rng = np.random.default_rng((place, number))
            rate_fps = Fraction(43, 2)
            write_clip(
                home / "videos_10s_21.5fps" / f"{name}{number}.mp4",
                frames=int(seconds * rate_fps),
                rate_fps=rate_fps,
                size=(48, 32),
            )
            sound = Sound(_hits(pitch_hz, seconds, rng)[:, None], RATE_HZ)
            write_sound(home / "audio_10s_22050hz" / f"{name}{number}.wav", sound, "PCM_16")
    return folder


def _hits(pitch_hz: float, seconds: float, rng: np.random.Generator) -> NDArray[np.float32]:
    wave = np.zeros(round(seconds * RATE_HZ))
    time_s = np.arange(RATE_HZ // 4) / RATE_HZ
    for at_s in (0.1, 0.55):
        start = round((at_s + rng.uniform(0, 0.2)) * RATE_HZ)
        hit = np.exp(-time_s / 0.05) * np.sin(2 * np.pi * pitch_hz * rng.uniform(0.9, 1.1) * time_s)
        wave[start : start + len(hit)] += 0.6 * hit[: len(wave) - start]
    return wave.astype(np.float32)
