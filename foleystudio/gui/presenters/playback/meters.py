"""Level meters of tracks, guide and mix: what the player lets be heard, shown as it is heard."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from foleystudio.engine.mix.plans.strips import GUIDE_ROW, MIX_ROW
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.playback.player import Player
from foleystudio.gui.session import Session
from foleystudio.gui.widgets.level_meter import LevelMeter
from foleystudio.gui.window import StudioWindow
from foleystudio.project.edits import Cause, Change

_EVERY_MS = 33  # 30 times a second


class MetersPresenter(QObject):
    """Moves the meters while something is heard, and until they have fallen."""

    def __init__(self, session: Session, window: StudioWindow, player: Player) -> None:
        super().__init__(session)
        self._window, self._player = window, player
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._show)
        session.changed.connect(self._follow)

    def wake(self) -> None:
        """Something may be heard from now on."""
        if not self._timer.isActive():
            self._timer.start()

    def clear(self) -> None:
        """Put all clip lights out."""
        for meter in self._meters().values():
            meter.clear()

    def _meters(self) -> dict[int, LevelMeter]:
        """By row of the mix."""
        tracks = self._window.timeline.meters()
        guide = tracks.pop(GUIDE)
        return {MIX_ROW: self._window.status.meter, GUIDE_ROW: guide, **tracks}

    def _show(self) -> None:
        levels, meters = self._player.levels(), self._meters()
        for row, meter in meters.items():
            peaks = levels.get(row, ())
            if peaks or not meter.is_at_rest:
                meter.push(peaks)
        if not self._player.is_playing and all(meter.is_at_rest for meter in meters.values()):
            self._timer.stop()

    def _follow(self, change: Change) -> None:
        if change.cause is Cause.LOAD:  # they tell of other work
            self.clear()
