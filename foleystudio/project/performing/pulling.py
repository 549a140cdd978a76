"""Pulling what was played to what was found: each hit some of its way to the proposal nearest to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from statistics import median

from foleystudio.project.event_edits import vouched, within
from foleystudio.project.events import EventTrack

REACH_S = 0.12
"""A proposal that is further off is another event."""

SURE = 0.5
"""Proposals that are less certain pull nothing."""

DEFAULT_DEGREE = 0.6
"""Brings hits nearest to what is true, of degrees in fifths, where they are 25 ms (sd) off."""

_FEW = 5  # fewer hits say nothing of how late a pass is


def pulled(
    track: EventTrack, keys: Collection[int], places_s: Iterable[float], degree: float, *, evenly: bool = True
) -> EventTrack:
    """With hits nearer to the proposals that they stand for; unchanged where there is none within reach.

    Parameters
    ----------
    keys
        Of the hits.
    places_s
        Instants of the proposals.
    degree
        0-1: how much of its way each hit goes.
    evenly
        Take off first what the pass is late or early as a whole, so that each hit finds its own proposal.

    Returns
    -------
    A track in which no two hits were pulled to the same proposal.
    """
    places = sorted(places_s)
    hits = sorted((event for event in track if event.key in set(keys)), key=lambda event: event.time_s)
    times = [event.time_s for event in hits]
    late_s = _lateness(times, places) if evenly else 0.0
    goals = paired([at - late_s for at in times], places)
    moved = [
        vouched(hit, time_s=max(0.0, hit.time_s + degree * (goals[number] - hit.time_s)))
        for number, hit in enumerate(hits)
        if number in goals and goals[number] != hit.time_s
    ]
    return track.replaced(*moved) if moved and degree else track


def paired(times_s: Sequence[float], places_s: Sequence[float]) -> dict[int, float]:
    """Which place is whose: nearest pairs first, each place once, none beyond reach; both in order of time."""
    pairs = sorted(
        (abs(places_s[place] - at), number, place)
        for number, at in enumerate(times_s)
        for place in within(places_s, at, REACH_S)
    )
    goals, taken = dict[int, float](), set[int]()
    for _, number, place in pairs:
        if number not in goals and place not in taken:
            goals[number] = places_s[place]
            taken.add(place)
    return goals


def _lateness(times_s: Sequence[float], places_s: Sequence[float]) -> float:
    """How late hits are as a whole beside their nearest places, seconds; 0 where few have one."""
    goals = paired(times_s, places_s)
    if len(goals) < _FEW:
        return 0.0
    return median(times_s[number] - place for number, place in goals.items())
