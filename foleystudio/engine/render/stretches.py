"""What an edit of single events changes in a take, made without the rest: only the events around it are planned.

A hit depends on little: on its event, on the hits that its neighbours in the same pool have, on those that make it
give way. So the events around an edit make the stretch that it changed, to the sample, and a take's length costs
nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.limited_stream import Held
from foleystudio.engine.render.dispatch import made_blocks
from foleystudio.engine.render.layered import prepare_layers
from foleystudio.engine.render.renderers import renderer_row
from foleystudio.engine.request import (
    Cancelled,
    RenderedTake,
    Renderer,
    SynthesisRequest,
    WrittenTake,
    never_cancelled,
    no_progress,
)
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import to_samples

_GRAINS_HEAR_S = 0.5
"""Beyond a stretch of grains: what its limiter looks at, and the rest of the blocks that it is made in."""

_NETWORKS_HEAR_S = 7.0
"""The same where networks have a say: a window of theirs, and all that is made in blocks, tiles and groups beside."""

_MOST_EDITS = 200  # beyond that the whole take is as soon made

_SAME = ("duration_s", "settings", "renderer", "model", "rate_hz", "cuts", "layers", "keys", "part")
_SAME_OBJECTS = ("background", "guide")

Pieces = tuple[tuple[int, Wave], ...]
"""First sample and samples ``float32 [n, C]`` of stretches of a take, in order, apart from each other."""


@dataclass(frozen=True, eq=False)
class Stretches:
    """What differs between a take and the former one.

    Parameters
    ----------
    request, model, held
        Of the take, as a `RenderedTake` has them.
    pieces
        Where it differs; empty where nothing that is heard was changed.
    """

    request: SynthesisRequest
    model: str | None
    held: Mapping[int, float]
    pieces: Pieces


@dataclass(frozen=True)
class _Around:
    """Events around an edit, before and after; right is what they make between two instants, in samples."""

    before: SynthesisRequest
    after: SynthesisRequest
    start: int
    stop: int


def changed_stretches(
    former: RenderedTake | WrittenTake,
    request: SynthesisRequest,
    cancelled: Cancelled = never_cancelled,
    *,
    drafted_by: Renderer | None = None,
) -> Stretches | None:
    """Make what differs between a former take and one that is asked for, where only events were edited.

    Parameters
    ----------
    former
        What there is.
    request
        What is asked for.
    drafted_by
        Another renderer that makes it meanwhile, for takes of one that takes longer.

    Returns
    -------
    The same to the sample as those stretches of the whole; None where the whole take is to be made.

    Raises
    ------
    FoleyError
        When a reference cannot be used, or the renderer has made something that is no sound.
    CancelledError
        When the user cancelled.
    """
    before = former.request
    if not _differ_in_events_alone(before, request):
        return None
    edits = _edited(before.events, request.events)
    if len(edits) > _MOST_EDITS:
        return None
    held: Held = dict(former.held)
    model, pieces = former.model, []
    if drafted_by is not None:
        before, request = replace(before, renderer=drafted_by), replace(request, renderer=drafted_by)
    for around in _neighbourhoods(before, request, edits):
        prepared = prepare_layers(around.after, no_progress, cancelled)
        if drafted_by is None and prepared.model != former.model:
            return None
        for start, stop in prepared.changed_since(around.before, cancelled):
            if start < around.start or stop > around.stop:
                return None
            blocks = list(made_blocks(prepared, [(start, stop)], cancelled, held, request.renderer))
            wave = _as_wide_as(former, np.concatenate([block for _, block in blocks]), request)
            if wave is None:
                return None
            pieces.append((start, wave))
    return Stretches(request, model, held, tuple(pieces))


def _differ_in_events_alone(before: SynthesisRequest, after: SynthesisRequest) -> bool:
    references = len(before.references) == len(after.references)
    return (
        references
        and all(one is other for one, other in zip(before.references, after.references, strict=True))
        and all(getattr(before, name) is getattr(after, name) for name in _SAME_OBJECTS)
        and all(getattr(before, name) == getattr(after, name) for name in _SAME)
    )


def _edited(before: EventTrack, after: EventTrack) -> list[Event]:
    """Events that differ, as they were and as they are."""
    old, new = ({event.key: event for event in track} for track in (before, after))
    keys = [key for key in old.keys() | new.keys() if not _are_alike(old.get(key), new.get(key))]
    return [track[key] for track in (old, new) for key in keys if key in track]


def _are_alike(one: Event | None, other: Event | None) -> bool:
    return one is other or one == other


def _as_wide_as(former: RenderedTake | WrittenTake, wave: Wave, request: SynthesisRequest) -> Wave | None:
    """A stretch in the channels that the take had; None where the take has others now."""
    channels = former.channels if isinstance(former, WrittenTake) else former.sound.channels
    if wave.shape[1] == channels:
        return wave
    # A take has two sides as soon as any of its hits lies beside the middle, wherever that is.
    if wave.shape[1] == 1 and any(event.pan for event in request.events):
        return np.repeat(wave, channels, axis=1)
    return None


def _neighbourhoods(before: SynthesisRequest, after: SynthesisRequest, edits: Sequence[Event]) -> Iterator[_Around]:
    """What is to be planned, edits that lie close together in one."""
    from foleystudio.engine.exemplar.voices.reach import reach_s  # with all that grains need: only for an edit

    requests, rate_hz = (before, after), after.rate_hz
    reach = max(reach_s(request, request.events) for request in requests)
    hears = _NETWORKS_HEAR_S if renderer_row(after.renderer).needs_networks(after.settings) else _GRAINS_HEAR_S
    pools = [_pools(request) for request in requests]
    touched = sorted({event.time_s for event in edits} | set(_neighbours(pools, edits)))
    # A hit that gives way to one that was moved began up to a reach before; each of both is heard for as long.
    core, margin = 2 * reach + hears, reach + hears
    for first_s, last_s in _joined(touched, 2 * (core + margin)):
        start_s, stop_s = first_s - core, last_s + core
        near = [
            replace(request, events=_within(request.events, there, start_s - margin, stop_s + margin))
            for request, there in zip(requests, pools, strict=True)
        ]
        start, stop = to_samples(max(0.0, start_s), rate_hz), to_samples(stop_s, rate_hz)
        yield _Around(near[0], near[1], start, min(stop, after.n_samples))


def _joined(times_s: Sequence[float], apart_s: float) -> Iterator[tuple[float, float]]:
    """First and last of the instants that are no further apart than that."""
    first = 0
    for number in range(1, len(times_s) + 1):
        if number == len(times_s) or times_s[number] - times_s[number - 1] > apart_s:
            yield times_s[first], times_s[number - 1]
            first = number


def _pools(request: SynthesisRequest) -> list[list[Event]]:
    """Events among which hits are chosen so that neighbours differ: of each layer, and of each reference in turn."""
    own = {event.reference for event in request.events if event.reference in request.keys}
    layers = [
        [event for event in request.events if event.reference not in own and layer.plays(event.strength)]
        for layer in request.layers
    ] or [list(request.events)]
    layers += [[event for event in request.events if event.reference == key] for key in own if key is not None]
    # Whether references take turns depends on what they are; where they do not, so many pools are only more.
    turns = {1, *(len(layer.references) for layer in request.layers), len(request.references)} - {0}
    return [[e for e in played if e.key % n == turn] for played in layers for n in turns for turn in range(n)]


def _neighbours(pools: Sequence[Sequence[Sequence[Event]]], edits: Sequence[Event]) -> Iterator[float]:
    """Instants of the events beside those that were edited, whose hits may be others now."""
    for pool in (pool for there in pools for pool in there):
        for event in edits:
            place = bisect_left(pool, event.time_s, key=_time_of)
            while place < len(pool) and pool[place].time_s == event.time_s and pool[place] is not event:
                place += 1
            if place < len(pool) and pool[place] is event:
                yield from (pool[at].time_s for at in (place - 1, place + 1) if 0 <= at < len(pool))


def _time_of(event: Event) -> float:
    return event.time_s


def _within(track: EventTrack, pools: Sequence[Sequence[Event]], start_s: float, stop_s: float) -> EventTrack:
    """The events of a stretch, and of each pool the one before and the one after it, which have a say in its edges."""
    near = {e.key: e for e in track.events[_place(track.events, start_s) : _place(track.events, stop_s)]}
    for pool in pools:
        first, last = bisect_left(pool, start_s, key=_time_of), bisect_right(pool, stop_s, key=_time_of)
        near |= {e.key: e for e in (*pool[max(0, first - 1) : first], *pool[last : last + 1])}
    return replace(track, events=tuple(near.values()))


def _place(events: Sequence[Event], at_s: float) -> int:
    return bisect_left(events, at_s, key=_time_of)
