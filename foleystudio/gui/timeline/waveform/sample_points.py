"""Single samples: close up a waveform is a line from one to the next, and closer still they are points on it."""

from __future__ import annotations

from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from foleystudio.gui.timeline.axis.axis import View
from foleystudio.gui.timeline.view_models import Waveform

LINES_FROM_PX = 3.0
"""Device pixels a sample from which on the line between samples is drawn."""

POINTS_FROM_PX = 7.0
"""Device pixels a sample from which on each sample is a point."""

_READ_AT_ONCE = 8192  # samples at least
_POINT_RADIUS_PX = 2.2  # seen as a point, and smaller than the least distance of two


class SampleWindow:
    """The samples of one sound round the view; read ahead, so that scrolling goes on without reading.

    Parameters
    ----------
    wave
        The sound.
    """

    def __init__(self, wave: Waveform) -> None:
        self.wave = wave
        self._first = 0
        self._values: NDArray[np.float32] = np.zeros((0, 1), np.float32)

    def wants(self, view: View, ratio: float) -> bool:
        """Whether a view is so close that samples are drawn."""
        return view.pixels_per_second * ratio / self.wave.rate_hz >= LINES_FROM_PX

    def holds(self, view: View) -> bool:
        """Whether the samples that a view shows have been read."""
        first, stop = self._span(view)
        return stop <= first or (self._first <= first and stop <= self._first + len(self._values))

    def read(self, view: View) -> None:
        """Read what a view shows and as much again on either side."""
        first, stop = self._span(view)
        if stop <= first:
            return
        spare = max(_READ_AT_ONCE - (stop - first), 2 * (stop - first)) // 2
        self._first, stop = max(0, first - spare), min(self.wave.n_samples, stop + spare)
        peaks = self.wave.peaks.read(self._first, stop, stop - self._first)
        self._values = peaks[..., 0] * np.float32(self.wave.gain)

    def _span(self, view: View) -> tuple[int, int]:
        """Samples that a view shows, and one more on either side for the line to go on to."""
        first = floor((view.start_s - self.wave.start_s) * self.wave.rate_hz) - 1
        stop = ceil((view.stop_s - self.wave.start_s) * self.wave.rate_hz) + 2
        return max(0, first), min(self.wave.n_samples, stop)

    def points(self, view: View) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
        """``float64 [n]``: logical x of the samples that a view shows; ``float32 [n, C]``: their values."""
        first, stop = self._span(view)
        first = max(first, self._first)
        stop = max(first, min(stop, self._first + len(self._values)))
        at = self.wave.start_s + np.arange(first, stop) / self.wave.rate_hz
        return at * view.pixels_per_second - view.left_px, self._values[first - self._first : stop - self._first]

    def paint(
        self, painter: QPainter, view: View, ratio: float, area: QRectF, colour: QColor, amplitude: float = 1.0
    ) -> None:
        """Draw lines, and points where there is room for them; the area's height is full scale."""
        xs, values = self.points(view)
        if not len(xs):
            return
        ys = area.center().y() - np.clip(values * amplitude, -1.0, 1.0) * (area.height() / 2)
        apart = view.pixels_per_second * ratio / self.wave.rate_hz
        radius = _POINT_RADIUS_PX if apart >= POINTS_FROM_PX else 0.0
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for channel in range(values.shape[1]):
            points = QPolygonF([QPointF(x, y) for x, y in zip(xs.tolist(), ys[:, channel].tolist(), strict=True)])
            painter.setPen(QPen(colour, 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(points)
            if radius:
                painter.setPen(QPen(colour, 2 * radius, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawPoints(points)
        painter.restore()
