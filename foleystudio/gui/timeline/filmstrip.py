"""The filmstrip: thumbnails at the instants of their frames, asked for as they come into view."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from foleystudio.byte_cache import ByteCache
from foleystudio.gui.look.theme import tokens
from foleystudio.gui.timeline.axis.axis import TimeAxis, View
from foleystudio.gui.timeline.lane import Lane, crisp_line, paint_hint, within
from foleystudio.timebase import FrameTimes

HEIGHT_PX = 50  # a picture is recognised
DENSE_PX = 36  # the same on a low board
_MEMORY_BYTES = 64 << 20  # of thumbnails; those out of view longest go first, and are read from disk again
_ASK_AFTER_MS = 30  # the view rests so long before pictures are asked for


class _Thumbnails(ByteCache[int, QImage]):
    """Thumbnails by frame, the latest shown kept; tells whose goes."""

    def __init__(self, on_gone: Callable[[int], None]) -> None:
        super().__init__(_MEMORY_BYTES, QImage.sizeInBytes)
        self._on_gone = on_gone

    def popitem(self) -> tuple[int, QImage]:
        """Let go of the one that was shown longest ago."""
        frame, picture = super().popitem()
        self._on_gone(frame)
        return frame, picture


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
        super().__init__(axis, "Picture", HEIGHT_PX, DENSE_PX, parent)
        self._frames = FrameTimes.regular(0, Fraction(25))
        self._aspect = 16 / 9
        self._pictures = _Thumbnails(self._forget)
        self._numbers: list[int] = []
        self._fitted: dict[int, QImage] = {}
        self._fitted_to = QSize()
        self._wanted: tuple[int, ...] = ()
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_ASK_AFTER_MS)
        self._asking.timeout.connect(self._ask)

    def set_frames(self, frames: FrameTimes, aspect: float) -> None:
        """Set the clip's frames and the picture's width / height; forgets all thumbnails."""
        self._frames = frames
        self._aspect = max(0.2, min(5.0, aspect))
        self._pictures = _Thumbnails(self._forget)
        self._numbers.clear()
        self._fitted.clear()
        self._wanted = ()
        self.invalidate()
        self._asking.start()

    def set_thumbnail(self, frame: int, picture: QImage) -> None:
        """Give one thumbnail (any size of the right aspect; twice the lane's height is sharp on any screen)."""
        if self._pictures.pop(frame, None) is not None:
            self._forget(frame)
        self._pictures[frame] = picture
        insort(self._numbers, frame)
        self.invalidate()

    def _forget(self, frame: int) -> None:
        self._numbers.remove(frame)
        self._fitted.pop(frame, None)

    @property
    def thumbnail_height_px(self) -> int:
        """Height in device pixels at which a thumbnail is sharp."""
        return ceil((self.height() - 2) * self.devicePixelRatioF())

    def prepare(self, _view: View, _ratio: float) -> None:
        """Ask for what came into view, once it rests."""
        self._asking.start()

    def moves_along(self, view: View) -> bool:
        """Close up, thumbnails stay in view as long as their frames do."""
        return not self._is_close(view, self._natural_px(self.devicePixelRatioF()))

    def _is_close(self, view: View, natural_px: float) -> bool:
        return view.pixels_per_second / float(self._frames.mean_rate_fps) >= natural_px

    def slots(self, view: View, ratio: float) -> list[tuple[int, float, float]]:
        """Frame, left x and width of every thumbnail in a view.

        Far out, thumbnails of natural width tile the strip from 0 s, each showing the frame at its left
        edge. Close, where a frame is wider than a thumbnail, each frame has its own place.
        """
        frames = self._frames
        if not len(frames) or not self.axis.duration_s:
            return []
        natural = self._natural_px(ratio)
        end = float(frames.duration) * view.pixels_per_second
        if self._is_close(view, natural):
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
        colours = tokens()
        height, natural = self.height() - 2, self._natural_px(ratio)
        size = QSize(round(natural * ratio), round(height * ratio))
        for frame, left, width in self.slots(view, ratio):
            # Where a frame is wider than its thumbnail, the thumbnail stays in view as long as the frame does.
            shown = left if width <= natural else max(left, min(self._sticky_left(view), left + width - natural))
            place = QRectF(shown, 1, min(width, natural), height)
            picture = self._nearest(frame, size)
            if width > natural:
                painter.fillRect(within(view, left, 1, left + width, 1 + height), colours.colour("panel"))
            if picture is None:
                painter.fillRect(place, colours.colour("raised"))
            else:
                painter.save()
                painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
                painter.scale(1 / ratio, 1 / ratio)
                painter.drawImage(QPointF(round(shown * ratio), round(ratio)), picture)
                painter.restore()
            if left > -1:
                painter.fillRect(crisp_line(left, 1, height, ratio), colours.colour("ground"))

    def paint_live(self, painter: QPainter, _view: View) -> None:
        """The hint."""
        if self.axis.duration_s and not len(self._frames):
            paint_hint(painter, QRectF(self.rect()), "This file has no picture", Qt.AlignmentFlag.AlignVCenter)

    def _natural_px(self, ratio: float) -> float:
        """Width of a thumbnail: a whole number of device pixels, so that none is drawn blurred."""
        return max(8.0, round((self.height() - 2) * self._aspect * ratio) / ratio)

    def _sticky_left(self, view: View) -> float:
        return self.axis.view.left_px - view.left_px

    def _nearest(self, frame: int, size: QSize) -> QImage | None:
        """Thumbnail of a frame at a size, or until it comes the nearest before it, else after it."""
        if frame not in self._pictures:
            if not self._numbers:
                return None
            frame = self._numbers[max(0, bisect_right(self._numbers, frame) - 1)]
        picture = self._pictures[frame]
        if size != self._fitted_to:
            self._fitted.clear()
            self._fitted_to = size
        fitted = self._fitted.get(frame)
        if fitted is None:
            fitted = picture.scaled(
                size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            self._fitted[frame] = fitted.convertToFormat(QImage.Format.Format_RGB32)
        return fitted

    def _ask(self) -> None:
        wanted = tuple(
            dict.fromkeys(
                n for n, _, _ in self.slots(self.axis.view, self.devicePixelRatioF()) if n not in self._pictures
            )
        )
        if wanted and wanted != self._wanted:
            self._wanted = wanted
            self.thumbnails_wanted.emit(wanted)
