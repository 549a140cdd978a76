"""The spectrogram lane: columns of levels in heat colours, each at its own instant, as fine as the zoom needs them."""

from __future__ import annotations

from math import ceil, log10

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from foleystudio.dsp.spectra.mel_display import RESOLUTIONS, Resolution, level_db, resolution_for
from foleystudio.gui.look.theme import tokens, ui_font
from foleystudio.gui.timeline.axis.axis import TimeAxis, View
from foleystudio.gui.timeline.lane import Lane, paint_hint
from foleystudio.gui.timeline.spectrogram.closeup import Closeups
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyScale, spoken_hz
from foleystudio.gui.timeline.spectrogram.pyramid import (
    Columns,
    SpectrogramPyramid,
    heat_colours,
    stretched_colours,
    to_pixels,
)
from foleystudio.timebase import ColumnGrid

HEIGHT_PX = 148  # wanted
MIN_HEIGHT_PX = 96  # to which it gives way: bands are still told apart ...
DENSE_PX = 64  # ... and on a low board, highs from lows
MAX_HEIGHT_PX = 360  # higher shows no more: bands have several pixels each
_REST_MS = 60  # the view rests so long before a close-up is asked for


class SpectrogramLane(Lane):
    """A spectrogram, filled in tile by tile.

    Signals
    -------
    closeup_wanted
        A `Resolution` and a tuple of tile numbers (see `Closeups`), those in view first; replaces the wish before it.
    """

    closeup_wanted = Signal(object, tuple)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, "Spectrogram", HEIGHT_PX, MIN_HEIGHT_PX, parent)
        self.fit_height()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._heat: SpectrogramPyramid | None = None
        self._closeups: Closeups | None = None
        self._scale: FrequencyScale | None = None
        self._hint = ""
        self._heat_map = "inferno"
        self._mouse: QPointF | None = None
        self._wanted: tuple[Resolution, tuple[int, ...]] | None = None
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_REST_MS)
        self._asking.timeout.connect(self._ask)

    @property
    def usual_px(self) -> int:
        """Down to this it gives way where there is room for others."""
        return MIN_HEIGHT_PX

    def minimumSizeHint(self) -> QSize:
        """The lane gives way to others down to this."""
        return QSize(40, DENSE_PX if self.is_dense else MIN_HEIGHT_PX)

    def fit_height(self) -> None:
        """Take the room that is left, within bounds."""
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.setMaximumHeight(MAX_HEIGHT_PX)

    # -- what is shown --------------------------------------------------------------------------------

    def set_layout(
        self,
        grid: ColumnGrid,
        bands: int,
        count: int,
        start_s: float = 0.0,
        scale: FrequencyScale | None = None,
        n_samples: int | None = None,
    ) -> None:
        """Make room for ``count`` columns of ``bands`` bands; column 0 is centred on ``start_s``.

        Parameters
        ----------
        grid
            Where columns lie.
        scale
            Frequencies of the bands; without, the mouse reads none.
        n_samples
            Length of the sound at the grid's rate; without, closer looks are not asked for.
        """
        self._heat = SpectrogramPyramid(grid, bands, count, start_s)
        self._closeups = None if n_samples is None else Closeups(grid.rate_hz, n_samples, start_s)
        self._scale, self._wanted = scale, None
        self._asking.start()
        self.invalidate()

    def set_tile(self, first: int, columns: Columns) -> None:
        """Fill in ``uint8 [F, m]`` columns from column ``first`` on, lowest band first."""
        if self._heat is None:
            raise ValueError("a spectrogram needs its layout before its tiles")
        self._heat.put(first, columns)
        self.invalidate()

    def set_closeup(self, resolution: Resolution, tile: int, columns: Columns) -> None:
        """Give one of the closer looks wanted."""
        if self._closeups is not None:
            self._closeups.put(resolution.hop, tile, columns)
            self.invalidate()

    def clear(self, hint: str = "") -> None:
        """Show no spectrogram, but say why."""
        self._heat, self._closeups, self._scale, self._hint = None, None, None, hint
        self.invalidate()

    def set_heat_map(self, name: str) -> None:
        """Draw in other colours, one of `HEAT_MAPS`."""
        self._heat_map = name
        self.invalidate()

    def background(self) -> QColor:
        """Silence is as dark as the colours are, in any theme."""
        return (
            QColor.fromRgb(int(heat_colours(self._heat_map)[0]))
            if self._heat is not None
            else tokens().colour("ground")
        )

    # -- closer looks ---------------------------------------------------------------------------------

    def prepare(self, _view: View, _ratio: float) -> None:
        """Ask for what came into view, once it rests."""
        self._asking.start()

    def _resolution(self, view: View, ratio: float) -> Resolution:
        assert self._heat is not None
        return resolution_for(self._heat.grid.rate_hz / (view.pixels_per_second * ratio))

    def _ask(self) -> None:
        view, closeups = self.axis.view, self._closeups
        if closeups is None:
            return
        resolution = self._resolution(view, self.devicePixelRatioF())
        if resolution is RESOLUTIONS[0]:
            return
        seen = closeups.missing(resolution.hop, view.start_s, view.stop_s)
        page_s = view.stop_s - view.start_s
        ahead = closeups.missing(resolution.hop, view.stop_s, view.stop_s + page_s)
        wanted = tuple(dict.fromkeys((*seen, *ahead)))
        if wanted and (resolution, wanted) != self._wanted:
            self._wanted = (resolution, wanted)
            self.closeup_wanted.emit(resolution, wanted)

    # -- painting -------------------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """The columns in view."""
        if self._heat is None:
            return
        width, height = ceil(view.width_px * ratio), ceil(self.height() * ratio)
        per_pixel = 1 / (view.pixels_per_second * ratio)
        colours = stretched_colours(*self._heat.shown_range(per_pixel), self._heat_map)
        pixels = to_pixels(self._pick(view, ratio, view.start_s, width), height, colours)
        picture = QImage(pixels.data, width, pixels.shape[0], width * 4, QImage.Format.Format_RGB32)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QRect(0, 0, width, height), picture)
        painter.restore()

    def _pick(self, view: View, ratio: float, start_s: float, width: int) -> Columns:
        """``uint8 [F, width]``: values of the device pixels from ``start_s`` on, as fine as they are known."""
        assert self._heat is not None
        per_pixel = 1 / (view.pixels_per_second * ratio)
        picked = self._heat.pick(start_s, per_pixel, width)
        resolution = self._resolution(view, ratio)
        if self._closeups is not None and resolution is not RESOLUTIONS[0]:
            self._closeups.lay_over(picked, resolution.hop, start_s, per_pixel)
        return picked

    def paint_live(self, painter: QPainter, _view: View) -> None:
        """The hint, or what is under the mouse."""
        if self._heat is None:
            paint_hint(painter, QRectF(self.rect()), self._hint, Qt.AlignmentFlag.AlignCenter)
        elif self._mouse is not None and (text := self.read(self._mouse)):
            _paint_reading(painter, QRectF(self.rect()), self._mouse, text)

    # -- mouse ----------------------------------------------------------------------------------------

    def read(self, position: QPointF) -> str:
        """Time, frequency and level at a logical place; empty where there is no sound."""
        view, ratio = self.axis.view, self.devicePixelRatioF()
        if self._heat is None or self._scale is None or not self.height():
            return ""
        seconds = view.seconds_at(position.x())
        within = seconds - self._heat.start_s
        if not 0 <= within <= self._heat.grid.seconds_of(self._heat.count):
            return ""
        share = 1 - min(1.0, max(0.0, position.y() / self.height()))
        pixel_s = 1 / (view.pixels_per_second * ratio)
        column = self._pick(view, ratio, seconds - pixel_s / 2, 1)[:, 0]
        level = _spoken_level(column[self._scale.row_at(share) : self._scale.row_at(share) + 1])
        decimals = max(2, min(5, ceil(log10(view.pixels_per_second * ratio))))
        return f"{seconds:.{decimals}f} s   {spoken_hz(self._scale.hz_at(share))}   {level}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read what is under the mouse."""
        self._mouse = event.position()
        self.update()
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Read nothing more."""
        self._mouse = None
        self.update()
        super().leaveEvent(event)


def _spoken_level(value: NDArray[np.uint8]) -> str:
    if not value.any():
        return "silence"
    return f"{float(level_db(value)[0]):.0f} dB".replace("-", "−")


def _paint_reading(painter: QPainter, lane: QRectF, mouse: QPointF, text: str) -> None:
    """A line at the frequency, and the words beside the mouse where there is room for them."""
    font = ui_font(11, tabular=True)
    metrics = QFontMetricsF(font)
    width, height = metrics.horizontalAdvance(text) + 14, 20.0
    x = mouse.x() + 14 if mouse.x() + 14 + width <= lane.right() else mouse.x() - 14 - width
    y = mouse.y() - 8 - height if mouse.y() - 8 - height >= lane.top() else mouse.y() + 8
    place = QRectF(max(0.0, x), min(y, lane.bottom() - height), width, height)
    painter.fillRect(QRectF(0, mouse.y(), lane.width(), 1), QColor(255, 255, 255, 70))
    painter.setPen(QColor(255, 255, 255, 50))
    painter.setBrush(QColor(8, 8, 12, 225))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setFont(font)
    painter.setPen(QColor("#f2f3f5"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
