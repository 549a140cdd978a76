"""What the event lane's gestures do to the event track, as values; no Qt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import Any

from foleystudio.project.events import Event, EventTrack

SAME_S = 0.06
"""Two instants closer than this are one event."""

MOVED_S = 0.08
"""As near to where an event was proposed before it was moved, a proposal is that event again: another source may hear
it a frame or two from where the picture shows it."""

SHORTEST_PART_S = 0.01  # of a sustained event cut in two: a shorter one could not be grasped

_TWICE_S = 0.01  # closer than this two tracks have one hit of one source twice, and not two of a roll's

USUAL_STRENGTH = 0.8
"""Of an event that has no neighbours."""

# whose median is a new event's strength: few enough to be of the same action, and one freak does not count
_NEIGHBOURS = 5
_LONE_PERIOD_S = 0.5  # after which a single event is repeated: it has no spacing of its own
_HEARD = 0.02  # what is softer says nothing about how hard things are struck


def vouched(event: Event, **changed: Any) -> Event:
    """An event, changed by the user or confirmed as it is; it knows where it was proposed."""
    proposed_s = event.time_s if not event.marked else event.proposed_s
    return replace(event, marked=True, proposed_s=proposed_s, **changed)


def moved(track: EventTrack, times_s: Mapping[int, float]) -> EventTrack:
    """With events at other times; the user vouches for them."""
    return track.replaced(*(vouched(track.get(key), time_s=max(0.0, at)) for key, at in times_s.items()))


def strengthened(track: EventTrack, strengths: Mapping[int, float]) -> EventTrack:
    """With other strengths."""
    changed = [vouched(track.get(key), strength=_share(value)) for key, value in strengths.items()]
    return track.replaced(*changed)


def sustained(track: EventTrack, sustains_s: Mapping[int, float]) -> EventTrack:
    """With other sustains; an envelope is stretched along, and goes with a sustain of 0."""
    changed = []
    for key, sustain_s in sustains_s.items():
        event = track.get(key)
        envelope = event.envelope if sustain_s > 0 else ()
        changed.append(vouched(event, sustain_s=max(0.0, sustain_s), envelope=envelope))
    return track.replaced(*changed)


def usual_strength(track: EventTrack, time_s: float) -> float:
    """Median strength of an instant's neighbours; of those that are struck, where there are any."""
    heard = [event for event in track if event.strength > _HEARD]
    struck = [event for event in heard if not event.fades_in] or heard
    near = sorted(struck, key=lambda event: abs(event.time_s - time_s))[:_NEIGHBOURS]
    return median(event.strength for event in near) if near else USUAL_STRENGTH


def added(track: EventTrack, time_s: float, strength: float) -> EventTrack:
    """With an event that the user marks; what was struck out there is forgiven."""
    track = replace(track, rejected_s=tuple(at for at in track.rejected_s if abs(at - time_s) > SAME_S))
    return track.added(Event(max(0.0, time_s), _share(strength), marked=True))


def accepted(track: EventTrack, keys: Iterable[int]) -> EventTrack:
    """With events confirmed: no timing source moves or removes them."""
    return track.replaced(*(vouched(track.get(key)) for key in keys))


def struck_out(track: EventTrack, keys: Iterable[int]) -> EventTrack:
    """Without events; where one was proposed, none is proposed again.

    Deleting all of several is a fresh start and no verdict: it also forgets what was struck out before.
    """
    gone = [track.get(key) for key in keys]
    if len(gone) == len(track) > 1:
        return replace(track, events=(), rejected_s=())
    rejected = tuple(at for event in gone if (at := _claimed_s(event)) is not None)
    return replace(track.without(event.key for event in gone), rejected_s=(*track.rejected_s, *rejected))


def split(track: EventTrack, at_s: float) -> EventTrack:
    """With the sustained event under an instant made two; unchanged when there is none."""
    for event in track:
        if event.time_s + SHORTEST_PART_S < at_s < event.end_s - SHORTEST_PART_S:
            share = (at_s - event.time_s) / event.sustain_s
            cut = round(len(event.envelope) * share)
            envelope = event.envelope[: max(1, cut)] if cut else ()
            first = vouched(event, sustain_s=at_s - event.time_s, envelope=envelope)
            rest = event.envelope[cut:]
            second = Event(at_s, event.strength, event.end_s - at_s, rest, marked=True)
            return track.replaced(first).added(second)
    return track


