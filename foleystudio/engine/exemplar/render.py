"""A plan's samples, in blocks: any stretch equals that stretch of the whole, to the sample."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.plan import Plan
from foleystudio.engine.exemplar.voices.mixing import Performer
from foleystudio.engine.exemplar.voices.voice import Voice
from foleystudio.engine.loudness.limited_stream import BLOCK, MARGIN, Held, limited_stream
from foleystudio.engine.request import Cancelled, never_cancelled
from foleystudio.progress import watched


def render_blocks(
    plan: Plan,
    start: int = 0,
    stop: int | None = None,
    cancelled: Cancelled = never_cancelled,
    held: Held | None = None,
) -> Iterator[Wave]:
    """The samples of a plan, as `limited_stream` yields them."""
    return limited_stream(Mixer(plan, cancelled).block, plan.n_samples, start, stop, cancelled, held)


def changed_spans(before: Plan, after: Plan) -> list[tuple[int, int]]:
    """Where two plans sound different: ``[start, stop)`` in samples, in order, apart from each other.

    Plans of different references or settings of the whole take differ throughout.
    """
    whole = [(0, after.n_samples)] if after.n_samples else []
    for name in ("exemplars", "n_samples", "channels", "rate_hz", "gain", "ambience_share", "seed"):
        if getattr(before, name) != getattr(after, name):
            return whole
    if len(before.ambience) != len(after.ambience):
        return whole
    return merged_spans(
        (max(0, voice.start - MARGIN), min(after.n_samples, voice.stop + MARGIN))
        for voice in set(before.voices) ^ set(after.voices)
        if voice.start - MARGIN < after.n_samples
    )


def merged_spans(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans ``[start, stop)`` in order, those that meet joined into one."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


class Mixer:
    """Adds voices and ambience up, block by block; nothing is limited yet."""

    def __init__(self, plan: Plan, cancelled: Cancelled = never_cancelled) -> None:
        self._cancelled = cancelled
        self._plan = plan
        self._performer = Performer(plan.exemplars, plan.rate_hz)
        self._starts = [voice.start for voice in plan.voices]
        # How far the voices up to each one reach: from which voice on a block has to look.
        self._reached = list(accumulate((voice.stop for voice in plan.voices), max))

    def block(self, number: int) -> Wave:
        """Block ``number``, ``float32 [BLOCK, C]``; silence below 0. Raises `Cancelled` when the user cancelled."""
        plan, start = self._plan, number * BLOCK
        out = np.zeros((BLOCK, plan.channels), dtype=np.float32)
        if number < 0:
            return out
        for voice in watched(self._sounding(start, start + BLOCK), self._cancelled):
            first, piece = self._performer.play(voice, start, start + BLOCK)
            out[first - start : first - start + len(piece)] += piece
        for ambience in plan.ambience:
            level = np.float32(plan.ambience_share * ambience.level)
            out += level * ambience.texture.read(plan.seed, start, start + BLOCK)
        return out * np.float32(plan.gain)

    def _sounding(self, start: int, stop: int) -> list[Voice]:
        first = bisect_left(self._reached, start + 1)
        last = bisect_left(self._starts, stop)
        return [voice for voice in self._plan.voices[first:last] if voice.stop > start]
