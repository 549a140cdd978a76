"""Loads in the background what takes long, before it is asked for; a window that does not need it never does."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QObject, QTimer

from foleystudio.engine.render.renderers import default_renderer, renderer_row
from foleystudio.gui.playback.player import Player
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.settings import Renderer

_LANE = "warm-up"
_SETTLE_MS = 1000  # the user has paused so long
_BUSY_LANES = ("project", "clip", "timing", "take")

_Networks = tuple[str | None, Renderer]
"""A model as tracks name it, and the renderer that asks it."""


class WarmUpPresenter(QObject):
    """Warms the first analysis once the window stands, and the networks once a track is to be performed by them.

    Importing the networks stops the window for some tenths of a second, whatever the thread's priority (a library is
    loaded in one piece). So it waits until the user has paused, and until nothing is played or worked on.
    """

    def __init__(self, session: Session, window: StudioWindow, player: Player) -> None:
        super().__init__(session)
        self._session, self._window, self._player = session, window, player
        self._warmed: set[_Networks] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._warm_networks)
        session.changed.connect(lambda _change: self._consider())
        session.clip_opened.connect(self._consider)

    def begin(self) -> None:
        """The window stands: load what analyses clips and plays sounds, and then what performs by default."""
        session = self._session
        session.jobs.start(
            _LANE,
            lambda _progress, _cancelled: load_analysis(),
            lambda _none: self._consider(),
            failed=session.fail,
            supersede=False,
        )

    def again(self) -> None:
        """Load the networks anew: they are to compute elsewhere."""
        self._warmed.clear()
        self._consider()

    def _consider(self) -> None:
        if self._wanted():
            self._settle.start()

    def _wanted(self) -> set[_Networks]:
        if self._session.clip is not None:
            wanted = networks_of(self._session.project)
        else:  # whatever clip comes will have a track of these
            wanted = networks_of(Project().with_track(renderer=default_renderer()))
        return wanted - self._warmed

    def _warm_networks(self) -> None:
        session, wanted = self._session, self._wanted()
        if not wanted:
            return
        if self._player.is_playing or any(session.jobs.is_busy(lane) for lane in _BUSY_LANES):
            self._settle.start()
            return
        self._warmed |= wanted
        takes_long = not are_imported()  # otherwise a rendering was faster
        if takes_long:
            session.say("Loading the networks…")

        def ready(where: str) -> None:
            self._window.status.show_facts(device=where)
            if takes_long:
                session.say("The networks are loaded")

        session.jobs.start(_LANE, lambda _p, _c: load_networks(wanted), ready, failed=session.fail, supersede=False)


def networks_of(project: Project) -> set[_Networks]:
    """What networks a project's tracks are performed by."""
    asking = (track for track in project.tracks if renderer_row(track.renderer).needs_networks(track.settings))
    return {(track.model, track.renderer) for track in asking}


def are_imported() -> bool:
    """Whether what takes seconds is done."""
    return "torch" in sys.modules


def load_analysis() -> None:
    """In the worker: import what analyses clips and plays sounds."""
    import foleystudio.engine.picture.motion
    import foleystudio.engine.timing.source
    import foleystudio.gui.playback.card  # noqa: F401 - loaded for later

    # opencv-python points Qt at its own plugins when it is imported.
    os.environ.pop("QT_QPA_PLATFORM_PLUGIN_PATH", None)


def load_networks(wanted: set[_Networks]) -> str:
    """In the worker: load networks; answers what they compute on.

    Raises
    ------
    FoleyError
        When one is damaged.
    """
    loaders = ((renderer_row(renderer).load_networks, model) for model, renderer in wanted)
    return [load(model) for load, model in loaders if load is not None][-1]
