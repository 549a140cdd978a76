"""The window's actions: made of rows, they give the menus, the keys and the sheet that ``?`` shows.

Every action can be rebound. Keys without Ctrl or Alt stay off while a text field has the focus (Qt's
fields keep printable keys and arrows to themselves), and arrows stay with a focused slider; `held_keys` has the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from foleystudio.gui.actions.row import ActionRow
from foleystudio.gui.settings import Settings


class Actions(QObject):
    """The window's actions, bound to what they do and to keys that the user may change.

    Parameters
    ----------
    window
        Whose actions they are.
    settings
        Where the user's keys are kept.
    rows
        One for each action, in the order of the menus.

    Signals
    -------
    rebound
        Name of an action that has other keys now.
    """

    rebound = Signal(str)

    def __init__(self, window: QWidget, settings: QSettings, rows: Iterable[ActionRow]) -> None:
        super().__init__(window)
        self.rows = tuple(rows)
        self._by_name = {row.name: row for row in self.rows}
        self._settings = Settings(settings)
        self._actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self.submenus: dict[str, QMenu] = {}
        for row in self.rows:
            action = QAction(row.text, window)
            action.setObjectName(row.name)
            action.setCheckable(row.switch is not None)
            action.setAutoRepeat(row.repeats)
            action.setStatusTip(row.tip)
            action.setShortcuts(self._keys(row))
            action.setToolTip(self._tooltip(row, action))
            self._actions[row.name] = action
            if not row.opens_menu:
                window.addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def key(self, name: str) -> str:
        """The first key of an action as the user reads it; empty when it has none."""
        return self._actions[name].shortcut().toString(QKeySequence.SequenceFormat.NativeText)

    def bind_rows(self, desk: Any) -> None:
        """Let every row do what it says, on a desk (`gui.commands.desk.Desk`)."""
        for row in self.rows:
            self._connect(row, desk)

    def _connect(self, row: ActionRow, desk: Any) -> None:
        triggered, run, switch = self._actions[row.name].triggered, row.run, row.switch
        if run is not None:
            triggered.connect(lambda _checked=False: run(desk))
        if switch is not None:
            triggered.connect(lambda checked=False: switch(desk, bool(checked)))

    def enable(self, desk: Any) -> None:
        """Enable what can be done now, and nothing else."""
        for row in self.rows:
            if row.needs is not None:
                self._actions[row.name].setEnabled(row.needs(desk))

    def fill(self, bar: QMenuBar) -> None:
        """Make the menus."""
        menus = self.menus
        for row in self.rows:
            if not row.menu:
                continue
            if row.menu not in menus:
                menus[row.menu] = bar.addMenu(f"&{row.menu}")
            menu = menus[row.menu]
            if row.before:
                menu.addSeparator()
            if row.opens_menu:
                self.submenus[row.name] = menu.addMenu(row.text)
            else:
                menu.addAction(self._actions[row.name])

    def holders(self, key: QKeySequence) -> tuple[str, ...]:
        """Names of the actions that have a key."""
        return tuple(name for name, action in self._actions.items() if key in action.shortcuts())

    def row(self, name: str) -> ActionRow:
        """The row of an action."""
        return self._by_name[name]

    def rebind(self, name: str, keys: Iterable[QKeySequence]) -> None:
        """Give an action other keys, take them from whoever had them, and remember it."""
        wanted = [key for key in keys if not key.isEmpty()]
        for other, action in self._actions.items():
            kept = [key for key in action.shortcuts() if key not in wanted]
            if other != name and len(kept) != len(action.shortcuts()):
                self._set_keys(other, kept)
        self._set_keys(name, wanted)

    def swap(self, name: str, key: QKeySequence) -> None:
        """Give an action a key, and whoever had that one the keys of this action."""
        given, holders = self._actions[name].shortcuts(), self.holders(key)
        self.rebind(name, [key])
        for other in holders:
            self.rebind(other, [*self._actions[other].shortcuts(), *given])

    def reset_one(self, name: str) -> None:
        """The keys that an action came with, taken back from whoever has them."""
        self.rebind(name, _sequences(self._by_name[name].keys))

    def reset(self) -> None:
        """All keys as they came."""
        self.use({})

    def use(self, preset: Mapping[str, tuple[str, ...]]) -> None:
        """All keys as they came, but for those of a preset (`gui.actions.key_presets`); remembered."""
        self._settings.store.remove("keys")
        for name, keys in self._keys_of(preset).items():
            if keys != _sequences(self._by_name[name].keys):
                self._remember(name, keys)
        for row in self.rows:
            self._actions[row.name].setShortcuts(self._keys(row))
            self._actions[row.name].setToolTip(self._tooltip(row, self._actions[row.name]))
            self.rebound.emit(row.name)

    def are(self, preset: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether all keys are those of a preset."""
        return all(set(keys) == set(self._actions[name].shortcuts()) for name, keys in self._keys_of(preset).items())

    def _keys_of(self, preset: Mapping[str, tuple[str, ...]]) -> dict[str, list[QKeySequence]]:
        """The keys of all actions: what a preset gives to one it takes from the others."""
        given = {name: _sequences(keys) for name, keys in preset.items() if name in self._by_name}
        taken = [key for keys in given.values() for key in keys]
        usual = {row.name: [key for key in _sequences(row.keys) if key not in taken] for row in self.rows}
        return usual | given

    def _set_keys(self, name: str, keys: list[QKeySequence]) -> None:
        action = self._actions[name]
        action.setShortcuts(keys)
        self._remember(name, keys)
        action.setToolTip(self._tooltip(self._by_name[name], action))
        self.rebound.emit(name)

    def _remember(self, name: str, keys: list[QKeySequence]) -> None:
        self._settings.put(f"keys/{name}", [key.toString() for key in keys] or [""])

    def _keys(self, row: ActionRow) -> list[QKeySequence]:
        saved = self._settings.texts(f"keys/{row.name}")
        return _sequences(row.keys if saved is None else saved)

    @staticmethod
    def _tooltip(row: ActionRow, action: QAction) -> str:
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        name = row.text.replace("&", "").rstrip("…")
        about = f"{name} — {row.tip}" if row.tip else name
        return f"{about}  [{key}]" if key else about


def _sequences(keys: Iterable[str]) -> list[QKeySequence]:
    return [QKeySequence(text) for text in keys if text]
