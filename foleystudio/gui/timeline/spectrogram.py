"""The spectrogram lane: mel columns in heat colours, each column at its own instant."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from foleystudio.gui.theme import tokens
from foleystudio.gui.timeline.axis import TimeAxis, View
from foleystudio.gui.timeline.heat import Columns, HeatMap, to_pixels
from foleystudio.gui.timeline.lane import Lane, paint_hint
from foleystudio.timebase import ColumnGrid

HEIGHT_PX = 148
MIN_HEIGHT_PX = 96
DENSE_PX = 64
MAX_HEIGHT_PX = 360


class SpectrogramLane(Lane):
    """A spectrogram, filled in tile by tile."""

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, "Spectrogram", HEIGHT_PX, MIN_HEIGHT_PX, parent)
        self.fit_height()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._heat: HeatMap | None = None
        self._hint = ""

    def minimumSizeHint(self) -> QSize:
        """The lane gives way to others down to this."""
        return QSize(40, DENSE_PX if self.is_dense else MIN_HEIGHT_PX)

    def fit_height(self) -> None:
        """Take the room that is left, within bounds."""
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.setMaximumHeight(MAX_HEIGHT_PX)

    def set_layout(self, grid: ColumnGrid, bands: int, count: int, start_s: float = 0.0) -> None:
        """Make room for ``count`` columns of ``bands`` bands; column 0 is centred on ``start_s``."""
        self._heat = HeatMap(grid, bands, count, start_s)
        self.invalidate()

    def set_tile(self, first: int, columns: Columns) -> None:
        """Fill in ``uint8 [F, m]`` columns from column ``first`` on, lowest band first."""
        if self._heat is None:
            raise ValueError("a spectrogram needs its layout before its tiles")
        self._heat.put(first, columns)
        self.invalidate()

    def clear(self, hint: str = "") -> None:
        """Show no spectrogram, but say why."""
        self._heat, self._hint = None, hint
        self.invalidate()

    def background(self) -> QColor:
        """Silence is black in any theme."""
        return QColor(0, 0, 4) if self._heat is not None else tokens().color("ground")

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """The columns in view."""
        if self._heat is None:
            return
        width, height = ceil(view.width_px * ratio), ceil(self.height() * ratio)
        per_pixel = 1 / (view.pixels_per_second * ratio)
        pixels = to_pixels(self._heat.pick(view.start_s, per_pixel, width), height)
        picture = QImage(pixels.data, width, pixels.shape[0], width * 4, QImage.Format.Format_RGB32)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QRect(0, 0, width, height), picture)
        painter.restore()

    def paint_live(self, painter: QPainter, _view: View) -> None:
        """The hint."""
        if self._heat is None:
            paint_hint(painter, QRectF(self.rect()), self._hint, Qt.AlignmentFlag.AlignCenter)
