"""Where the clock of a file starts anew, jumps far ahead, or is absurd: judged by the list of its packets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from foleystudio.media.clock.packet_list import UNSTATED, PacketList, StreamPackets

ABSURD_S = 300.0
"""No hole in what plays is called absurd that is shorter."""

_ABSURD_SHARE = 20.0  # ... nor one that is less than so many times as long as all that plays
_PLAYS_S = 5.0  # a packet plays no longer than this, as far as that is concerned
_BACK_S = 0.1  # decoding times rise; a step back this long is another clock
_NEAR_S = 2.0  # how far streams run ahead of each other in a file
_SOON = 400  # packets of a stream, some seconds
_APART_S = 2.0  # no picture is decoded so long before it is shown
_APART_FRAMES = 40  # ... nor so many frames, where few are shown a second

Floats = NDArray[np.float64]


def is_absurd(hole_s: float, plays_s: float) -> bool:
    """Whether a stretch in which nothing is shown or heard can only be a fault of the clock."""
    return hole_s > max(ABSURD_S, _ABSURD_SHARE * plays_s)


def plays_s(times_s: Floats) -> float:
    """How much there is to see and hear: packets count by the time to the next, of any stream, but a few seconds."""
    steps = np.diff(np.sort(times_s[np.isfinite(times_s)]))
    return float(np.minimum(steps, _PLAYS_S).sum()) + 1.0


def seconds_of(values: NDArray[np.int64], unit: Fraction) -> Floats:
    """Time stamps in seconds; NaN where there are none."""
    return np.asarray(np.where(values == UNSTATED, np.nan, values * float(unit)), np.float64)


def with_delays_right(packets: StreamPackets) -> StreamPackets:
    """Packets that are shown much earlier or later after they are decoded than most of their stream are so no more.

    FFmpeg takes the time of a picture that states none from the next, which may be of another recording.
    """
    known = (packets.pts != UNSTATED) & (packets.dts != UNSTATED)
    if not known.any():
        return packets
    delays = packets.pts - packets.dts
    usual = int(np.median(delays[known]))
    most = max(_APART_S, _APART_FRAMES * float(np.median(packets.durations)) * float(packets.unit))
    late = known & (np.abs(delays - usual) * float(packets.unit) > most)
    return replace(packets, pts=np.where(late, packets.dts + usual, packets.pts)) if late.any() else packets


@dataclass(eq=False)
class _Stretch:
    """What is known of one part while it is read: the times that it spans, and where it begins in the file."""

    start_s: float
    stop_s: float
    place: int


@dataclass(eq=False)
class _Reader:
    """One stream while its packets are walked through."""

    packets: StreamPackets
    times_s: Floats
    lengths_s: Floats
    places: NDArray[np.int64]
    at: int = 0
    part: int = 0
    last_s: float = np.nan
    stray_s: float = np.nan
    parts: list[int] = field(default_factory=list)
    is_stray: list[bool] = field(default_factory=list)


def parts_of(
    listed: PacketList, far_s: float, *, by_places: bool
) -> tuple[dict[int, NDArray[np.int64]], dict[int, NDArray[np.bool_]]]:
    """Tell the parts of a file apart that have a clock each.

    A part begins where decoding times step back and go on from there, or are further ahead of all that came before
    than ``far_s``. The streams of a file change over one after the other; where they do is told by the places of their
    packets, and by times that only fit the next part.

    Returns
    -------
    By stream index: the part of every packet, ``int64 [P]``; and which packets' times lead astray, ``bool [P]``: those
    that no neighbour agrees with.
    """
    by_places = by_places and all(_rises(packets.places) for packets in listed.streams.values())
    readers = {index: _reader(packets, by_places) for index, packets in listed.streams.items()}
    owners = np.concatenate([np.full(len(p), index) for index, p in listed.streams.items()] or [np.zeros(0, int)])
    orders = np.concatenate([p.order for p in listed.streams.values()] or [np.zeros(0, int)])
    known: list[_Stretch] = []
    for index in owners[np.argsort(orders)].tolist():
        _walk(readers[index], known, far_s, [other for key, other in readers.items() if key != index])
    return (
        {index: np.array(reader.parts, np.int64) for index, reader in readers.items()},
        {index: np.array(reader.is_stray, np.bool_) for index, reader in readers.items()},
    )


def _rises(places: NDArray[np.int64]) -> bool:
    told = places[places != UNSTATED]
    return bool((np.diff(told) >= 0).all())


def _reader(packets: StreamPackets, by_places: bool) -> _Reader:
    times_s = seconds_of(packets.dts, packets.unit)
    if not np.isfinite(times_s).any():
        times_s = seconds_of(packets.pts, packets.unit)
    places = packets.places if by_places else np.full(len(packets), UNSTATED)  # else places tell nothing
    lengths_s = np.asarray(packets.durations * float(packets.unit), np.float64)
    return _Reader(packets, times_s, lengths_s, places)


def _walk(reader: _Reader, known: list[_Stretch], far_s: float, others: list[_Reader]) -> None:
    """Say of a stream's next packet which part it belongs to."""
    at, place = reader.at, int(reader.places[reader.at])
    time_s, length_s = float(reader.times_s[at]), float(reader.lengths_s[at])
    reader.at += 1
    if not known:
        known.append(_Stretch(np.inf, -np.inf, place))
    part = reader.part
    while part + 1 < len(known) and UNSTATED not in (place, known[part + 1].place) and place >= known[part + 1].place:
        part += 1
    stray = False
    if part == reader.part and np.isfinite(time_s) and np.isfinite(reader.last_s):
        jumps = reader.last_s - time_s > _BACK_S or time_s - max(known[part].stop_s, reader.last_s) > far_s
        if jumps and not _NEAR_S > time_s - reader.stray_s >= 0 and _is_meant(reader, at, others):
            part = _next_part(known, part, time_s, place)
        elif jumps:
            stray, reader.stray_s = True, time_s
    reader.parts.append(part)
    reader.is_stray.append(stray)
    if stray or not np.isfinite(time_s):
        return
    reader.part, reader.last_s = part, time_s
    stretch = known[part]
    stretch.start_s, stretch.stop_s = min(stretch.start_s, time_s), max(stretch.stop_s, time_s + length_s)


