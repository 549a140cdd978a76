"""Where stretches of an old cut lie in a new one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_TOUCHING_S = 1e-6  # far less than a sample: times that differ by rounding alone are the same


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of the old cut that is in the new one.

    Parameters
    ----------
    old_s, new_s
        Where it begins, in seconds from either clip's beginning.
    length_s
        How long it is.
    """

    old_s: float
    new_s: float
    length_s: float

    @property
    def old_end_s(self) -> float:
        """Where it ends in the old cut."""
        return self.old_s + self.length_s

    @property
    def new_end_s(self) -> float:
        """Where it ends in the new one."""
        return self.new_s + self.length_s


Gap = tuple[float, float]
"""A stretch of a cut that the other one lacks: its beginning and end in seconds."""


class Moves:
    """Answers where an instant of the old cut lies in the new one.

    Parameters
    ----------
    spans
        In any order; what is in the new cut twice goes to its first place there.
    old_s, new_s
        Lengths of the two cuts.
    """

    def __init__(self, spans: Iterable[Span], old_s: float, new_s: float) -> None:
        self.old_s, self.new_s = old_s, new_s
        self.spans = tuple(sorted(spans, key=lambda span: span.new_s))
        self._apart = _without_doubles(self.spans)
        self.placed = tuple(sorted(self._apart, key=lambda span: span.new_s))
        """Those that share no instant of the old cut, in the order of the new one."""
        self._begins = [span.old_s for span in self._apart]

    def at(self, time_s: float) -> float | None:
        """The instant in the new cut; None where its picture was cut out."""
        number = bisect_right(self._begins, time_s + _TOUCHING_S) - 1
        if number < 0:
            return None
        span = self._apart[number]
        inside = time_s < span.old_end_s - _TOUCHING_S or (
            number == len(self._apart) - 1 and time_s <= span.old_end_s + _TOUCHING_S and span.old_end_s >= self.old_s
        )
        return max(0.0, span.new_s + time_s - span.old_s) if inside else None

    def near(self, time_s: float) -> float:
        """The instant, or the seam in the new cut that lies where its picture was."""
        there = self.at(time_s)
        if there is not None:
            return there
        before = [span for span in self._apart if span.old_end_s <= time_s + _TOUCHING_S]
        return min(before[-1].new_end_s, self.new_s) if before else 0.0

    @property
    def cut_out(self) -> list[Gap]:
        """What of the old cut is in the new one no more."""
        return _gaps([(span.old_s, span.old_end_s) for span in self._apart], self.old_s)

    @property
    def added(self) -> list[Gap]:
        """What of the new cut was not in the old one."""
        return _gaps([(span.new_s, span.new_end_s) for span in self.spans], self.new_s)


def _without_doubles(spans: Sequence[Span]) -> list[Span]:
    """Spans that share no instant of the old cut: earlier ones of the new cut keep theirs."""
    kept: list[Span] = []
    for span in spans:
        pieces = [span]
        for other in kept:
            pieces = [rest for piece in pieces for rest in _less(piece, other)]
        kept += pieces
    return sorted(kept)


def _less(span: Span, other: Span) -> list[Span]:
    if other.old_end_s <= span.old_s + _TOUCHING_S or span.old_end_s <= other.old_s + _TOUCHING_S:
        return [span]
    rests = []
    if other.old_s > span.old_s + _TOUCHING_S:
        rests.append(Span(span.old_s, span.new_s, other.old_s - span.old_s))
    if span.old_end_s > other.old_end_s + _TOUCHING_S:
        skipped = other.old_end_s - span.old_s
        rests.append(Span(other.old_end_s, span.new_s + skipped, span.length_s - skipped))
    return rests


def _gaps(parts: list[tuple[float, float]], length_s: float) -> list[Gap]:
    found, reached = [], 0.0
    for start, stop in sorted(parts):
        if start > reached + _TOUCHING_S:
            found.append((reached, start))
        reached = max(reached, stop)
    if length_s > reached + _TOUCHING_S:
        found.append((reached, length_s))
    return found
