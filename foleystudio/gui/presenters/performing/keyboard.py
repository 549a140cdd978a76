"""A MIDI keyboard that plays hits: chosen by a menu, heard while a track is armed, velocity as strength."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.errors import FoleyError
from foleystudio.gui.playback.midi import MidiKeyboards, Note
from foleystudio.gui.presenters.performing.habits import Habits, Notes
from foleystudio.gui.presenters.performing.recorder import RecordPresenter
from foleystudio.gui.session import Session

FIRST_PAD = 36
"""The note that plays the bin's first sound, where notes choose sounds: the lowest of usual drum pads."""

_KEYS_FROM = 1 << 20  # tells notes from keys of the computer
_NOTES = ((Notes.STRENGTH, "Notes play the chosen &sound"), (Notes.SOUNDS, "Notes from 36 on play the &bin's sounds"))


class KeyboardPresenter(QObject):
    """Opens the chosen keyboard for a pass and hands its notes on."""

    _heard = Signal(object)

    def __init__(
        self, session: Session, menu: QMenu, record: RecordPresenter, keyboards: MidiKeyboards | None = None
    ) -> None:
        super().__init__(session)
        self._session, self._menu, self._record = session, menu, record
        self._habits: Habits = record.habits
        self._keyboards = keyboards or MidiKeyboards()
        self._heard.connect(self._play, Qt.ConnectionType.QueuedConnection)  # from the driver's thread to the window's
        record.armed.connect(self._arm)
        menu.aboutToShow.connect(self.fill)
        menu.addAction("")  # without a row it would not open

    def fill(self) -> None:
        """List the keyboards there are, and the chosen one even when it is not there."""
        menu, chosen = self._menu, self._habits.keyboard
        menu.clear()
        try:
            names = self._keyboards.names()
        except FoleyError as error:
            menu.addAction(f"{error.what}: {error.remedy}".replace("&", "&&")).setEnabled(False)
            return
        group = QActionGroup(menu)
        for name in ("", *names, *([chosen] if chosen and chosen not in names else [])):
            action = menu.addAction(name.replace("&", "&&") or "&None")
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.triggered.connect(partial(self._choose, name))
            group.addAction(action)
        menu.addSeparator()
        meaning = QActionGroup(menu)
        for notes, text in _NOTES:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(notes is self._habits.notes)
            action.triggered.connect(partial(self._mean, notes))
            meaning.addAction(action)

    def _choose(self, name: str, _checked: bool = False) -> None:
        self._habits.keyboard = name
        if self._record.is_on:
            self._arm(True)

    def _mean(self, notes: Notes, _checked: bool = False) -> None:
        self._habits.notes = notes

    def _arm(self, on: bool) -> None:
        name = self._habits.keyboard
        if not on or not name:
            self._keyboards.close()
            return
        self._session.attempt(lambda: self._keyboards.open(name, self._heard.emit), "opening a MIDI keyboard")

    def _play(self, note: Note) -> None:
        key = _KEYS_FROM + note.number
        if not note.velocity:
            self._record.lift(key, note.at_s)
            return
        if self._habits.notes is Notes.SOUNDS:
            number = note.number - FIRST_PAD + 1
            self._record.choose_sound(number if 1 <= number <= len(self._session.project.references) else 0)
        self._record.strike(key, note.velocity, note.at_s)

    def close(self) -> None:
        """Let the keyboard go."""
        self._keyboards.close()
