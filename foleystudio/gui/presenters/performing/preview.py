"""The chosen sound on the events as they come, while the clip plays: how it would be, before any take is made."""

from __future__ import annotations

from PySide6.QtCore import QObject

from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.live_sounds import LiveSounds
from foleystudio.gui.session import Session
from foleystudio.project.edits import Change, Part

_JUMP_S = 0.5
"""The playhead that goes farther at once was put elsewhere: what lies between is not played."""


class PreviewPresenter(QObject):
    """Strikes the chosen reference at the shown events, a card's latency ahead, so that they are heard in time."""

    def __init__(self, session: Session, player: Player, live: LiveSounds) -> None:
        super().__init__(session)
        self._session, self._player, self._live = session, player, live
        self._is_on = False
        self._struck_s: float | None = None
        session.changed.connect(self._follow)

    def set_on(self, on: bool) -> None:
        """Preview while playing, or no longer."""
        self._is_on, self._struck_s = on, None
        if on:
            self._live.prepare()
            self._session.say("Preview: the chosen sound plays on the coming events while the clip runs")

    def _follow(self, change: Change) -> None:
        if self._is_on and Part.REFERENCES in change.parts:
            self._live.prepare()

    def move(self, seconds: float) -> None:
        """The playhead is elsewhere: strike what is to be heard until it is looked at again."""
        if not self._is_on or self._player.speed != 1:
            self._struck_s = None
            return
        until_s = seconds + self._player.card.latency_s
        since_s = self._struck_s
        if since_s is None or not 0 <= until_s - since_s <= _JUMP_S:
            since_s = seconds
        for event in self._session.events:
            if since_s <= event.time_s < until_s:
                self._live.strike(self._session.events_track, self._session.reference, event.strength)
        self._struck_s = until_s
