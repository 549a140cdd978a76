"""Seconds, samples, frames, columns and timecode: exact rates, and the one place that rounds.

Positions are whole samples or whole pts; instants handed about between rooms are seconds. A *frame*
is one picture, a *column* one mel step, a *sample* one audio value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from foleystudio.errors import FoleyError

STUDIO_RATE_HZ = 48_000
"""What the studio renders, plays and exports."""

FEATURE_FPS = Fraction(44_100, 512 * 4)
"""Feature frames a second: a quarter of the mel columns of both mels (22 050 / 256 = 44 100 / 512), 21.53."""

Seconds = float | Fraction

_FLOAT_SLACK_S = Fraction(1, 10**9)  # far above a float's rounding over days, far below any tick of a clip


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


@dataclass(frozen=True, eq=False)
class FrameTimes:
    """The exact display times of a clip's frames, from its list of pts (never ``n / fps``).

    Parameters
    ----------
    pts
        ``int64 [T]``, strictly rising, in units of ``time_base``, counted from the clip's start (the
        first frame may start later than 0).
    time_base
        Seconds per pts unit.
    end_pts
        Where the last frame's interval ends.
    """

    pts: NDArray[np.int64]
    time_base: Fraction
    end_pts: int

    @classmethod
    def regular(cls, count: int, rate_fps: Fraction) -> FrameTimes:
        """Frames at a constant rate from 0."""
        return cls(np.arange(count, dtype=np.int64), 1 / rate_fps, count)

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def duration(self) -> Fraction:
        """Seconds from the clip's start to the end of the last frame."""
        return self.end_pts * self.time_base

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """``float64 [T]``: display time of every frame."""
        return self.pts.astype(np.float64) * float(self.time_base)

    def time_of(self, frame: int) -> Fraction:
        """Exact display time of a frame; ``len(self)`` gives the end of the last."""
        if frame == len(self.pts):
            return self.duration
        return int(self.pts[frame]) * self.time_base

    def frame_at(self, seconds: Seconds) -> int:
        """Frame whose interval holds an instant, clamped to the first and last frame.

        A frame's time that went through a float (49/25 comes back as 1.96 - 4e-17) still is that frame's.
        """
        slack = _FLOAT_SLACK_S if isinstance(seconds, float) else 0
        units = floor((Fraction(seconds) + slack) / self.time_base)
        return self.frame_of_pts(units)

    def frame_of_pts(self, pts: int) -> int:
        """Frame whose interval holds a pts, clamped to the first and last frame."""
        return max(0, min(len(self.pts) - 1, int(np.searchsorted(self.pts, pts, side="right")) - 1))

    def nearest_frame(self, seconds: Seconds) -> int:
        """Frame whose display time is nearest to an instant."""
        frame = self.frame_at(seconds)
        after = min(frame + 1, len(self.pts) - 1)
        at = Fraction(seconds)
        return after if abs(self.time_of(after) - at) < abs(self.time_of(frame) - at) else frame

    def place_of(self, seconds: Seconds) -> float:
        """An instant in frames, with the share of the frame that has passed; beyond the last one at its length."""
        frame = self.frame_at(seconds)
        begin = self.time_of(frame)
        return float(
            frame + (Fraction(seconds) - begin) / ((self.time_of(frame + 1) - begin) or 1 / self.mean_rate_fps)
        )

    def slots(self, rate_fps: Fraction) -> NDArray[np.int64]:
        """``int64 [T]``: in which interval of a regular rate, counted from 0, each frame begins to be shown; exact."""
        step = self.time_base * rate_fps
        # Python's integers: pts of fine clocks times the step's numerator may pass 64 bits.
        numbers = [pts * step.numerator // step.denominator for pts in self.pts.tolist()]
        return np.array(numbers, dtype=np.int64)

    @cached_property
    def is_variable(self) -> bool:
        """Whether frame intervals differ by more than the rounding of their time base, or of milliseconds (VFR)."""
        if len(self.pts) < 3:
            return False
        steps = np.diff(self.pts)
        # Many files hold times once rounded to milliseconds (Matroska's unit) on a finer clock.
        return bool(int(steps.max() - steps.min()) * self.time_base > max(self.time_base, Fraction(1, 1000)))

    @cached_property
    def mean_rate_fps(self) -> Fraction:
        """Mean frame rate: for labels and estimates, never for positions."""
        span = self.end_pts - (int(self.pts[0]) if len(self.pts) else 0)
        return Fraction(len(self.pts)) / (span * self.time_base) if span else Fraction(25)


# Timecode counts frames at a whole number a second; these are the rates it is defined for.
_NOMINAL_FPS = {
    Fraction(24000, 1001): 24, Fraction(24): 24, Fraction(25): 25, Fraction(30000, 1001): 30, Fraction(30): 30,
    Fraction(48): 48, Fraction(50): 50, Fraction(60000, 1001): 60, Fraction(60): 60,
}  # fmt: skip
_DROP_RATES = {Fraction(30000, 1001), Fraction(60000, 1001)}
_RATE_BLUR = Fraction(1, 100)
_TIMECODE = re.compile(r"^(\d+):([0-5]?\d):([0-5]?\d)([:;])(\d+)$")
_START = re.compile(r"^(\d+):([0-5]?\d):([0-5]?\d)([:;.,])(\d+)$")


@dataclass(frozen=True)
class Timecode:
    """HH:MM:SS:FF labels for frame numbers; ``;`` before FF marks drop-frame counting.

    Parameters
    ----------
    rate_fps
        Exact frame rate. Rates without a standard count (VFR means, 21.5) count at the nearest whole rate.
    drop_frame
        Skip labels so that they keep pace with the clock (29.97 and 59.94 only).
    start
        How many frames after the label 00:00:00:00 frame 0 is; a count that passes midnight begins anew.
    """

    rate_fps: Fraction
    drop_frame: bool = False
    start: int = 0

    def __post_init__(self) -> None:
        if self.rate_fps <= 0:
            raise ValueError(f"a frame rate must be above 0, not {self.rate_fps}")
        if self.drop_frame and self.rate_fps not in _DROP_RATES:
            raise ValueError(f"drop-frame counting exists for 29.97 and 59.94 fps, not {float(self.rate_fps):.3f}")

    @classmethod
    def of_clip(cls, frames: FrameTimes, stated_fps: Fraction, start: str | None = None) -> Timecode:
        """How a clip's frames are labelled.

        Parameters
        ----------
        frames
            Its frames.
        stated_fps
            Its average rate as the file states it: taken where it is a standard one near the frames' own, which the
            rounding of time stamps blurs.
        start
            The first frame's label, as the file states it: anything but a colon before the frames means
            drop-frame. One that names no frame at this rate counts for nothing.
        """
        mean = frames.mean_rate_fps
        rate = stated_fps if stated_fps in _NOMINAL_FPS and abs(stated_fps / mean - 1) < _RATE_BLUR else mean
        match = _START.match(start.strip()) if start else None
        if match is None:
            return cls(rate)
        drops = match[4] != ":"
        if drops and rate not in _DROP_RATES:
            rate = {cls(dropping).nominal_fps: dropping for dropping in _DROP_RATES}.get(cls(rate).nominal_fps, rate)
        count = cls(rate, drops and rate in _DROP_RATES)
        try:
            first = count.frame(":".join(match.group(1, 2, 3, 5)))
        except FoleyError:
            return cls(rate)
        return replace(count, start=first)

    @property
    def nominal_fps(self) -> int:
        """Labels a second."""
        return _NOMINAL_FPS.get(self.rate_fps, max(1, round_half_up(self.rate_fps)))

    @property
    def start_s(self) -> Fraction:
        """Seconds from the label 00:00:00:00 to frame 0, as the frames' own clock counts them."""
        return self.start / self.rate_fps

    @property
    def _dropped_per_minute(self) -> int:
        return self.nominal_fps // 15 if self.drop_frame else 0

    @property
    def _frames_a_day(self) -> int:
        return 24 * 3600 * self.nominal_fps - self._dropped_per_minute * 9 * 6 * 24

    def count(self, frame: int) -> int:
        """Number that a frame's label spells: like the frame's own, with all labels counted that are skipped."""
        number = frame + self.start
        if not self.drop_frame:
            return number
        dropped = self._dropped_per_minute
        per_minute = self.nominal_fps * 60 - dropped
        tens, rest = divmod(number, per_minute * 10 + dropped)
        return number + tens * 9 * dropped + max(0, (rest - dropped) // per_minute) * dropped

    def frame_of_count(self, count: int) -> int:
        """Frame whose label spells a number; the next one that exists where drop-frame counting skips it."""
        dropped = self._dropped_per_minute
        minutes, rest = divmod(count, self.nominal_fps * 60)
        skipped = dropped - rest if minutes % 10 and rest < dropped else 0
        return count + skipped - dropped * (minutes - minutes // 10) - self.start

    def label(self, frame: int) -> str:
        """Label of a frame number; negative numbers get a leading minus where the count begins at 0."""
        sign = ""
        if self.start:
            frame = (frame + self.start) % self._frames_a_day - self.start
        elif frame < 0:
            sign, frame = "-", -frame
        fps = self.nominal_fps
        seconds, ff = divmod(self.count(frame), fps)
        minutes, ss = divmod(seconds, 60)
        hh, mm = divmod(minutes, 60)
        width = len(str(fps - 1)) if fps > 1 else 1
        mark = ";" if self.drop_frame else ":"
        return f"{sign}{hh:02d}:{mm:02d}:{ss:02d}{mark}{ff:0{max(2, width)}d}"

    def frame(self, label: str) -> int:
        """Frame number of a label; below 0 for a label before the first frame's.

        Raises
        ------
        FoleyError
            When the label is not a timecode, or names a frame that this count does not have.
        """
        match = _TIMECODE.match(label.strip())
        if not match:
            raise FoleyError(f"{label!r} is not a timecode", remedy="write it as HH:MM:SS:FF")
        hh, mm, ss, ff = (int(match[i]) for i in (1, 2, 3, 5))
        fps, dropped = self.nominal_fps, self._dropped_per_minute
        if ff >= fps or (dropped and ss == 0 and mm % 10 and ff < dropped):
            raise FoleyError(f"there is no frame {label!r} at this rate", remedy=f"frames run from 0 to {fps - 1}")
        return self.frame_of_count(((hh * 60 + mm) * 60 + ss) * fps + ff)

    def frame_within(self, label: str, count: int) -> int:
        """Frame number of a label in a clip of ``count`` frames, of its end when the label lies beyond.

        Raises
        ------
        FoleyError
            As `frame`, and when the label lies before the clip.
        """
        frame = self.frame(label)
        if frame < 0 and frame + self._frames_a_day <= count:  # the clip passes midnight
            frame += self._frames_a_day
        if frame < 0:
            raise FoleyError(
                f"the clip begins at {self.label(0)}, after {label}", remedy="seconds and 36f count from its beginning"
            )
        return min(frame, count)


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


def parse_position(text: str, *, now_s: float, frames: FrameTimes, timecode: Timecode, rate_hz: int) -> float:
    """Read a position typed by a user; answers seconds.

    ``00:00:01:12`` is timecode, ``36f`` frames, ``1.5``, ``1,5`` or ``1.5s`` seconds, ``72000smp`` samples, all but
    timecode counted from the clip's beginning; ``+20`` and ``-5`` move by frames from ``now_s`` and take the same
    units (``+0.5s``, ``-100smp``).

    Raises
    ------
    FoleyError
        When the text is none of these.
    """
    text = text.strip().lower().replace("−", "-")
    match = re.fullmatch(r"([+-]?)\s*(\d+(?:[.,]\d+)?)\s*(f|s|smp)?", text)
    if not match:
        return float(frames.time_of(timecode.frame_within(text, len(frames))))
    sign, number, unit = match[1], Fraction(match[2].replace(",", ".")), match[3] or ("f" if match[1] else "s")
    if unit == "f":
        base = frames.frame_at(now_s) if sign else 0
        frame = base + (-1 if sign == "-" else 1) * floor(number)
        return float(frames.time_of(max(0, min(frame, len(frames)))))
    seconds = number if unit == "s" else number / rate_hz
    return float(max(Fraction(0), Fraction(now_s) + (-seconds if sign == "-" else seconds) if sign else seconds))
