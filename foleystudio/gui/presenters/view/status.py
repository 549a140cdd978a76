"""What is going on, in the status bar and in banners; cancelling what the user sees under way."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists
from foleystudio.gui.dialogs.banner import MISSING, Notice
from foleystudio.gui.jobs import Job
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.edits import Cause, Change

_BRINGING = {"drop", "clip", "project", "references"}
"""Lanes that bring files in: whichever succeeds, what was said when another failed is of the past."""
_REVIEW_MS = 300
"""After a change; by then all others have taken it in."""


class StatusPresenter(QObject):
    """Shows jobs, messages and errors."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._window = window
        self._shown: list[Job[object]] = []
        session.said.connect(window.status.show_message)
        session.changed.connect(self._told)
        self._jobs = jobs = session.jobs
        session.failed.connect(self._fail)
        session.noticed.connect(self._say)
        session.mended.connect(window.banners.close_about)
        jobs.succeeded.connect(lambda lane: window.banners.close_about(_about(lane)))
        self._review = QTimer(self)
        self._review.setSingleShot(True)
        self._review.setInterval(_REVIEW_MS)
        self._review.timeout.connect(window.banners.review)
        session.changed.connect(lambda _change: self._review.start())
        session.clip_opened.connect(self._review.start)
        session.guide_known.connect(self._review.start)
        window.activated.connect(self._review.start)
        jobs.started.connect(self._started)
        jobs.progressed.connect(self._progressed)
        jobs.ended.connect(self._ended)
        jobs.broke.connect(self._broke)
        window.status.show_facts(rate="48 kHz", device="CPU")

    def _fail(self, error: FoleyError, notice: Notice) -> None:
        is_gone = error.file is not None and not exists(error.file)
        if is_gone and any(other.topic == MISSING for other in self._window.banners.notices()):
            return  # that one names all files that the project lacks, and finds them
        self._say(notice)

    def _say(self, notice: Notice) -> None:
        """What fails while a lane's answer is told, is about that lane: it goes when the lane's next work goes well."""
        if not (notice.about or notice.topic or notice.holds):
            notice = replace(notice, about=_about(self._jobs.telling))
        self._window.banners.say(notice)

    def _told(self, change: Change) -> None:
        """What was said of a step that is taken back, or of other work, is no longer so."""
        if change.cause in (Cause.UNDO, Cause.REDO):
            self._window.status.show_message(f"{'Undone' if change.cause is Cause.UNDO else 'Redone'}: {change.step}")
        elif change.cause is Cause.LOAD:
            self._window.status.show_message("")

    def cancel(self) -> None:
        """Stop all that is shown as under way."""
        for job in list(self._shown):
            job.cancel()

    def _started(self, job: Job[object]) -> None:
        self._shown.append(job)
        self._window.status.show_progress(-1.0, job.title)

    def _progressed(self, job: Job[object], share: float, stage: str) -> None:
        if self._shown and job is self._shown[-1]:
            self._window.status.show_progress(share, f"{job.title}: {stage}" if stage else job.title)

    def _ended(self, job: Job[object]) -> None:
        if job in self._shown:
            self._shown.remove(job)
        if self._shown:
            self._window.status.show_progress(-1.0, self._shown[-1].title)
        else:
            self._window.status.show_progress(None, "")

    def _broke(self, _job: Job[object], error: FoleyError) -> None:
        self._window.banners.fail(error)


def _about(lane: str) -> str:
    return "bringing files" if lane in _BRINGING else lane
