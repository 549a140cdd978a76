"""The cue list's window: a filter line over the table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from foleystudio.gui.panels.cue_list.cues import Cue
from foleystudio.gui.panels.cue_list.model import RANK, CueModel
from foleystudio.gui.widgets.buttons import dim
from foleystudio.gui.widgets.search_field import make_searchable

_WIDTHS_PX = (112, 110, 210, 76, 88, 80)  # of the columns but the last, at first: what usually stands in each fits
_HINT = "Up and Down step; typing changes all selected rows; Ctrl and Shift select several"
_EDITS = (
    QAbstractItemView.EditTrigger.DoubleClicked
    | QAbstractItemView.EditTrigger.EditKeyPressed
    | QAbstractItemView.EditTrigger.AnyKeyPressed
)


class CueListWindow(QDialog):
    """A window beside the studio's.

    Signals
    -------
    stepped
        The list stands on another cue, which alone is selected: a `Cue`.
    typed
        Selected cues, name of the column, and what was typed.
    """

    stepped = Signal(object)
    typed = Signal(list, str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Cue list")
        self.model, self._sorted = CueModel(self), QSortFilterProxyModel(self)
        self.filter, self.table, self.hears = QLineEdit(), QTableView(), QCheckBox("&Hear each")
        self._count, self._is_showing = dim(""), False
        self._sorted.setSourceModel(self.model)
        self._sorted.setSortRole(RANK)
        self._sorted.setFilterKeyColumn(-1)
        self._sorted.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._sorted.setDynamicSortFilter(True)
        self._set_up_table()
        self._lay_out()
        self.filter.textChanged.connect(self._filter)
        self.model.typed.connect(self._type)
        # The mouse goes to a row and selects it then, the keyboard the other way round.
        self.table.selectionModel().currentRowChanged.connect(self._step)
        self.table.selectionModel().selectionChanged.connect(self._step)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self._sorted)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(_EDITS)
        table.setSortingEnabled(True)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names of one pack differ at their ends
        table.setAccessibleName("Cues")
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.horizontalHeader().setHighlightSections(False)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS_PX):
            table.setColumnWidth(column, width)

    def _lay_out(self) -> None:
        make_searchable(self.filter, "Filter by any column", "Filter")
        self.hears.setChecked(True)
        self.hears.setToolTip("Play from a moment before each cue that is stepped to")
        top, column = QHBoxLayout(), QVBoxLayout(self)
        top.addWidget(self.filter, 1)
        top.addWidget(self.hears)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        foot = QHBoxLayout()
        foot.addWidget(dim(_HINT), 1)
        foot.addWidget(self._count)
        column.addLayout(foot)
        self.table.setFocus()

    def share(self, action: QAction) -> None:
        """Have one of the studio's commands here too, by its key."""
        self.addAction(action)

    def sizeHint(self) -> QSize:
        """Room for all columns."""
        return QSize(950, 520)

    def show_cues(self, cues: Sequence[Cue]) -> None:
        """Show these; what was selected stays so."""
        self._is_showing = True  # which is no step
        self.model.show_cues(cues)
        self._is_showing = False
        self._tell_count()

    def selected(self) -> list[Cue]:
        """The selected cues, in the order of the list."""
        return self._at(sorted(index.row() for index in self.table.selectionModel().selectedRows()))

    def _at(self, rows: Sequence[int]) -> list[Cue]:
        return [self.model.cues[self._sorted.mapToSource(self._sorted.index(row, 0)).row()] for row in rows]

    def current(self) -> Cue | None:
        """The cue that the list stands on."""
        index = self.table.currentIndex()
        return self._at([index.row()])[0] if index.isValid() else None

    def _filter(self, text: str) -> None:
        self._sorted.setFilterFixedString(text)
        self._tell_count()

    def _tell_count(self) -> None:
        shown, every = self._sorted.rowCount(), self.model.rowCount()
        self._count.setText(f"{every} cues" if shown == every else f"{shown} of {every} cues")

    def _type(self, row: int, column: str, text: str) -> None:
        edited, chosen = self.model.cues[row], self.selected()
        self.typed.emit(chosen if edited in chosen else [edited], column, text)

    def _step(self) -> None:
        current = self.current() if not self._is_showing else None
        if current is not None and self.selected() == [current]:  # not where the keyboard merely came to
            self.stepped.emit(current)
