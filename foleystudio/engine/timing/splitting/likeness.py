"""Split by likeness: events fall into groups by how their hits sound in the guide, or else by how they look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.guide.guide import guide_candidates
from foleystudio.engine.timing.guide.reading import GuideReader
from foleystudio.engine.timing.hit_sounds import hit_sounds
from foleystudio.engine.timing.splitting.clusters import Floats, best_count, grouped
from foleystudio.errors import FoleyError
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import stop_if
from foleystudio.project.events import EventTrack
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

if TYPE_CHECKING:  # it loads OpenCV
    from foleystudio.engine.picture.motion import MotionDescriptors

MOST_GROUPS = 6
"""More are not told apart at a glance, by colour or by ear."""

_MEETS_S = 0.05  # an attack of the guide so near to an event is what is heard there
_DIMENSIONS = 12  # in which the hits of a clip differ most, as taught timing has it
_LISTENED = 0.8  # share of the progress; grouping is the rest

_HEARD_S, _LEAD_S, _PAUSE_S = 0.45, 0.02, 0.08  # of a hit that is auditioned, before its attack, and after it
_MOST_HEARD = 8  # hits in an audition: enough to tell what a group is
_FADE_S = 0.01  # at both ends of each


@dataclass(frozen=True)
class Split:
    """How events fall into groups.

    Parameters
    ----------
    groups
        Number of groups -> keys of the events of each, for 1 to `MOST_GROUPS` (or as many as there are events).
    best
        The number that they fall into by themselves.
    by_sound
        Whether they were told apart by ear; by eye otherwise.
    """

    groups: Mapping[int, tuple[tuple[int, ...], ...]]
    best: int
    by_sound: bool

    def of(self, count: int) -> tuple[tuple[int, ...], ...]:
        """The groups at a number of groups, held at those that there are."""
        return self.groups[max(min(count, max(self.groups)), min(self.groups))]


def split_by_likeness(
    clip: Clip,
    events: EventTrack,
    attacks_s: Sequence[float] | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Split:
    """Group events by likeness: by the attack, body and tail of what is heard there, how hard it was struck left aside.

    Where the clip has no usable sound of its own, by the picture's motion around each event.

    Parameters
    ----------
    attacks_s
        Hits of the guide, seconds, where they are known already: events are heard at the attack that they mean.

    Raises
    ------
    FoleyError
        When there are fewer than two events, or picture or sound cannot be decoded.
    CancelledError
        When the user cancelled.
    """
    if len(events) < 2:
        raise FoleyError("there are not two events to tell apart", remedy="add events first, or find some: Timing menu")
    times = [event.time_s for event in events]
    by_sound = has_guide(clip)
    if by_sound:
        rows = _heard(clip, times, attacks_s, progress, cancelled)
    else:
        rows = _seen(clip, times, lambda share, stage: progress(_LISTENED * share, stage), cancelled)
    stop_if(cancelled)
    progress(_LISTENED, "grouping")
    return split_of(rows, [event.key for event in events], by_sound=by_sound)


def split_of(sounds: Floats, keys: Sequence[int], *, by_sound: bool = True) -> Split:
    """Groups of embeddings ``float64 [n, d]``: by the directions in which they lie from their middle."""
    rows = _directions(sounds)
    found = grouped(rows, MOST_GROUPS)
    named = np.array(keys)
    groups = {
        count: tuple(tuple(named[labels == group].tolist()) for group in range(count))
        for count, labels in found.items()
    }
    return Split(groups, best_count(rows, found), by_sound)


def _heard(
    clip: Clip, times: Sequence[float], attacks_s: Sequence[float] | None, progress: Progress, cancelled: Cancelled
) -> Floats:
    if attacks_s is None:
        listened = guide_candidates(clip, lambda share, stage: progress(_LISTENED / 2 * share, stage), cancelled)
        attacks_s = [each.event.time_s for each in listened.found]
    with GuideReader(clip, progress, cancelled) as reader:
        mono = reader.at_onset_rate(_LISTENED / 2, _LISTENED / 2)
    return hit_sounds(mono, _at_attacks(times, np.sort(attacks_s)))


def _at_attacks(times: Sequence[float], attacks: NDArray[np.float64]) -> list[float]:
    """Each event at the guide's attack that is nearest, where one is near."""
    if not len(attacks):
        return list(times)
    nearest = attacks[_nearest(attacks, np.array(times))].tolist()
    return [near if abs(near - at) <= _MEETS_S else at for near, at in zip(nearest, times, strict=True)]


def _seen(clip: Clip, times: Sequence[float], progress: Progress, cancelled: Cancelled) -> Floats:
    from foleystudio.engine.picture.motion import motion_of  # it loads OpenCV

    motion = motion_of(clip, progress, cancelled)
    if not len(motion):
        raise FoleyError("it has neither sound nor picture to tell events apart by", file=clip.path)
    return looks_around(motion, times)


def looks_around(motion: MotionDescriptors, times: Sequence[float]) -> Floats:
    """How the picture moves around some instants: `MotionFeatures.in_context` of their frames, ``float64 [n, d]``."""
    from foleystudio.engine.timing.picture.motion_features import features_of

    features = features_of(motion)
    return np.asarray(features.in_context(_nearest(features.seconds, np.array(times))), np.float64)


def _nearest(places: NDArray[np.float64], times: NDArray[np.float64]) -> NDArray[np.int64]:
    """Number of the place, of some in order, that is nearest to each instant."""
    after = np.clip(np.searchsorted(places, times), 0, len(places) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(np.abs(times - places[before]) <= np.abs(places[after] - times), before, after).astype(np.int64)


def _directions(rows: Floats) -> Floats:
    """``float64 [n, 12]`` of length 1: what counts is in which way a hit differs from the usual one, not how far."""
    away = rows - rows.mean(axis=0)
    main = away @ np.linalg.svd(away, full_matrices=False)[2][:_DIMENSIONS].T
    return np.asarray(main / np.maximum(np.linalg.norm(main, axis=1, keepdims=True), 1e-9))


def hits_of_guide(clip: Clip, times_s: Sequence[float]) -> Sound:
    """Some of these hits as the clip's own sound has them, one after the other, to be heard.

    Raises
    ------
    FoleyError
        When the clip has no sound of its own, or it cannot be decoded.
    """
    spread = np.unique(np.linspace(0, len(times_s) - 1, min(len(times_s), _MOST_HEARD)).astype(int))
    pause = np.zeros((to_samples(_PAUSE_S, STUDIO_RATE_HZ), 2), np.float32)
    with SoundReader(clip.path, STUDIO_RATE_HZ, clip.sound_track, stereo=True) as reader:
        parts = [part for at in spread.tolist() for part in (_hit(reader, times_s[at]), pause)]
    return Sound(np.concatenate(parts) if parts else pause, STUDIO_RATE_HZ, "hits of the guide")


def _hit(reader: SoundReader, time_s: float) -> Wave:
    start = max(0, to_samples(time_s - _LEAD_S, STUDIO_RATE_HZ))
    hit = to_stereo(reader.read(start, to_samples(_HEARD_S, STUDIO_RATE_HZ))).copy()
    fade = min(len(hit) // 2, to_samples(_FADE_S, STUDIO_RATE_HZ))
    ramp = np.linspace(0, 1, fade, dtype=np.float32)[:, None]
    hit[:fade] *= ramp
    hit[len(hit) - fade :] *= ramp[::-1]
    return hit
