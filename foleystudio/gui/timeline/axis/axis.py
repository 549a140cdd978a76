"""One mapping between seconds and x for every lane: a frame, a sample and a column at one x are one instant.

The left edge always lies on a whole device pixel of one endless strip that starts at 0 s. So scrolling moves
every lane by whole device pixels, and nothing shimmers or drifts against its neighbour.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QObject, Signal

from foleystudio.timebase import STUDIO_RATE_HZ, fineness_of, to_samples, to_seconds

MAX_PIXELS_PER_SECOND = 24.0 * STUDIO_RATE_HZ
"""Closest zoom: 24 pixels a sample, so that single ones can be seen and pointed at."""

MAX_AMPLITUDE = 64.0  # waveforms are drawn so many times as high at most: 36 dB

_END_ROOM_PX = 24
"""How far past the clip's end one can scroll, so that the last frame's edge can be grabbed."""

_MARGIN_PX = 48.0  # between the lanes' edge and an instant that is brought into view


@dataclass(frozen=True)
class View:
    """What part of time a lane shows; a value, so that a lane can keep the one it was drawn with.

    Parameters
    ----------
    pixels_per_second
        Logical pixels a second.
    left_px
        Logical pixels from 0 s to the left edge: a whole number of device pixels.
    width_px
        Logical pixels.
    """

    pixels_per_second: float
    left_px: float
    width_px: int

    def x_of(self, seconds: float) -> float:
        """Logical x of an instant."""
        return seconds * self.pixels_per_second - self.left_px

    def seconds_at(self, x: float) -> float:
        """Instant at a logical x."""
        return (x + self.left_px) / self.pixels_per_second

    def instant_at(self, x: float, duration_s: float) -> float:
        """Instant that is pointed at: within the clip, and where samples can be told apart the nearest one's."""
        seconds = max(0.0, min(self.seconds_at(x), duration_s))
        if fineness_of(self.seconds_per_pixel).unit == "smp":
            seconds = min(to_seconds(to_samples(seconds, STUDIO_RATE_HZ), STUDIO_RATE_HZ), duration_s)
        return seconds

    @property
    def start_s(self) -> float:
        """Instant at the left edge."""
        return self.seconds_at(0)

    @property
    def stop_s(self) -> float:
        """Instant at the right edge."""
        return self.seconds_at(self.width_px)

    @property
    def seconds_per_pixel(self) -> float:
        """How much time a logical pixel spans."""
        return 1 / self.pixels_per_second


