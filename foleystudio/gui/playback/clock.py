"""Which sample is heard now: the audio clock, smoothed by the monotonic one."""

from __future__ import annotations

from dataclasses import dataclass

# Share of each new reading that is believed: readings jitter by a millisecond, cards drift by parts in 10^4.
_BELIEF = 0.05
# A reading that is off by more is doubted; when a few in a row are, the card skipped, slept or has only now begun.
_DOUBT_S = 0.004
_DOUBTS_TO_BELIEVE = 3
# A reading that is off by more is believed at once.
_JUMP_S = 0.5


@dataclass(frozen=True)
class _Anchor:
    sample: int
    at_s: float


class PlayClock:
    """Maps monotonic seconds to the output sample that is heard then.

    ``update`` belongs to the audio thread; ``heard`` may be asked from any (it reads one immutable value).

    Parameters
    ----------
    rate_hz
        Output samples a second.
    """

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._anchor: _Anchor | None = None
        self._readings = 0
        self._doubts = 0

    def reset(self) -> None:
        """Forget all readings: the next one is believed whole."""
        self._anchor = None
        self._readings = self._doubts = 0

    def update(self, sample: int, at_s: float) -> None:
        """Take a reading: ``sample`` reaches the ear at ``at_s`` (monotonic seconds)."""
        anchor = self._anchor
        if anchor is not None:
            expected_s = anchor.at_s + (sample - anchor.sample) / self._rate_hz
            error_s = at_s - expected_s
            self._doubts = self._doubts + 1 if abs(error_s) > _DOUBT_S else 0
            if abs(error_s) > _JUMP_S or self._doubts >= _DOUBTS_TO_BELIEVE:
                self._readings = self._doubts = 0
            elif self._doubts:
                at_s = expected_s
            else:
                self._readings += 1
                # The first few readings are averaged, so that one bad reading at the start is soon outvoted.
                at_s = expected_s + error_s * max(_BELIEF, 1 / (self._readings + 1))
        self._anchor = _Anchor(sample, at_s)

    def heard(self, now_s: float) -> float | None:
        """Number of the output sample heard at ``now_s``, with its fraction; None before the first reading."""
        anchor = self._anchor
        return None if anchor is None else anchor.sample + (now_s - anchor.at_s) * self._rate_hz


@dataclass(frozen=True)
class Stretch:
    """A run of output samples that follow the clip at one speed.

    Parameters
    ----------
    sample
        First output sample.
    position
        Place in the clip, in samples at the studio rate.
    speed
        Clip samples per output sample; 0 holds.
    generation
        Of the command that asked for it.
    """

    sample: int
    position: float
    speed: float
    generation: int

    def position_at(self, sample: float) -> float:
        """Place in the clip of an output sample."""
        return self.position + (sample - self.sample) * self.speed


class Stretches:
    """The latest stretches: what was played where. Written by the audio thread, read by any."""

    _KEPT = 64

    def __init__(self) -> None:
        self._rows: tuple[Stretch, ...] = ()

    def note(self, stretch: Stretch) -> None:
        """Add a stretch that begins now; the one before it ends."""
        if self._rows and self._rows[-1].sample == stretch.sample:
            self._rows = (*self._rows[:-1], stretch)
        else:
            self._rows = (*self._rows[1 - self._KEPT :], stretch)

    @property
    def last(self) -> Stretch | None:
        """The stretch that is being written."""
        return self._rows[-1] if self._rows else None

    def at(self, sample: float) -> Stretch | None:
        """Stretch that an output sample lies in; None when it is older than what is kept."""
        for stretch in reversed(self._rows):
            if stretch.sample <= sample:
                return stretch
        return None
