"""The guide's lane: the clip's own sound as a waveform."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from foleystudio.gui.theme import tokens, ui_font
from foleystudio.gui.timeline.axis import TimeAxis, View
from foleystudio.gui.timeline.lane import Lane
from foleystudio.gui.timeline.outline import Outline, outline_picture, read_outline
from foleystudio.gui.timeline.values import Waveform


class WavePainter:
    """Keeps the outline of one sound for the view that was read last, and draws it."""

    def __init__(self, wave: Waveform) -> None:
        self.wave = wave
        self._outline: Outline | None = None
        self._read_for: tuple[View, float] | None = None

    def prepare(self, view: View, ratio: float) -> None:
        """Read the outline for a view, unless it was read already."""
        if self._read_for != (view, ratio):
            self._outline = read_outline(self.wave, view, ratio)
            self._read_for = (view, ratio)

    def paint(self, painter: QPainter, view: View, ratio: float, area: QRectF, color: QColor) -> None:
        """Draw the outline into ``area`` (its height is full scale)."""
        self.prepare(view, ratio)
        outline = self._outline
        if outline is None or not len(outline.low):
            return
        height = max(2, round(area.height() * ratio))
        picture = outline_picture(outline, height, color, min_thick_px=max(1.0, ratio))
        left = outline.first - round(view.left_px * ratio)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QPoint(left, round(area.top() * ratio)), picture)
        painter.restore()


class WaveformLane(Lane):
    """A lane that shows one waveform in one colour.

    Parameters
    ----------
    token
        Name of the colour.
    hint
        Shown while there is no waveform.
    """

    def __init__(
        self, axis: TimeAxis, name: str, token: str, height_px: int, hint: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(axis, name, height_px, parent)
        self._token = token
        self._hint = hint
        self._muted = False
        self._painter: WavePainter | None = None

    def set_waveform(self, wave: Waveform | None) -> None:
        """Set what is shown."""
        self._painter = None if wave is None else WavePainter(wave)
        self.prepare(self.axis.view, self.devicePixelRatioF())
        self.invalidate()

    def set_hint(self, hint: str) -> None:
        """Say why there is no waveform, or what to do about it."""
        self._hint = hint
        self.invalidate()

    def set_muted(self, muted: bool) -> None:
        """Draw it faintly: it is not heard."""
        if muted != self._muted:
            self._muted = muted
            self.invalidate()

    def prepare(self, view: View, ratio: float) -> None:
        """Read the peaks."""
        if self._painter is not None:
            self._painter.prepare(view, ratio)

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """The waveform, or the hint."""
        colors = tokens()
        if self._painter is None:
            painter.setFont(ui_font(12))
            painter.setPen(colors.color("faint"))
            painter.drawText(QRectF(16, 0, self.width() - 32, self.height()), Qt.AlignmentFlag.AlignVCenter, self._hint)
            return
        area = QRectF(0, 4, self.width(), self.height() - 8)
        self._painter.paint(painter, view, ratio, area, colors.color(self._token, 0.35 if self._muted else 1.0))
