"""Comparing: the chosen hit of the take in use beside its reference's and the guide's, read in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize

from foleystudio.engine.mix.mixdown import plan_mix
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.events import Event

if TYPE_CHECKING:
    from foleystudio.gui.panels.compare.window import CompareWindow
    from foleystudio.gui.presenters.takes.compared_hit import ComparedHit

_LANE = "compare"


class ComparePresenter(QObject):
    """Opens the Compare window and keeps it at what is chosen."""

    def __init__(self, session: Session, window: StudioWindow, sounds: ReferenceSounds) -> None:
        super().__init__(session)
        self._session, self._window, self._sounds = session, window, sounds
        self._shown: CompareWindow | None = None
        self._event_key: int | None = None
        session.changed.connect(lambda _change: self.refresh())
        session.track_chosen.connect(lambda _key: self.refresh())
        session.clip_opened.connect(self.refresh)
        session.guide_known.connect(self.refresh)
        window.timeline.events.selection_changed.connect(lambda _keys: self.refresh())

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._shown is None:
            # Only now: what draws the plots takes a moment to load.
            from foleystudio.gui.panels.compare.window import CompareWindow

            self._shown = CompareWindow(self._window)
            room = self._shown.screen().availableGeometry().size()  # Qt would leave a third of it free
            self._shown.resize(self._shown.sizeHint().boundedTo(room - QSize(60, 60)))
            self._shown.stepped.connect(self._step)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
        self.refresh()

    def _step(self, step: int) -> None:
        """To the event before or after the one that is shown, also while none is selected."""
        lane = self._window.timeline.events
        if not lane.selected and any(event.key == self._event_key for event in self._session.events):
            lane.select(key for key in (self._event_key,) if key is not None)
        lane.select_neighbour(step)

    def refresh(self) -> None:
        """Show what is chosen now; nothing is done while the window is closed."""
        if self._shown is None or not self._shown.isVisible():
            return
        from foleystudio.gui.panels.compare.view import CompareView
        from foleystudio.gui.presenters.takes.compared_hit import read

        wish = self._wish()
        self._event_key = None if isinstance(wish, str) else wish.event.key
        if isinstance(wish, str):
            self._session.jobs.cancel(_LANE)
            self._shown.show_view(CompareView("Compare"), wish)
            return
        window, title = self._shown, f"Comparing hit at {wish.place}"

        def failed(error: FoleyError) -> None:
            window.show_view(CompareView(title), str(error))

        self._session.jobs.start(
            _LANE, lambda _progress, cancelled: read(wish, self._sounds, cancelled), window.show_view,
            title=title, failed=failed,
        )  # fmt: skip

    def _wish(self) -> ComparedHit | str:
        """What to read, or why there is nothing."""
        from foleystudio.gui.presenters.takes.compared_hit import ComparedHit

        session, project, track = self._session, self._session.project, self._session.track
        take = None if track is None else track.active_take
        if session.clip is None or take is None or take.provenance is None:
            return "Generate a take to compare its hits with those of its sound and of the guide."
        events = take.provenance.events.events
        if not events:
            return "This take was made from no events."
        event = self._event(events)
        number = events.index(event) + 1
        there = {reference.key: reference for reference in project.references}
        keys = take.provenance.references
        known = all(key in there for key in keys)
        return ComparedHit(
            session.clip, take, event, f"{session.label(event.time_s)}, event {number} of {len(events)}",
            tuple(there[key].path for key in keys) if known else None,
            tuple(there[key].name for key in keys) if known else (),
            plan_mix(
                project, session.duration_s, has_guide=session.has_guide, sound_track=session.clip.sound_track
            ),
            session.has_guide,
        )  # fmt: skip

    def _event(self, events: tuple[Event, ...]) -> Event:
        """The selected event that the take has, or the one nearest to the selected one or the playhead."""
        lane = self._window.timeline.events
        chosen = next((e for e in self._session.events if e.key in lane.selected), None)
        at_s = lane.axis.playhead_s if chosen is None else chosen.time_s
        return next(
            (e for e in events if chosen is not None and e.key == chosen.key),
            min(events, key=lambda e: abs(e.time_s - at_s)),
        )
