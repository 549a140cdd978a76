"""The cue list: all events of all tracks, stepped through and heard, and changed many at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from foleystudio.errors import FoleyError
from foleystudio.gui.panels.cue_list.cues import COLUMNS, Cue, State
from foleystudio.gui.presenters.playback.transport import PlaybackPresenter
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project import event_edits
from foleystudio.project.document import Project
from foleystudio.project.edits import Change, Part
from foleystudio.project.events import Event
from foleystudio.project.tracks import Track
from foleystudio.timebase.typed import typed_number

if TYPE_CHECKING:
    from foleystudio.gui.panels.cue_list.window import CueListWindow

BEFORE_S = 0.4
"""How long before a cue it begins to be heard ..."""
AFTER_S = 0.8
"""... and how long after it."""

_SHOWN = {Part.CLIP, Part.EVENTS, Part.TRACKS, Part.REFERENCES, Part.SETTINGS}
_SHARED = ("undo", "redo", "save", "play")


class CuesPresenter(QObject):
    """Connects the cue list with the project, the lane and the player."""

    def __init__(self, session: Session, window: StudioWindow, playback: PlaybackPresenter) -> None:
        super().__init__(session)
        self._session, self._window, self._playback = session, window, playback
        self._list: CueListWindow | None = None
        self._until_s: float | None = None
        session.changed.connect(self._follow)
        session.clip_opened.connect(self._show)
        playback.moved.connect(self._move)
        playback.halted.connect(self._forget)

    @property
    def list(self) -> CueListWindow | None:
        """The window, once it was opened."""
        return self._list

    def open(self) -> None:
        """Show the list."""
        from foleystudio.gui.panels.cue_list.window import CueListWindow  # only now: the window starts without

        if self._list is None:
            self._list = CueListWindow(self._window)
            for name in _SHARED:
                self._list.share(self._window.actions_table[name])
            self._list.stepped.connect(self._step)
            self._list.typed.connect(self._type)
        self._list.show()
        self._list.raise_()
        self._list.activateWindow()
        self._show()

    # Showing -------------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.parts & _SHOWN:
            self._show()

    def _show(self) -> None:
        if self._list is not None and self._list.isVisible():
            project = self._session.project if self._session.clip is not None else Project()
            self._list.show_cues([self._cue(project, track, e) for track in project.tracks for e in track.events])

    def _cue(self, project: Project, track: Track, event: Event) -> Cue:
        keys = (event.reference,) if event.reference is not None else track.references
        names = {reference.key: reference.name for reference in project.references}
        sound = ", ".join(names[key] for key in keys if key in names)
        label = self._session.label(event.time_s)
        return Cue(
            track.key, event.key, event.time_s, label, track.name, sound, event.strength, state_of(event), event.label,
            event.note,
        )  # fmt: skip

    # Stepping ------------------------------------------------------------------------------------------------------

    def _step(self, cue: Cue) -> None:
        """Select a cue in the lane and let its surroundings be heard."""
        self._session.choose_track(cue.track)
        lane = self._window.timeline.events
        lane.select((cue.event,))
        self._window.timeline.axis.ensure_visible(cue.time_s)
        if self._list is not None and self._list.hears.isChecked():
            self._until_s = None  # going there is no end of what was heard before
            self._playback.play_from(max(0.0, cue.time_s - BEFORE_S))
            self._until_s = cue.time_s + AFTER_S
        else:
            self._playback.look(cue.time_s)

    def _move(self, seconds: float) -> None:
        if self._until_s is not None and seconds >= self._until_s:
            self._playback.stop()

    def _forget(self) -> None:
        self._until_s = None

    # Changing ------------------------------------------------------------------------------------------------------

    def _type(self, cues: Sequence[Cue], column: str, text: str) -> None:
        """Change a column of cues, in one step."""
        try:
            change = _CHANGES[column](text)
            project = self._session.project
            for track in project.tracks:
                keys = {cue.event for cue in cues if cue.track == track.key}
                changed = [change(event) for event in track.events if event.key in keys]
                project = project.with_changed_track(replace(track, events=track.events.replaced(*changed)))
        except FoleyError as error:
            self._session.refuse(error)
            return
        title = next(each.title for each in COLUMNS if each.name == column).lower()
        what = "event" if len(cues) == 1 else counted(len(cues))
        self._session.edit(f"Set {title} of {what}", project)


def state_of(event: Event) -> State:
    """How far an event has got."""
    return State.APPROVED if event.approved else State.KEPT if event.marked else State.PROPOSED


_Change = Callable[[Event], Event]


def _strength(text: str) -> _Change:
    def change(event: Event) -> Event:
        share = typed_number(text, event.strength, unit="%", scale=100)
        return event_edits.vouched(event, strength=min(1.0, max(0.0, share)))

    return change


def _state(text: str) -> _Change:
    typed = text.strip().lower()
    state = next((each for each in State if typed and each.value.startswith(typed)), None)
    if state is None:
        raise FoleyError(f"{text.strip() or 'nothing'} is no state", remedy="type proposed, kept or approved")
    if state is State.PROPOSED:
        return lambda event: replace(event, marked=False, proposed_s=None, approved=False)
    return lambda event: event_edits.vouched(event, approved=state is State.APPROVED)


def _word(name: str) -> Callable[[str], _Change]:
    return lambda text: lambda event: event_edits.vouched(event, **{name: text.strip()})


_CHANGES: dict[str, Callable[[str], _Change]] = {
    "strength": _strength,
    "state": _state,
    "label": _word("label"),
    "note": _word("note"),
}
