"""What becomes of dropped files: clips and projects open, sounds go into the bin, on a track they are performed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.presenters.project.files import ProjectPresenter
from foleystudio.gui.presenters.sounds.references import ReferencesPresenter
from foleystudio.gui.presenters.takes.generate import GeneratePresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.media.probe import probe
from foleystudio.project.storage.saved import SUFFIX


class DropsPresenter(QObject):
    """Sorts dropped files by what is in them, not by their names."""

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        project: ProjectPresenter,
        references: ReferencesPresenter,
        generate: GeneratePresenter,
    ) -> None:
        super().__init__(session)
        self._session, self._project, self._references, self._generate = session, project, references, generate
        window.files_dropped.connect(self.drop)
        window.drop_refused.connect(lambda text: session.notice(Notice(text, "warning", about="bringing files")))
        window.picture.files_dropped.connect(self.drop)
        timeline = window.timeline
        timeline.files_dropped.connect(lambda track, paths, _seconds: self.drop(paths, track, perform=True))
        timeline.references_dropped.connect(lambda track, keys, _seconds: generate.perform(keys, _track(track)))

    def drop(self, paths: Sequence[Path], track: int = -1, *, perform: bool = False) -> None:
        """Take files that were dropped; ``perform`` sounds at once (they were dropped on the timeline)."""
        projects = [path for path in paths if path.suffix.lower() == SUFFIX]
        if projects:
            self._project.open(projects[0])
            return

        def work(_progress: Progress, _cancelled: Cancelled) -> tuple[list[Path], list[Path]]:
            pictures = [path for path in paths if probe(path).video is not None]
            return pictures, [path for path in paths if path not in pictures]

        def done(sorted_out: tuple[list[Path], list[Path]]) -> None:
            pictures, sounds = sorted_out
            if pictures and (self._session.clip is None or not perform):
                self._project.open(pictures[0])
                sounds += pictures[1:]
            else:  # a clip dropped on a track of an opened clip means its sound
                sounds = list(paths)
            if sounds:
                self._references.add(sounds, (lambda keys: self._perform(keys, track)) if perform else None)

        self._session.jobs.start("drop", work, done, title="Looking at the files", failed=self._session.fail)

    def _perform(self, keys: list[int], track: int) -> None:
        self._generate.perform(keys, _track(track))


def _track(key: int) -> int | None:
    return None if key < 0 else key
