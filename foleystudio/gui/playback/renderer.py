"""What the audio callback does: copy prepared chunks out, never wait, never touch the disk."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.fades import fade_curve
from foleystudio.engine.mix.mixdown import StereoPeak
from foleystudio.gui.playback.clock import PlayedRun, PlayedRuns

FADE = 96
"""Samples (2 ms) over which sound that is cut off dies away."""

MOST_STRIKES = 24
"""Live hits that sound at once; the oldest goes for one more."""

_LEVELS_KEPT = 512  # chunks whose peaks wait for the meters: more than sound between two of their looks

_FALLING = fade_curve(FADE)[::-1, None]


@dataclass(frozen=True, eq=False)
class Chunk:
    """Prepared sound.

    Parameters
    ----------
    generation
        Of the command it was prepared for.
    samples
        ``float32 [n, 2]``.
    position
        Place of its first sample in the clip, in samples at the studio rate.
    speed
        Clip samples per output sample; 0 for sound that holds the position (scrubbing).
    is_last
        Nothing follows: the position holds at its end.
    peaks
        How loud it is, by row of the mix.
    """

    generation: int
    samples: Wave
    position: float
    speed: float
    is_last: bool = False
    peaks: Mapping[int, StereoPeak] = field(default_factory=dict)


class AudioQueue:
    """The queue between the feed (which appends) and the sound card (which renders).

    No locks: a deque's two ends are safe under two threads, the rest are single assignments.

    Attributes
    ----------
    levels
        Of what was let out: from which sample on, and how loud it is (`Chunk.peaks`); taken out by whoever shows it.
    audition_began
        First output sample of the sound that is auditioned; None while none is.
    """

    def __init__(self) -> None:
        self.generation = 0
        self.stretches = PlayedRuns()
        self.sample = 0
        self.ended_generation = -1
        self.gaps = 0
        self._queue: deque[Chunk] = deque()
        self._current: Chunk | None = None
        self._offset = 0
        self._audition: tuple[Wave, int] | None = None
        self._audition_next: Wave | None = None
        self._audition_changed = False
        self._struck: deque[Wave] = deque()
        self._strikes: list[tuple[Wave, int]] = []
        self.audition_began: int | None = None
        self.levels: deque[tuple[int, Mapping[int, StereoPeak]]] = deque(maxlen=_LEVELS_KEPT)

    @property
    def queued(self) -> int:
        """Samples waiting for the current generation: an estimate, good enough to decide on more."""
        waiting = sum(len(chunk.samples) for chunk in tuple(self._queue) if chunk.generation == self.generation)
        current = self._current
        return waiting + (len(current.samples) - self._offset if current is not None else 0)

    @property
    def is_auditioning(self) -> bool:
        """Whether an auditioned sound or a live hit is still heard."""
        return self._audition is not None or self._audition_changed or bool(self._strikes or self._struck)

    def append(self, *chunks: Chunk) -> None:
        """Queue chunks."""
        self._queue.extend(chunks)

    def take_back(self, keep: int) -> Chunk | None:
        """Drop queued chunks beyond the first ``keep`` samples; answers the earliest dropped one."""
        dropped = None
        while self.queued > keep:
            try:
                chunk = self._queue.pop()
            except IndexError:
                break
            if chunk.generation != self.generation:
                continue
            dropped = chunk
        return dropped

    def audition(self, samples: Wave | None) -> None:
        """Mix a sound over whatever plays, from its start; None fades the present one out."""
        self._audition_next = samples
        self._audition_changed = True

    def strike(self, samples: Wave) -> None:
        """Mix a live hit over whatever plays, from the next sample that the card asks for; others ring on."""
        self._struck.append(samples)

    def render(self, out: Wave) -> None:
        """Fill ``float32 [n, 2]`` with what comes next."""
        filled = 0
        while filled < len(out):
            chunk = self._current or self._next_chunk(self.sample + filled)
            if chunk is None:
                self._hold(self.sample + filled)
                out[filled:] = 0
                break
            if chunk.generation != self.generation:
                filled += self._fade(chunk, out[filled:])
                self._current = None
                continue
            taken = min(len(out) - filled, len(chunk.samples) - self._offset)
            out[filled : filled + taken] = chunk.samples[self._offset : self._offset + taken]
            filled += taken
            self._offset += taken
            if self._offset == len(chunk.samples):
                self._finish(chunk, self.sample + filled)
        self._mix_audition(out)
        self._mix_strikes(out)
        self.sample += len(out)

    def _next_chunk(self, sample: int) -> Chunk | None:
        while self._queue:
            try:
                chunk = self._queue.popleft()
            except IndexError:
                return None  # taken back this very moment
            if chunk.generation != self.generation:
                continue
            self._current, self._offset = chunk, 0
            self.levels.append((sample, chunk.peaks))
            last = self.stretches.last
            runs_on = (
                last is not None
                and last.generation == chunk.generation
                and last.speed == chunk.speed
                and abs(last.position_at(sample) - chunk.position) < 0.5
            )
            if not runs_on:
                self.stretches.note(PlayedRun(sample, chunk.position, chunk.speed, chunk.generation))
            return chunk
        return None

    def _hold(self, sample: int) -> None:
        last = self.stretches.last
        if last is not None and last.speed != 0 and last.generation == self.generation:
            self.gaps += 1
            self.stretches.note(PlayedRun(sample, last.position_at(sample), 0.0, last.generation))

    def _finish(self, chunk: Chunk, sample: int) -> None:
        self._current = None
        if chunk.is_last:
            end = chunk.position + len(chunk.samples) * chunk.speed
            self.stretches.note(PlayedRun(sample, end, 0.0, chunk.generation))
            self.ended_generation = chunk.generation

    def _fade(self, chunk: Chunk, out: Wave) -> int:
        rest = chunk.samples[self._offset :]
        n = min(FADE, len(rest), len(out))
        out[:n] = rest[:n] * _FALLING[FADE - n :]
        return n

    def _mix_audition(self, out: Wave) -> None:
        if self._audition_changed:
            self._audition_changed = False
            if self._audition is not None:
                old, at = self._audition
                n = min(FADE, len(old) - at, len(out))
                out[:n] += old[at : at + n] * _FALLING[FADE - n :]
            self._audition = None if self._audition_next is None else (self._audition_next, 0)
            self.audition_began = None if self._audition is None else self.sample
        if self._audition is None:
            return
        samples, at = self._audition
        n = min(len(samples) - at, len(out))
        np.add(out[:n], samples[at : at + n], out=out[:n])
        self._audition = (samples, at + n) if at + n < len(samples) else None

    def _mix_strikes(self, out: Wave) -> None:
        while self._struck:
            self._strikes.append((self._struck.popleft(), 0))
        fading, sounding = self._strikes[:-MOST_STRIKES], self._strikes[-MOST_STRIKES:]
        for old, at in fading:
            n = min(FADE, len(old) - at, len(out))
            out[:n] += old[at : at + n] * _FALLING[FADE - n :]
        for samples, at in sounding:
            n = min(len(samples) - at, len(out))
            np.add(out[:n], samples[at : at + n], out=out[:n])
        self._strikes = [(wave, at + len(out)) for wave, at in sounding if at + len(out) < len(wave)]
