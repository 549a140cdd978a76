"""The list of takes and events beside the drawn timeline: kept equal to the project, usable in its place."""

from __future__ import annotations

from PySide6.QtCore import QObject

from foleystudio.engine.takes.take_names import facts_of
from foleystudio.gui.presenters.playback.transport import PlaybackPresenter
from foleystudio.gui.presenters.takes.tracks import TracksPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow


class AccessibleListPresenter(QObject):
    """Connects the list with project and playhead."""

    def __init__(
        self, session: Session, window: StudioWindow, playback: PlaybackPresenter, tracks: TracksPresenter
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._playback = session, window, playback
        session.changed.connect(lambda _change: self.show())
        session.clip_opened.connect(self.show)
        session.track_chosen.connect(lambda _key: self.show())
        window.accessible_list.shown.connect(self.show)
        window.accessible_list.event_chosen.connect(self._go_to)
        window.accessible_list.take_chosen.connect(tracks.use_take)

    def show(self) -> None:
        """Show the project as it is now."""
        project = self._session.project
        session, shown = self._session, self._window.accessible_list
        shown.show_project(project, session.label, lambda take: facts_of(project, take), session.events_track)

    def _go_to(self, key: int) -> None:
        self._window.timeline.events.select((key,))
        self._playback.seek(self._session.events.get(key).time_s)
