"""Timecode: labels of frames, and positions as users type them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import floor

from foleystudio.errors import FoleyError
from foleystudio.timebase.frames import FrameTimes
from foleystudio.timebase.rates import round_half_up

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

    @cached_property
    def nominal_fps(self) -> int:
        """Labels a second."""
        return _NOMINAL_FPS.get(self.rate_fps) or max(1, round_half_up(self.rate_fps))

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
