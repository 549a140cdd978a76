"""Stretches of a sound at other rates than its own, brought to that: in time with the clock, without a seam inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.resample import resample_blocks
from foleystudio.timebase import round_half_up


@dataclass(frozen=True, eq=False)
class Placed:
    """Some samples and where they lie.

    Parameters
    ----------
    at
        Where the first of them lies, in samples of the sound's rate: between two, where frames of another rate end.
    samples
        ``float32 [n, C]``.
    rate_hz
        Their own rate.
    """

    at: Fraction
    samples: Wave
    rate_hz: int

    def stop(self, rate_hz: int) -> Fraction:
        """Where they end, in samples of the sound's rate."""
        return self.at + Fraction(len(self.samples) * rate_hz, self.rate_hz)


class _Ahead:
    """Frames of which the next one is looked at before it is taken."""

    def __init__(self, frames: Iterator[Placed]) -> None:
        self._frames = frames
        self.next = next(frames, None)

    def run(self, rate_hz: int) -> Iterator[Wave]:
        """Take the next frame, and those of its rate that follow right behind it."""
        before: Placed | None = None
        while (frame := self.next) is not None:
            if before is not None and (frame.rate_hz != before.rate_hz or frame.at != before.stop(rate_hz)):
                return
            yield frame.samples
            before, self.next = frame, next(self._frames, None)


def at_one_rate(frames: Iterator[Placed], rate_hz: int, channels: int) -> Iterator[tuple[int, Wave]]:
    """Frames at one rate, each with the sample at which it lies.

    Those of another rate are resampled as one sound for as long as they follow each other: one by one, each would be
    rounded to whole samples, which adds up, and none would know its neighbours.

    Parameters
    ----------
    frames
        In their order.
    rate_hz, channels
        The sound's rate, and how many channels all frames have.
    """
    ahead = _Ahead(frames)
    while (frame := ahead.next) is not None:
        at = round_half_up(frame.at)
        for block in resample_blocks(ahead.run(rate_hz), frame.rate_hz, rate_hz, channels):
            yield at, block
            at += len(block)
