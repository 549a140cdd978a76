"""The takes of a track as a list: which is in use, which comes up on an A/B flip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from foleystudio.gui.look import theme
from foleystudio.gui.panels.menu_place import asked_about

_ROW_PX, _LOW_ROW_PX = 33, 24  # heights of a row of two lines and of one
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_SHORT = {"in use": "\N{BLACK CIRCLE}", "A/B": "B"}
_ROWS_WANTED, _ROWS_AT_LEAST = 4, 3  # takes that show where there is room, and where there is little
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
    """Two lines a take, or all in one where the list is low."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.is_low = False

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """All rows alike."""
        return QSize(80, _LOW_ROW_PX if self.is_low else _ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Number, name and state; what it was made from below or beside."""
        row: TakeRow = index.data(_TAKE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        colours = theme.tokens()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colours.colour("raised"))
            painter.drawRoundedRect(rect, 4, 4)
        if row.is_marked:
            painter.fillRect(QRect(rect.left() + 1, rect.top() + 4, 2, rect.height() - 8), colours.colour("foley"))
        inner = rect.adjusted(10, 0, -8, 0)
        name_font, facts_font = _fonts(row)
        if self.is_low:
            inner.setRight(inner.right() - self._draw_state(painter, inner, _SHORT.get(row.state, "")))
            facts_px = min(QFontMetrics(facts_font).horizontalAdvance(row.facts), round(inner.width() * 0.55))
            name_line = inner.adjusted(0, 0, -facts_px - 6, 0)
            facts_line, beside = QRect(inner.right() - facts_px, inner.top(), facts_px + 1, inner.height()), _RIGHT
        else:
            name_line = QRect(inner.left(), inner.top() + 1, inner.width(), 17)
            name_line.setRight(name_line.right() - self._draw_state(painter, name_line, row.state))
            facts_line, beside = inner.adjusted(_number_width(), 17, 0, -2), _LEFT
        self._draw_name(painter, name_line, row, name_font)
        painter.setFont(facts_font)
        painter.setPen(colours.colour("dim"))
        facts = painter.fontMetrics().elidedText(row.facts, Qt.TextElideMode.ElideRight, facts_line.width())
        painter.drawText(facts_line, beside, facts)
        painter.restore()

    @staticmethod
    def _draw_state(painter: QPainter, line: QRect, state: str) -> int:
        """At the right; answers the width that it takes."""
        if not state:
            return 0
        painter.setFont(theme.ui_font(theme.SMALL_SIZE_PX))
        painter.setPen(theme.tokens().colour("dim"))
        painter.drawText(line, _RIGHT, state)
        return painter.fontMetrics().horizontalAdvance(state) + 8

    @staticmethod
    def _draw_name(painter: QPainter, line: QRect, row: TakeRow, font: QFont) -> None:
        """Number and name; a long name is cut in the middle, as names often differ at their ends."""
        painter.setFont(font)
        painter.setPen(theme.tokens().colour("foley" if row.state == "in use" else "text"))
        painter.drawText(line, _LEFT, str(row.number))
        line = line.adjusted(_number_width(), 0, 0, 0)
        name = painter.fontMetrics().elidedText(row.name, Qt.TextElideMode.ElideMiddle, line.width())
        painter.drawText(line, _LEFT, name)


def _fonts(row: TakeRow) -> tuple[QFont, QFont]:
    """Of the name, which is bold in use, and of the facts."""
    weight = QFont.Weight.DemiBold if row.state == "in use" else QFont.Weight.Normal
    return theme.ui_font(theme.UI_SIZE_PX, weight, tabular=True), theme.ui_font(theme.SMALL_SIZE_PX, tabular=True)


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
        self._rows = _RowPainter(self)
        self.setItemDelegate(self._rows)
        self.setProperty("role", "bin")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Takes")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(_ROWS_AT_LEAST * _LOW_ROW_PX + 2)
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
        return QSize(200, _ROWS_WANTED * _LOW_ROW_PX + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two lines a take where some takes are seen all the same."""
        super().resizeEvent(event)
        is_low = self.height() < _ROWS_WANTED * _ROW_PX + 2
        if is_low != self._rows.is_low:
            self._rows.is_low = is_low
            self.scheduleDelayedItemsLayout()

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
