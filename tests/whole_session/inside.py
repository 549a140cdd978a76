"""What is told from within the studio's process: where things are on the screen, and what the work is. Nothing is done.

`main` is the studio as ``foleystudio`` starts it, with one thread more that answers questions.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QMenu, QWidget

from foleystudio.gui import app
from foleystudio.gui.studio import Studio
from foleystudio.gui.timeline.takes.lane import FOLDED_ROW_PX
from foleystudio.project.document import Project

DESCRIPTOR = "FOLEYSTUDIO_TEST_DESCRIPTOR"
"""Names the variable with the file descriptor that questions come by."""
_LASTING = {"player", "warm-up", "journal"}

Place = tuple[int, int]
"""On the screen, in pixels from its left upper corner."""


@dataclass(frozen=True)
class Now:
    """How things stand.

    Parameters
    ----------
    project, steps, redo
        The document: its value, the steps that undo takes back, and the one that redo makes again.
    is_modified, is_open
        Whether it is unsaved, and whether its clip is open.
    busy
        Lanes of jobs that work.
    problems
        What went wrong since the window opened, and what was unexpected in its log.
    said, notices
        The last word of the status bar, and what the banners say.
    is_playing, is_armed
        The transport, and whether a pass is recorded.
    card, card_latency_s, latency_s
        Name of the open sound card, empty for none; its latency as the driver tells; and how late live hits are taken
        to come with it.
    gaps, underflows
        How often the sound ran dry, and how often the card was not served in time.
    track
        Name of the chosen track.
    selected
        Keys of the selected events.
    titles
        Of the windows that show.
    """

    project: Project
    steps: tuple[str, ...]
    redo: str | None
    is_modified: bool
    is_open: bool
    busy: tuple[str, ...]
    problems: tuple[str, ...]
    said: str
    notices: tuple[str, ...]
    is_playing: bool
    is_armed: bool
    card: str
    card_latency_s: float
    latency_s: float
    gaps: int
    underflows: int
    track: str
    selected: tuple[int, ...]
    titles: tuple[str, ...]

    def told(self) -> str:
        """What explains why something else is not so."""
        return f"{self.said!r}, {self.busy}, {self.notices}, {self.titles}, {self.steps}, {self.redo}, {self.problems}"


class Eyes:
    """What can be asked; a place is None while there is nothing to be seen there."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._problems: list[str] = []
        self._said = ""
        studio.session.failed.connect(lambda error: self._problems.append(str(error)))
        studio.session.said.connect(self._hear)

    def _hear(self, text: str) -> None:
        self._said = text

    def now(self) -> Now:
        """How things stand."""
        studio, session = self._studio, self._studio.session
        document, card = session.document, studio.player.card
        track = session.track
        return Now(
            document.project, document.steps, document.redo_name, document.is_modified, session.clip is not None,
            tuple(sorted({job.lane for job in studio.jobs._running} - _LASTING)), tuple(self._problems), self._said,
            tuple(studio.window.banners.texts()), studio.player.is_playing, studio.record.is_on,
            card.name if card.is_open else "", card.latency_s, studio.record.habits.latency_s(card.name),
            studio.player.gaps, studio.player.underflows,
            track.name if track is not None else "",
            tuple(studio.window.timeline.events.selected),
            tuple(window.windowTitle() for window in QApplication.topLevelWidgets() if window.isVisible()),
        )  # fmt: skip

    def menu(self, title: str) -> Place | None:
        """A menu's title in the menu bar."""
        bar = self._studio.window.menuBar()
        action = _named(bar.actions(), title)
        return None if action is None else _place(bar, bar.actionGeometry(action).center())

    def row(self, text: str) -> Place | None:
        """A row of the menu that is open, the innermost one of several."""
        menu = QApplication.activePopupWidget()
        action = _named(menu.actions(), text) if isinstance(menu, QMenu) else None
        if not isinstance(menu, QMenu) or action is None or not action.isEnabled():
            return None
        return _place(menu, menu.actionGeometry(action).center())

    def button(self, text: str) -> Place | None:
        """A button that can be pressed, by its text or its accessible name."""
        for button in _shown(QAbstractButton):
            if text in (button.text().replace("&", ""), button.accessibleName()) and button.isEnabled():
                return _place(button, button.rect().center())
        return None

    def field(self, name: str) -> Place | None:
        """A line to type in, by its accessible name."""
        found = (line for line in _shown(QLineEdit) if line.accessibleName() == name and line.isEnabled())
        line = next(found, None)
        return None if line is None else _place(line, line.rect().center())

    def choice(self, name: str) -> Place | None:
        """A drop-down, by its accessible name."""
        box = next((box for box in _shown(QComboBox) if box.accessibleName() == name), None)
        return None if box is None else _place(box, box.rect().center())

    def choices(self, name: str) -> tuple[tuple[str, ...], int]:
        """Rows of a drop-down, and which of them is chosen."""
        box = next(box for box in _shown(QComboBox) if box.accessibleName() == name)
        return tuple(box.itemText(number) for number in range(box.count())), box.currentIndex()

    def header(self, track: str) -> Place:
        """The name of a track."""
        head = self._studio.window.timeline.tracks.row(self._key_of(track)).head
        return _place(head, QPoint(40, 14))

    def take(self, track: str, number: int, at_s: float) -> Place:
        """An instant of a take's row; number 0 is that in use, 1 the first that is folded below it."""
        lane = self._studio.window.timeline.tracks.row(self._key_of(track)).takes
        main = lane.main_height_px
        y = main // 2 if number == 0 else main + (number - 1) * FOLDED_ROW_PX + FOLDED_ROW_PX // 2
        return _place(lane, QPoint(round(lane.axis.x_of(at_s)), y))

    def event(self, number: int) -> Place:
        """The head of an event of the shown track."""
        lane = self._studio.window.timeline.events
        return _place(lane, lane.geometry_now().head(self._studio.session.events.events[number]).toPoint())

    def cue(self, row: int, column: int) -> Place | None:
        """A cell of the cue list."""
        window = self._studio.cues.list
        if window is None:
            return None
        return _place(
            window.table.viewport(), window.table.visualRect(window.table.model().index(row, column)).center()
        )

    def _key_of(self, track: str) -> int:
        return next(each.key for each in self._studio.session.project.tracks if each.name == track)


