"""All actions with their keys: searched, rebound by pressing, clashes shown with the ways out, sets to begin with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
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
from foleystudio.gui.actions.key_presets import KEY_PRESETS
from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.dialogs.preferences.clash import ClashBar
from foleystudio.gui.widgets.buttons import dim
from foleystudio.gui.widgets.choice_box import ChoiceBox
from foleystudio.gui.widgets.search_field import make_searchable

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


class KeysPage(QWidget):
    """Lists actions by menu; double click or Return on a row takes new keys."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self._items: dict[str, QTreeWidgetItem] = {}
        self.search, self.tree, self.edit = QLineEdit(), QTreeWidget(), _KeyField()
        self.presets = ChoiceBox("Set of keys")
        self.clear, self.reset_one = QPushButton("Remove key"), QPushButton("Reset this one")
        self.reset, self.clash = QPushButton("Reset all keys"), ClashBar()
        self._lay_out()
        self._fill()
        self._show_preset()
        self.search.textChanged.connect(self._filter)
        self.tree.currentItemChanged.connect(lambda item, _old: self._select(item))
        self.tree.itemActivated.connect(lambda _item, _column: self.edit.setFocus())
        self.edit.editingFinished.connect(self._press)
        self.edit.given_up.connect(self._give_up)
        self.clear.clicked.connect(self._clear)
        self.reset_one.clicked.connect(self._reset_one)
        self.reset.clicked.connect(lambda _checked=False: self._use({}))
        self.presets.picked.connect(self._use_preset)
        self.clash.answered.connect(self._resolve)
        actions.rebound.connect(self._refresh)

    def _lay_out(self) -> None:
        make_searchable(self.search, "Search actions and keys", "Search")
        self.tree.setHeaderLabels(["Action", "Keys", "As it came"])
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(14)
        self.tree.setAccessibleName("Actions and their keys")
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for number in (1, 2):
            self.tree.header().setSectionResizeMode(number, QHeaderView.ResizeMode.ResizeToContents)
        self.edit.setMaximumSequenceLength(1)
        self.edit.setAccessibleName("New key for the chosen action")
        self.presets.setMinimumContentsLength(18)
        for button in (self.clear, self.reset_one, self.reset):
            button.setAutoDefault(False)
        top, row = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addSpacing(8)
        top.addWidget(dim("Keys"))
        top.addWidget(self.presets)
        row.addWidget(dim("New key"))
        row.addWidget(self.edit, 1)
        row.addWidget(self.clear)
        row.addWidget(self.reset_one)
        row.addSpacing(16)
        row.addWidget(self.reset)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        column.addWidget(self.clash)
        column.addLayout(row)
        self._select(None)

    # Showing -------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        groups: dict[str, QTreeWidgetItem] = {}
        for row in (*self._actions.rows, *FIXED_KEYS):
            if row.opens_menu:
                continue
            group = row.menu or ("Reference" if row.name.startswith("reference_") else "Edit")
            if group not in groups:
                groups[group] = _group(self.tree, group)
            item = QTreeWidgetItem(groups[group], [plain(row), _keys(row.keys), ""])
            item.setToolTip(0, row.tip)
            self._items[row.name] = item
            if row not in FIXED_KEYS:
                item.setData(0, _NAME, row.name)
                self._refresh(row.name)
        self.tree.expandAll()

    def item(self, name: str) -> QTreeWidgetItem:
        """The row of an action."""
        return self._items[name]

    def names(self) -> set[str]:
        """All that is listed."""
        return set(self._items)

    def _refresh(self, name: str) -> None:
        if name in self._items:
            now, came = _keys(self._actions[name].shortcuts()), _keys(self._actions.row(name).keys)
            self._items[name].setText(1, now)
            self._items[name].setText(2, "" if now == came else came or "none")
        self._show_preset()

    def _show_preset(self) -> None:
        choices: list[tuple[object, str]] = [(preset.name, preset.title) for preset in KEY_PRESETS]
        now = next((preset.name for preset in KEY_PRESETS if self._actions.are(preset.keys)), None)
        self.presets.show_choices(choices if now is not None else [*choices, (None, "Your own")], now)

    def _filter(self, text: str) -> None:
        wanted = text.strip().lower()
        for item in self._items.values():
            item.setHidden(wanted not in f"{item.text(0)} {item.text(1)} {item.toolTip(0)}".lower())
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            if group is not None:
                rows = (group.child(row) for row in range(group.childCount()))
                group.setHidden(all(row is None or row.isHidden() for row in rows))

    def _chosen(self) -> str | None:
        item = self.tree.currentItem()
        return item.data(0, _NAME) if item is not None else None

    def _select(self, _item: QTreeWidgetItem | None) -> None:
        name = self._chosen()
        for control in (self.edit, self.clear, self.reset_one):
            control.setEnabled(name is not None)
        self.edit.setKeySequence(self._actions[name].shortcut() if name else QKeySequence())
        self.clash.hide()

    def _give_up(self) -> None:
        self._select(None)
        self.tree.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down or Return in the search go on to what was found."""
        found = next((item for item in self._items.values() if not item.isHidden()), None)
        if (
            found is not None
            and self.search.hasFocus()
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.tree.setFocus(Qt.FocusReason.TabFocusReason)
            self.tree.setCurrentItem(found)
        else:
            super().keyPressEvent(event)

    # Changing ------------------------------------------------------------------------------------------------------

    def _press(self) -> None:
        """A key was pressed for the chosen action: it is given, unless somebody else has it."""
        name, key = self._chosen(), self.edit.keySequence()
        if self.edit.hasFocus():  # the key is taken: the next one is no new key again
            self.tree.setFocus()
        if name is None or key.isEmpty() or key in self._actions[name].shortcuts():
            return
        menu = _menu_of(key, self._actions.rows)
        others = [plain(self._actions.row(other)) for other in self._actions.holders(key)]
        if menu:
            self.clash.refuse(f"{_keys([key])} opens the menu {menu}: choose another key")
        elif others:
            self.clash.ask(f"{_keys([key])} is the key of “{'” and “'.join(others)}”")
        else:
            self._actions.rebind(name, [key])
            self._tell_fixed(key)

    def _tell_fixed(self, key: QKeySequence) -> None:
        where = {row.menu for row in FIXED_KEYS if key in [QKeySequence(own) for own in row.keys]}
        if where:
            self.clash.refuse(f"{_keys([key])} has another meaning too: {'; '.join(sorted(where))}")
        else:
            self.clash.hide()

    def _resolve(self, how: str) -> None:
        name, key = self._chosen(), self.edit.keySequence()
        if name is not None and how == "take":
            self._actions.rebind(name, [key])
        elif name is not None and how == "swap":
            self._actions.swap(name, key)
        self._give_up()

    def _clear(self) -> None:
        name = self._chosen()
        if name is not None:
            self._actions.rebind(name, [])
            self._select(None)

    def _reset_one(self) -> None:
        name = self._chosen()
        if name is not None:
            self._actions.reset_one(name)
            self._select(None)

    def _use_preset(self, name: str | None) -> None:
        if name is not None:
            self._use(KEY_PRESETS[name].keys)

    def _use(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        self._actions.use(keys)
        self._select(None)


def _group(tree: QTreeWidget, title: str) -> QTreeWidgetItem:
    group = QTreeWidgetItem(tree, [title])
    group.setFlags(Qt.ItemFlag.ItemIsEnabled)
    group.setFirstColumnSpanned(True)
    font = group.font(0)
    font.setBold(True)
    group.setFont(0, font)
    return group


def _menu_of(key: QKeySequence, rows: Iterable[ActionRow]) -> str:
    """The menu that Alt and a letter open; empty when the key opens none."""
    text = key.toString()
    menus = dict.fromkeys(row.menu for row in rows if row.menu)
    return next((menu for menu in menus if text == f"Alt+{menu[0].upper()}"), "")


def _keys(keys: Iterable[QKeySequence | str]) -> str:
    return "   ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def plain(row: ActionRow) -> str:
    """What an action is called, without the menu's marks."""
    return row.text.replace("&", "").rstrip("…")