def _is_meant(reader: _Reader, at: int, others: list[_Reader]) -> bool:
    """Whether a jump is of the clock, not of a few damaged time stamps."""
    time_s = float(reader.times_s[at])
    return _goes_on(reader, at) and not _comes_back(reader, at) and all(_follows(other, time_s) for other in others)


def _goes_on(reader: _Reader, at: int) -> bool:
    """Whether the next packet's time agrees with one that jumps, rather than with those before the jump."""
    following = reader.times_s[at + 1 : at + 3]
    following = following[np.isfinite(following)]
    if not len(following):
        return False
    return bool(abs(following[0] - reader.times_s[at]) < abs(following[0] - reader.last_s))


def _comes_back(reader: _Reader, at: int) -> bool:
    """Whether a stream that jumps jumps again soon, to where it would be had it not."""
    times_s, lengths_s = reader.times_s[at - 1 : at + _SOON], reader.lengths_s[at - 1 : at + _SOON]
    jumps = 1 + np.flatnonzero(np.abs(np.diff(times_s) - lengths_s[:-1]) > _NEAR_S)
    expected_s = reader.last_s + np.concatenate([[0.0], np.cumsum(lengths_s[:-1])])
    return any(bool(abs(times_s[jump] - expected_s[jump]) < _NEAR_S) for jump in jumps.tolist() if jump > 1)


def _follows(reader: _Reader, time_s: float) -> bool:
    """Whether a stream comes to a time to which another has jumped: soon, or it has ended, or that is where it is."""
    to_come = reader.times_s[reader.at : reader.at + _SOON]
    to_come = to_come[np.isfinite(to_come)]
    if not len(to_come) or np.nanmin(np.abs(to_come - time_s)) < _NEAR_S:
        return True
    return bool(abs(reader.last_s - time_s) < _NEAR_S or to_come[-1] - to_come[0] < _NEAR_S)


def _next_part(known: list[_Stretch], part: int, time_s: float, place: int) -> int:
    """The first of the later parts whose times fit, a new one when none does."""
    for number in range(part + 1, len(known)):
        if known[number].start_s - _NEAR_S <= time_s <= known[number].stop_s + _NEAR_S:
            return number
    known.append(_Stretch(np.inf, -np.inf, place))
    return len(known) - 1
