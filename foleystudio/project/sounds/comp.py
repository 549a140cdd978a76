"""The comp: stretches of a track in which another take sounds than the one in use, or one sounds otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from foleystudio.project.ranges import FARTHEST_MS, LONGEST_S, WIDEST_DB, check_key, check_numbers

CROSSFADE_S = 0.005
"""From one stretch to the next: long enough against a click, too short to be heard as a fade."""

SHORTEST_S = 0.01
"""What is left of a span by others is no shorter: there is nothing to hear in less than two cross-fades."""

_ROUNDING_S = 1e-6  # what adding up instants far from 0 may differ by
_MOST_SLIP_S = FARTHEST_MS / 1000


class FadeCurve(StrEnum):
    """How a fade goes from silence to the whole sound; `dsp.waves.fades` has the formulas."""

    LINEAR = "linear"
    EQUAL_POWER = "equal-power"
    SMOOTH = "cosine"

    @property
    def told(self) -> str:
        """As it is said."""
        return {"linear": "linear", "equal-power": "equal power", "cosine": "smooth (S)"}[self.value]


@dataclass(frozen=True)
class CompSpan:
    """A stretch in which a take sounds, and how.

    Parameters
    ----------
    start_s, stop_s
        On the clip's time axis.
    take
        Key of the take; None for whichever is in use.
    slip_s
        How much later its sound lies than where the take itself lies.
    gain_db
        Beside the levels of the take and of the track.
    fade_in_s, fade_out_s
        From its start on and up to its end; 0 for the usual cross-fade to what is beside it.
    silent
        Nothing sounds there.
    fade_in_curve, fade_out_curve
        How those fades go.
    """

    start_s: float
    stop_s: float
    take: int | None
    slip_s: float = 0.0
    gain_db: float = 0.0
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    silent: bool = False
    fade_in_curve: FadeCurve = FadeCurve.LINEAR
    fade_out_curve: FadeCurve = FadeCurve.LINEAR

    def __post_init__(self) -> None:
        if self.take is not None:
            check_key(self.take)
        check_numbers(LONGEST_S, least=0, start_s=self.start_s, stop_s=self.stop_s)
        check_numbers(_MOST_SLIP_S, slip_s=self.slip_s)
        check_numbers(WIDEST_DB, gain_db=self.gain_db)
        check_numbers(LONGEST_S, least=0, fade_in_s=self.fade_in_s, fade_out_s=self.fade_out_s)
        if self.stop_s <= self.start_s:
            raise ValueError("a span of a comp ends before it begins")
        if self.fade_in_s + self.fade_out_s > self.duration_s + _ROUNDING_S:
            raise ValueError("the fades of a span of a comp are longer than the span")

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return self.stop_s - self.start_s

    @property
    def is_plain(self) -> bool:
        """Whether the take sounds there as it does everywhere."""
        return not (self.slip_s or self.gain_db or self.fade_in_s or self.fade_out_s or self.silent)

    def cut(self, start_s: float, stop_s: float) -> CompSpan:
        """What of it lies in a stretch; an edge that is cut has no fade, and fades are no longer than it is."""
        start_s, stop_s = max(start_s, self.start_s), min(stop_s, self.stop_s)
        fade_in_s = self.fade_in_s if start_s == self.start_s else 0.0
        fade_out_s = self.fade_out_s if stop_s == self.stop_s else 0.0
        fade_in_s = min(fade_in_s, stop_s - start_s)
        fade_out_s = min(fade_out_s, stop_s - start_s - fade_in_s)
        return replace(self, start_s=start_s, stop_s=stop_s, fade_in_s=fade_in_s, fade_out_s=fade_out_s)


Comp = tuple[CompSpan, ...]


def put(comp: Iterable[CompSpan], span: CompSpan) -> Comp:
    """With a span in place of whatever there was in its stretch, in order of time."""
    return tuple(sorted((*without_stretch(comp, span.start_s, span.stop_s), span), key=lambda s: s.start_s))


def without_stretch(comp: Iterable[CompSpan], start_s: float, stop_s: float) -> Comp:
    """With nothing said of a stretch: the take in use sounds there."""
    kept = []
    for old in comp:
        for first_s, last_s in ((old.start_s, min(old.stop_s, start_s)), (max(old.start_s, stop_s), old.stop_s)):
            if last_s - first_s >= SHORTEST_S or (last_s > first_s and old.silent):
                kept.append(old.cut(first_s, last_s))
    return tuple(kept)


def laid(comp: Iterable[CompSpan], span: CompSpan, in_use: int | None) -> Comp:
    """With a take sounding in a stretch, whatever sounded there; the take in use needs no span.

    Spans of one take that meet are one.
    """
    if span.take == in_use:
        return without_stretch(comp, span.start_s, span.stop_s)
    joined: list[CompSpan] = []
    for one in put(comp, span):
        before = joined[-1] if joined else None
        if before is not None and _goes_on(before, one) and before.take is not None and one.is_plain:
            joined[-1] = replace(before, stop_s=max(before.stop_s, one.stop_s))
        else:
            joined.append(one)
    return tuple(joined)


def without_take(comp: Iterable[CompSpan], take: int | None) -> Comp:
    """Without the spans of a take, in which that in use sounds again."""
    return tuple(span for span in comp if span.take is None or span.take != take)


@dataclass(frozen=True)
class Heard:
    """A stretch in which a take is heard.

    Parameters
    ----------
    take
        Key of the take.
    start_s, stop_s
        Seconds from which on, and up to which; infinite where nothing begins or ends it.
    slip_s, gain_db, fade_in_s, fade_out_s, fade_in_curve, fade_out_curve
        As a `CompSpan` has them.
    """

    take: int
    start_s: float
    stop_s: float
    slip_s: float = 0.0
    gain_db: float = 0.0
    fade_in_s: float = 0.0
    fade_out_s: float = 0.0
    fade_in_curve: FadeCurve = FadeCurve.LINEAR
    fade_out_curve: FadeCurve = FadeCurve.LINEAR


def heard_of(comp: Sequence[CompSpan], in_use: int | None) -> tuple[Heard, ...]:
    """What is heard of a comp in order, in order of time: the take in use wherever nothing else is said.

    Stretches that sound on as if they were one are one.
    """
    found: list[Heard] = []
    at_s = -_EVER
    for span in comp:
        if in_use is not None and span.start_s > max(0.0, at_s):
            _add(found, Heard(in_use, at_s, span.start_s))
        take = in_use if span.take is None else span.take
        if take is not None and not span.silent:
            fades = span.fade_in_s, span.fade_out_s, span.fade_in_curve, span.fade_out_curve
            start_s = span.start_s if span.start_s > 0 or span.fade_in_s else -_EVER  # before 0 there is no clip
            _add(found, Heard(take, start_s, span.stop_s, span.slip_s, span.gain_db, *fades))
        at_s = span.stop_s
    if in_use is not None and at_s < LONGEST_S:
        _add(found, Heard(in_use, at_s, _EVER))
    return tuple(found)


def _add(found: list[Heard], heard: Heard) -> None:
    if found and _goes_on(found[-1], heard):
        found[-1] = replace(
            found[-1], stop_s=heard.stop_s, fade_out_s=heard.fade_out_s, fade_out_curve=heard.fade_out_curve
        )
    else:
        found.append(heard)


def _goes_on(before: CompSpan | Heard, after: CompSpan | Heard) -> bool:
    """Whether a stretch goes on from the one before as if there were no joint."""
    return (
        before.take == after.take
        and before.stop_s >= after.start_s
        and (before.slip_s, before.gain_db) == (after.slip_s, after.gain_db)
        and not before.fade_out_s
        and not after.fade_in_s
    )


_EVER = float("inf")
