"""The next step, shown by the accent: open a clip, add a sound, generate, export."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject

from foleystudio.gui.session import Session
from foleystudio.gui.widgets.buttons import show_as_next
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.tracks import Track


class Step(Enum):
    """What brings the work on."""

    OPEN = "open a clip"
    ADD_SOUND = "add a sound"
    WAIT = "nothing: a take is on its way"
    TIME = "find or mark events"
    GENERATE = "generate"
    EXPORT = "export"


class NextStepPresenter(QObject):
    """Gives one button the accent; the empty window's own Open button always has it."""

    def __init__(self, session: Session, window: StudioWindow, is_making: Callable[[], bool]) -> None:
        super().__init__(session)
        self._session, self._window, self._is_making = session, window, is_making
        for told in (session.changed, session.track_chosen, session.reference_chosen):
            told.connect(lambda _what: self.show())
        session.clip_opened.connect(self.show)
        self.show()

    @property
    def step(self) -> Step:
        """The next step now."""
        session = self._session
        if session.clip is None:
            return Step.OPEN
        return next_step(session.project, session.track, session.reference, is_making=self._is_making())

    def show(self) -> None:
        """Show it."""
        step, transport = self.step, self._window.transport
        show_as_next(self._window.add_references, step is Step.ADD_SOUND, "plus", ("quiet", "text"))
        show_as_next(transport.generate, step is Step.GENERATE, "spark", ("", "foley"))
        show_as_next(transport.export, step is Step.EXPORT)


def next_step(project: Project, track: Track | None, reference: int | None, *, is_making: bool) -> Step:
    """What brings a project with an open clip on.

    Parameters
    ----------
    project
        What there is.
    track
        The chosen track; None when the clip's own sound is chosen.
    reference
        Key of the chosen reference; None when the bin is empty.
    is_making
        Whether a take is being made, or waits for events.
    """
    if is_making:
        return Step.WAIT
    if reference is None:
        return Step.EXPORT if project.takes else Step.ADD_SOUND
    takes = project.takes if track is None else track.takes
    if any(take.provenance is not None and reference in take.provenance.references for take in takes):
        return Step.EXPORT
    timed = project.tracks if track is None else (track,)
    return Step.GENERATE if any(len(each.events) for each in timed) else Step.TIME
