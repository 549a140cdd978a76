"""The reference bin: sounds to be re-performed, as chips with their waveform; click to hear, drag onto a track."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QToolTip,
)

from foleystudio.gui.file_urls import GUIDE_MIME, dropped_files
from foleystudio.gui.look import theme
from foleystudio.gui.panels.bin.reference_chips import CHIP_HEIGHT_PX, GAP_PX, ChipList, ChipPainter, ReferenceChip
from foleystudio.gui.panels.menu_place import asked_about
from foleystudio.gui.widgets.chip_parts import pen_place

_HINT = "Drop sounds here\nhold a number key to audition"


class ReferenceBin(QListView):
    """The chips; shows where to drop sounds below them.

    Signals
    -------
    files_dropped
        Sound files (paths) were dropped: ``object`` is a list of `Path`.
    chosen
        A reference was chosen (its key); ``previewed`` when it is to be heard as well.
    chosen_together
        Which are chosen now, by Ctrl or Shift with a click or an arrow: their keys in the order shown.
    performed
        References are to be performed on the current track (double click or Return): their keys.
    edit_wanted
        How a reference is cut is to be seen and changed.
    removed
        A reference is to leave the bin.
    tags_wanted, favourite_toggled
        The chosen references are to be tagged; are to be favourites, or no longer.
    guide_dropped
        The clip's own sound was dropped.
    """

    files_dropped = Signal(object)
    chosen = Signal(int)
    previewed = Signal(int)
    chosen_together = Signal(tuple)
    performed = Signal(tuple)
    edit_wanted = Signal(int)
    removed = Signal(int)
    add_wanted = Signal()
    tags_wanted = Signal()
    favourite_toggled = Signal()
    guide_dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._chips, self._hint = ChipList(), _HINT
        self.setModel(self._chips)
        self.setItemDelegate(ChipPainter(self))
        self.setProperty("role", "bin")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
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
        self.activated.connect(lambda index: self.performed.emit(self._together_with(self._key(index))))
        self.selectionModel().currentChanged.connect(lambda index, _old: self._tell(index))
        self.selectionModel().selectionChanged.connect(lambda _now, _before: self._tell_together())

    def say_keys(self, hearing: str) -> None:
        """Tell screen readers the keys, among them the one that hears the chosen sound (none when empty)."""
        hears = f"{hearing} hears the chosen one, " if hearing else ""
        self.setAccessibleDescription(
            f"Sounds to be performed; {hears}Return performs it, Ctrl or Shift chooses several"
        )

    def set_chips(self, chips: Sequence[ReferenceChip], hint: str = "") -> None:
        """Show these references; the chosen one stays chosen while it is there. ``hint`` says why there are none."""
        self._hint = hint or _HINT
        key, together = self.chosen_key(), self.chosen_keys()
        self._chips.beginResetModel()
        self._chips.chips = list(chips)
        self._chips.endResetModel()
        there = [chip.key for chip in chips]
        self.set_chosen(key if key in there else next(iter(there), None))
        self.set_chosen_together([one for one in together if one in there])
        self.viewport().update()

    def chosen_key(self) -> int | None:
        """Key of the chosen reference."""
        index = self.currentIndex()
        return self._key(index) if index.isValid() else None

    def chosen_keys(self) -> tuple[int, ...]:
        """Keys of all that are chosen, in the order shown."""
        return tuple(self._key(index) for index in sorted(self.selectedIndexes(), key=QModelIndex.row))

    def set_chosen_together(self, keys: Sequence[int]) -> None:
        """Show several references as chosen; the one that was chosen last stays the one that is worked on."""
        if len(keys) < 2 or set(keys) == set(self.chosen_keys()):
            return
        for row, chip in enumerate(self._chips.chips):
            wish = QItemSelectionModel.SelectionFlag
            how = wish.Select if chip.key in keys else wish.Deselect
            self.selectionModel().select(self._chips.index(row), how)

    def _together_with(self, key: int) -> tuple[int, ...]:
        keys = self.chosen_keys()
        return keys if key in keys else (key,)

    def _tell_together(self) -> None:
        self.chosen_together.emit(self.chosen_keys())

    def set_chosen(self, key: int | None) -> None:
        """Show a reference as chosen, and no other unless it was chosen with it."""
        if key == self.chosen_key():
            return
        for row, chip in enumerate(self._chips.chips):
            if chip.key == key:
                # By itself: Qt would ask which modifier keys are down, as for a click.
                alone = QItemSelectionModel.SelectionFlag.ClearAndSelect
                self.selectionModel().setCurrentIndex(self._chips.index(row), alone)
                return

    def keys(self) -> list[int]:
        """Keys in the order shown."""
        return [chip.key for chip in self._chips.chips]

    def _key(self, index: QModelIndex) -> int:
        return self._chips.chips[index.row()].key

    def _tell(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self._key(index))
            self._tell_together()

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
        is_ours = event.mimeData().hasFormat(GUIDE_MIME)
        if (is_ours or dropped_files(event.mimeData())) and event.source() is not self:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the files."""
        event.acceptProposedAction()
        if event.mimeData().hasFormat(GUIDE_MIME):
            self.guide_dropped.emit()
        else:
            self.files_dropped.emit(dropped_files(event.mimeData()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a reference."""
        menu = QMenu(self)
        index, place = asked_about(self, event)
        if index.isValid():
            key = self._key(index)
            menu.addAction("Hear it", lambda: self.previewed.emit(key))
            keys = self._together_with(key)
            what = "Perform" if len(keys) == 1 else f"Perform these {len(keys)} together"
            menu.addAction(f"{what} on the selected track", lambda: self.performed.emit(keys))
            menu.addAction("Edit…", lambda: self.edit_wanted.emit(key))
            menu.addAction("Tags…", self.tags_wanted.emit)
            star = menu.addAction("Favourite", self.favourite_toggled.emit)
            star.setCheckable(True)
            star.setChecked(self._chips.chips[index.row()].favourite)
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
        top = len(self._chips.chips) * (CHIP_HEIGHT_PX + GAP_PX) - self.verticalScrollBar().value()
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
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._hint)
        painter.end()
