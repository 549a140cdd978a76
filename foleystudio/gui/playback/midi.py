"""MIDI keyboards: which there are, and their notes. The library is optional, loaded when asked for. No Qt here."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

from foleystudio.errors import FoleyError

_LIBRARY = "mido"
_INSTALL = "pip install 'foleystudio[midi]'"


class Port(Protocol):
    """An open input."""

    def close(self) -> None:
        """Hear no more."""


class Driver(Protocol):
    """What opens inputs: the module ``mido``, or what a test makes."""

    def get_input_names(self) -> Sequence[str]:
        """Of what is plugged in."""

    def open_input(self, name: str, *, callback: Callable[[Any], None]) -> Port:
        """Hand every message on, from a thread of the driver's."""


@dataclass(frozen=True)
class Note:
    """A note that was struck or let go.

    Parameters
    ----------
    number
        0-127.
    velocity
        0-1; 0 for one that was let go.
    at_s
        When, in monotonic seconds.
    """

    number: int
    velocity: float
    at_s: float


class MidiKeyboards:
    """Opens one keyboard at a time.

    Parameters
    ----------
    driver
        Opens inputs; the library when omitted, loaded when it is first asked for.
    """

    def __init__(self, driver: Driver | None = None) -> None:
        self._driver = driver
        self._port: Port | None = None

    @property
    def is_open(self) -> bool:
        """Whether a keyboard is heard."""
        return self._port is not None

    def names(self) -> list[str]:
        """Names of the keyboards that are plugged in.

        Raises
        ------
        FoleyError
            When the library is not installed, or the system has no MIDI.
        """
        driver = self._loaded()
        try:
            return list(dict.fromkeys(driver.get_input_names()))
        except Exception as error:  # of kinds that only the driver knows
            raise FoleyError(f"this system has no MIDI ({_said(error)})", remedy="play by the keys Z to B") from error

    def open(self, name: str, heard: Callable[[Note], None]) -> None:
        """Hear a keyboard; ``heard`` is called from a thread of the driver's.

        Raises
        ------
        FoleyError
            When it is not there, or somebody else has it.
        """
        self.close()
        driver = self._loaded()

        def take(message: Any) -> None:
            note = note_of(message, time.monotonic())
            if note is not None:
                heard(note)

        try:
            self._port = driver.open_input(name, callback=take)
        except Exception as error:  # of kinds that only the driver knows
            what = f"the MIDI keyboard {name!r} cannot be opened ({_said(error)})"
            raise FoleyError(what, remedy="plug it in, or choose another one") from error

    def close(self) -> None:
        """Hear it no more."""
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def _loaded(self) -> Driver:
        if self._driver is None:
            try:
                self._driver = import_module(_LIBRARY)
            except ImportError as error:
                raise FoleyError("MIDI keyboards need a library that is not installed", remedy=_INSTALL) from error
        return self._driver


def note_of(message: Any, at_s: float) -> Note | None:
    """A message as a note; None for all that is none. One struck with no velocity is let go, as the standard says."""
    if message.type not in ("note_on", "note_off"):
        return None
    velocity = message.velocity / 127 if message.type == "note_on" else 0.0
    return Note(int(message.note), min(1.0, max(0.0, velocity)), at_s)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
