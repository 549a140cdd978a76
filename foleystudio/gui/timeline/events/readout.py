"""What is told beside an event while it is moved: its time, by how many frames, and its strength or length."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from foleystudio.gui.look.theme import tokens, ui_font
from foleystudio.gui.timeline.events.gestures import DraggedValue
from foleystudio.project.events import Event
from foleystudio.timebase import FrameTimes, Timecode, fineness_of, moved_by, within_frame

_HEIGHT_PX, _GAP_PX, _PAD_PX = 18.0, 9.0, 7.0  # of the readout, between its words, and at its ends
_CLEAR_PX = 13.0  # beside the event, which it must not cover
_FINEST_S = 1e-3  # a place beside the frames is told whatever the zoom


@dataclass(frozen=True)
class Readout:
    """One event of those that are moved, and what it was before.

    Parameters
    ----------
    event, before
        Now, and before the drag or the first of several key presses.
    change
        What is being changed: that stands out.
    count
        How many are moved together.
    """

    event: Event
    before: Event
    change: DraggedValue
    count: int = 1

    @property
    def seconds(self) -> float:
        """The instant it is about: the onset, or the end that is dragged."""
        return self.event.end_s if self.change is DraggedValue.SUSTAIN else self.event.time_s

    def words(self, frames: FrameTimes | None, timecode: Timecode | None, step_s: float) -> list[tuple[str, bool]]:
        """What is told, and whether it stands out; ``step_s`` is what a pixel spans."""
        told = []
        for text, change in (
            (_place(self.seconds, frames, timecode, step_s), DraggedValue.TIME),
            (self._moved(frames), DraggedValue.TIME),
            (f"{self.event.strength:.0%}".replace("%", " %"), DraggedValue.STRENGTH),
            (f"{self.event.sustain_s:.2f} s long" if self.change is DraggedValue.SUSTAIN else "", DraggedValue.SUSTAIN),
            (f"{self.count} events" if self.count > 1 else "", None),
        ):
            if text:
                told.append((text, change is self.change))
        return told

    def _moved(self, frames: FrameTimes | None) -> str:
        before_s = self.before.end_s if self.change is DraggedValue.SUSTAIN else self.before.time_s
        if frames is None or not len(frames) or (before_s == self.seconds and self.change is not DraggedValue.TIME):
            return ""
        return moved_by(before_s, self.seconds, frames)


def _place(seconds: float, frames: FrameTimes | None, timecode: Timecode | None, step_s: float) -> str:
    if frames is None or timecode is None or not len(frames):
        return f"{seconds:.3f} s"
    beside = within_frame(seconds, frames, fineness_of(min(step_s, _FINEST_S)))
    label = timecode.label(frames.frame_at(seconds))
    return f"{label} {beside}" if any(digit in beside for digit in "123456789") else label


def readout_of(before: Mapping[int, Event], after: Mapping[int, Event], key: int, change: DraggedValue) -> Readout:
    """Readout of the event of a key among those that are moved; of the first when it is not among them."""
    key = key if key in after else next(iter(after))
    return Readout(after[key], before.get(key, after[key]), change, len(after))


def continued(readout: Readout, earlier: Readout | None) -> Readout:
    """The same, counted from where an earlier readout of the same events began."""
    if earlier is None or (earlier.event.key, earlier.count) != (readout.event.key, readout.count):
        return readout
    return replace(readout, before=earlier.before)


def paint_readout(painter: QPainter, lane: QRectF, x: float, words: list[tuple[str, bool]]) -> QRectF:
    """Paint it at the right of an event, or at the left where there is no room; answers where."""
    colours = tokens()
    fonts = [ui_font(11, QFont.Weight.DemiBold if strong else QFont.Weight.Normal, tabular=True) for _, strong in words]
    widths = [QFontMetricsF(font).horizontalAdvance(text) for font, (text, _) in zip(fonts, words, strict=True)]
    width = sum(widths) + _GAP_PX * (len(words) - 1) + 2 * _PAD_PX
    left = x + _CLEAR_PX if x + _CLEAR_PX + width <= lane.right() - 2 else x - _CLEAR_PX - width
    place = QRectF(max(lane.left() + 2, left), lane.top() + 2, width, _HEIGHT_PX)
    painter.setPen(QPen(colours.colour("strong_line"), 1))
    painter.setBrush(colours.colour("raised", 0.97))
    painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    at = place.left() + _PAD_PX
    for (text, strong), font, wide in zip(words, fonts, widths, strict=True):
        painter.setFont(font)
        painter.setPen(colours.colour("text" if strong else "dim"))
        painter.drawText(QRectF(QPointF(at, place.top()), place.size()), Qt.AlignmentFlag.AlignVCenter, text)
        at += wide + _GAP_PX
    return place