class TimeAxis(QObject):
    """Zoom, scroll position and playhead of a timeline.

    Signals
    -------
    view_changed
        Zoom, scroll position or width changed.
    duration_changed, playhead_changed
        With the new value in seconds.
    marks_changed
        The in/out range changed.
    amplitude_changed
        Waveforms are to be drawn higher or lower.
    """

    view_changed = Signal()
    duration_changed = Signal(float)
    playhead_changed = Signal(float)
    marks_changed = Signal()
    amplitude_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._duration_s = 0.0
        self._width_px = 1
        self._pixels_per_second = 100.0
        self._left_px = 0.0
        self._ratio = 1.0
        self._playhead_s = 0.0
        self._in_s: float | None = None
        self._out_s: float | None = None
        self._amplitude = 1.0
        self._fitted = True
        self._told: tuple[View, float] | None = None

    @property
    def duration_s(self) -> float:
        """Length of the clip; 0 when there is none."""
        return self._duration_s

    @property
    def playhead_s(self) -> float:
        """Where the playhead is."""
        return self._playhead_s

    @property
    def in_s(self) -> float | None:
        """Where the marked range begins; None when unmarked."""
        return self._in_s

    @property
    def out_s(self) -> float | None:
        """Where the marked range ends; None when unmarked."""
        return self._out_s

    @property
    def view(self) -> View:
        """What is shown now."""
        return View(self._pixels_per_second, self._left_px, self._width_px)

    @property
    def pixels_per_second(self) -> float:
        """Zoom, in logical pixels a second."""
        return self._pixels_per_second

    def x_of(self, seconds: float) -> float:
        """Logical x of an instant, from the left edge of any lane's canvas."""
        return seconds * self._pixels_per_second - self._left_px

    def seconds_at(self, x: float) -> float:
        """Instant at a logical x."""
        return (x + self._left_px) / self._pixels_per_second

    @property
    def _content_px(self) -> float:
        """Logical width of the whole clip at this zoom, with the room after it."""
        return self._duration_s * self._pixels_per_second + (0 if self._fitted else _END_ROOM_PX)

    @property
    def left_px(self) -> float:
        """Scroll position."""
        return self._left_px

    @property
    def max_left_px(self) -> float:
        """Last scroll position."""
        return max(0.0, self._content_px - self._width_px)

    def set_duration(self, seconds: float) -> None:
        """Set the clip's length and show all of it."""
        self._duration_s = max(0.0, seconds)
        self.duration_changed.emit(self._duration_s)
        self.set_playhead(min(self._playhead_s, self._duration_s))
        self.fit()

    def set_width(self, width_px: int, device_pixel_ratio: float = 1.0) -> None:
        """Tell how wide the lanes' canvases are."""
        width_px = max(1, width_px)
        if (width_px, device_pixel_ratio) == (self._width_px, self._ratio):
            return
        self._width_px, self._ratio = width_px, device_pixel_ratio
        if self._fitted:
            self._apply(self._fit_zoom(), 0.0, fitted=True)
        else:
            self._apply(self._pixels_per_second, self._left_px, fitted=False)

    def set_playhead(self, seconds: float) -> None:
        """Put the playhead somewhere; only this moves, no lane is drawn again."""
        seconds = max(0.0, min(seconds, self._duration_s)) if self._duration_s else max(0.0, seconds)
        if seconds != self._playhead_s:
            self._playhead_s = seconds
            self.playhead_changed.emit(seconds)

    def set_range(self, in_s: float | None, out_s: float | None) -> None:
        """Mark a range."""
        if (in_s, out_s) != (self._in_s, self._out_s):
            self._in_s, self._out_s = in_s, out_s
            self.marks_changed.emit()

    @property
    def amplitude(self) -> float:
        """How much higher than their level waveforms are drawn."""
        return self._amplitude

    def set_amplitude(self, amplitude: float) -> None:
        """Draw quiet waveforms higher; the sound stays as it is."""
        amplitude = max(1.0, min(MAX_AMPLITUDE, amplitude))
        if amplitude != self._amplitude:
            self._amplitude = amplitude
            self.amplitude_changed.emit()

    def fit(self) -> None:
        """Show the whole clip."""
        self._apply(self._fit_zoom(), 0.0, fitted=True)

    def zoom(self, factor: float, at_x: float | None = None) -> None:
        """Zoom in (``factor`` above 1) or out so that the instant at a logical x stays where it is.

        Without ``at_x`` the playhead stays where it is when it can be seen, else the middle.
        """
        if at_x is None:
            playhead_x = self.x_of(self._playhead_s)
            at_x = playhead_x if 0 <= playhead_x <= self._width_px else self._width_px / 2
        anchor_s = self.seconds_at(at_x)
        zoom = max(self._fit_zoom(), min(MAX_PIXELS_PER_SECOND, self._pixels_per_second * factor))
        self._apply(zoom, anchor_s * zoom - at_x, fitted=zoom <= self._fit_zoom())

    def scroll_to(self, left_px: float) -> None:
        """Put the left edge at a logical pixel of the strip."""
        self._apply(self._pixels_per_second, left_px, fitted=self._fitted)

    def scroll_by(self, delta_px: float) -> None:
        """Scroll by logical pixels."""
        self.scroll_to(self._left_px + delta_px)

    def ensure_visible(self, seconds: float) -> None:
        """Scroll as little as needed to bring an instant into view."""
        x = self.x_of(seconds)
        margin_px = min(_MARGIN_PX, self._width_px / 4)
        if x < margin_px:
            self.scroll_by(x - margin_px)
        elif x > self._width_px - margin_px:
            self.scroll_by(x - self._width_px + margin_px)

    def page_to(self, seconds: float) -> None:
        """Turn the page while playing: when an instant leaves the view, it comes back near the left edge."""
        x = self.x_of(seconds)
        if not 0 <= x < self._width_px:
            self.scroll_to(seconds * self._pixels_per_second - self._width_px * 0.06)

    def _fit_zoom(self) -> float:
        return min(MAX_PIXELS_PER_SECOND, self._width_px / self._duration_s) if self._duration_s else 100.0

    def _apply(self, zoom: float, left_px: float, *, fitted: bool) -> None:
        self._pixels_per_second, self._fitted = zoom, fitted
        left_px = max(0.0, min(left_px, self.max_left_px))
        self._left_px = floor(left_px * self._ratio + 0.5) / self._ratio
        if (self.view, self._ratio) != self._told:
            self._told = (self.view, self._ratio)
            self.view_changed.emit()
