"""A level meter: quick up, slow down, the highest peak held, and a clip light that stays until it is clicked."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QLinearGradient, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from foleystudio.gui.look import theme

FLOOR_DB = -54.0
"""Where the meter begins; full scale is its end."""

_FALL_DB_S = 24.0  # quick enough to part hits, slow enough to be read
_HOLD_S = 1.6  # long enough to look over and read it
_LOUD_DB, _NEAR_DB = -12.0, -3.0  # dBFS from which the bar's colour says loud, and near full scale
_LIGHT_PX = 5.0  # height of the clip light
_FULL_SCALE = 1.0  # a sample beyond it is clipped


class LevelMeter(QWidget):
    """Levels of one strip, a bar a channel.

    Parameters
    ----------
    name
        What screen readers call it: "Level of Foley 1".
    channels
        How many bars.
    orientation
        Which way they rise; the clip light stands at their end.
    clock
        Seconds that never run back.
    """

    def __init__(
        self,
        name: str,
        *,
        channels: int = 1,
        orientation: Qt.Orientation = Qt.Orientation.Vertical,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._channels, self._orientation, self._clock = channels, orientation, clock
        self._shown_db = [FLOOR_DB] * channels
        self._held_db, self._held_until_s = [FLOOR_DB] * channels, [0.0] * channels
        self._at_s = clock()
        self._clipped_db: float | None = None
        self._name = name
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        fixed, along = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred
        self.setSizePolicy(fixed if self._is_upright else along, along if self._is_upright else fixed)
        self.set_name(name)

    @property
    def _is_upright(self) -> bool:
        return self._orientation == Qt.Orientation.Vertical

    def set_name(self, name: str) -> None:
        """Call it something else."""
        self._name = name
        self.setAccessibleName(name)
        self._say()

    def push(self, peaks: Sequence[float]) -> None:
        """Take the highest absolute samples heard since the last push, one a channel (none: silence)."""
        now_s = self._clock()
        fallen, self._at_s = _FALL_DB_S * (now_s - self._at_s), now_s
        for channel in range(self._channels):
            peak = peaks[min(channel, len(peaks) - 1)] if peaks else 0.0
            level = max(FLOOR_DB, 20 * math.log10(peak)) if peak > 0 else FLOOR_DB
            self._shown_db[channel] = max(level, self._shown_db[channel] - fallen, FLOOR_DB)
            if level >= self._held_db[channel]:
                self._held_db[channel], self._held_until_s[channel] = level, now_s + _HOLD_S
            elif now_s > self._held_until_s[channel]:
                self._held_db[channel] = max(self._shown_db[channel], self._held_db[channel] - fallen)
            if peak > _FULL_SCALE and (self._clipped_db is None or level > self._clipped_db):
                self._clipped_db = level
                self._say()
        self.update()

    @property
    def levels_db(self) -> tuple[float, ...]:
        """What the bars show, dBFS."""
        return tuple(self._shown_db)

    @property
    def held_db(self) -> tuple[float, ...]:
        """Where the held peaks stand, dBFS."""
        return tuple(self._held_db)

    @property
    def has_clipped(self) -> bool:
        """Whether the clip light is on."""
        return self._clipped_db is not None

    @property
    def is_at_rest(self) -> bool:
        """Whether there is nothing left to fall."""
        return max(*self._shown_db, *self._held_db, FLOOR_DB) <= FLOOR_DB

    def clear(self) -> None:
        """Put the clip light out."""
        self._clipped_db = None
        self._say()
        self.update()

    def _say(self) -> None:
        about = self._name
        if self._clipped_db is not None:
            about += f": passed full scale by {self._clipped_db:.1f} dB. Click to put the light out."
        self.setToolTip(about)
        self.setAccessibleDescription("" if self._clipped_db is None else about)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the clip light out; without one the click is for what lies below."""
        if self.has_clipped and event.button() == Qt.MouseButton.LeftButton:
            self.clear()
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        """Slim."""
        across = 3 * self._channels + self._channels - 1 + 2
        return QSize(across, 40) if self._is_upright else QSize(110, across)

    def minimumSizeHint(self) -> QSize:
        """As slim, and short."""
        hint = self.sizeHint()
        return QSize(hint.width(), 16) if self._is_upright else QSize(60, hint.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars, held peaks, light; drawn upright and turned when it lies."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        length, across = float(self.height()), float(self.width())
        if not self._is_upright:
            length, across = across, length
            painter.translate(self.width(), 0)
            painter.rotate(90)
        self._draw(painter, across, length)
        painter.end()

    def _draw(self, painter: QPainter, across: float, length: float) -> None:
        colours = theme.tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        lit = self.has_clipped
        painter.setBrush(colours.colour("bad") if lit else colours.colour("line"))
        # Lit it is larger as well: colour is not all that tells.
        inset = 0.0 if lit else 1.0
        painter.drawRoundedRect(QRectF(inset, 0, across - 2 * inset, _LIGHT_PX - inset), 1.5, 1.5)
        top, room = _LIGHT_PX + 1.5, length - _LIGHT_PX - 1.5
        width = (across - 2 - (self._channels - 1)) / self._channels
        for channel in range(self._channels):
            left = 1 + channel * (width + 1)
            painter.setBrush(colours.colour("line"))
            painter.drawRect(QRectF(left, top, width, room))
            share = self._share(self._shown_db[channel])
            painter.setBrush(self._gradient(top, room))
            painter.drawRect(QRectF(left, top + room * (1 - share), width, room * share))
            held = self._share(self._held_db[channel])
            if held > 0:
                painter.setBrush(colours.colour("text"))
                painter.drawRect(QRectF(left, top + (room - 1) * (1 - held), width, 1))

    @staticmethod
    def _share(level_db: float) -> float:
        return min(1.0, max(0.0, 1 - level_db / FLOOR_DB))

    def _gradient(self, top: float, room: float) -> QLinearGradient:
        colours = theme.tokens()
        gradient = QLinearGradient(QPointF(0, top + room), QPointF(0, top))
        for start_db, stop_db, token in (
            (FLOOR_DB, _LOUD_DB, "good"),
            (_LOUD_DB, _NEAR_DB, "solo"),
            (_NEAR_DB, 0.0, "bad"),
        ):
            gradient.setColorAt(self._share(start_db) + (1e-4 if start_db > FLOOR_DB else 0), colours.colour(token))
            gradient.setColorAt(self._share(stop_db), colours.colour(token))
        return gradient
