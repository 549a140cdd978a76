"""How finely an instant is told: the frame, and where it is wanted milliseconds or samples within it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from foleystudio.timebase.frames import FrameTimes
from foleystudio.timebase.rates import STUDIO_RATE_HZ, Seconds, round_half_up, to_samples


@dataclass(frozen=True)
class Fineness:
    """How finely an instant is told within its frame.

    Parameters
    ----------
    unit
        "" (not at all), "ms" or "smp".
    decimals
        Of milliseconds.
    """

    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True)
class Division:
    """An instant within a frame.

    Parameters
    ----------
    seconds
        When.
    number
        Milliseconds or samples after the frame's beginning.
    label
        "+5 ms", "+604 smp".
    """

    seconds: float
    number: int
    label: str


def fineness_of(step_s: float) -> Fineness:
    """What can be told apart where a step of the eye or the mouse spans so many seconds."""
    if step_s > 1e-3:
        return Fineness()
    if step_s * STUDIO_RATE_HZ <= 0.5:  # a sample is two steps wide
        return Fineness("smp")
    return Fineness("ms", 0 if step_s > 1e-4 else 1 if step_s > 2e-5 else 2)


def within_frame(seconds: Seconds, frames: FrameTimes, fine: Fineness) -> str:
    """How far an instant lies behind the beginning of its frame: "+12 ms", "+604 smp", or "" when that is not told.

    Samples are counted from the first that begins within the frame.
    """
    if not fine.unit or not len(frames):
        return ""
    begin = frames.time_of(frames.frame_at(seconds))
    if fine.unit == "smp":
        return _signed(to_samples(seconds, STUDIO_RATE_HZ) - ceil(begin * STUDIO_RATE_HZ), "smp")
    return _signed(round_half_up((Fraction(seconds) - begin) * 1000 * 10**fine.decimals), "ms", fine.decimals)


def _signed(count: int, unit: str, decimals: int = 0) -> str:
    return f"{'−' if count < 0 else '+'}{abs(count) / 10**decimals:.{decimals}f} {unit}"


def moved_by(before_s: float, after_s: float, frames: FrameTimes) -> str:
    """How far something was moved, in frames ("+3 f", "−0.25 f"), by less than a hundredth of one in samples."""
    delta = frames.place_of(after_s) - frames.place_of(before_s) if len(frames) else 0.0
    hundredths = round_half_up(delta * 100)
    if not hundredths and before_s != after_s:
        return _signed(to_samples(after_s, STUDIO_RATE_HZ) - to_samples(before_s, STUDIO_RATE_HZ), "smp")
    sign = "−" if hundredths < 0 else "+" if hundredths else "±"
    return f"{sign}{abs(hundredths) / 100:g} f"


def divisions(frames: FrameTimes, frame: int, unit: str, count: int, start_s: float, stop_s: float) -> list[Division]:
    """Instants within a frame that are whole multiples of so many milliseconds or samples, between two others.

    Samples are counted from the first that begins within the frame; that one is told too, where it is not the frame's.
    """
    begin, end = frames.time_of(frame), frames.time_of(frame + 1)
    if unit == "smp":
        first, a_second = ceil(begin * STUDIO_RATE_HZ), STUDIO_RATE_HZ
        origin = Fraction(first, STUDIO_RATE_HZ)
    else:
        origin, a_second = begin, 1000
    lowest = max(1 if origin == begin else 0, ceil((Fraction(start_s) - origin) * a_second / count))
    highest = min(ceil((end - origin) * a_second / count), floor((Fraction(stop_s) - origin) * a_second / count) + 1)
    return [
        Division(float(origin + Fraction(number * count, a_second)), number * count, _signed(number * count, unit))
        for number in range(lowest, highest)
    ]
