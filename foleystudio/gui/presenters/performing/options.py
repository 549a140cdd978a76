"""The menu of what is set for performing live."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.gui.presenters.performing.habits import PRE_ROLLS_S, PULL_DEGREES, Habits, Mode

_MODES = ((Mode.OVERDUB, "&Overdub"), (Mode.REPLACE, "&Replace what the pass goes over"))


class RecordOptions(QObject):
    """Fills the menu when it opens."""

    def __init__(self, menu: QMenu, habits: Habits, find_latency: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._menu, self._habits, self._find_latency = menu, habits, find_latency
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Show what is set."""
        menu, habits = self._menu, self._habits
        menu.clear()
        self._choices(
            [(_told(seconds), seconds) for seconds in PRE_ROLLS_S], habits.pre_roll_s, self._set_pre_roll, "Pre-roll"
        )
        self._choices([(text, mode) for mode, text in _MODES], habits.mode, self._set_mode, "Mode")
        degrees = [(f"Pull to proposals by {degree:.0%}", degree) for degree in PULL_DEGREES]
        self._choices(degrees, habits.pull_degree, self._set_degree, "Pull to proposals")
        menu.addSeparator()
        held = menu.addAction("&Held keys keep their hit up")
        held.setCheckable(True)
        held.setChecked(habits.holds)
        held.triggered.connect(self._set_holds)
        listens = menu.addAction("Listen to the &microphone (wear headphones)")
        listens.setCheckable(True)
        listens.setChecked(habits.listens)
        listens.triggered.connect(self._set_listens)
        menu.addSeparator()
        menu.addAction("&Latency…", self._find_latency)

    def _choices(
        self, rows: Sequence[tuple[str, object]], now: object, choose: Callable[..., None], title: str
    ) -> None:
        self._menu.addSection(title)
        group = QActionGroup(self._menu)
        for text, value in rows:
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(lambda _checked=False, value=value: choose(value))
            group.addAction(action)

    def _set_pre_roll(self, seconds: float) -> None:
        self._habits.pre_roll_s = seconds

    def _set_mode(self, mode: Mode) -> None:
        self._habits.mode = mode

    def _set_degree(self, degree: float) -> None:
        self._habits.pull_degree = degree

    def _set_listens(self, on: bool) -> None:
        self._habits.listens = on

    def _set_holds(self, on: bool) -> None:
        self._habits.holds = on


def _told(seconds: float) -> str:
    return f"Pre-roll of {seconds:g} s" if seconds else "No pre-roll"
