"""The takes of a track as a list: which is in use, which comes up on an A/B flip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from foleystudio.gui import theme
from foleystudio.gui.panels.menu_place import asked_about

_ROW_HEIGHT = 33
_ROWS_WANTED, _ROWS_AT_LEAST = 4, 3
_TAKE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class TakeRow:
    """What a row shows.

    Parameters
    ----------
    key
        The take's key in the project.
    number, name
        As on the timeline.
    state
        ``in use``, ``A/B`` or nothing.
    detail
        One line for the tooltip: reference, renderer, seed, level.
    facts
        What tells it from its siblings: renderer, seed, turned knobs.
    is_marked
        Whether it was made from the reference that is chosen in the bin.
    """

    key: int
    number: int
    name: str
    state: str = ""
    detail: str = ""
    facts: str = ""
    is_marked: bool = False


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows alike."""
        return QSize(80, _ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Number and name, state at the right; what it was made from below."""
        row: TakeRow = index.data(_TAKE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colors = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colors.color("raised"))
            painter.drawRoundedRect(rect, 4, 4)
        if row.is_marked:
            painter.fillRect(QRect(rect.left() + 1, rect.top() + 4, 2, rect.height() - 8), colors.color("foley"))
        self._draw_name(painter, rect.adjusted(10, 1, -8, 0), row)
        painter.setFont(theme.ui_font(theme.SMALL_SIZE_PX, tabular=True))
        painter.setPen(colors.color("dim"))
        below = rect.adjusted(10 + _number_width(), 17, -8, -2)
        facts = painter.fontMetrics().elidedText(row.facts, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, facts)
        painter.restore()

    @staticmethod
    def _draw_name(painter: QPainter, line: QRect, row: TakeRow) -> None:
        """The first line; a long name is cut in the middle, as names often differ at their ends."""
        colors, in_use, line = theme.tokens(), row.state == "in use", QRect(line.topLeft(), QSize(line.width(), 17))
        painter.setFont(theme.ui_font(theme.SMALL_SIZE_PX))
        painter.setPen(colors.color("dim"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.state)
        taken = painter.fontMetrics().horizontalAdvance(row.state) + 8 if row.state else 0
        weight = QFont.Weight.DemiBold if in_use else QFont.Weight.Normal
        painter.setFont(theme.ui_font(theme.UI_SIZE_PX, weight, tabular=True))
        painter.setPen(colors.color("foley" if in_use else "text"))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(line, left, str(row.number))
        line = line.adjusted(_number_width(), 0, -taken, 0)
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, left, name)


def _number_width() -> int:
    """Room for two digits and a space: names stand below each other."""
    return QFontMetrics(theme.ui_font(theme.UI_SIZE_PX, tabular=True)).horizontalAdvance("00") + 6


class TakesList(QListWidget):
    """Newest first; a click uses a take.

    Signals
    -------
    used
        A take is to sound (its key).
    compared
        A take is to be the other of the A/B pair.
    wanted
        ``rename``, ``save`` or ``delete``, and the take's key.
    """

    used = Signal(int)
    compared = Signal(int)
    wanted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_RowPainter(self))
        self.setProperty("role", "bin")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Takes")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_ROWS_AT_LEAST * _ROW_HEIGHT + 2)
        self.itemClicked.connect(lambda item: self.used.emit(item.data(_TAKE).key))
        self.itemActivated.connect(lambda item: self.used.emit(item.data(_TAKE).key))
        self.itemDoubleClicked.connect(lambda item: self.wanted.emit("rename", item.data(_TAKE).key))

    def set_rows(self, rows: Sequence[TakeRow]) -> None:
        """Show these takes; the keyboard stays on its take, or on its line when that is gone."""
        item, line = self.currentItem(), self.currentRow()
        current = item.data(_TAKE).key if item is not None else None
        self.clear()
        for row in rows:
            item = QListWidgetItem(f"{row.number}  {row.name}")
            item.setData(_TAKE, row)
            item.setToolTip(f"{row.number}  {row.name}\n{row.detail}\nDouble-click or F2 to rename it")
            marked = "made from the chosen reference" if row.is_marked else ""
            parts = (f"Take {row.number} {row.name}", row.state, row.detail, marked)
            spoken = ", ".join(part for part in parts if part)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.addItem(item)
        keys = [row.key for row in rows]
        self.setCurrentRow(keys.index(current) if current in keys else min(line, len(keys) - 1))

    def key_at_hand(self) -> int | None:
        """Key of the take that the keyboard is on; None while it is elsewhere."""
        item = self.currentItem() if self.hasFocus() else None
        return None if item is None else int(item.data(_TAKE).key)

    def sizeHint(self) -> QSize:
        """Some rows; it takes more where there is room, and scrolls where there are more."""
        return QSize(200, _ROWS_WANTED * _ROW_HEIGHT + 2)

    def rows(self) -> list[TakeRow]:
        """What is shown."""
        return [self.item(number).data(_TAKE) for number in range(self.count())]

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with a take."""
        index, place = asked_about(self, event)
        if not index.isValid():
            return
        key, menu = index.data(_TAKE).key, QMenu(self)
        menu.addAction("Use", lambda: self.used.emit(key))
        menu.addAction("Compare with the one in use (A/B)", lambda: self.compared.emit(key))
        menu.addSeparator()
        for what, text in (("rename", "Rename…"), ("save", "Save as WAV…"), ("delete", "Delete")):
            menu.addAction(text, partial(self.wanted.emit, what, key))
        menu.exec(place)
        menu.deleteLater()
