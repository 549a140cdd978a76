"""How far a clip's sound lags or leads its picture, estimated from both."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_HOP, ONSET_LATENCY_S, ONSET_RATE_HZ, onset_strength
from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.picture.feature_cache import MOTION, is_kept
from foleystudio.engine.picture.motion import MotionDescriptors, motion_of
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.guide.reading import GuideReader
from foleystudio.engine.timing.picture.motion_novelty import events_of_motion
from foleystudio.project.events import EventTrack

Floats = NDArray[np.float64]

LARGEST_MS = 300.0
"""Offsets beyond this are not looked for: they would be another event."""

_STEP_S = 0.01  # grid on which picture and sound are compared
_CERTAIN = 6.0  # spreads above the mean likeness that a peak has at least
_LEAST_LIKENESS = 0.15  # correlation; below it they have nothing in common
_LEAST_CLIP_S = 2.0  # in less there is nothing to compare a peak with
_STEADY_STEPS = 5  # that the halves of a clip may say otherwise
_LONGEST_S = 600.0  # ten minutes tell enough


@dataclass(frozen=True)
class OffsetEstimate:
    """By how much the sound comes after the picture.

    Parameters
    ----------
    offset_ms
        Above 0: the sound is late. Added to the picture's events it puts them on the sound.
    confidence
        0-1; 0.5 is where an estimate begins to be worth having.
    is_steady
        Whether the clip's first and second half of what is seen say the same, to 50 ms.
    """

    offset_ms: float
    confidence: float
    is_steady: bool = False


def estimate_offset(
    clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> OffsetEstimate | None:
    """Offset of a clip's sound against its picture; None when the two do not show it clearly.

    Raises
    ------
    FoleyError
        When picture or sound cannot be decoded.
    CancelledError
        When the user cancelled.
    """
    if not has_guide(clip):
        return None
    motion = motion_of(clip, lambda share, stage: progress(0.8 * share, stage), cancelled)
    with GuideReader(clip, progress, cancelled) as reader:
        low = reader.at_onset_rate(done=0.8, share=0.2)
    return offset_between(motion, onset_strength(low).astype(np.float64))


def estimate_unasked(clip: Clip, cancelled: Cancelled = never_cancelled) -> OffsetEstimate | None:
    """The offset where it costs little to know and both halves of the clip say the same; else None.

    It costs little where the picture has been analysed already and the clip lasts ten minutes at most.

    Raises
    ------
    FoleyError
        As `estimate_offset`.
    CancelledError
        When the user cancelled.
    """
    if clip.duration_s > _LONGEST_S or not is_kept(clip, MOTION):
        return None
    estimate = estimate_offset(clip, cancelled=cancelled)
    return estimate if estimate is not None and estimate.is_steady else None


def offset_between(motion: MotionDescriptors, strength: Floats) -> OffsetEstimate | None:
    """Offset between a picture and an onset strength (a value every ``ONSET_HOP`` samples at ``ONSET_RATE_HZ``)."""
    seconds = motion.frames.seconds
    heard_s = np.arange(len(strength)) * (ONSET_HOP / ONSET_RATE_HZ) - ONSET_LATENCY_S
    last_s = min(float(seconds[-1]) if len(seconds) else 0.0, float(heard_s[-1]) if len(heard_s) else 0.0, _LONGEST_S)
    if last_s < _LEAST_CLIP_S:
        return None
    grid = np.arange(0, last_s, _STEP_S)
    events = events_of_motion(motion)
    seen = _outstanding(_impulses(events, grid))
    heard = _outstanding(np.interp(grid, heard_s, strength))
    likeness = _likeness(seen, heard)
    reach = round(LARGEST_MS / 1000 / _STEP_S)
    near = _near(likeness)
    far = likeness[reach + 1 : -reach]
    best = int(np.argmax(near))
    if near[best] < _LEAST_LIKENESS or far.std() <= 0 or best in (0, len(near) - 1):
        return None
    certainty = float((near[best] - far.mean()) / far.std())
    if certainty < _CERTAIN or near[best] < 1.1 * far.max():
        return None
    confidence = certainty / (certainty + _CERTAIN)
    half = len(events) // 2
    parts = (EventTrack(events.events[:half]), EventTrack(events.events[half:])) if half else ()
    lags = [int(np.argmax(_near(_likeness(_outstanding(_impulses(part, grid)), heard)))) for part in parts]
    is_steady = bool(lags) and max(abs(lag - best) for lag in lags) <= _STEADY_STEPS
    return OffsetEstimate((_peak(near, best) - reach) * _STEP_S * 1000, confidence, is_steady)


def _near(likeness: Floats) -> Floats:
    """Of lags from ``-LARGEST_MS`` to ``LARGEST_MS``."""
    reach = round(LARGEST_MS / 1000 / _STEP_S)
    return np.concatenate([likeness[-reach:], likeness[: reach + 1]])


def _impulses(events: EventTrack, grid: Floats) -> Floats:
    """As high as the picture is sure, at the instants of its events."""
    impulses = np.zeros(len(grid))
    for event in events:
        at = round(event.time_s / _STEP_S)
        if at < len(grid):
            impulses[at] = event.strength**2
    return impulses


def _outstanding(values: Floats) -> Floats:
    """Less the mean of a second around, blurred to 50 ms, mean 0 and length 1."""
    wide = np.ones(101) / 101
    curve = np.maximum(0.0, values - np.convolve(np.pad(values, 50, mode="edge"), wide, mode="valid"))
    narrow = np.hanning(11)
    curve = np.convolve(np.sqrt(curve), narrow / narrow.sum(), mode="same")
    curve -= curve.mean()
    length = float(np.linalg.norm(curve))
    return curve / length if length > 0 else curve


def _likeness(seen: Floats, heard: Floats) -> Floats:
    """Circular correlation: value ``n`` is of the sound ``n`` steps later than the picture."""
    spectrum = np.conj(np.fft.rfft(seen)) * np.fft.rfft(heard)
    return np.fft.irfft(spectrum, n=len(seen))


def _peak(values: Floats, at: int) -> float:
    """Place of a maximum between its neighbours, by a parabola."""
    before, top, after = values[at - 1 : at + 2]
    bend = before - 2 * top + after
    return at + (0.5 * float((before - after) / bend) if bend < 0 else 0.0)
