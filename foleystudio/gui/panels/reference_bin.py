"""The reference bin: sounds to be re-performed, as chips with their waveform; click to hear, drag onto a track."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from foleystudio.gui.file_urls import REFERENCE_MIME, dropped_files, url_of
from foleystudio.gui.look import icons, theme
from foleystudio.gui.panels.menu_place import asked_about
from foleystudio.gui.widgets.chip_parts import PEN_PX, draw_tag, draw_wave, pen_place

_CHIP_HEIGHT = 56
_GAP = 6
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, eq=False)
class ReferenceChip:
    """What a chip shows.

    Parameters
    ----------
    key
        The reference's key in the project.
    name
        What it is called, here and wherever a take is said to be made from it.
    path
        Its file.
    about
        "0.84 s, 3 hits"; empty while unknown.
    peaks
        ``float32 [n]``, 0-1, for the waveform; None while unknown.
    problem
        Why it cannot be used; empty when it can.
    takes
        Numbers of the chosen track's takes that are made from it.
    in_use
        Number of the one among them that sounds; None when another does.
    """

    key: int
    name: str
    path: Path
    about: str = ""
    peaks: NDArray[np.float32] | None = None
    problem: str = ""
    takes: tuple[int, ...] = ()
    in_use: int | None = None

    @property
    def tag(self) -> str:
        """Those takes in two short words: the one in use before others."""
        if len(self.takes) > 1 and self.in_use is None:
            return f"{len(self.takes)} takes"
        return f"take {self.in_use or self.takes[0]}" if self.takes else ""

    @property
    def short_tag(self) -> str:
        """The same where there is no room for words."""
        if len(self.takes) > 1 and self.in_use is None:
            return f"\N{MULTIPLICATION SIGN}{len(self.takes)}"
        return str(self.in_use or self.takes[0]) if self.takes else ""

    @property
    def use(self) -> str:
        """What it is used for, in words."""
        in_use = f"; take {self.in_use} is in use" if self.in_use is not None else ""
        numbers = ", ".join(map(str, self.takes))
        return f"made into take{'s' * (len(self.takes) > 1)} {numbers}{in_use}" if self.takes else ""


class _Chips(QAbstractListModel):
    """The chips as Qt wants them; names and descriptions reach screen readers through it."""

    def __init__(self) -> None:
        super().__init__()
        self.chips: list[ReferenceChip] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """How many."""
        return 0 if parent.isValid() else len(self.chips)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Name, description, tooltip."""
        chip = self.chips[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return chip.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(line for line in (str(chip.path), chip.problem or chip.about, chip.use) if line)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            told = ", ".join(part for part in (chip.name, chip.problem or chip.about, chip.use) if part)
            return f"Reference {index.row() + 1}: {told}"
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Chips can be chosen and dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        """As references to the timeline, as files to other programs."""
        return [REFERENCE_MIME, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """What is dragged."""
        chips = [self.chips[index.row()] for index in indexes]
        mime = QMimeData()
        mime.setData(REFERENCE_MIME, ",".join(str(chip.key) for chip in chips).encode())
        mime.setUrls([url_of(chip.path) for chip in chips])
        return mime


class _ChipPainter(QStyledItemDelegate):
    """Draws a chip: digit, name, description, waveform."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        """One chip and the gap below it."""
        return QSize(100, _CHIP_HEIGHT + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one."""
        model = index.model()
        assert isinstance(model, _Chips)
        chip, colours = model.chips[index.row()], theme.tokens()
        option_rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        frame = QRectF(option_rect).adjusted(0.5, 0.5, -0.5, -_GAP - 0.5)
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        over = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("foley" if chosen else "line"), 1.0))
        painter.setBrush(colours.colour("raised" if chosen or over else "panel"))
        painter.drawRoundedRect(frame, 6, 6)
        left = self._draw_texts(painter, frame, index.row(), chip)
        if chosen or over:
            icons.icon("edit", "dim").paint(painter, pen_place(option_rect).adjusted(4, 4, -4, -4))
        if chip.peaks is not None and frame.right() - 10 - left > 24:
            draw_wave(painter, QRectF(left, frame.bottom() - 23, frame.right() - 10 - left, 16), chip.peaks)
        painter.restore()

    @staticmethod
    def _draw_texts(painter: QPainter, frame: QRectF, row: int, chip: ReferenceChip) -> float:
        """Answers where the waveform may begin."""
        colours = theme.tokens()
        digit, left, width = QRectF(frame.left() + 10, frame.top() + 9, 20, 20), frame.left() + 40, frame.width() - 50
        width -= PEN_PX - 8  # of the name's line
        small = theme.ui_font(theme.SMALL_SIZE_PX, tabular=True)
        if row < 9:
            painter.setBrush(colours.colour("ground"))
            painter.setPen(colours.colour("strong_line"))
            painter.drawRoundedRect(digit, 4, 4)
            painter.setPen(colours.colour("dim"))
            painter.setFont(small)
            painter.drawText(digit, Qt.AlignmentFlag.AlignCenter, str(row + 1))
        font = theme.ui_font(theme.UI_SIZE_PX, QFont.Weight.DemiBold)
        room = width - QFontMetrics(font).horizontalAdvance(chip.name)
        line = QRectF(left, frame.top() + 10, width, 16)
        taken = draw_tag(painter, line, (chip.tag, chip.short_tag), room, sounds=chip.in_use is not None)
        name = QFontMetrics(font).elidedText(chip.name, Qt.TextElideMode.ElideMiddle, int(width - taken))
        painter.setFont(font)
        painter.setPen(colours.colour("bad" if chip.problem else "text"))
        painter.drawText(QRectF(left, frame.top() + 8, width, 20), Qt.AlignmentFlag.AlignVCenter, name)
        width += PEN_PX - 8
        metrics, about = QFontMetrics(small), chip.problem or chip.about
        painter.setFont(small)
        painter.setPen(colours.colour("bad" if chip.problem else "dim"))
        about = metrics.elidedText(about, Qt.TextElideMode.ElideRight, int(width))
        painter.drawText(QRectF(left, frame.bottom() - 26, width, 20), Qt.AlignmentFlag.AlignVCenter, about)
        return left + max(84, metrics.horizontalAdvance(about) + 10)


