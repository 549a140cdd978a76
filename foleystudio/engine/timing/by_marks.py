"""Taught timing: more like what is marked, by ear where the clip has a guide, by eye, or by both."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from foleystudio.engine.clip import Clip, has_guide
from foleystudio.engine.picture.motion import motion_of
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.by_ear import Lessons, candidates_by_margin, margins_by_ear
from foleystudio.engine.timing.few_shot import candidates_by_eye, likeness_by_eye
from foleystudio.engine.timing.guide.guide import guide_candidates
from foleystudio.engine.timing.guide.reading import GuideReader
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import Candidates

_BY_EAR = 0.6  # of the progress
_EYE_COUNTS = 0.5  # beside the ear
_NO_OTHERS = EventTrack()


def more_like(
    clip: Clip,
    track: EventTrack,
    until_s: float | None = None,
    others: EventTrack = _NO_OTHERS,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Candidates:
    """All that may be like a track's marked events, with certainty, from ``until_s`` on (None: the last mark).

    Where the clip has a sound of its own in which the marks are heard, candidates are its hits, judged by how like the
    marked ones they sound; how the picture moves there counts too where that tells the marks themselves apart. Where it
    has none, the picture alone is judged.

    Parameters
    ----------
    others
        Marked events of other tracks: they are none of these.

    Raises
    ------
    FoleyError
        When nothing is marked, or picture or sound cannot be decoded.
    CancelledError
        When the user cancelled.
    """
    lessons = Lessons.of(track, until_s, others)
    if len(lessons.marks) and has_guide(clip):
        heard = guide_candidates(clip, lambda share, stage: progress(0.5 * _BY_EAR * share, stage), cancelled)
        with GuideReader(clip, progress, cancelled) as reader:
            mono = reader.at_onset_rate(0.5 * _BY_EAR, 0.5 * _BY_EAR)
        margins = margins_by_ear(mono, heard, lessons)
        if margins is not None:
            return _seen_too(clip, heard, margins, lessons, progress, cancelled)
    motion = motion_of(clip, progress=progress, cancelled=cancelled)
    return candidates_by_eye(motion, _shown(lessons), until_s)


def _seen_too(
    clip: Clip, heard: Candidates, margins: np.ndarray, lessons: Lessons, progress: Progress, cancelled: Cancelled
) -> Candidates:
    motion = motion_of(clip, lambda share, stage: progress(_BY_EAR + (1 - _BY_EAR) * share, stage), cancelled)
    times = np.array([each.event.time_s for each in heard.found])
    seen = likeness_by_eye(motion, _shown(lessons), lessons.until_s, times)
    return candidates_by_margin(heard, margins if seen is None else margins + _EYE_COUNTS * seen, lessons)


def _shown(lessons: Lessons) -> EventTrack:
    """To the eye, other tracks' marks are instants that were struck out."""
    return replace(lessons.marks, rejected_s=tuple(sorted({*lessons.marks.rejected_s, *lessons.others_s})))
