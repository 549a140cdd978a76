"""Who is meant: of several people in the picture, one is chosen by a click, for a timing that is about people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.timing.sources import is_of_people
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.presenters.timing.proposals import ProposalsPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow

if TYPE_CHECKING:
    from foleystudio.engine.picture.people.persons import Person
    from foleystudio.engine.timing.people.cast import Cast
    from foleystudio.engine.timing.people.whose import Instants

_LANE, _TOPIC = "people", "people"
_AROUND = 0.06  # of their own height, between a body and its outline


class PeoplePresenter(QObject):
    """Outlines people in the picture while the shown track is timed by one of several, the one meant brightly.

    The one who is clicked on is taken.
    """

    def __init__(self, session: Session, window: StudioWindow, proposals: ProposalsPresenter) -> None:
        super().__init__(session)
        self._session, self._picture, self._proposals = session, window.picture, proposals
        self._persons: tuple[Person, ...] = ()
        self._instants: Instants = {}
        self._aspect = 1.0
        self._of: Clip | None = None
        self._seconds = 0.0
        session.clip_opened.connect(self._forget)
        session.changed.connect(lambda _change: self._show())
        proposals.settled.connect(self._look)
        self._picture.outline_clicked.connect(proposals.use_person)

    def move_to(self, seconds: float) -> None:
        """The picture shown is another one."""
        self._seconds = seconds
        self._show()

    def _forget(self) -> None:
        self._session.jobs.cancel(_LANE)
        self._persons, self._instants, self._of = (), {}, None
        self._show()

    def _look(self) -> None:
        """Events have come: if they are of people, these were found, and can be read."""
        clip = self._session.clip
        if clip is None or clip is self._of or not self._is_about_people():
            return

        def work(progress: Progress, cancelled: Cancelled) -> tuple[Cast, Instants]:
            from foleystudio.engine.timing.people.cast import cast_of
            from foleystudio.engine.timing.people.whose import instants_of

            cast = cast_of(clip, progress, cancelled)
            return cast, instants_of(cast) if len(cast.persons) > 1 else {}

        def arrived(answer: tuple[Cast, Instants]) -> None:
            if self._session.clip is clip:
                found, self._instants = answer
                self._persons, self._aspect, self._of = found.persons, found.aspect, clip
                self._show()
                self._tell()

        self._session.jobs.start(_LANE, work, arrived, failed=lambda _error: None)

    def _is_about_people(self) -> bool:
        return self._session.clip is not None and is_of_people(self._session.timing)

    def _tell(self) -> None:
        if len(self._persons) > 1 and self._is_about_people():
            text = f"{len(self._persons)} people are in this clip. Click on one in the picture to take their events."
            self._session.notice(Notice(text, "info", topic=_TOPIC, holds=self._is_about_people))

    def _show(self) -> None:
        """Outlines of those who are in the picture shown."""
        clip = self._session.clip
        outlines: dict[int, QRectF] = {}
        if clip is not None and clip is self._of and len(self._persons) > 1 and self._is_about_people():
            frame = clip.frames.frame_at(self._seconds)
            boxes = {person.number: self._box(person, frame) for person in self._persons}
            outlines = {number: box for number, box in boxes.items() if box is not None}
        self._picture.set_outlines(outlines, self._meant() if outlines else None)

    def _meant(self) -> int | None:
        """Number of the person whose events the shown track has."""
        from foleystudio.engine.timing.people.whose import whose

        track = self._session.events_track
        found = self._session.project.found_for(track) if track is not None else None
        return whose(found, self._instants) if found is not None else None

    def _box(self, person: Person, frame: int) -> QRectF | None:
        """About a person in a frame, in shares of the picture's width and height; None where they are not."""
        box = person.box(frame)
        if box is None:
            return None
        left, top, right, bottom = box
        spare = _AROUND * (bottom - top)
        across = (right - left + 2 * spare) / self._aspect
        return QRectF((left - spare) / self._aspect, top - spare, across, bottom - top + 2 * spare)
