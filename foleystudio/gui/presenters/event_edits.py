"""What the event lane's gestures do to the event track, as values; no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from foleystudio.project.events import Event, EventTrack

SAME_S = 0.06
"""Two instants closer than this are one event."""

SHORTEST_PART_S = 0.01


def moved(track: EventTrack, times_s: Mapping[int, float]) -> EventTrack:
    """With events at other times; the user vouches for them."""
    return track.replaced(*(replace(track.get(key), time_s=max(0.0, at), marked=True) for key, at in times_s.items()))


def strengthened(track: EventTrack, strengths: Mapping[int, float]) -> EventTrack:
    """With other strengths."""
    changed = [replace(track.get(key), strength=_share(value), marked=True) for key, value in strengths.items()]
    return track.replaced(*changed)


def sustained(track: EventTrack, sustains_s: Mapping[int, float]) -> EventTrack:
    """With other sustains; an envelope is stretched along, and goes with a sustain of 0."""
    changed = []
    for key, sustain_s in sustains_s.items():
        event = track.get(key)
        envelope = event.envelope if sustain_s > 0 else ()
        changed.append(replace(event, sustain_s=max(0.0, sustain_s), envelope=envelope, marked=True))
    return track.replaced(*changed)


def added(track: EventTrack, time_s: float, strength: float) -> EventTrack:
    """With an event that the user marks; what was struck out there is forgiven."""
    track = replace(track, rejected_s=tuple(at for at in track.rejected_s if abs(at - time_s) > SAME_S))
    return track.added(Event(max(0.0, time_s), _share(strength), marked=True))


def accepted(track: EventTrack, keys: Iterable[int]) -> EventTrack:
    """With events confirmed: no timing source moves or removes them."""
    return track.replaced(*(replace(track.get(key), marked=True) for key in keys))


def struck_out(track: EventTrack, keys: Iterable[int]) -> EventTrack:
    """Without events; where one was proposed, none is proposed again.

    Deleting all of several is a fresh start and no verdict: it also forgets what was struck out before.
    """
    gone = [track.get(key) for key in keys]
    if len(gone) == len(track) > 1:
        return replace(track, events=(), rejected_s=())
    rejected = tuple(event.time_s for event in gone if not event.marked)
    return replace(track.without(event.key for event in gone), rejected_s=(*track.rejected_s, *rejected))


def split(track: EventTrack, at_s: float) -> EventTrack:
    """With the sustained event under an instant made two; unchanged when there is none."""
    for event in track:
        if event.time_s + SHORTEST_PART_S < at_s < event.end_s - SHORTEST_PART_S:
            share = (at_s - event.time_s) / event.sustain_s
            cut = round(len(event.envelope) * share)
            first = replace(
                event, sustain_s=at_s - event.time_s, envelope=event.envelope[: max(1, cut)] if cut else (), marked=True
            )
            rest = event.envelope[cut:]
            second = Event(at_s, event.strength, event.end_s - at_s, rest, marked=True)
            return track.replaced(first).added(second)
    return track


def proposed_anew(track: EventTrack, proposals: EventTrack) -> EventTrack:
    """A timing source's proposals beside what the user marked and struck out.

    Proposals that were there before (at the same instant) keep their keys, and so their variation.
    """
    kept = [event for event in track if event.marked]
    taken = [event.time_s for event in kept]
    earlier = [event for event in track if not event.marked]
    fresh: list[Event] = []
    for event in proposals:
        near_marked = any(abs(event.time_s - at) <= SAME_S for at in taken)
        near_rejected = any(abs(event.time_s - at) <= SAME_S for at in track.rejected_s)
        # A mark that comes back from a lesson is here already, or was moved or deleted while that was learnt.
        if event.marked or near_marked or near_rejected:
            continue
        same = next((old for old in earlier if abs(old.time_s - event.time_s) <= SAME_S / 4), None)
        if same is not None:
            earlier.remove(same)
        fresh.append(replace(event, key=same.key if same is not None else -1, marked=False))
    return replace(track, events=(*kept, *fresh), source=proposals.source)


def fully_marked_until(track: EventTrack) -> float:
    """How far the user has judged everything: to the last mark before the first taught proposal that awaits a verdict.

    Before that instant what is not marked is no event; marks after it are lessons too, but say nothing of their
    surroundings.
    """
    marks = [event.time_s for event in track if event.marked]
    waiting = [event.time_s for event in track if not event.marked] if track.source == "taught" else []
    first_waiting = min(waiting, default=float("inf"))
    return max((at for at in marks if at < first_waiting), default=min(marks, default=0.0))


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
