"""The picture: the exact frame at the playhead on neutral grey, with timecode and safe areas."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from foleystudio.gui.file_urls import dropped_files
from foleystudio.gui.look import icons, theme
from foleystudio.gui.look.plain_text import PlainLabel
from foleystudio.gui.widgets.buttons import push_button

ACTION_SAFE, TITLE_SAFE = 0.93, 0.90
"""Shares of the picture that are safe for action and titles (EBU R 95)."""

_MARGIN = 12  # pixels of grey around the picture: it is judged beside a neutral


class PicturePanel(QWidget):
    """Shows one frame, as large as fits.

    Signals
    -------
    files_dropped
        Files were dropped on the picture (a list of `Path`).
    size_wanted
        Another size in device pixels would be sharp: ask for the frame again.
    outline_clicked
        Number of an outline that was clicked on.
    """

    files_dropped = Signal(object)
    size_wanted = Signal(QSize)
    outline_clicked = Signal(int)

    def __init__(self, open_action: QAction, example_action: QAction) -> None:
        super().__init__()
        self._image = QImage()
        self._shape = QSize()
        self._label = ""
        self._is_aside = False
        self._message = ""
        self._show_safe = self._show_label = False
        self._is_target = False
        self._outlines: dict[int, QRectF] = {}
        self._lit: int | None = None
        self._flash: float | None = None
        self._margin = _MARGIN
        self._mirror: PicturePanel | None = None
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setMinimumSize(240, 150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Picture")
        self._welcome = _Welcome(open_action, example_action)
        column = QVBoxLayout(self)
        column.addWidget(self._welcome, alignment=Qt.AlignmentFlag.AlignCenter)

    def set_mirror(self, mirror: PicturePanel | None) -> None:
        """Have another panel show all that this one shows, or no other any more."""
        self._mirror = mirror
        if mirror is not None:
            mirror.set_clip_size(self._shape)
            mirror._image = self._image
            mirror.set_timecode(self._label, aside=self._is_aside)
            mirror.set_message(self._message)
            mirror.set_outlines(self._outlines, self._lit)
            mirror.show_timecode(self._show_label)
            mirror.show_safe_areas(self._show_safe)
            mirror.set_flash(self._flash)
        if not self._shape.isEmpty():
            self.size_wanted.emit(self.wanted_size())

    def set_margin(self, margin_px: int | None) -> None:
        """How much grey there is around the picture, in pixels; None for the usual."""
        self._margin = _MARGIN if margin_px is None else margin_px
        self.update()

    def set_flash(self, strength: float | None) -> None:
        """Light up for an event of a strength, 0-1; None for none."""
        if strength != self._flash:
            self._flash = strength
            self.update()
        if self._mirror is not None:
            self._mirror.set_flash(strength)

    @property
    def flash(self) -> float | None:
        """Strength of the event that is lit up for."""
        return self._flash

    def set_clip_size(self, size: QSize) -> None:
        """Display size of the clip (after rotation and pixel shape); an empty one shows the welcome."""
        self._shape = size
        self._image = QImage()
        self._welcome.setVisible(size.isEmpty())
        self.update()
        if self._mirror is not None:
            self._mirror.set_clip_size(size)
        if not size.isEmpty():
            self.size_wanted.emit(self.wanted_size())

    def set_frame(self, frame: NDArray[np.uint8], label: str) -> None:
        """Show a frame, ``uint8 [H, W, 3]`` RGB, of any size; ``label`` is for screen readers."""
        frame = np.ascontiguousarray(frame)
        height, width, _ = frame.shape
        self._image = QImage(frame.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
        self.setAccessibleDescription(f"Frame at {label}")
        self.update()
        if self._mirror is not None:
            self._mirror.set_frame(frame, label)

    def set_timecode(self, label: str, *, aside: bool = False) -> None:
        """Timecode for the overlay: the playhead's, or ``aside`` that of another frame, which is shown meanwhile."""
        if (label, aside) != (self._label, self._is_aside):
            self._label, self._is_aside = label, aside
            self.update(self._label_room().toAlignedRect())
        if self._mirror is not None:
            self._mirror.set_timecode(label, aside=aside)

    @property
    def timecode(self) -> str:
        """Timecode that the overlay shows."""
        return self._label

    def set_message(self, text: str) -> None:
        """A line in place of the picture ("opening…"); empty for none."""
        self._message = text
        self._welcome.setVisible(self._shape.isEmpty() and not text)
        self.update()
        if self._mirror is not None:
            self._mirror.set_message(text)

    def set_outlines(self, outlines: Mapping[int, QRectF], lit: int | None = None) -> None:
        """Things in the picture that can be clicked on, by their numbers: boxes in shares of its width and height.

        ``lit`` is the number of the one that is chosen, which stands out.
        """
        if (outlines, lit) != (self._outlines, self._lit):
            self._outlines, self._lit = dict(outlines), lit
            self.update()
        if self._mirror is not None:
            self._mirror.set_outlines(outlines, lit)

    @property
    def lit(self) -> int | None:
        """Number of the outline that stands out; None for none."""
        return self._lit

    def outline(self, number: int) -> QRectF:
        """Where an outline is drawn, in the panel's own pixels; empty when there is none of that number."""
        room, box = self._room(), self._outlines.get(number, QRectF())
        placed = QRectF(
            room.x() + box.x() * room.width(), room.y() + box.y() * room.height(),
            box.width() * room.width(), box.height() * room.height(),
        )  # fmt: skip
        return placed.intersected(room)

    def show_timecode(self, shown: bool) -> None:
        """Switch the timecode overlay."""
        self._show_label = shown
        self.update()
        if self._mirror is not None:
            self._mirror.show_timecode(shown)

    def show_safe_areas(self, shown: bool) -> None:
        """Switch the safe areas."""
        self._show_safe = shown
        self.update()
        if self._mirror is not None:
            self._mirror.show_safe_areas(shown)

    def wanted_size(self) -> QSize:
        """Device pixels that the picture covers, here or in the mirror, where that is larger."""
        room = self._room()
        own = QSize(round(room.width() * self.devicePixelRatioF()), round(room.height() * self.devicePixelRatioF()))
        return own if self._mirror is None else own.expandedTo(self._mirror.wanted_size())

    def image(self) -> QImage:
        """The frame shown; null when there is none."""
        return self._image

    def _room(self) -> QRectF:
        space = QRectF(self.rect()).adjusted(self._margin, self._margin, -self._margin, -self._margin)
        if self._shape.isEmpty() or space.isEmpty():
            return QRectF()
        scale = min(space.width() / self._shape.width(), space.height() / self._shape.height())
        width, height = round(self._shape.width() * scale), round(self._shape.height() * scale)
        return QRectF(round(space.center().x() - width / 2), round(space.center().y() - height / 2), width, height)

    def _label_room(self) -> QRectF:
        room = self._room()
        return QRectF(room.center().x() - 48, room.bottom() - 32, 96, 22)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for a frame of the new size."""
        super().resizeEvent(event)
        if not self._shape.isEmpty():
            self.size_wanted.emit(self.wanted_size())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Surround, frame, overlays."""
        colours, painter, room = theme.tokens(), QPainter(self), self._room()
        painter.fillRect(self.rect(), colours.colour("picture"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(room, self._image)
            if self._show_safe:
                self._draw_safe_areas(painter, room)
            self._draw_outlines(painter)
            if self._flash is not None:
                self._draw_flash(painter, room, self._flash)
            if self._show_label and self._label:
                self._draw_label(painter)
        elif not room.isEmpty():
            painter.fillRect(room, colours.colour("ground"))
        if self._message:
            painter.setPen(colours.colour("dim"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._message)
        if self._is_target:
            painter.setPen(QPen(colours.colour("foley"), 2, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(5, 5, -5, -5), 7, 7)
        painter.end()

    def _draw_safe_areas(self, painter: QPainter, room: QRectF) -> None:
        for share, alpha in ((ACTION_SAFE, 0.75), (TITLE_SAFE, 0.5)):
            size = QPointF(room.width() * share / 2, room.height() * share / 2)
            area = QRectF(room.center() - size, room.center() + size)
            painter.setPen(QPen(theme.DARK.colour("ground", 0.5), 3))
            painter.drawRect(area)
            painter.setPen(QPen(theme.DARK.colour("text", alpha), 1))
            painter.drawRect(area)
        painter.drawLine(room.center() - QPointF(8, 0), room.center() + QPointF(8, 0))
        painter.drawLine(room.center() - QPointF(0, 8), room.center() + QPointF(0, 8))

    def _draw_flash(self, painter: QPainter, room: QRectF, strength: float) -> None:
        """A bright edge, which is seen from the corner of the eye, and a disc as large as the hit is hard."""
        inner = room.adjusted(2.5, 2.5, -2.5, -2.5)
        radius = 7 + 9 * min(1.0, max(0.0, strength))
        disc = QRectF(room.left() + 16, room.top() + 16, 2 * radius, 2 * radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.DARK.colour("events"), 5))
        painter.drawRect(inner)
        painter.setPen(QPen(theme.DARK.colour("ground", 0.7), 2))
        painter.setBrush(theme.DARK.colour("text"))
        painter.drawEllipse(disc)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_label(self, painter: QPainter) -> None:
        room = self._label_room()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.DARK.colour("picture", 0.82))
        painter.drawRoundedRect(room, 4, 4)
        painter.setPen(theme.DARK.colour("events" if self._is_aside else "text"))
        painter.setFont(theme.mono_font(12, QFont.Weight.Medium))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._label)

    def _draw_outlines(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(theme.ui_font(12, QFont.Weight.DemiBold))
        for number in self._outlines:
            box = self.outline(number)
            if box.isEmpty():
                continue
            chosen = number == self._lit
            if chosen:
                painter.fillRect(box, theme.DARK.colour("foley", 0.12))
            inner = QPen(theme.DARK.colour("foley" if chosen else "events"), 3 if chosen else 1.5)
            for pen in (QPen(theme.DARK.colour("ground", 0.6), 6 if chosen else 4), inner):
                painter.setPen(pen)
                painter.drawRoundedRect(box, 5, 5)
            painter.drawText(box.adjusted(6, 4, 0, 0), str(number))

    # Clicking ------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On an outline."""
        number = self._outline_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and number is not None:
            self.outline_clicked.emit(number)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What can be clicked on shows a hand."""
        is_one = self._outline_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_one else Qt.CursorShape.ArrowCursor)

    def _outline_at(self, place: QPointF) -> int | None:
        """The outline at a place; of several the one whose middle is nearest."""
        there = [number for number in self._outlines if self.outline(number).contains(place)]
        if not there:
            return None
        return min(there, key=lambda number: (self.outline(number).center() - place).manhattanLength())

    # Dropping files ------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files are welcome everywhere."""
        self._consider(event)

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Gone again."""
        self._set_target(False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        self._set_target(False)
        event.acceptProposedAction()
        self.files_dropped.emit(dropped_files(event.mimeData()))

    def _consider(self, event: QDropEvent) -> None:
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()
            self._set_target(True)
        else:
            event.ignore()

    def _set_target(self, is_target: bool) -> None:
        self._is_target = is_target
        self.update()


class _Welcome(QWidget):
    """What an empty window says: the three gestures, and two buttons."""

    def __init__(self, open_action: QAction, example_action: QAction) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(10)
        mark = PlainLabel()
        mark.setPixmap(icons.icon("film", "faint").pixmap(QSize(44, 44)))
        title, about = (
            PlainLabel("Open a clip to begin"),
            PlainLabel("or drop one anywhere in the window, and then a sound"),
        )
        title.setFont(theme.ui_font(20, QFont.Weight.DemiBold))
        about.setProperty("role", "dim")
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        row.addWidget(push_button("Open a clip…", open_action, primary=True))
        row.addWidget(push_button("Open the example", example_action))
        row.addStretch()
        for widget in (mark, title, about):
            column.addWidget(widget, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(4)
        column.addLayout(row)
