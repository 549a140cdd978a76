"""The ``?`` sheet: every action with its keys, searchable, each to be rebound."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.actions.fixed_keys import FIXED_KEYS
from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.widgets.buttons import dim

_NAME = Qt.ItemDataRole.UserRole


class _KeyField(QKeySequenceEdit):
    """Takes the next key; Escape takes none."""

    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape is the way out here, as everywhere."""
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.given_up.emit()
        else:
            super().keyPressEvent(event)


class ShortcutSheet(QDialog):
    """Lists actions by menu; double click or Return on a row takes new keys."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._items: dict[str, QTreeWidgetItem] = {}
        self.setWindowTitle("Keyboard shortcuts")
        self.resize(620, 640)
        self._search, self._tree, self._edit = QLineEdit(), QTreeWidget(), _KeyField()
        self._clear, self._reset = QPushButton("Remove key"), QPushButton("Reset all keys")
        self._lay_out()
        self._fill()
        self._search.textChanged.connect(self._filter)
        self._tree.currentItemChanged.connect(lambda item, _old: self._select(item))
        self._tree.itemActivated.connect(lambda _item, _column: self._edit.setFocus())
        self._edit.editingFinished.connect(self._rebind)
        self._edit.given_up.connect(self._give_up)
        self._clear.clicked.connect(lambda: self._rebind(clear=True))
        self._reset.clicked.connect(actions.reset)
        actions.rebound.connect(self._refresh)

    def _lay_out(self) -> None:
        self._search.setPlaceholderText("Search actions and keys")
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName("Search")
        self._tree.setHeaderLabels(["Action", "Keys"])
        self._tree.setRootIsDecorated(False)
        self._tree.setIndentation(14)
        self._tree.setAccessibleName("Actions and their keys")
        self._tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self._tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self._edit.setMaximumSequenceLength(1)
        self._edit.setAccessibleName("New key for the chosen action")
        self._edit.setEnabled(False)
        self._clear.setEnabled(False)
        for button in (self._clear, self._reset):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(dim("New key"))
        row.addWidget(self._edit, 1)
        row.addWidget(self._clear)
        row.addSpacing(16)
        row.addWidget(self._reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(10)
        column.addWidget(self._search)
        column.addWidget(self._tree, 1)
        column.addLayout(row)

    def _fill(self) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for row in (*self._actions.rows, *FIXED_KEYS):
            if row.opens_menu:
                continue
            group = row.menu or ("Reference" if row.name.startswith("reference_") else "Edit")
            if group not in groups:
                groups[group] = QTreeWidgetItem(self._tree, [group])
                groups[group].setFlags(Qt.ItemFlag.ItemIsEnabled)
                groups[group].setFirstColumnSpanned(True)
                font = groups[group].font(0)
                font.setBold(True)
                groups[group].setFont(0, font)
            item = QTreeWidgetItem(groups[group], [_plain(row), _keys(row.keys)])
            item.setToolTip(0, row.tip)
            self._items[row.name] = item
            if row not in FIXED_KEYS:
                item.setData(0, _NAME, row.name)
                self._refresh(row.name)
        self._tree.expandAll()

    def _refresh(self, name: str) -> None:
        if name in self._items:
            self._items[name].setText(1, _keys(self._actions[name].shortcuts()))

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for item in self._items.values():
            item.setHidden(wanted not in f"{item.text(0)} {item.text(1)} {item.toolTip(0)}".lower())
        for number in range(self._tree.topLevelItemCount()):
            group = self._tree.topLevelItem(number)
            if group is not None:
                rows = (group.child(row) for row in range(group.childCount()))
                group.setHidden(all(row is None or row.isHidden() for row in rows))

    def _chosen(self) -> str | None:
        item = self._tree.currentItem()
        return item.data(0, _NAME) if item is not None else None

    def _select(self, _item: QTreeWidgetItem | None) -> None:
        name = self._chosen()
        self._edit.setEnabled(name is not None)
        self._clear.setEnabled(name is not None)
        self._edit.setKeySequence(self._actions[name].shortcut() if name else QKeySequence())

    def _give_up(self) -> None:
        self._select(None)
        self._tree.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down or Return in the search go on to what was found."""
        found = next((item for item in self._items.values() if not item.isHidden()), None)
        if (
            found is not None
            and self._search.hasFocus()
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self._tree.setFocus(Qt.FocusReason.TabFocusReason)
            self._tree.setCurrentItem(found)
        else:
            super().keyPressEvent(event)

    def _rebind(self, clear: bool = False) -> None:
        name, key = self._chosen(), QKeySequence() if clear else self._edit.keySequence()
        if self._edit.hasFocus():  # the key is taken: the next one is no new key again
            self._tree.setFocus()
        if name is None or (not clear and (key.isEmpty() or key in self._actions[name].shortcuts())):
            return
        self._actions.rebind(name, [] if clear else [key])
        self._select(None)


def _keys(keys: Iterable[QKeySequence | str]) -> str:
    return "   ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def _plain(row: ActionRow) -> str:
    return row.text.replace("&", "").rstrip("…")