def proposed_anew(track: EventTrack, proposals: EventTrack) -> EventTrack:
    """A timing source's proposals beside what the user marked and struck out.

    Proposals that were there before (at the same instant) keep their keys, and so their variation; others have those
    that they came with, where they are free: what a sensitivity takes away comes back as the same. What the user has
    moved is not proposed again where it was.
    """
    kept = [event for event in track if event.marked]
    moved = _proposed_again(kept, proposals)
    taken = sorted([*(event.time_s for event in kept), *track.rejected_s])
    earlier = [event for event in track if not event.marked]
    places, known, again = [event.time_s for event in earlier], {event.key for event in track}, set[int]()
    fresh: list[Event] = []
    for event in proposals:
        # A mark that comes back from a lesson is here already, or was moved or deleted while that was learnt.
        if event.marked or event.time_s in moved or within(taken, event.time_s, SAME_S):
            continue
        same = next((n for n in within(places, event.time_s, SAME_S / 4) if n not in again), None)
        if same is not None:
            again.add(same)
        key = earlier[same].key if same is not None else event.key if event.key not in known else -1
        known.add(key)
        fresh.append(event if event.key == key else replace(event, key=key))
    return replace(track, events=(*kept, *fresh), source=proposals.source)


def within(times_s: Sequence[float], at_s: float, reach_s: float) -> range:
    """Which of some instants, in order of time, lie within a reach of one."""
    return range(bisect_left(times_s, at_s - reach_s), bisect_right(times_s, at_s + reach_s))


def _proposed_again(kept: Iterable[Event], proposals: EventTrack) -> set[float]:
    """Instants of proposals that are events which the user has moved: of each the nearest to where it was, at most."""
    places, again = [event.time_s for event in proposals if not event.marked], set[float]()
    for event in kept:
        was_s = _claimed_s(event)
        if was_s is None:
            continue
        left = [places[n] for n in within(places, was_s, MOVED_S) if places[n] not in again]
        if left:
            again.add(min((abs(at - was_s), at) for at in left)[1])
    return again


def _claimed_s(event: Event) -> float | None:
    """Where else than at its own instant an event speaks for: where it was proposed, if it is not there any more.

    A proposal that nobody has vouched for speaks for its instant.
    """
    if not event.marked:
        return event.time_s
    has_moved = event.proposed_s is not None and abs(event.proposed_s - event.time_s) > SAME_S
    return event.proposed_s if has_moved else None


def with_copies(track: EventTrack, events: Iterable[Event]) -> EventTrack:
    """With copies of other events, as the user's own."""
    return track.added(*(replace(event, key=-1, marked=True, proposed_s=None) for event in events))


def begun_at(track: EventTrack, start_s: float) -> EventTrack:
    """All of it moved so that its first event is at an instant."""
    first_s = track.events[0].time_s if len(track) else 0.0
    return track.shifted(start_s - first_s)


def period_s(events: Sequence[Event]) -> float:
    """After how long events are to begin again to go on in their own rhythm, in seconds; in order of time.

    One hit repeats after half a second, or once it is over.
    """
    if len(events) < 2:
        return max(_LONE_PERIOD_S, events[0].sustain_s)
    steps = [after.time_s - before.time_s for before, after in pairwise(events)]
    return events[-1].time_s - events[0].time_s + median(steps)


def sent(source: EventTrack, target: EventTrack, keys: Sequence[int]) -> tuple[EventTrack, EventTrack]:
    """Both tracks, with events of these keys gone from the one, where none is proposed again, to the other.

    What a source had proposed there at the same instants gives way: of one hit on two tracks one is left.
    """
    given = [source.get(key) for key in keys]
    rejected = (at for event in given if (at := _claimed_s(event)) is not None)
    left = replace(source.without(keys), rejected_s=(*source.rejected_s, *rejected))
    times_s = [event.time_s for event in given]
    doubled = [
        event.key for event in target
        if not event.marked and any(abs(event.time_s - at) <= _TWICE_S for at in times_s)
    ]  # fmt: skip
    return left, with_copies(target.without(doubled), given)


def fully_marked_until(track: EventTrack) -> float:
    """How far the user has judged everything: to the last mark before the first taught proposal that awaits a verdict.

    Before that instant what is not marked is no event; marks after it are lessons too, but say nothing of their
    surroundings.
    """
    marks = [event.time_s for event in track if event.marked]
    waiting = [event.time_s for event in track if not event.marked] if track.source == "taught" else []
    first_waiting = min(waiting, default=float("inf"))
    return max((at for at in marks if at < first_waiting), default=min(marks, default=0.0))


def with_marks(track: EventTrack) -> EventTrack:
    """Its marked events alone; all of them as marked, when none carries the mark."""
    marked = tuple(e for e in track if e.marked) or tuple(replace(e, marked=True) for e in track)
    return replace(track, events=marked)


def marked_elsewhere(tracks: Iterable[EventTrack]) -> EventTrack:
    """The marked events of several tracks as one, in which keys mean nothing: what other tracks' hits are."""
    return EventTrack(tuple(replace(e, key=-1) for track in tracks for e in track if e.marked))


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
