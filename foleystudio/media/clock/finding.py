"""A file's clock from the list of its packets: parts joined end to end, ends as they play, faults refused."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil

import numpy as np
from numpy.typing import NDArray

from foleystudio.media.clock.clock import PLAIN, UNKNOWN, Clock, ClockPart, Span
from foleystudio.media.clock.joints import ABSURD_S, is_absurd, parts_of, plays_s, seconds_of, with_delays_right
from foleystudio.media.clock.packet_list import UNSTATED, PacketList, StreamPackets
from foleystudio.media.containers import common_unit

_FAR_S = 10.0
"""How far a clock may jump ahead in recordings of streams: there time goes on by itself while nothing is received."""

_MOST_STRAYS = 0.25  # share of time stamps that may contradict the rest: with more nobody knows which are right
_LEAD_S = Fraction(1, 2)  # of a stream's first samples that the file has left out
_FILLED_S = Fraction(1, 10)
_HELD_S = Fraction(5)  # a picture that stands alone, where how long it does cannot be believed
_PLACES_APART_S = 0.5  # of sound packets whose places are noted: a seek need not be finer

Longs = NDArray[np.int64]
Floats = NDArray[np.float64]


class DamagedClockError(ValueError):
    """A clock that nothing can be made of; says what is wrong with it, without the file's name."""


def find_clock(listed: PacketList, stated_start: Fraction, stated_s: Fraction, *, is_streamed: bool) -> Clock:
    """Judge a file's time stamps.

    Parameters
    ----------
    listed
        Its packets.
    stated_start, stated_s
        Where it says that it starts, and how long it says that it is, in seconds.
    is_streamed
        Whether it is of a kind that is recorded while it is sent: it may be joined and cut anywhere, and found by the
        places of packets.

    Raises
    ------
    DamagedClockError
        When nothing is shown or heard for so long on end that only the clock can be at fault.
    """
    streams = {index: with_delays_right(packets) for index, packets in listed.streams.items() if len(packets)}
    if not streams:
        return PLAIN
    listed = PacketList(streams, listed.picture)
    raw_s = plays_s(_all(seconds_of(packets.pts, packets.unit)[packets.is_shown] for packets in streams.values()))
    far_s = _FAR_S if is_streamed else max(ABSURD_S, 20 * raw_s)
    parts, strays = parts_of(listed, far_s, by_places=is_streamed)
    _refuse_strays(strays)
    shifts = _shifts(listed, parts, strays, stated_start)
    right = {index: _put_right(streams[index], parts[index], shifts) for index in streams}
    told = {index: (right[index] != UNSTATED) & ~strays[index] & streams[index].is_shown for index in streams}
    times_s = {index: right[index][told[index]] * float(streams[index].unit) for index in streams}
    played_s = plays_s(_all(times_s.values()))
    _refuse_holes(times_s, played_s)
    spans = {}
    for index, packets in streams.items():
        if told[index].any():
            spans[index] = _span(packets, right[index], told[index], played_s)
    notes = _notes(len(shifts), spans, stated_s)
    if len(shifts) == 1:
        return Clock(spans=spans, notes=notes)
    placed = {index: _placed(packets, right[index], listed.picture == index) for index, packets in streams.items()}
    return Clock(
        {index: _stream_parts(streams[index], parts[index], right[index], shifts) for index in streams},
        spans,
        placed if is_streamed else {},
        notes,
    )


def _all(times: Iterable[Floats]) -> Floats:
    return np.concatenate([*times, np.zeros(0)])


def _shifts(
    listed: PacketList,
    parts: dict[int, Longs],
    strays: dict[int, NDArray[np.bool_]],
    stated_start: Fraction,
) -> list[Fraction]:
    """What is added to the times of each part, in seconds: it begins where the one before ends.

    That is with its picture, unless a sound lasts longer than encoders make it by filling up their last block.
    """
    streams = listed.streams
    step = _common_multiple([packets.unit for packets in streams.values()])
    shifts, lead, end = [Fraction(0)], Fraction(0), Fraction(0)
    for part in range(max((int(found.max()) for found in parts.values()), default=0) + 1):
        starts: list[Fraction] = []
        stops: dict[int, Fraction] = {}
        for index, packets in streams.items():
            of_part = (parts[index] == part) & (packets.pts != UNSTATED) & ~strays[index] & packets.is_shown
            if of_part.any():
                pts, lengths = packets.pts[of_part], _lengths(packets)[of_part]
                starts.append(int(pts.min()) * packets.unit)
                stops[index] = int((pts + lengths).max()) * packets.unit
        if not starts:
            shifts += [shifts[-1]] if part else []
            continue
        if part == 0:
            lead = min(_LEAD_S, max(Fraction(0), stated_start - min(starts)))
        else:
            shifts.append(ceil((end - min(starts) - lead) / step) * step)
        last = max(stops.values())
        shown = stops.get(listed.picture, last)
        end = (shown if last - shown < _FILLED_S else last) + shifts[part]
    return shifts


