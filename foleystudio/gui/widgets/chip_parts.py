"""Parts of a reference's chip: its waveform, the takes that it is made into, and the pen that opens its editor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF

from foleystudio.gui.look import theme

PEN_PX = 24
"""Side of the corner of a chip that opens its editor."""


def pen_place(chip: QRect) -> QRect:
    """Where on a chip's row a click opens its editor."""
    return QRect(chip.right() - PEN_PX - 4, chip.top() + 6, PEN_PX, PEN_PX)


def draw_wave(painter: QPainter, area: QRectF, peaks: NDArray[np.float32]) -> None:
    """A waveform that fills an area; ``peaks`` are ``float32 [n]``, 0-1."""
    columns = max(2, int(area.width()))
    edges = np.linspace(0, len(peaks), columns + 1).astype(int)
    heights = np.maximum.reduceat(peaks, np.minimum(edges[:-1], len(peaks) - 1))
    half = np.maximum(0.5, heights / max(1e-6, float(heights.max())) * area.height() / 2)
    xs, middle = area.left() + np.arange(columns), area.center().y()
    upper = [QPointF(float(x), float(middle - h)) for x, h in zip(xs, half, strict=True)]
    lower = [QPointF(float(x), float(middle + h)) for x, h in zip(xs[::-1], half[::-1], strict=True)]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.tokens().colour("foley", 0.8))
    painter.drawPolygon(QPolygonF(upper + lower))


def draw_tag(painter: QPainter, line: QRectF, tags: tuple[str, str], room: float, *, sounds: bool) -> float:
    """The takes that a sound is made into, at the line's right: filled when one of them sounds.

    In few letters, the second of ``tags``, where the name leaves little ``room``. Answers the width that it takes.
    """
    if not tags[0]:
        return 0.0
    colours, font = theme.tokens(), theme.ui_font(11, tabular=True)
    long, short = (QFontMetrics(font).horizontalAdvance(text) + 12 for text in tags)
    text, width = (tags[0], long) if long + 8 <= room else (tags[1], short)
    place = QRectF(line.right() - width, line.top(), width, line.height())
    painter.setPen(QPen(colours.colour("foley", 1.0 if sounds else 0.5), 1))
    painter.setBrush(colours.colour("foley") if sounds else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
    painter.setFont(font)
    painter.setPen(colours.colour("on_foley") if sounds else colours.colour("dim"))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
    return width + 8
