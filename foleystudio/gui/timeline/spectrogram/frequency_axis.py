"""Which frequency lies at which height of a spectrogram, the labels that say so, and the header that shows them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from foleystudio.gui.look.theme import tokens, ui_font
from foleystudio.gui.timeline.headers import Header

# round numbers, each about twice the one before
_LABELLED_HZ = (100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 20_000)
_FIRST_HZ = (1000, 5000, 10_000, 20_000, 2000, 500, 200, 15_000, 100)
"""Which labels come first where there is not room for all."""

_APART_PX, _EDGE_PX = 15.0, 5.0  # between labels at least, one line's height, and from the lane's edges
_TICK_PX, _LABEL_PX = 5.0, 34.0  # length of a tick, and room for its label


@dataclass(frozen=True, eq=False)
class FrequencyScale:
    """Rows of a spectrogram, evenly spread over its height, lowest at the foot.

    Parameters
    ----------
    band_hz
        ``float64 [F]``: centres of the rows, rising.
    """

    band_hz: NDArray[np.float64]

    def share_of(self, hz: float) -> float:
        """How high a frequency lies: 0 at the foot, 1 at the top."""
        rows = len(self.band_hz)
        return float((np.interp(hz, self.band_hz, np.arange(rows)) + 0.5) / rows)

    def hz_at(self, share: float) -> float:
        """Frequency at a height, 0 at the foot and 1 at the top."""
        rows = len(self.band_hz)
        return float(np.interp(share * rows - 0.5, np.arange(rows), self.band_hz))

    def row_at(self, share: float) -> int:
        """Row at a height."""
        return max(0, min(len(self.band_hz) - 1, int(share * len(self.band_hz))))

    def labels(self, height_px: float) -> list[tuple[float, str]]:
        """Logical y of the labels that fit into a height, and what they say."""
        found: dict[int, float] = {}
        for hz in _FIRST_HZ:
            y = (1 - self.share_of(hz)) * height_px
            fits = self.band_hz[0] <= hz <= self.band_hz[-1] and _EDGE_PX <= y <= height_px - _EDGE_PX
            if fits and all(abs(y - other) >= _APART_PX for other in found.values()):
                found[hz] = y
        return [(y, short_hz(hz)) for hz, y in sorted(found.items())]


def short_hz(hz: float) -> str:
    """``500``, ``2k``: for an axis that says Hz once."""
    return f"{hz / 1000:g}k" if hz >= 1000 else f"{hz:g}"


def spoken_hz(hz: float) -> str:
    """``438 Hz``, ``1.24 kHz``."""
    return f"{hz / 1000:.2f} kHz" if hz >= 1000 else f"{hz:.0f} Hz"


class _Note(QWidget):
    """Whose spectrogram it is, in as much width as the axis leaves."""

    def __init__(self, header: Header) -> None:
        super().__init__(header)
        self.text = ""
        self.setFixedHeight(15)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHorizontalStretch(255)  # all that the header has
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One line, cut in the middle: names differ at their ends."""
        painter = QPainter(self)
        painter.setFont(ui_font(11, tabular=True))
        painter.setPen(tokens().colour("dim"))
        text = painter.fontMetrics().elidedText(self.text, Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, text)


class FrequencyHeader(Header):
    """A header with a frequency axis along its right edge, beside the lane; its note stands below its name."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, "text", parent)
        self._scale: FrequencyScale | None = None
        self._of = _Note(self)
        self.add_below(self._of, left=True)

    def set_note(self, note: str) -> None:
        """Set whose spectrogram it is."""
        self._of.text = note
        self._of.setVisible(bool(note))
        self._of.update()
        self.setToolTip(note)
        self.setAccessibleDescription(note)

    @property
    def note(self) -> str:
        """Whose spectrogram it is."""
        return self._of.text

    def set_scale(self, scale: FrequencyScale | None) -> None:
        """Set what is labelled; None for nothing."""
        self._scale = scale
        self.keep_clear(12 if scale is None else round(_LABEL_PX + _TICK_PX))
        self.update()

    def labels(self) -> list[tuple[float, str]]:
        """Logical y and text of what is shown."""
        return [] if self._scale is None else self._scale.labels(self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As any header, and the axis."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setFont(ui_font(10, tabular=True))
        right, colours = self.width() - 1.0, tokens()
        for y, text in self.labels():
            painter.fillRect(QRectF(right - _TICK_PX, round(y), _TICK_PX, 1), colours.colour("strong_line"))
            painter.setPen(colours.colour("dim"))
            place = QRectF(right - _TICK_PX - _LABEL_PX, y - 8, _LABEL_PX - 4, 16)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