class _Answers(QObject):
    """Answers questions on the window's thread."""

    _asked = Signal(str, object)

    def __init__(self, studio: Studio, connection: Connection) -> None:
        super().__init__(studio)
        self._eyes, self._connection = Eyes(studio), connection
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                question, arguments = self._connection.recv()
            except (EOFError, OSError):
                return
            self._asked.emit(question, arguments)

    def _answer(self, question: str, arguments: tuple[Any, ...]) -> None:
        try:
            self._connection.send(getattr(self._eyes, question)(*arguments))
        except Exception as error:  # whoever asked is told, whatever it is
            self._connection.send(error)


def _named(actions: Sequence[QAction], text: str) -> QAction | None:
    return next((action for action in actions if action.text().replace("&", "") == text), None)


def _shown(kind: type[Any]) -> Iterator[Any]:
    """Widgets that can be used now, those of the active window first."""
    windows = sorted(QApplication.topLevelWidgets(), key=lambda window: not window.isActiveWindow())
    for window in windows:
        yield from (widget for widget in window.findChildren(kind) if widget.isVisible() and widget.window() is window)


def _place(widget: QWidget, at: QPoint) -> Place:
    place = widget.mapToGlobal(at)
    return place.x(), place.y()


def main() -> int:
    """The studio, that answers."""
    real = app.begin

    def begin(studio: Studio, arguments: Sequence[str]) -> None:
        _Answers(studio, Connection(int(os.environ[DESCRIPTOR])))
        real(studio, arguments)

    app.begin = begin
    return app.main(sys.argv[1:])
