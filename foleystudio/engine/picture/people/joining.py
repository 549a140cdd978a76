"""Tracks made persons: one that went over to somebody else is parted, and those of one person are joined.

Where two meet, one of both is followed on, and not always the one who was: their clothes tell. Whoever is lost and
found again is the same person when they are where they may be by then and wear what they wore; whoever comes back
later, by clothes and size alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.picture.people.looks import apart, usual_looks
from foleystudio.engine.picture.people.people import JOINTS, Track
from foleystudio.engine.picture.people.regions import Floats

_LOST_S = 1.0  # for which somebody may be lost and be told by where they are found
_AWAY_S = 15.0  # for which they may be away and be told by what they wear
_STANDS, _WALKS = 0.3, 1.2  # body heights that one may have moved while lost, at once and for each second
_RUNS = 4.0  # body heights that anybody makes in a second
_SAME, _OTHER = 12.0, 15.0  # steps between looks, up to which they are surely one's, and from which surely not
_UNKNOWN = 15.0  # taken for steps between looks of which one is not known
_GREW = 1.6  # times that one's size may have changed
_LATER = 30.0  # steps by which whoever was away is less likely the same than whoever was lost
_NEAR = 1.0  # body heights between two who meet
_HIDDEN_S = 0.75  # for which the other may be lost before they are taken for the one
_BEFORE_S = 1.0  # of looks that are compared, before a meeting and after it
_FEWEST = 3  # frames of such looks
_HIPS = [JOINTS.index("left hip"), JOINTS.index("right hip")]


def chains_of(tracks: Sequence[Track], seconds: Floats) -> list[list[Track]]:
    """The tracks of each person, in order of time; of those who may be nobody, too.

    Parameters
    ----------
    tracks
        Of a clip.
    seconds
        ``float64 [T]``: when its frames are shown.
    """
    found = [_while_found(track) for track in tracks]
    pieces = [_Piece.of(part, seconds) for track in found for part in _parted(track, found, seconds)]
    chains = {number: [number] for number in range(len(pieces))}
    chain_of = list(range(len(pieces)))
    for _, before, after in sorted(_links(pieces)):
        one, other = chains[chain_of[before]], chains[chain_of[after]]
        if one is not other and not _at_once([pieces[n] for n in one], [pieces[n] for n in other]):
            del chains[chain_of[after]]
            one += other
            for number in other:
                chain_of[number] = chain_of[before]
    in_order = (sorted((pieces[n] for n in chain), key=lambda piece: piece.start_s) for chain in chains.values())
    return [[piece.track for piece in chain] for chain in in_order]


@dataclass(frozen=True, eq=False)
class _Piece:
    """A track of one person: from when to when, where at first and at last, how large, and what they wear."""

    track: Track
    start_s: float
    stop_s: float
    start: Floats
    stop: Floats
    size: float
    looks: Floats

    @classmethod
    def of(cls, track: Track, seconds: Floats) -> _Piece:
        hips, sizes = _hips(track), _sizes(track)
        first, last = track.frames[[0, -1]]
        size = float(np.median(sizes))
        return cls(
            track, float(seconds[first]), float(seconds[last]), hips[0], hips[-1], size, usual_looks(track.looks)
        )


def _links(pieces: Sequence[_Piece]) -> Iterator[tuple[float, int, int]]:
    """Which pieces may be one person's, one before the other: how unlikely, and the numbers of both."""
    starts = np.array([piece.start_s for piece in pieces])
    order = np.argsort(starts, kind="stable")
    for number, before in enumerate(pieces):
        first = np.searchsorted(starts, before.stop_s, side="right", sorter=order)
        last = np.searchsorted(starts, before.stop_s + _AWAY_S, side="right", sorter=order)
        for at in order[first:last].tolist():
            unlikely = _unlikely(before, pieces[at])
            if unlikely is not None:
                yield unlikely, number, at


