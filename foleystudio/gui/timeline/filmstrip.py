"""The filmstrip: thumbnails at the instants of their frames, asked for as they come into view."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import OrderedDict
from fractions import Fraction
from math import ceil, floor

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from foleystudio.gui.theme import tokens, ui_font
from foleystudio.gui.timeline.axis import TimeAxis, View
from foleystudio.gui.timeline.lane import Lane, crisp_line
from foleystudio.timebase import FrameTimes

HEIGHT_PX = 50
_MEMORY_BYTES = 64 << 20
_ASK_AFTER_MS = 30


class Filmstrip(Lane):
    """Thumbnails side by side; each shows the frame at its left edge.

    Signals
    -------
    thumbnails_wanted
        Tuple of frame numbers that are in view and not there yet, left to right; a new answer replaces
        the wish before it.
    """

    thumbnails_wanted = Signal(tuple)

    def __init__(self, axis: TimeAxis, parent: QWidget | None = None) -> None:
        super().__init__(axis, "Picture", HEIGHT_PX, parent)
        self._frames = FrameTimes.regular(0, Fraction(25))
        self._aspect = 16 / 9
        self._pictures: OrderedDict[int, QImage] = OrderedDict()
        self._numbers: list[int] = []
        self._bytes = 0
        self._wanted: tuple[int, ...] = ()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_ASK_AFTER_MS)
        self._asking.timeout.connect(self._ask)

    def set_frames(self, frames: FrameTimes, aspect: float) -> None:
        """Set the clip's frames and the picture's width / height; forgets all thumbnails."""
        self._frames = frames
        self._aspect = max(0.2, min(5.0, aspect))
        self._pictures.clear()
        self._numbers.clear()
        self._bytes = 0
        self._wanted = ()
        self.invalidate()
        self._asking.start()

    def set_thumbnail(self, frame: int, picture: QImage) -> None:
        """Give one thumbnail (any size of the right aspect; twice the lane's height is sharp on any screen)."""
        old = self._pictures.pop(frame, None)
        if old is None:
            insort(self._numbers, frame)
        else:
            self._bytes -= old.sizeInBytes()
        self._pictures[frame] = picture
        self._bytes += picture.sizeInBytes()
        while self._bytes > _MEMORY_BYTES and len(self._pictures) > 1:
            gone, dropped = self._pictures.popitem(last=False)
            self._numbers.remove(gone)
            self._bytes -= dropped.sizeInBytes()
        self.invalidate()

    @property
    def thumbnail_height_px(self) -> int:
        """Height in device pixels at which a thumbnail is sharp."""
        return ceil((self.height() - 2) * self.devicePixelRatioF())

    def prepare(self, view: View, ratio: float) -> None:  # noqa: ARG002 - what is wanted is read when it rests
        """Ask for what came into view, once it rests."""
        self._asking.start()

    def slots(self, view: View) -> list[tuple[int, float, float]]:
        """Frame, left x and width of every thumbnail in a view.

        Far out, thumbnails of natural width tile the strip from 0 s, each showing the frame at its left
        edge. Close, where a frame is wider than a thumbnail, each frame has its own place.
        """
        frames, height = self._frames, self.height() - 2
        if not len(frames) or not self.axis.duration_s:
            return []
        natural = max(8.0, height * self._aspect)
        end = float(frames.duration) * view.pixels_per_second
        if view.pixels_per_second / float(frames.mean_rate_fps) >= natural:
            first, last = frames.frame_at(max(0.0, view.start_s)), frames.frame_at(max(0.0, view.stop_s))
            edges = [view.x_of(float(frames.time_of(n))) for n in range(first, last + 2)]
            return [(n, edges[n - first], edges[n - first + 1] - edges[n - first]) for n in range(first, last + 1)]
        found = []
        for slot in range(max(0, floor(view.left_px / natural)), ceil((view.left_px + view.width_px) / natural)):
            left = slot * natural
            if left >= end:
                break
            frame = frames.frame_at(Fraction(left / view.pixels_per_second))
            found.append((frame, left - view.left_px, min(natural, end - left)))
        return found

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """Thumbnails, or what stands in for them."""
        colors = tokens()
        if not self.axis.duration_s:
            return
        if not len(self._frames):
            painter.setFont(ui_font(12))
            painter.setPen(colors.color("faint"))
            painter.drawText(QRectF(16, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, "No picture")
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        height = self.height() - 2
        natural = height * self._aspect
        for frame, left, width in self.slots(view):
            place = QRectF(left, 1, min(width, natural), height)
            picture = self._nearest(frame)
            if picture is None:
                painter.fillRect(place, colors.color("raised"))
            else:
                share = min(1.0, place.width() / natural)
                source = QRectF(0, 0, picture.width() * share, picture.height())
                painter.drawImage(place, picture, source)
            if width > natural:
                painter.fillRect(QRectF(left + natural, 1, width - natural, height), colors.color("panel"))
            painter.fillRect(crisp_line(left, 1, height, ratio), colors.color("ground"))

    def _nearest(self, frame: int) -> QImage | None:
        """Thumbnail of a frame, or until it comes the nearest before it, else after it."""
        picture = self._pictures.get(frame)
        if picture is not None:
            self._pictures.move_to_end(frame)
            return picture
        if not self._numbers:
            return None
        at = bisect_right(self._numbers, frame)
        return self._pictures[self._numbers[max(0, at - 1)]]

    def _ask(self) -> None:
        wanted = tuple(dict.fromkeys(n for n, _, _ in self.slots(self.axis.view) if n not in self._pictures))
        if wanted and wanted != self._wanted:
            self._wanted = wanted
            self.thumbnails_wanted.emit(wanted)
