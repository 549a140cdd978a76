"""The latency of live hits: tapped along with clicks or typed, and kept by the name of the sound card."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from foleystudio.dsp.sound import Sound
from foleystudio.gui.dialogs.tap_along import TapAlongDialog
from foleystudio.gui.playback.key_clock import KeyClock
from foleystudio.gui.playback.player import Player
from foleystudio.gui.playback.tap_along import DURATION_S, clicks, latency_of
from foleystudio.gui.presenters.performing.habits import Habits
from foleystudio.gui.window import StudioWindow
from foleystudio.timebase import STUDIO_RATE_HZ

_LOOK_MS = 50  # between looks at how far the clicks are: the bar moves evenly
_RINGS_S = 0.3  # the last tap comes a little after the last click
_NO_CARD = "There is no sound card that the clicks could be heard from; the latency can be typed"
_WAIT_S = 5.0  # for a card to begin, or to begin again: one that ran dry is opened anew


class LatencyPresenter(QObject):
    """Opens the dialog and does what it asks for."""

    def __init__(self, window: StudioWindow, player: Player, clock: KeyClock, habits: Habits) -> None:
        super().__init__(window)
        self._window, self._player, self._clock, self._habits = window, player, clock, habits
        self._dialog: TapAlongDialog | None = None
        self._taps_s: list[float] = []
        self._heard_at_s = 0.0  # when anything was heard last, or is waited for since
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._tick)

    @property
    def dialog(self) -> TapAlongDialog | None:
        """The dialog, while it is open."""
        return self._dialog

    @property
    def habits(self) -> Habits:
        """What it is kept in."""
        return self._habits

    def show(self, over: QWidget | None = None) -> None:
        """Open the dialog, over the studio's window or another."""
        card = self._player.card.name
        dialog = self._dialog = TapAlongDialog(card, 1000 * self._habits.latency_s(card), over or self._window)
        dialog.start_wanted.connect(self._start)
        dialog.tapped.connect(self._tap)
        dialog.latency_chosen.connect(lambda ms: self._habits.put_latency_s(card, ms / 1000))
        dialog.finished.connect(self._close)
        dialog.open()

    def _start(self) -> None:
        if self._dialog is None:
            return
        self._player.pause()
        self._taps_s.clear()
        self._heard_at_s = time.monotonic()
        self._player.audition(Sound(clicks(), STUDIO_RATE_HZ))
        self._dialog.begin()
        self._look.start()

    def _tap(self, stamp_ms: int) -> None:
        now_s = time.monotonic()
        heard_s = self._player.auditioned_s(self._clock.at_s(stamp_ms, now_s))
        if self._look.isActive() and heard_s is not None:
            self._taps_s.append(heard_s)

    def _tick(self) -> None:
        """Show how far the clicks are; at their end, what was found."""
        dialog, now_s = self._dialog, time.monotonic()
        if dialog is None:
            return
        heard_s = self._player.auditioned_s(now_s) if self._player.card.is_open else None
        if heard_s is None:
            if now_s - self._heard_at_s > _WAIT_S:
                self._end()
                dialog.finish(_NO_CARD, None)
            return
        self._heard_at_s = now_s
        if heard_s >= DURATION_S + _RINGS_S:
            self._end()
            found = latency_of(self._taps_s)
            dialog.finish(found.told, 1000 * found.offset_s if found.is_usable else None)
        else:
            dialog.show_taps(len(self._taps_s), min(1.0, max(0.0, heard_s / DURATION_S)))

    def _end(self) -> None:
        self._look.stop()
        self._player.audition(None)

    def _close(self, _result: int) -> None:
        if self._look.isActive():
            self._end()
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None