def _common_multiple(units: list[Fraction]) -> Fraction:
    """The smallest time that all units divide."""
    found = units[0]
    for unit in units[1:]:
        found = found * unit / common_unit(found, unit)
    return found


def _lengths(packets: StreamPackets) -> Longs:
    """How long packets last, in their stream's unit: as stated, else as most do."""
    stated = packets.durations[packets.durations > 0]
    steps = np.diff(packets.dts[packets.dts != UNSTATED])
    steps = steps[steps > 0]
    usual = int(np.median(stated)) if len(stated) else int(np.median(steps)) if len(steps) else 0
    return np.where(packets.durations > 0, packets.durations, usual)


def _put_right(packets: StreamPackets, parts: Longs, shifts: list[Fraction]) -> Longs:
    added = np.array([int(shift / packets.unit) for shift in shifts], np.int64)[parts]
    return np.where(packets.pts == UNSTATED, UNSTATED, packets.pts + added)


def _refuse_strays(strays: dict[int, NDArray[np.bool_]]) -> None:
    for stray in strays.values():
        if stray.mean() > _MOST_STRAYS and stray.sum() > 1:
            raise DamagedClockError("most of its time stamps contradict each other: its clock is damaged")


def _refuse_holes(times_s: dict[int, Floats], played_s: float) -> None:
    rising = np.sort(_all(times_s.values()))
    longest = float(np.diff(rising).max(initial=0.0))
    if is_absurd(longest, played_s):
        raise DamagedClockError(f"nothing is shown or heard in it for {_said(longest)} on end: its clock is damaged")


def _span(packets: StreamPackets, right: Longs, told: NDArray[np.bool_], played_s: float) -> Span:
    """When a stream plays; its last packet no longer than can be believed."""
    lengths = _lengths(packets)
    usual = min(int(np.median(lengths)), int(_HELD_S / packets.unit))
    absurd = np.array([is_absurd(length * float(packets.unit), played_s) for length in lengths[told].tolist()])
    stops = right[told] + np.where(absurd, usual, lengths[told])
    return Span(int(right[told].min()) * packets.unit, int(stops.max()) * packets.unit)


def _stream_parts(packets: StreamPackets, parts: Longs, right: Longs, shifts: list[Fraction]) -> tuple[ClockPart, ...]:
    firsts = np.flatnonzero(np.diff(parts, prepend=-1))
    return tuple(
        ClockPart(
            int(first),
            UNKNOWN if packets.places[first] == UNSTATED else int(packets.places[first]),
            int(shifts[int(parts[first])] / packets.unit),
            int(right[first]),
        )
        for first in firsts
    )


def _placed(packets: StreamPackets, right: Longs, is_picture: bool) -> Longs:
    """``int64 [n, 2]``: time stamps at which reading can begin, half a second apart or more, and where they are."""
    told = (right != UNSTATED) & (packets.places != UNSTATED) & (packets.is_key | (not is_picture))
    times, places = right[told], packets.places[told]
    rising = times == np.maximum.accumulate(times) if len(times) else np.zeros(0, np.bool_)
    times, places = times[rising], places[rising]
    slots = (times * float(packets.unit) / (1e-9 if is_picture else _PLACES_APART_S)).astype(np.int64)
    kept = np.flatnonzero(np.diff(slots, prepend=-1))
    return np.stack([times[kept], places[kept]], axis=1)


def _notes(parts: int, spans: dict[int, Span], stated_s: Fraction) -> tuple[str, ...]:
    if not spans:
        return ()
    length = max(span.stop for span in spans.values()) - min(span.start for span in spans.values())
    notes = []
    if parts > 1:
        notes.append(f"its clock starts anew half way: its {parts} parts were joined, {_said(float(length))} in all")
    elif is_absurd(float(stated_s), float(length)):
        notes.append(f"it says that it lasts {_said(float(stated_s))}: the {_said(float(length))} that play are used")
    return tuple(notes)


def _said(seconds: float) -> str:
    """A length as a user would say it."""
    for size, word in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {word}"
    return f"{seconds:.2f} seconds"
