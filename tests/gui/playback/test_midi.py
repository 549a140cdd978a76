"""MIDI keyboards, by a driver that exists in memory only."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from foleystudio.errors import FoleyError
from foleystudio.gui.playback import midi
from foleystudio.gui.playback.midi import MidiKeyboards, Note, note_of


class MadePort:
    """An input that a test plays on."""

    def __init__(self, callback: Callable[[Any], None]) -> None:
        self.is_open, self._callback = True, callback

    def close(self) -> None:
        self.is_open = False

    def play(self, kind: str, note: int = 60, velocity: int = 64) -> None:
        """Send a message."""
        self._callback(SimpleNamespace(type=kind, note=note, velocity=velocity))


class MadeDriver:
    """Has some keyboards; answers as the library does."""

    def __init__(self, *names: str) -> None:
        self.names, self.ports = names, list[MadePort]()

    def get_input_names(self) -> list[str]:
        return [*self.names, *self.names[:1]]  # as some systems do, the first twice

    def open_input(self, name: str, *, callback: Callable[[Any], None]) -> MadePort:
        if name not in self.names:
            raise OSError(f"unknown port {name!r}")
        self.ports.append(MadePort(callback))
        return self.ports[-1]


def test_notes_come_with_their_velocity_and_when_they_were_struck() -> None:
    driver, heard = MadeDriver("Pads", "Piano"), list[Note]()
    keyboards = MidiKeyboards(driver)
    assert keyboards.names() == ["Pads", "Piano"]
    keyboards.open("Pads", heard.append)
    (port,) = driver.ports
    for kind, velocity in (("note_on", 127), ("control_change", 3), ("note_off", 64), ("note_on", 0)):
        port.play(kind, 40, velocity)
    assert [(note.number, note.velocity) for note in heard] == [(40, 1.0), (40, 0.0), (40, 0.0)]
    assert heard[0].at_s <= heard[1].at_s
    keyboards.open("Piano", heard.append)
    assert not port.is_open
    keyboards.close()
    assert not keyboards.is_open


def test_what_cannot_be_opened_is_told() -> None:
    with pytest.raises(FoleyError, match="cannot be opened"):
        MidiKeyboards(MadeDriver()).open("Pads", lambda _note: None)


def test_without_the_library_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(midi, "_LIBRARY", "no_such_library_of_midi")
    with pytest.raises(FoleyError) as failure:
        MidiKeyboards().names()
    assert "foleystudio[midi]" in str(failure.value.remedy)


def test_the_library_s_own_messages_are_understood() -> None:
    mido = pytest.importorskip("mido")
    assert note_of(mido.Message("note_on", note=38, velocity=127), 2.0) == Note(38, 1.0, 2.0)
    assert note_of(mido.Message("note_off", note=38, velocity=9), 2.0) == Note(38, 0.0, 2.0)
    assert note_of(mido.Message("clock"), 2.0) is None
