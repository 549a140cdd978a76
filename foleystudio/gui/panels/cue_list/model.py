"""The table's model: cues by row; what is typed into a cell is told, not kept."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from foleystudio.gui.panels.cue_list.cues import COLUMNS, Cue, rank, shown

RANK = int(Qt.ItemDataRole.UserRole)
"""Role of what rows are sorted by."""

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CueModel(QAbstractTableModel):
    """Cues, a row each.

    Signals
    -------
    typed
        Row, name of the column, and what was typed.
    """

    typed = Signal(int, str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cues: tuple[Cue, ...] = ()

    @property
    def cues(self) -> tuple[Cue, ...]:
        """As shown, in the model's order."""
        return self._cues

    def show_cues(self, cues: Sequence[Cue]) -> None:
        """Show these; rows that stay are left as they are, but for cells that changed."""
        fresh, before = tuple(cues), self._cues
        first, rest = _kept(before, fresh)
        gone, new = len(before) - first - rest, fresh[first : len(fresh) - rest]
        if gone:
            self.beginRemoveRows(_NOWHERE, first, first + gone - 1)
            self._cues = before = before[:first] + before[first + gone :]
            self.endRemoveRows()
        if new:
            self.beginInsertRows(_NOWHERE, first, first + len(new) - 1)
            self._cues = before = before[:first] + new + before[first:]
            self.endInsertRows()
        self._cues = fresh
        changed = [row for row, (now, old) in enumerate(zip(fresh, before, strict=True)) if now != old]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], len(COLUMNS) - 1))

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """As many as there are cues."""
        return 0 if parent.isValid() else len(self._cues)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """As many as the table has."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text of a cell, what it is sorted by, and how it is read out."""
        if not index.isValid():
            return None
        cue, column = self._cues[index.row()], COLUMNS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return shown(cue, column)
        if role == RANK:
            return rank(cue, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title} {shown(cue, column) or 'empty'}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return shown(cue, column) if column.name in ("note", "sound") else column.tip
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what was typed."""
        if role != Qt.ItemDataRole.EditRole or str(value) == shown(self._cues[index.row()], COLUMNS[index.column()]):
            return False
        self.typed.emit(index.row(), COLUMNS[index.column()].name, str(value))
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Some columns can be typed into."""
        flags = super().flags(index)
        is_typed = index.isValid() and COLUMNS[index.column()].is_typed
        return flags | Qt.ItemFlag.ItemIsEditable if is_typed else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles above, numbers beside."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].tip
        return super().headerData(section, orientation, role)


def _kept(before: Sequence[Cue], fresh: Sequence[Cue]) -> tuple[int, int]:
    """How many rows at the beginning and at the end are of the same events."""
    most = min(len(before), len(fresh))
    first = next((row for row in range(most) if before[row].place != fresh[row].place), most)
    most -= first
    rest = next((row for row in range(most) if before[-1 - row].place != fresh[-1 - row].place), most)
    return first, rest
