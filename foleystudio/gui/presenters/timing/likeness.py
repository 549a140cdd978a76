"""Split by likeness: a track's events in groups, heard, tinted in the lane, and sent to tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint

from foleystudio.dsp.sound import Sound
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.jobs import Job
from foleystudio.gui.panels.likeness.row import GroupView
from foleystudio.gui.presenters.playback.audition import Audition
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.events.painting import letter_of
from foleystudio.gui.window import StudioWindow
from foleystudio.project import event_edits
from foleystudio.project.document import Project
from foleystudio.project.settings import Timing
from foleystudio.project.tracks import Track

if TYPE_CHECKING:
    from foleystudio.engine.timing.splitting.likeness import Split
    from foleystudio.gui.panels.likeness.window import LikenessWindow

_LANE = "likeness"
_SHARED = ("undo", "redo", "save", "play")
_GAP_PX = 44  # between the window and the lanes that it is about: its title bar, as systems draw it, and a little


class LikenessPresenter(QObject):
    """Opens the window of likeness over the chosen track's events, and sends groups of them to tracks."""

    def __init__(self, session: Session, window: StudioWindow, audition: Audition) -> None:
        super().__init__(session)
        self._session, self._window, self._audition = session, window, audition
        self._shown: LikenessWindow | None = None
        self._job: Job[Split] | None = None
        self._split: Split | None = None
        self._track = -1
        self._count = 2
        self._names: dict[tuple[int, ...], str] = {}
        for told in (session.changed, session.track_chosen):
            told.connect(lambda _what: self._show())
        session.clip_opened.connect(self.close)

    @property
    def window(self) -> LikenessWindow | None:
        """The window, once it was opened."""
        return self._shown

    def split(self) -> None:
        """Tell the shown track's events apart, and show their groups."""
        session, track, clip = self._session, self._session.events_track, self._session.clip
        if clip is None or track is None or len(track.events) < 2:
            session.say("There are no two events to tell apart: mark some, or let the studio find them")
            return
        self._split, self._track, self._names = None, track.key, {}
        window = self._opened()
        window.show_waiting(f"Events of {track.name}")
        events, attacks_s = track.events, _attacks_of(session.project) if session.has_guide else None

        def work(progress: Progress, cancelled: Cancelled) -> Split:
            from foleystudio.engine.timing.splitting.likeness import split_by_likeness

            return split_by_likeness(clip, events, attacks_s, progress, cancelled)

        def stopped() -> None:
            if self._job is job:  # else another began in its place
                self.close()

        job = self._job = session.jobs.start(
            _LANE, work, self._have, title="Telling events apart", failed=self._fail, stopped=stopped,
            progressed=window.show_progress, shown=True,
        )  # fmt: skip

    def _opened(self) -> LikenessWindow:
        from foleystudio.gui.panels.likeness.window import LikenessWindow  # only now: most tracks are one thing

        if self._shown is None:
            self._shown = window = LikenessWindow(self._window)
            for name in _SHARED:
                window.share(self._window.actions_table[name])
            window.count_wanted.connect(self._step)
            window.select_wanted.connect(lambda group: self._window.timeline.events.select(self._there(group)))
            window.hear_wanted.connect(self._hear)
            window.named.connect(self._name)
            window.send_wanted.connect(lambda group, track: self._send([group], track))
            window.send_all_wanted.connect(self._send_all)
            window.closed.connect(self._forget)
        if not self._shown.isVisible():
            self._shown.adjustSize()
            corner = self._window.timeline.mapToGlobal(QPoint(0, 0))
            beside = (self._window.width() - self._shown.width()) // 2
            self._shown.move(corner.x() + beside, max(0, corner.y() - self._shown.height() - _GAP_PX))
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
        return self._shown

    def close(self) -> None:
        """Close the window; events have their own colour again."""
        if self._shown is not None and self._shown.isVisible():
            self._shown.hide()

    def _forget(self) -> None:
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self._job = self._split = None
        self._audition.stop()
        self._window.timeline.events.set_groups({})

    def _fail(self, error: FoleyError) -> None:
        self.close()
        self._session.fail(error, about=_LANE)

    def _have(self, split: Split) -> None:
        self._split, self._count = split, split.best
        self._show()

    # Showing -------------------------------------------------------------------------------------------------------

    def _source(self) -> Track | None:
        return next((track for track in self._session.project.tracks if track.key == self._track), None)

    def _groups(self) -> tuple[tuple[int, ...], ...]:
        return self._split.of(self._count) if self._split is not None else ()

    def _there(self, group: int) -> tuple[int, ...]:
        """Keys of a group's events that are still on the track."""
        track = self._source()
        known = {event.key for event in track.events} if track is not None else set()
        return tuple(key for key in self._groups()[group] if key in known)

    def _show(self) -> None:
        session, track, window = self._session, self._source(), self._shown
        if self._split is None or window is None:
            return
        if track is None:
            window.hide()
            return
        shown = session.events_track
        tinted = {key: number for number, keys in enumerate(self._groups()) for key in keys}
        self._window.timeline.events.set_groups(tinted if shown is not None and shown.key == track.key else {})
        views = [
            GroupView(self._name_of(n), len(self._there(n)), session.has_guide) for n in range(len(self._groups()))
        ]
        how = "how they sound in the guide" if self._split.by_sound else "what moves in the picture"
        about = f"Told apart by {how}. A letter selects its events."
        others = tuple((other.key, other.name) for other in session.project.tracks if other.key != track.key)
        most = max(self._split.groups)
        window.show_groups(f"{counted(len(track.events))} of {track.name}", about, views, most, others)

    def _name_of(self, group: int) -> str:
        track = self._source()
        usual = f"{track.name} {letter_of(group)}" if track is not None else ""
        return self._names.get(self._groups()[group], usual)

    # Doing ---------------------------------------------------------------------------------------------------------

    def _step(self, step: int) -> None:
        if self._split is not None:
            self._count = len(self._split.of(max(2, self._count + step)))
            self._show()

    def _name(self, group: int, text: str) -> None:
        if text.strip():
            self._names[self._groups()[group]] = text.strip()
        self._show()

    def _hear(self, group: int) -> None:
        clip, track, keys = self._session.clip, self._source(), self._there(group)
        if clip is None or track is None or not keys:
            return
        times = [track.events.get(key).time_s for key in keys]

        def make() -> Sound:
            from foleystudio.engine.timing.splitting.likeness import hits_of_guide

            return hits_of_guide(clip, times)

        self._audition.hear(make, f"Hearing group {letter_of(group)}")

    def _send_all(self) -> None:
        self._send(range(1, len(self._groups())), None)

    def _send(self, groups: Sequence[int], target: int | None) -> None:
        """Groups go to a track, or each to a new one: one step."""
        session, project, names = self._session, self._session.project, []
        count = 0
        for group in groups:
            keys = self._there(group)
            if keys:
                project, name = _with_sent(project, self._track, keys, target, self._name_of(group))
                names.append(name)
                count += len(keys)
        if not names:
            return
        where = names[0] if len(names) == 1 else f"{len(names)} tracks"
        session.edit(f"Send {counted(count)} to {where}", project)
        session.say(f"Sent {counted(count)} to {', '.join(names)}")


def _with_sent(
    project: Project, source: int, keys: Sequence[int], target: int | None, name: str
) -> tuple[Project, str]:
    """With events given to a track, a new one of this name where there is no target; and what it is called."""
    if target is None:
        project = project.with_track(name, renderer=default_renderer())
        target = project.tracks[-1].key
        project = project.with_changed_track(replace(project.track(target), timing=Timing.FILE))
    giver, receiver = project.track(source), project.track(target)
    left, given = event_edits.sent(giver.events, receiver.events, keys)
    project = project.with_changed_track(replace(giver, events=left))
    return project.with_changed_track(replace(receiver, events=given)), receiver.name


def _attacks_of(project: Project) -> list[float] | None:
    """Hits of the guide as far as they were found already."""
    for source in (Timing.GUIDE, Timing.AUTO):
        for found in project.proposals:
            if found.source == str(source):
                return [each.event.time_s for each in found.found]
    return None
