"""Made clips for the timeline's tests: waves as peaks, thumbnails, tracks."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import Peaks, TakeView, TrackView, Waveform
from foleystudio.timebase import FrameTimes, Timecode

FPS = Fraction(25)


class ArrayPeaks:
    """Lowest and highest samples of a wave in memory, and how often they were asked for."""

    def __init__(self, wave: NDArray[np.float32]) -> None:
        self.wave = wave if wave.ndim == 2 else wave[:, None]
        self.reads = 0

    def read(self, start_sample: int, stop_sample: int, buckets: int) -> Peaks:
        """Exact, by looking at every sample."""
        self.reads += 1
        edges = np.linspace(start_sample, stop_sample, buckets + 1)
        first = np.clip(np.floor(edges[:-1]).astype(int), 0, len(self.wave) - 1)
        last = np.clip(np.ceil(edges[1:]).astype(int), first + 1, len(self.wave))
        parts = [self.wave[a:b] for a, b in zip(first, last, strict=True)]
        found: Peaks = np.stack([np.stack([p.min(axis=0), p.max(axis=0)], axis=-1) for p in parts]).astype(np.float32)
        return found


def waveform(wave: NDArray[np.float32], rate_hz: int = 48_000, start_s: float = 0.0) -> Waveform:
    """A wave as lanes take it."""
    return Waveform(ArrayPeaks(wave), rate_hz, len(wave), start_s, is_quick=True)


def click_wave(duration_s: float, at_s: float, rate_hz: int = 48_000) -> NDArray[np.float32]:
    """Silence with one sample at full scale."""
    wave = np.zeros(round(duration_s * rate_hz), np.float32)
    wave[round(at_s * rate_hz)] = 1.0
    return wave


def noise(duration_s: float, rate_hz: int = 8_000, seed: int = 0) -> NDArray[np.float32]:
    """Mono noise."""
    return np.random.default_rng(seed).uniform(-1, 1, round(duration_s * rate_hz)).astype(np.float32)


def track_with_takes(key: int = 1, duration_s: float = 4.0, count: int = 3, **more: Any) -> TrackView:
    """A track with ``count`` takes, the last of which sounds; take keys are ``10 * key + 1`` and on."""
    takes = tuple(
        TakeView(10 * key + n, n, f"take {n}", 0.0, duration_s, waveform(noise(duration_s, seed=n), 8_000))
        for n in range(1, count + 1)
    )
    values: dict[str, Any] = {"takes": takes, "active": takes[-1].key if takes else None, **more}
    return TrackView(key, f"Foley {key}", **values)


def show_clip(timeline: TimelineWidget, duration_s: float = 4.0, fps: Fraction = FPS) -> FrameTimes:
    """Open a made clip."""
    frames = FrameTimes.regular(round(duration_s * fps), fps)
    timeline.set_clip(duration_s, frames, Timecode(fps))
    QApplication.processEvents()
    return frames


def thumbnail(colour: str = "#808080") -> QImage:
    """A plain thumbnail."""
    picture = QImage(160, 90, QImage.Format.Format_RGB32)
    picture.fill(QColor(colour))
    return picture


def drag(
    widget: QWidget,
    start: QPointF,
    *stops: QPointF,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    release: bool = True,
) -> None:
    """Press, move from stop to stop, and let go."""
    send_mouse(widget, QMouseEvent.Type.MouseButtonPress, start, modifier)
    for stop in stops:
        send_mouse(widget, QMouseEvent.Type.MouseMove, stop, modifier)
    if release:
        send_mouse(widget, QMouseEvent.Type.MouseButtonRelease, stops[-1] if stops else start, modifier)


def send_mouse(
    widget: QWidget,
    kind: QMouseEvent.Type,
    position: QPointF,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    *,
    pressed: bool = True,
) -> None:
    """Send one mouse event with exact (fractional) coordinates."""
    button = Qt.MouseButton.NoButton if kind == QMouseEvent.Type.MouseMove else Qt.MouseButton.LeftButton
    held = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
    event = QMouseEvent(kind, position, widget.mapToGlobal(position), button, held, modifier)
    QApplication.sendEvent(widget, event)


def hover(widget: QWidget, position: QPointF) -> None:
    """Move the mouse over a widget without a button."""
    send_mouse(widget, QMouseEvent.Type.MouseMove, position, pressed=False)


def click(widget: QWidget, x: float, y: float) -> None:
    """Click somewhere."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(round(x), round(y)))


def pixels(image: QImage) -> NDArray[np.uint8]:
    """``uint8 [H, W, 3]`` RGB of a picture; what is see-through is black."""
    image = image.copy()
    image.setDevicePixelRatio(1.0)  # device pixels, whatever the screen
    opaque = QImage(image.size(), QImage.Format.Format_RGB32)
    opaque.fill(QColor("#000000"))
    painter = QPainter(opaque)
    painter.drawImage(0, 0, image)
    painter.end()
    data = np.frombuffer(opaque.constBits(), np.uint8).reshape(opaque.height(), opaque.bytesPerLine() // 4, 4)
    return data[:, : opaque.width(), 2::-1].copy()


def wheel(
    widget: QWidget,
    x: float,
    delta: int,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    fine: QPoint | None = None,
) -> None:
    """Turn the wheel over a widget, as Qt would: whoever ignores it hands it on to its parent."""
    over: QWidget | None = widget
    place = QPointF(x, 10)
    while over is not None:
        at = over.mapFrom(widget.window(), widget.mapTo(widget.window(), place))
        event = QWheelEvent(
            at, over.mapToGlobal(at), fine or QPoint(), QPoint(0, delta),
            Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        if QApplication.sendEvent(over, event) and event.isAccepted():
            return
        over = over.parentWidget()
