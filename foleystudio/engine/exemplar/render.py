"""A plan's samples, in blocks: any stretch equals that stretch of the whole, to the sample."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

import numpy as np

from foleystudio.dsp.envelope import db_to_amplitude
from foleystudio.dsp.limiter import CELL, REACH_CELLS, limit
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.plan import Plan, Voice, preroll_samples
from foleystudio.engine.exemplar.voices import Performer
from foleystudio.engine.request import Cancelled, never_cancelled
from foleystudio.errors import Cancelled as CancelledError

BLOCK = 256 * CELL
"""Samples made at once; blocks lie on this grid whatever stretch is asked for."""

CEILING = db_to_amplitude(-1.0)
"""No sample of a take is further from zero."""

_MARGIN = REACH_CELLS * CELL


def render_blocks(
    plan: Plan, start: int = 0, stop: int | None = None, cancelled: Cancelled = never_cancelled
) -> Iterator[Wave]:
    """The samples of a plan from ``start`` to ``stop`` (the end of the take).

    Yields
    ------
    ``float32 [n, C]``, at most `BLOCK` samples each.

    Raises
    ------
    Cancelled
        When the user cancelled.
    """
    stop = plan.n_samples if stop is None else min(stop, plan.n_samples)
    mixer = _Mixer(plan)
    for number in range(max(0, start) // BLOCK, -(-stop // BLOCK)):
        if cancelled():
            raise CancelledError
        base = number * BLOCK
        yield mixer.limited(number)[max(0, start - base) : stop - base]


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
    reach = preroll_samples(after.rate_hz) + _MARGIN
    spans = sorted(
        (max(0, voice.attack - reach), min(after.n_samples, voice.stop + _MARGIN))
        for voice in set(before.voices) ^ set(after.voices)
        if voice.attack - reach < after.n_samples
    )
    merged: list[tuple[int, int]] = []
    for start, stop in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


class _Mixer:
    """Adds voices and ambience up, block by block, and holds the sum below the ceiling."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._performer = Performer(plan.exemplars, plan.rate_hz)
        self._mixed: dict[int, Wave] = {}
        self._attacks = [voice.attack for voice in plan.voices]
        # How far the voices up to each one reach: from which voice on a block has to look.
        self._reached = list(accumulate((voice.stop for voice in plan.voices), max))

    def limited(self, number: int) -> Wave:
        before, here, after = (self._mix(n) for n in (number - 1, number, number + 1))
        for old in [n for n in self._mixed if n < number]:
            del self._mixed[old]
        joined = np.concatenate([before[len(before) - _MARGIN :], here, after[:_MARGIN]])
        return limit(joined, CEILING)

    def _mix(self, number: int) -> Wave:
        if number not in self._mixed:
            self._mixed[number] = self._made(number)
        return self._mixed[number]

    def _made(self, number: int) -> Wave:
        plan, start = self._plan, number * BLOCK
        out = np.zeros((BLOCK, plan.channels), dtype=np.float32)
        if number < 0:
            return out
        for voice in self._sounding(start, start + BLOCK):
            first, piece = self._performer.play(voice, start, start + BLOCK)
            out[first - start : first - start + len(piece)] += piece
        for ambience in plan.ambience:
            level = np.float32(plan.ambience_share * ambience.level)
            out += level * ambience.texture.read(plan.seed, start, start + BLOCK)
        return out * np.float32(plan.gain)

    def _sounding(self, start: int, stop: int) -> list[Voice]:
        first = bisect_left(self._reached, start + 1)
        last = bisect_left(self._attacks, stop + preroll_samples(self._plan.rate_hz))
        return [voice for voice in self._plan.voices[first:last] if voice.stop > start]
