"""What is going on, in the status bar and in banners; cancelling what the user sees under way."""

from __future__ import annotations

from PySide6.QtCore import QObject

from foleystudio.errors import FoleyError
from foleystudio.gui.jobs import Job
from foleystudio.gui.presenters.session import Session
from foleystudio.gui.window import StudioWindow


class StatusPresenter(QObject):
    """Shows jobs, messages and errors."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._window = window
        self._shown: list[Job[object]] = []
        session.said.connect(window.status.show_message)
        session.failed.connect(window.banners.fail)
        session.noticed.connect(window.banners.say)
        jobs = session.jobs
        jobs.started.connect(self._started)
        jobs.progressed.connect(self._progressed)
        jobs.ended.connect(self._ended)
        jobs.broke.connect(self._broke)
        window.status.show_facts(rate="48 kHz", device="CPU")

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
