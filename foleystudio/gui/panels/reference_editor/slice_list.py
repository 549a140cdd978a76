"""The slices as a list with ticks, and the selected one's times as fields: all of the plot, by keys alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDoubleSpinBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from foleystudio.gui.panels.reference_editor.slice_item import moved
from foleystudio.gui.panels.reference_editor.values import ShownSlice
from foleystudio.gui.widgets.buttons import dim

_STEP_S = 0.005  # of the arrows beside a time: a slice's edge moves visibly, and an attack is not jumped over
_TICK_ROOM_PX = 12  # that Qt does not count for the tick
_NOTHING = "\N{EN DASH}"


class _Rows(QStyledItemDelegate):
    """Room for a number beside its tick: Qt counts neither the tick's edge nor the space around it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Wider where there is a tick."""
        size = super().sizeHint(option, index)
        return size + QSize(_TICK_ROOM_PX, 0) if index.column() == 0 else size


class SliceList(QTreeWidget):
    """Number with tick, start, length and what there is to say.

    Signals
    -------
    picked
        A slice is to be selected: its number from 0, -1 for none.
    hear_wanted
        It is to be heard (click, Return).
    ticked
        A tick was set or taken away: number, whether it is set.
    """

    picked = Signal(int)
    hear_wanted = Signal(int)
    ticked = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Rows(self))
        self.setHeaderLabels(["Slice", "Start", "Length", ""])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Slices")
        self.setAccessibleDescription("Space ticks a slice or unticks it, Return hears it, Delete removes it")
        header = self.header()
        header.setStretchLastSection(True)
        for column in range(3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self._clicked_tick = False
        self.itemChanged.connect(self._changed)
        self.currentItemChanged.connect(lambda item, _old: self.picked.emit(self.indexOfTopLevelItem(item)))
        self.itemClicked.connect(self._clicked)
        self.itemActivated.connect(lambda item, _column: self.hear_wanted.emit(self.indexOfTopLevelItem(item)))

    def set_slices(self, slices: Sequence[ShownSlice]) -> None:
        """Show these slices; the current row stays."""
        with QSignalBlocker(self):
            while self.topLevelItemCount() > len(slices):
                self.takeTopLevelItem(self.topLevelItemCount() - 1)
            for number, one in enumerate(slices):
                item = self.topLevelItem(number)
                if item is None:
                    item = QTreeWidgetItem(self)
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                _fill(item, number, one)

    def set_selected(self, number: int) -> None:
        """Show a slice as the selected one; emits nothing."""
        with QSignalBlocker(self):
            item = self.topLevelItem(number) if number >= 0 else None
            if item is None:
                self.setCurrentIndex(QModelIndex())
                self.clearSelection()
            else:
                self.setCurrentItem(item)
                self.scrollToItem(item)

    def _changed(self, item: QTreeWidgetItem, column: int) -> None:
        if column == 0:
            self._clicked_tick = True
            self.ticked.emit(self.indexOfTopLevelItem(item), item.checkState(0) == Qt.CheckState.Checked)

    def _clicked(self, item: QTreeWidgetItem, _column: int) -> None:
        """A click lets a slice be heard, unless it was its tick that was clicked."""
        was_tick, self._clicked_tick = self._clicked_tick, False
        if not was_tick:
            self.hear_wanted.emit(self.indexOfTopLevelItem(item))


def _fill(item: QTreeWidgetItem, number: int, one: ShownSlice) -> None:
    item.setCheckState(0, Qt.CheckState.Checked if one.enabled else Qt.CheckState.Unchecked)
    for column, text in enumerate((str(number + 1), f"{one.start_s:.3f} s", f"{one.length_s:.3f} s", one.note)):
        item.setText(column, text)
        item.setToolTip(column, one.note)
    ticked = "ticked" if one.enabled else "not ticked"
    spoken = f"Slice {number + 1}, {ticked}, from {one.start_s:.3f} seconds, {one.length_s:.3f} seconds long"
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, f"{spoken}, {one.note}" if one.note else spoken)


class TimeField(QDoubleSpinBox):
    """Seconds, to the millisecond; arrows step by five.

    Signals
    -------
    typed
        Another value by the user.
    """

    typed = Signal(float)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDecimals(3)
        self.setSingleStep(_STEP_S)
        self.setSuffix(" s")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setKeyboardTracking(False)
        self.setRange(0.0, 36_000.0)
        self.valueChanged.connect(self.typed)

    def show_value(self, seconds: float | None) -> None:
        """Show a value (None: nothing to show); emits nothing."""
        with QSignalBlocker(self):
            self.setSpecialValueText(_NOTHING if seconds is None else "")
            self.setEnabled(seconds is not None)
            self.setValue(seconds or 0.0)


class SliceFields(QWidget):
    """The selected slice's start, hit and end.

    Signals
    -------
    changed
        One of them was typed: a `ShownSlice`.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._shown: ShownSlice | None = None
        self._duration_s = 0.0
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        self.fields: dict[str, TimeField] = {}
        for column, (name, text) in enumerate((("start", "Start"), ("attack", "Hit"), ("stop", "End"))):
            field = TimeField(f"{text} of the slice")
            label: QLabel = dim(text)
            label.setBuddy(field)
            grid.addWidget(label, 0, column)
            grid.addWidget(field, 1, column)
            field.typed.connect(partial(self._typed, name))
            self.fields[name] = field

    def show_slice(self, one: ShownSlice | None, duration_s: float) -> None:
        """Show a slice's times; None where none is selected or they cannot be changed."""
        self._shown, self._duration_s = one, duration_s
        for name, field in self.fields.items():
            field.show_value(None if one is None else getattr(one, f"{name}_s"))

    def _typed(self, name: str, seconds: float) -> None:
        if self._shown is not None:
            self.changed.emit(moved(self._shown, name, seconds, self._duration_s))
