"""A file's sound tracks beside each other: how loud each is, and which of them is heard when nobody chose."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foleystudio.errors import FoleyError
from foleystudio.media.probe import AudioStreamInfo, ClipInfo
from foleystudio.media.sound.choice import SILENCE_PEAK, first_heard
from foleystudio.media.sound.decoding import SoundDecoder
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if


@dataclass(frozen=True)
class TrackLevel:
    """How loud a sound track is.

    Parameters
    ----------
    peak_dbfs
        Highest absolute sample, dB of full scale; ``-inf`` where there is none.
    rms_dbfs
        Power of all samples of all channels, dB of a constant at full scale.
    """

    peak_dbfs: float
    rms_dbfs: float

    @property
    def is_silent(self) -> bool:
        """Whether nothing is heard of it: the dither and codec noise of an empty track stay below."""
        return self.peak_dbfs <= 20 * math.log10(SILENCE_PEAK)


def track_level(
    path: Path, stream: int, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> TrackLevel:
    """Read one of a file's sound streams, counted from 0, from end to end; memory stays bounded.

    Raises
    ------
    FoleyError
        When it cannot be read.
    CancelledError
        When the user cancelled.
    """
    peak, power, count = 0.0, 0.0, 0
    with SoundDecoder(path, stream) as decoder:
        total, done = max(1, decoder.length), 0
        for block in decoder.blocks():
            stop_if(cancelled)
            peak = max(peak, float(np.abs(block).max(initial=0.0)))
            power += float(np.square(block, dtype=np.float64).sum())
            count += block.size
            done += len(block)
            progress(min(1.0, done / total), "measuring the sound")
    return TrackLevel(_decibels(peak), _decibels(math.sqrt(power / max(1, count))))


def track_levels(
    info: ClipInfo, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> list[TrackLevel | None]:
    """How loud each of a file's sound tracks is; None for one that cannot be read.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    count = len(info.audio)

    def told(number: int) -> Progress:
        return lambda share, stage: progress((number + share) / count, stage)

    found: list[TrackLevel | None] = []
    for number in range(count):
        try:
            found.append(track_level(info.path, number, told(number), cancelled))
        except FoleyError:
            found.append(None)
    return found


def heard_track(tracks: tuple[AudioStreamInfo, ...], levels: list[TrackLevel | None]) -> int:
    """Number, from 0, of the track that is heard when nobody chose, of tracks whose levels are known."""

    def is_audible(number: int) -> bool:
        level = levels[number]
        return level is not None and not level.is_silent

    return first_heard([track.is_default for track in tracks], is_audible)


def _decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf
