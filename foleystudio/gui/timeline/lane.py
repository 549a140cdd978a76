"""The canvas of a lane: draws its content once per view into a picture, then only copies from it.

So the playhead, the hover line and other overlays cost a copy of a few pixels, whatever a lane shows.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from foleystudio.gui.look.theme import tokens, ui_font
from foleystudio.gui.timeline.axis.axis import TimeAxis, View

_OUTSIDE_PX = 100  # what lies further outside is not drawn

LEAST_PX = 40  # a name with its buttons, and a waveform that can still be told from silence
MOST_EXTRA_PX = 400  # higher, one lane would fill the board


class Lane(QWidget):
    """Base of all lanes.

    Subclasses draw what depends on the view in `paint_content` (kept until the view, the size, the theme or
    the content changes) and what comes and goes with the mouse in `paint_live`.

    Parameters
    ----------
    axis
        The shared time axis.
    name
        What screen readers call the lane.
    height_px, dense_px
        Height, and height where room is scarce.

    Signals
    -------
    hovered
        Logical x under the mouse as a float, or None when it left.
    clicked
        Seconds; lanes with a meaning of their own for clicks do not send it.
    """

    hovered = Signal(object)
    clicked = Signal(float)

    def __init__(self, axis: TimeAxis, name: str, height_px: int, dense_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = axis
        self.times_drawn = 0
        self._heights_px = (height_px, dense_px)
        self.is_dense = False
        self.extra_px = 0
        self._picture: QImage | None = None
        self._drawn_for: tuple[View, QSize, float] | None = None
        self._is_behind = False  # not prepared for the view, as nobody sees it
        self.setAccessibleName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(height_px)
        axis.view_changed.connect(self._view_changed)
        axis.marks_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Preferred size."""
        return QSize(400, self._height_px())

    def minimumSizeHint(self) -> QSize:
        """Lanes may become narrow."""
        return QSize(40, self._height_px())

    def set_dense(self, dense: bool) -> None:
        """Take less height, or as much as is comfortable."""
        if dense != self.is_dense:
            self.is_dense = dense
            self.fit_height()

    @property
    def usual_px(self) -> int:
        """Height that it takes where there is room."""
        return self._heights_px[False] + self.extra_px

    def fit_height(self) -> None:
        """Take the height that is due now."""
        self.setFixedHeight(self._height_px())

    def _height_px(self) -> int:
        usual = self._heights_px[self.is_dense]
        return max(min(usual, LEAST_PX), usual + self.extra_px)

    def set_extra(self, extra_px: int) -> None:
        """Be so much higher than usual, or lower when it is below 0."""
        least, most = LEAST_PX - self._heights_px[self.is_dense], MOST_EXTRA_PX
        extra_px = max(least, min(most, extra_px))
        if extra_px != self.extra_px:
            self.extra_px = extra_px
            self.fit_height()

    def background(self) -> QColor:
        """What lies behind the content."""
        return tokens().colour("ground")

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """Draw everything that depends on the view only; logical coordinates, ``ratio`` device pixels each.

        The view may be a part of what the lane shows: then only that part is wanted, at the painter's origin.
        """

    def paint_live(self, painter: QPainter, view: View) -> None:
        """Draw what comes and goes with the mouse; called at each paint, so it must be cheap."""

    def moves_along(self, _view: View) -> bool:
        """Whether the content moves along with the view, so that scrolling need not draw it anew."""
        return True

    def prepare(self, view: View, ratio: float) -> None:
        """Fetch what `paint_content` will need; called when the view changes and, of lanes out of sight, once seen."""

    def prepare_if_seen(self) -> None:
        """Fetch what is needed to paint, now or when the lane comes into sight: of hundreds only a few do."""
        self._is_behind = self.visibleRegion().isEmpty()
        if not self._is_behind:
            self.prepare(self.axis.view, self.devicePixelRatioF())

    def instant_at(self, x: float) -> float:
        """Instant that the mouse points at."""
        return self.axis.view.instant_at(x, self.axis.duration_s)

    def invalidate(self) -> None:
        """Content changed: draw it anew at the next paint."""
        self._picture = None
        self.update()

    def content_image(self, ratio: float) -> QImage:
        """The lane's content at its present size with ``ratio`` device pixels a logical pixel."""
        self._catch_up(ratio)
        image = QImage(ceil(self.width() * ratio), ceil(self.height() * ratio), QImage.Format.Format_RGB32)
        image.fill(self.background())
        self._draw_content(image, self.axis.view, ratio, 0, image.width())
        return image

    def _draw_content(self, image: QImage, view: View, ratio: float, first: int, columns: int) -> None:
        """Draw device columns from ``first`` on: all of the content, or the part that scrolled into view."""
        painter = QPainter(image)
        painter.scale(ratio, ratio)
        painter.translate(first / ratio, 0)
        part = View(view.pixels_per_second, view.left_px + first / ratio, ceil(columns / ratio))
        painter.setClipRect(QRectF(0, 0, columns / ratio, self.height()))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.paint_content(painter, part, ratio)
        painter.end()
        self.times_drawn += 1

    def _catch_up(self, ratio: float) -> None:
        if self._is_behind:
            self._is_behind = False
            self.prepare(self.axis.view, ratio)

    def _refresh(self, view: View, ratio: float) -> QImage:
        """The content for a view, made with as little drawing as possible."""
        self._catch_up(ratio)
        size = self.size()
        if self._picture is not None and self._drawn_for == (view, size, ratio):
            return self._picture
        moved = self._columns_moved(view, size, ratio)
        if self._picture is None or moved is None:
            self._picture = self.content_image(ratio)
        else:
            self._picture = self._scrolled(self._picture, view, ratio, moved)
        self._drawn_for = (view, size, ratio)
        return self._picture

    def _columns_moved(self, view: View, size: QSize, ratio: float) -> int | None:
        """By how many device columns the view went right since the last drawing; None when more has changed."""
        if not self.moves_along(view) or self._drawn_for is None:
            return None
        before, size_before, ratio_before = self._drawn_for
        if (before.pixels_per_second, size_before, ratio_before) != (view.pixels_per_second, size, ratio):
            return None
        moved = round((view.left_px - before.left_px) * ratio)
        return moved if abs(moved) < size.width() * ratio / 2 else None

    def _scrolled(self, picture: QImage, view: View, ratio: float, moved: int) -> QImage:
        """The picture moved along, with what came into view drawn."""
        image = QImage(picture.size(), QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.drawImage(QPoint(-moved, 0), picture)
        first = max(0, picture.width() - moved) if moved > 0 else 0
        columns = min(abs(moved), picture.width())
        painter.fillRect(first, 0, columns, picture.height(), self.background())
        painter.end()
        if columns:
            self._draw_content(image, view, ratio, first, columns)
        return image

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copy the dirty part of the content, then draw what is live."""
        view, ratio = self.axis.view, self.devicePixelRatioF()
        picture = self._refresh(view, ratio)
        painter = QPainter(self)
        dirty = event.rect()
        # In device pixels, so that Qt copies rows instead of scaling them.
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        left, top = int(dirty.left() * ratio), int(dirty.top() * ratio)
        size = QSize(ceil((dirty.width() + 1) * ratio) + 1, ceil((dirty.height() + 1) * ratio) + 1)
        painter.drawImage(QPoint(left, top), picture, QRect(QPoint(left, top), size))
        painter.restore()
        self._paint_marks(painter, view)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        self.paint_live(painter, view)

    def _paint_marks(self, painter: QPainter, view: View) -> None:
        """Dim what lies outside the in/out range and the clip."""
        colours, height = tokens(), self.height()
        shade = colours.colour("ground", 0.62)
        in_s, out_s = self.axis.in_s, self.axis.out_s
        if in_s is not None and view.x_of(in_s) > 0:
            painter.fillRect(within(view, 0, 0, view.x_of(in_s), height), shade)
        if out_s is not None and view.x_of(out_s) < view.width_px:
            painter.fillRect(within(view, view.x_of(out_s), 0, view.width_px, height), shade)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the mouse is."""
        self.hovered.emit(float(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell which instant was clicked."""
        if event.button() == Qt.MouseButton.LeftButton and self.axis.duration_s:
            self.clicked.emit(self.instant_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the mouse is gone."""
        self.hovered.emit(None)
        super().leaveEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in another theme."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self.invalidate()
        super().changeEvent(event)

    def _view_changed(self) -> None:
        self.prepare_if_seen()
        self.update()


class LaneRow(QWidget):
    """A header and its lane."""

    def __init__(self, header: QWidget, lane: Lane, *, line: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header, self.lane, self._line = header, lane, line
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 1 if line else 0)
        row.setSpacing(0)
        row.addWidget(header)
        row.addWidget(lane)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line that divides it from the next row."""
        if self._line:
            QPainter(self).fillRect(QRect(0, self.height() - 1, self.width(), 1), tokens().colour("line"))


def paint_hint(painter: QPainter, area: QRectF, text: str, flags: Qt.AlignmentFlag) -> None:
    """Say in an empty lane what could be there."""
    painter.setFont(ui_font(12))
    painter.setPen(tokens().colour("faint"))
    painter.drawText(area.adjusted(16, 0, -16, 0), flags, text)


def within(view: View, left: float, top: float, right: float, bottom: float) -> QRectF:
    """What of an area may show: close up, one that begins or ends far away is wider than painting counts."""
    left, right = max(left, -_OUTSIDE_PX), min(right, view.width_px + _OUTSIDE_PX)
    return QRectF(left, top, max(0.0, right - left), bottom - top)


def device_column(x: float, ratio: float) -> int:
    """Device pixel column that holds a logical x: where a one-pixel line for that instant belongs."""
    # The small shift keeps instants that lie exactly on a column's edge from falling left of it by rounding.
    return int((x * ratio + 1e-6) // 1)


def crisp_line(x: float, top: float, height: float, ratio: float, width_px: float = 1.0) -> QRectF:
    """Upright line over the device pixel column that holds ``x``, a whole number of device pixels wide."""
    wide = max(1, round(width_px * ratio))
    left = device_column(x, ratio) - (wide - 1) // 2
    return QRectF(left / ratio, top, wide / ratio, height)
