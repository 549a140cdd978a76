"""The comp: stretches of a track in which another of its takes sounds than the one in use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from foleystudio.project.ranges import LONGEST_S, check_key, check_numbers

CROSSFADE_S = 0.005
"""From one take to the next: long enough against a click, too short to be heard as a fade."""

_SHORTEST_S = 0.01
"""What is left of a span by others is no shorter: there is nothing to hear in less than two cross-fades."""


@dataclass(frozen=True)
class CompSpan:
    """A stretch in which a take sounds.

    Parameters
    ----------
    start_s, stop_s
        On the clip's time axis.
    take
        Key of the take.
    """

    start_s: float
    stop_s: float
    take: int

    def __post_init__(self) -> None:
        check_key(self.take)
        check_numbers(LONGEST_S, least=0, start_s=self.start_s, stop_s=self.stop_s)
        if self.stop_s <= self.start_s:
            raise ValueError("a span of a comp ends before it begins")


def laid(comp: Iterable[CompSpan], span: CompSpan, in_use: int | None) -> tuple[CompSpan, ...]:
    """With a take sounding in a stretch, whatever sounded there; the take in use needs no span.

    Spans of one take that meet are one.
    """
    kept: list[CompSpan] = []
    for old in comp:
        for start_s, stop_s in (
            (old.start_s, min(old.stop_s, span.start_s)),
            (max(old.start_s, span.stop_s), old.stop_s),
        ):
            if stop_s - start_s >= _SHORTEST_S:
                kept.append(replace(old, start_s=start_s, stop_s=stop_s))
    if span.take != in_use:
        kept.append(span)
    joined: list[CompSpan] = []
    for one in sorted(kept, key=lambda s: s.start_s):
        if joined and joined[-1].take == one.take and one.start_s <= joined[-1].stop_s:
            joined[-1] = replace(joined[-1], stop_s=max(joined[-1].stop_s, one.stop_s))
        else:
            joined.append(one)
    return tuple(joined)


def without_take(comp: Iterable[CompSpan], take: int | None) -> tuple[CompSpan, ...]:
    """Without the spans of a take, in which that in use sounds again."""
    return tuple(span for span in comp if span.take != take)


Window = tuple[float, float]
"""Seconds from which on, and up to which, a take is heard; ``inf`` where nothing ends it."""


def windows_of(comp: Sequence[CompSpan], in_use: int | None) -> dict[int, tuple[Window, ...]]:
    """Take's key -> where it is heard, of a comp in order: the take in use wherever no other is."""
    if not comp:
        return {} if in_use is None else {in_use: ((-_EVER, _EVER),)}
    windows: dict[int, list[Window]] = {} if in_use is None else {in_use: []}
    before_s = -_EVER
    for span in comp:
        if in_use is not None and span.start_s > before_s:
            windows[in_use].append((before_s, span.start_s))
        windows.setdefault(span.take, []).append((span.start_s, span.stop_s))
        before_s = span.stop_s
    if in_use is not None:
        windows[in_use].append((before_s, _EVER))
    return {take: tuple(there) for take, there in windows.items()}


_EVER = float("inf")