class ReferenceBin(QListView):
    """The chips; shows where to drop sounds below them.

    Signals
    -------
    files_dropped
        Sound files (paths) were dropped: ``object`` is a list of `Path`.
    chosen
        A reference was chosen (its key); ``previewed`` when it is to be heard as well.
    performed
        A reference is to be performed on the current track (double click or Return).
    edit_wanted
        How a reference is cut is to be seen and changed.
    removed
        A reference is to leave the bin.
    """

    files_dropped = Signal(object)
    chosen = Signal(int)
    previewed = Signal(int)
    performed = Signal(int)
    edit_wanted = Signal(int)
    removed = Signal(int)
    add_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chips = _Chips()
        self.setModel(self._chips)
        self.setItemDelegate(_ChipPainter(self))
        self.setProperty("role", "bin")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setAcceptDrops(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("References")
        self.say_keys("")
        self.clicked.connect(lambda index: self.previewed.emit(self._key(index)))
        self.activated.connect(lambda index: self.performed.emit(self._key(index)))
        self.selectionModel().currentChanged.connect(lambda index, _old: self._tell(index))

    def say_keys(self, hearing: str) -> None:
        """Tell screen readers the keys, among them the one that hears the chosen sound (none when empty)."""
        hears = f"{hearing} hears the chosen one, " if hearing else ""
        self.setAccessibleDescription(f"Sounds to be performed; {hears}Return performs it")

    def set_chips(self, chips: Sequence[ReferenceChip]) -> None:
        """Show these references; the chosen one stays chosen while it is there."""
        key = self.chosen_key()
        self._chips.beginResetModel()
        self._chips.chips = list(chips)
        self._chips.endResetModel()
        there = [chip.key for chip in chips]
        self.set_chosen(key if key in there else next(iter(there), None))
        self.viewport().update()

    def chosen_key(self) -> int | None:
        """Key of the chosen reference."""
        index = self.currentIndex()
        return self._key(index) if index.isValid() else None

    def set_chosen(self, key: int | None) -> None:
        """Show a reference as chosen."""
        for row, chip in enumerate(self._chips.chips):
            if chip.key == key:
                self.setCurrentIndex(self._chips.index(row))
                return

    def keys(self) -> list[int]:
        """Keys in the order shown."""
        return [chip.key for chip in self._chips.chips]

    def _key(self, index: QModelIndex) -> int:
        return self._chips.chips[index.row()].key

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._key(index))

    def _pen_at(self, place: QPoint) -> QModelIndex:
        """The chip whose editor a click there opens; invalid for none."""
        index = self.indexAt(place)
        return index if index.isValid() and pen_place(self.visualRect(index)).contains(place) else QModelIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a chip's pen opens its editor, and lets nothing be heard."""
        index = self._pen_at(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.setCurrentIndex(index)
            self.edit_wanted.emit(self._key(index))
        else:
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks on the pen are one."""
        if not self._pen_at(event.position().toPoint()).isValid():
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """What the pen was clicked for is done."""
        if not self._pen_at(event.position().toPoint()).isValid():
            super().mouseReleaseEvent(event)

    # Dropping files ------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Files are welcome everywhere in the bin."""
        self._consider(event)

    def _consider(self, event: QDropEvent) -> None:
        if dropped_files(event.mimeData()) and event.source() is not self:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        event.acceptProposedAction()
        self.files_dropped.emit(dropped_files(event.mimeData()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a reference."""
        menu = QMenu(self)
        index, place = asked_about(self, event)
        if index.isValid():
            key = self._key(index)
            menu.addAction("Hear it", lambda: self.previewed.emit(key))
            menu.addAction("Perform on the selected track", lambda: self.performed.emit(key))
            menu.addAction("Edit…", lambda: self.edit_wanted.emit(key))
            menu.addSeparator()
            menu.addAction("Remove from the bin", lambda: self.removed.emit(key))
        menu.addAction("Add references…", self.add_wanted.emit)
        menu.exec(place)
        menu.deleteLater()

    def viewportEvent(self, event: QEvent) -> bool:
        """Draw the drop hint under the chips; say what a chip's pen does."""
        if (
            event.type() == QEvent.Type.ToolTip
            and isinstance(event, QHelpEvent)
            and self._pen_at(event.pos()).isValid()
        ):
            QToolTip.showText(event.globalPos(), "Edit how it is cut", self)
            return True
        handled = super().viewportEvent(event)
        if event.type() == QEvent.Type.Paint:
            self._draw_hint()
        return handled

    def _draw_hint(self) -> None:
        top = len(self._chips.chips) * (_CHIP_HEIGHT + _GAP) - self.verticalScrollBar().value()
        room = QRectF(0.5, top + 6.5, self.viewport().width() - 1, 60)
        if room.bottom() > self.viewport().height() - 1 and self._chips.chips:
            return
        colours = theme.tokens()
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.colour("strong_line"), 1, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(room, 6, 6)
        painter.setPen(colours.colour("dim"))
        painter.setFont(theme.ui_font(12))
        text = "Drop sounds here\nhold a number key to audition"
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
