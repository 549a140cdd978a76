"""Seconds, samples and mel columns: exact rates."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

STUDIO_RATE_HZ = 48_000
"""What the studio renders, plays and exports."""

FEATURE_FPS = Fraction(44_100, 512 * 4)
"""Feature frames a second: a quarter of the mel columns of both mels (22 050 / 256 = 44 100 / 512), 21.53."""

Seconds = float | Fraction


def round_half_up(value: Seconds) -> int:
    """Nearest whole number, halves upwards (Python's ``round`` would send them to even numbers)."""
    return floor(Fraction(value) + Fraction(1, 2))


def to_samples(seconds: Seconds, rate_hz: int) -> int:
    """Nearest sample to an instant."""
    return round_half_up(Fraction(seconds) * rate_hz)


def to_seconds(samples: int, rate_hz: int) -> float:
    """Instant of a sample."""
    return samples / rate_hz


def rescale(samples: int, from_hz: int, to_hz: int) -> int:
    """Nearest sample at ``to_hz`` to a sample at ``from_hz``."""
    return round_half_up(Fraction(samples * to_hz, from_hz))


def feature_frames(duration: Seconds) -> int:
    """Feature frames that cover a duration; the last may reach beyond it."""
    return ceil(Fraction(duration) * FEATURE_FPS)


@dataclass(frozen=True)
class ColumnGrid:
    """Where mel columns lie: column ``m`` is centred on sample ``m * hop`` at ``rate_hz``."""

    rate_hz: int
    hop: int

    @property
    def columns_per_second(self) -> Fraction:
        """Exact column rate."""
        return Fraction(self.rate_hz, self.hop)

    def column_at(self, seconds: Seconds) -> int:
        """Column whose centre is nearest to an instant."""
        return round_half_up(Fraction(seconds) * self.columns_per_second)

    def seconds_of(self, column: int) -> float:
        """Instant of a column's centre."""
        return float(column / self.columns_per_second)
