"""A timing source from outside: an event every half second, on the beat of a metronome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.timing.candidates import certain
from foleystudio.engine.timing.sources import TIMING_SOURCES, TimingRow
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.project.settings import Timing

METRONOME = Timing("metronome")
BEAT_S = 0.5


def _beats(clip: Clip, _progress: Progress, _cancelled: Cancelled) -> Candidates:
    beats = (Event(BEAT_S * number) for number in range(int(clip.duration_s / BEAT_S)))
    return certain(EventTrack(tuple(beats), source=METRONOME))


ECHO = Timing("echo")
ECHO_S = 0.25


def _echoed(
    _clip: Clip,
    marks: EventTrack,
    _until_s: float | None,
    _others: EventTrack,
    _progress: Progress,
    _cancelled: Cancelled,
) -> Candidates:
    echoes = (Event(event.time_s + ECHO_S) for event in marks if event.marked)
    return certain(EventTrack(tuple(echoes), source=ECHO))


@contextmanager
def echo() -> Iterator[None]:
    """A source that learns is in the table: it expects an event after each that is marked."""
    TIMING_SOURCES.add(
        TimingRow(
            ECHO, "Echo timing", "Echo", "&Echo the marks", "the marks' echo", "Listening", "No echo", learn=_echoed
        )
    )
    try:
        yield
    finally:
        TIMING_SOURCES.remove(ECHO)


@contextmanager
def metronome() -> Iterator[None]:
    """The source is in the table."""
    TIMING_SOURCES.add(
        TimingRow(
            METRONOME, "Metronome timing", "Beat", "From a &metronome", "a metronome", "Counting", "It stands still",
            propose=_beats, keys=("Alt+9",),
        )
    )  # fmt: skip
    try:
        yield
    finally:
        TIMING_SOURCES.remove(METRONOME)


DOUBTFUL = Timing("doubtful")
DOUBTS = ((0.3, 0.9, 0.0), (0.7, 0.6, 0.0), (1.1, 0.3, 0.0), (1.5, 0.55, 1.0))
"""Instant, certainty, and how surely somebody speaks there."""


def _doubtful(_clip: Clip, _progress: Progress, _cancelled: Cancelled) -> Candidates:
    found = (Candidate(Event(time_s, 0.6), certainty, speech) for time_s, certainty, speech in DOUBTS)
    return Candidates(tuple(found), source=DOUBTFUL)


@contextmanager
def doubtful() -> Iterator[None]:
    """A source that is not sure of all it finds is in the table."""
    TIMING_SOURCES.add(
        TimingRow(
            DOUBTFUL, "Doubtful timing", "Doubt", "From a &doubter", "a doubter", "Doubting", "It doubts everything",
            propose=_doubtful,
        )
    )  # fmt: skip
    try:
        yield
    finally:
        TIMING_SOURCES.remove(DOUBTFUL)
