"""Prepares sound ahead of the card: reads the mix, loops it, runs it at shuttle speeds, backwards too."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import soxr

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.fades import fade_in, fade_out
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan
from foleystudio.gui.playback.renderer import AudioQueue, Chunk
from foleystudio.timebase import STUDIO_RATE_HZ

CHUNK = 1024
"""Output samples prepared at a time (21 ms)."""

AHEAD = 16_384
"""Output samples kept ready (0.34 s): what a busy disk or a long garbage collection may take."""

AT_FIRST = 4 * CHUNK
"""Output samples prepared before the first is let out, so that a slow first read makes no gap."""

KEPT_ON_CHANGE = 3 * CHUNK
"""Output samples left as they were when the mix changes while playing."""

SCRUB = 2_880
"""Output samples heard at each place while scrubbing (60 ms)."""

_CLICK_FADE = 64  # samples, 1.3 ms: no click at a loop's seam, and attacks there are still heard


@dataclass(frozen=True)
class Command:
    """What the transport wants: a value, replaced whole by each key press.

    Parameters
    ----------
    generation
        Rises with every command; sound prepared for an earlier one is dropped.
    start
        Where to begin, in clip samples.
    speed
        1 forwards, -1 backwards, 2 twice as fast; 0 pauses.
    is_scrub
        Let a moment of sound be heard and stay there.
    """

    generation: int
    start: int
    speed: float = 0.0
    is_scrub: bool = False


class Feed:
    """Keeps a renderer supplied; ``fill`` is called over and over by one thread.

    Parameters
    ----------
    mixdown
        What is played.
    renderer
        Who plays it.
    """

    def __init__(self, mixdown: Mixdown, renderer: AudioQueue) -> None:
        self._mixdown = mixdown
        self._renderer = renderer
        self._command = Command(0, 0)
        self._plan = mixdown.plan
        self._position = 0
        self._is_over = True
        self._resampler: soxr.ResampleStream | None = None
        self._given = 0
        self.loop: tuple[int, int] | None = None

    def fill(self, command: Command) -> bool:
        """Queue what is missing; False when there is nothing to do until the next command.

        Raises
        ------
        FoleyError
            When the mix cannot be read and nobody is told by the mixdown itself.
        """
        if command.generation != self._command.generation:
            self._begin(command)
        plan = self._mixdown.plan
        if plan is not self._plan:
            self._change(plan)
        while self._renderer.queued < AHEAD and not self._is_over:
            if command.generation != self._renderer.generation:
                return True  # superseded meanwhile
            for chunk in self._chunks():
                self._renderer.append(chunk)
        return not self._is_over

    def _begin(self, command: Command) -> None:
        self._command = command
        self._plan = self._mixdown.plan
        self._position = command.start
        self._given = 0
        self._is_over = command.speed == 0
        speed = abs(command.speed)
        self._resampler = (
            soxr.ResampleStream(STUDIO_RATE_HZ * speed, STUDIO_RATE_HZ, 2, dtype="float32", quality="MQ")
            if speed not in (0, 1)
            else None
        )
        if command.is_scrub:
            self._is_over = True
            self._renderer.append(self._scrub(command))
            return
        first: list[Chunk] = []
        while not self._is_over and sum(len(chunk.samples) for chunk in first) < AT_FIRST:
            first += self._chunks()
        if first and command.start > 0:
            first[0] = _faded_in(first[0])
        self._renderer.append(*first)

    def _scrub(self, command: Command) -> Chunk:
        samples = self._mixdown.read(command.start - SCRUB // 2, SCRUB)
        samples = fade_out(fade_in(samples, SCRUB // 4), SCRUB // 4)
        return Chunk(command.generation, samples, command.start, 0.0, peaks=self._mixdown.peaks)

    def _change(self, plan: MixPlan) -> None:
        # Prepare again, with the new mix, what is not about to be heard; levels ramp from the old mix.
        self._plan = plan
        if self._command.speed != 1:
            return  # at shuttle speeds the change is heard a third of a second late
        dropped = self._renderer.take_back(KEPT_ON_CHANGE)
        if dropped is not None:
            self._is_over = False
            self._position = round(dropped.position)
            self._mixdown.resume(self._position)

    def _chunks(self) -> list[Chunk]:
        speed = self._command.speed
        if speed == 1:
            return [self._straight()]
        count = max(1, round(CHUNK * abs(speed)))
        samples, is_last = self._forwards(count) if speed > 0 else self._backwards(count)
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(samples, last=is_last)
        chunk = Chunk(
            self._command.generation,
            samples,
            self._command.start + self._given * speed,
            speed,
            is_last=is_last,
            peaks=self._mixdown.peaks,
        )
        self._given += len(samples)
        return [chunk] if len(samples) or is_last else []

    def _straight(self) -> Chunk:
        loop, start, end = self.loop, self._position, self._plan.n_samples
        stop = min(start + CHUNK, end)
        wraps = loop is not None and loop[0] < loop[1] and start < loop[1] <= stop
        if wraps and loop is not None:
            stop = loop[1]
        samples = self._mixdown.read(start, max(0, stop - start))
        peaks = self._mixdown.peaks
        is_last = stop >= end and not wraps
        self._is_over = is_last
        self._position = stop
        if wraps and loop is not None:
            samples = fade_out(samples, _CLICK_FADE)
            self._position = loop[0]
        if loop is not None and start == loop[0]:
            samples = fade_in(samples, _CLICK_FADE) if start > 0 else samples
        return Chunk(self._command.generation, samples, start, 1.0, is_last=is_last, peaks=peaks)

    def _forwards(self, count: int) -> tuple[Wave, bool]:
        stop = min(self._position + count, self._plan.n_samples)
        samples = self._mixdown.read(self._position, max(0, stop - self._position))
        self._position = stop
        self._is_over = stop >= self._plan.n_samples
        return samples, self._is_over

    def _backwards(self, count: int) -> tuple[Wave, bool]:
        start = max(0, self._position - count)
        samples = self._mixdown.read(start, max(0, self._position - start))
        self._position = start
        self._is_over = start <= 0
        return np.ascontiguousarray(samples[::-1]), self._is_over


def _faded_in(chunk: Chunk) -> Chunk:
    return replace(chunk, samples=fade_in(chunk.samples, _CLICK_FADE))
