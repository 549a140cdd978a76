"""What is set for performing live, as the settings keep it."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote

from foleystudio.gui.settings import Settings
from foleystudio.project.performing.pulling import DEFAULT_DEGREE

PRE_ROLLS_S = (0.0, 0.5, 1.0, 2.0, 3.0)  # of the menu
PULL_DEGREES = (0.2, 0.4, 0.6, 0.8, 1.0)  # of the menu: shares of the way to the proposal
_LATEST_S = 1.0  # beyond this, a settings file is wrong


class Mode(StrEnum):
    """What becomes of the events that a pass goes over."""

    OVERDUB = "overdub"
    REPLACE = "replace"


class Notes(StrEnum):
    """What the notes of a MIDI keyboard mean."""

    STRENGTH = "strength"
    SOUNDS = "sounds"


class Habits:
    """Typed access to what is set for performing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def pre_roll_s(self) -> float:
        """How long the clip runs before the pass begins, seconds."""
        return min(max(PRE_ROLLS_S), max(0.0, self._settings.number("perform/pre_roll", 1.0)))

    @pre_roll_s.setter
    def pre_roll_s(self, seconds: float) -> None:
        self._settings.put("perform/pre_roll", seconds)

    @property
    def mode(self) -> Mode:
        """Whether a pass goes beside what is there or in its place."""
        return self._settings.member("perform/mode", Mode.OVERDUB)

    @mode.setter
    def mode(self, mode: Mode) -> None:
        self._settings.put("perform/mode", mode.value)

    @property
    def holds(self) -> bool:
        """Whether a key that is held keeps its hit up."""
        return self._settings.switch("perform/holds", True)

    @holds.setter
    def holds(self, on: bool) -> None:
        self._settings.put("perform/holds", on)

    @property
    def pull_degree(self) -> float:
        """How much of their way hits go that are pulled to proposals, 0-1."""
        return min(1.0, max(0.0, self._settings.number("perform/pull", DEFAULT_DEGREE)))

    @pull_degree.setter
    def pull_degree(self, degree: float) -> None:
        self._settings.put("perform/pull", degree)

    @property
    def listens(self) -> bool:
        """Whether a pass is played into the microphone too."""
        return self._settings.switch("perform/listens", False)

    @listens.setter
    def listens(self, on: bool) -> None:
        self._settings.put("perform/listens", on)

    @property
    def microphone(self) -> str:
        """Name of the input that is listened to; empty for the system's default."""
        return self._settings.text("perform/microphone", "")

    @microphone.setter
    def microphone(self, name: str) -> None:
        self._settings.put("perform/microphone", name)

    @property
    def keyboard(self) -> str:
        """Name of the MIDI keyboard that plays; empty for none."""
        return self._settings.text("perform/keyboard", "")

    @keyboard.setter
    def keyboard(self, name: str) -> None:
        self._settings.put("perform/keyboard", name)

    @property
    def notes(self) -> Notes:
        """Whether its notes choose sounds, or only say how hard."""
        return self._settings.member("perform/notes", Notes.STRENGTH)

    @notes.setter
    def notes(self, notes: Notes) -> None:
        self._settings.put("perform/notes", notes.value)

    def latency_s(self, card: str) -> float:
        """How late taps come, by the name of the sound card they were measured with; 0 where that is not known."""
        return max(-_LATEST_S, min(_LATEST_S, self._settings.number(_name_of(card), 0.0)))

    def put_latency_s(self, card: str, seconds: float) -> None:
        """Remember how late taps come with a sound card."""
        self._settings.put(_name_of(card), seconds)


def _name_of(card: str) -> str:
    return f"latency/{quote(card or 'none', safe=' ')}"
