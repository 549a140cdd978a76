"""Recordings joined by hand, as ``cat one two`` does it: each part counts its frames on, its clock starts anew."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.clips import numbered_picture, write_clip

RATE_FPS = Fraction(25)
_RATE_HZ = 48_000


@dataclass(frozen=True)
class Recording:
    """One of the parts: numbered pictures, and clicks at some instants.

    Parameters
    ----------
    frames
        How many pictures.
    clicks_s
        When they sound, counted from its first picture.
    offset_s
        What its clock is ahead.
    """

    frames: int
    clicks_s: tuple[float, ...] = ()
    offset_s: float = 0
    has_sound: bool = True

    @property
    def length_s(self) -> float:
        return float(self.frames / RATE_FPS)


def clicks(times_s: tuple[float, ...], seconds: float) -> NDArray[np.float32]:
    """``float32 [N]``: bursts of 3 ms over silence."""
    wave = np.zeros(round(seconds * _RATE_HZ), np.float32)
    burst = 0.8 * np.sin(np.arange(144) * 0.7).astype(np.float32) * np.hanning(144).astype(np.float32)
    for time_s in times_s:
        at = round(time_s * _RATE_HZ)
        wave[at : at + len(burst)] += burst[: len(wave) - at]
    return wave


_CODECS = {
    ".ts": ("libx264", "aac"), ".mpg": ("mpeg2video", "mp2"), ".mkv": ("libx264", "pcm_s24le"),
    ".avi": ("mpeg4", "pcm_s16le"),
}  # fmt: skip


def write_joined(path: Path, *recordings: Recording) -> Path:
    """Write recordings one behind the other into one file; frame numbers go on from one to the next."""
    data, first = b"", 0
    for number, recording in enumerate(recordings):
        part = path.with_name(f"part{number}{path.suffix}")
        video, sound = _CODECS.get(path.suffix, ("libx264", "aac"))
        write_clip(
            part,
            frames=recording.frames,
            rate_fps=RATE_FPS,
            codec=video,
            picture=lambda shown, first=first: numbered_picture(first + shown, (96, 64)),  # type: ignore[misc]  # bound now
            audio=clicks(recording.clicks_s, recording.length_s) if recording.has_sound else None,
            audio_codec=sound,
            options={"output_ts_offset": str(recording.offset_s)} if recording.offset_s else None,
        )
        data += part.read_bytes()
        part.unlink()
        first += recording.frames
    path.write_bytes(data)
    return path


def heard_s(samples: NDArray[np.float32], rate_hz: int = _RATE_HZ) -> list[float]:
    """When bursts begin in ``float32 [N, C]``, seconds; a burst is as long as a tenth of a second."""
    loud = np.flatnonzero(np.abs(samples).max(axis=1) > 0.15)
    firsts = loud[np.diff(loud, prepend=-rate_hz) > rate_hz // 10]
    return [float(first) / rate_hz for first in firsts]
