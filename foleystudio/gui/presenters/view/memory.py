"""Memory that work has let go of goes back to the system, while the window stands as after it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from foleystudio import system_memory
from foleystudio.gui.jobs import Jobs
from foleystudio.gui.playback.player import Player

_LANE = "memory"
_AFTER_MS = 5000  # of work: what comes next may use again what is free
_SMALL = {_LANE, "journal", "picture"}
"""Lanes whose work, done again and again, leaves next to nothing behind."""


class MemoryPresenter(QObject):
    """Gives back what takes, networks and analyses leave free, a while after work on any of them has ended."""

    def __init__(self, jobs: Jobs, player: Player) -> None:
        super().__init__(jobs)
        self._jobs, self._player = jobs, player
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._give_back)
        jobs.succeeded.connect(self._note)

    def _note(self, lane: str) -> None:
        # Begun anew with each end it would never come to pass while somebody works.
        if lane not in _SMALL and not self._timer.isActive():
            self._timer.start()

    def _give_back(self) -> None:
        if self._player.is_playing:  # a thread that asks for memory meanwhile may wait for some hundredths of a second
            self._timer.start()
            return
        self._jobs.start(_LANE, lambda _progress, _cancelled: system_memory.give_back(), at_leisure=True)
