"""A new cut of the film: the work goes with its pictures, in the background, as one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from foleystudio.engine.clip import open_clip
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.banner import Answer, Notice
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import write_atomically
from foleystudio.project.takes import new_take_path

if TYPE_CHECKING:
    from foleystudio.engine.reconform.moved import Reconformed

_STEP, _TOPIC = "Reconform", "reconform"


class ReconformPresenter:
    """Asks for the new cut, and lets the project go there."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        self._session, self._window = session, window

    def open(self) -> None:
        """Ask for the new clip, and with it for its edit list and the old cut's, if there are any."""
        settings = self._session.settings
        paths = questions.open_files(self._window, settings, "New cut", questions.new_cuts(), several=True)
        lists = [path for path in paths if path.suffix.lower() == ".edl"]
        clips = [path for path in paths if path not in lists]
        if paths and (len(clips) != 1 or len(lists) > 2):
            self._session.say("Choose one clip, and beside it its edit list, or the old cut's and its own")
        elif len(lists) == 2:
            names = [path.name for path in lists]
            old = questions.which(self._window, "Which edit list is that of the old cut, which is open?", names)
            if old is not None:
                self.start(clips[0], lists[1 - old], lists[old])
        elif paths:
            self.start(clips[0], lists[0] if lists else None)

    def start(self, clip: Path, edl: Path | None = None, old_edl: Path | None = None) -> None:
        """Move the work to a new cut, by its edit list and that of the old one where there are any."""
        session, old, project = self._session, self._session.clip, self._session.project
        if old is None:
            return
        file = session.document.file

        def work(progress: Progress, cancelled: Cancelled) -> Reconformed:
            from foleystudio.engine.reconform.moved import find_moves, reconform

            new = open_clip(clip.absolute(), cancelled=cancelled)
            moves = find_moves(old, new, edl, old_edl, progress, cancelled)
            return reconform(project, old, new, moves, lambda name: new_take_path(file, name), cancelled)

        session.jobs.start(
            "reconform",
            work,
            lambda done: self._arrived(project, done),
            title=f"Reconforming to {clip.name}",
            failed=session.fail,
            shown=True,
        )

    def _arrived(self, asked: Project, done: Reconformed) -> None:
        session = self._session
        if session.project != asked:
            session.say("The work was changed meanwhile; reconform again")
            return
        session.edit(_STEP, done.project)
        listed: Answer = ("Save the list…", self._saving(done))
        session.notice(Notice(f"{done.told}.", "info", (listed,), topic=_TOPIC))

    def _saving(self, done: Reconformed) -> Callable[[], None]:
        def save() -> None:
            from foleystudio.engine.reconform.moved import happened_list

            session = self._session
            name = f"{session.file_name()} reconform.csv"
            path = questions.save_file(self._window, session.settings, "Save the list", "Lists (*.csv)", name)
            if path is not None:
                text = happened_list(done.happened).encode()
                session.attempt(lambda: write_atomically(path, text), "writing the list")

        return save