def _unlikely(before: _Piece, after: _Piece) -> float | None:
    """How unlikely two pieces are one person's, steps between looks; None where they are not."""
    lost_s, steps = after.start_s - before.stop_s, apart(before.looks, after.looks)
    if not 1 / _GREW < after.size / max(1e-9, before.size) < _GREW:
        return None
    way = float(np.hypot(*(after.start - before.stop))) / max(1e-9, before.size)
    far = way / (_STANDS + _WALKS * lost_s)
    if lost_s <= _LOST_S and far <= 1 and not steps > _OTHER:
        return far + (_UNKNOWN if np.isnan(steps) else steps)
    known = not np.isnan(before.looks - after.looks).any()
    comes_back = known and steps <= _SAME and way <= _STANDS + _RUNS * lost_s
    return _LATER + lost_s + steps if comes_back else None


def _at_once(one: Sequence[_Piece], other: Sequence[_Piece]) -> bool:
    """Whether somebody would be in two places."""
    return any(a.start_s <= b.stop_s and b.start_s <= a.stop_s for a in one for b in other)


def _parted(track: Track, tracks: Sequence[Track], seconds: Floats) -> list[Track]:
    """A track, in as many parts as it follows one after another."""
    first_frame, last_frame = track.frames[[0, -1]]
    for other in tracks:
        if other is track or other.frames[0] > last_frame or other.frames[-1] < first_frame:
            continue
        for first, stop in _meetings(track, other, seconds):
            at = _gone_over(track, first, stop, seconds)
            if at is not None:
                early, late = (_part(track, part) for part in (slice(0, at), slice(at, None)))
                return [early, *_parted(late, tracks, seconds)]
    return [track]


def _meetings(track: Track, other: Track, seconds: Floats) -> list[tuple[int, int]]:
    """From which to which of a track's rows it may go over to another, who is near, or was before being lost."""
    _, own, others = np.intersect1d(track.frames, other.frames, assume_unique=True, return_indices=True)
    far = np.hypot(*(_hips(track)[own] - _hips(other)[others]).T)
    near = own[far < _NEAR * _sizes(track)[own]]
    if not len(near):
        return []
    at = seconds[track.frames]
    breaks = np.flatnonzero(np.diff(at[near]) > _HIDDEN_S)
    firsts, lasts = near[np.r_[0, breaks + 1]], near[np.r_[breaks, len(near) - 1]]
    stops = np.searchsorted(at, at[lasts] + _HIDDEN_S, side="right")
    return list(zip(firsts.tolist(), stops.tolist(), strict=True))


def _gone_over(track: Track, first: int, stop: int, seconds: Floats) -> int | None:
    """From which row on a track follows somebody else, since a meeting that lasts from one row to another."""
    at = seconds[track.frames]
    begin = int(np.searchsorted(at, at[first] - _BEFORE_S))
    end = int(np.searchsorted(at, at[stop - 1] + _BEFORE_S, side="right"))
    before = usual_looks(track.looks[begin : max(first + 1, begin + _FEWEST)])
    after = usual_looks(track.looks[min(stop - 1, end - _FEWEST) : end])
    if end - begin < 2 * _FEWEST or not apart(before, after) > _OTHER:
        return None
    nearer = [_nearer(looks, before, after) for looks in track.looks[begin:end]]
    return begin + int(np.argmin(np.cumsum([0, *nearer])))


def _nearer(looks: Floats, before: Floats, after: Floats) -> int:
    """-1 where looks are like those before a meeting, 1 where they are like those after it, else 0."""
    one, other = apart(looks, before), apart(looks, after)
    return int(other < one) - int(one < other)


def _while_found(track: Track) -> Track:
    """A track up to the first search that finds nobody there, if none does later: nets linger over who has left."""
    found = np.flatnonzero(track.confirmed == 1)
    last = int(found[-1]) if len(found) else 0
    not_found = np.flatnonzero(track.confirmed[last + 1 :] == 0)
    return _part(track, slice(0, last + 1 + int(not_found[0]))) if len(not_found) else track


def _part(track: Track, rows: slice) -> Track:
    arrays = ("frames", "points", "visible", "there", "confirmed", "looks")
    return replace(track, **{name: getattr(track, name)[rows] for name in arrays})


def _hips(track: Track) -> Floats:
    """``float64 [N, 2]``: the middle of the hips."""
    return np.asarray(track.points[:, _HIPS].mean(1))


def _sizes(track: Track) -> NDArray[np.float64]:
    """``float64 [N]``: size of the body, the diagonal of its joints' box."""
    return np.asarray(np.hypot(*np.ptp(track.points, axis=1).T))
