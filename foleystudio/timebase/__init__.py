"""Seconds, samples, frames, columns and timecode: exact rates, and the one place that rounds.

Positions are whole samples or whole pts; instants handed about between rooms are seconds. A *frame*
is one picture, a *column* one mel step, a *sample* one audio value.
"""

from foleystudio.timebase.frames import FrameTimes
from foleystudio.timebase.rates import (
    FEATURE_FPS,
    STUDIO_RATE_HZ,
    ColumnGrid,
    Seconds,
    feature_frames,
    rescale,
    round_half_up,
    to_samples,
    to_seconds,
)
from foleystudio.timebase.telling import Division, Fineness, divisions, fineness_of, moved_by, within_frame
from foleystudio.timebase.timecode import Timecode, parse_position

__all__ = [
    "FEATURE_FPS",
    "STUDIO_RATE_HZ",
    "ColumnGrid",
    "Division",
    "Fineness",
    "FrameTimes",
    "Seconds",
    "Timecode",
    "divisions",
    "feature_frames",
    "fineness_of",
    "moved_by",
    "parse_position",
    "rescale",
    "round_half_up",
    "to_samples",
    "to_seconds",
    "within_frame",
]
