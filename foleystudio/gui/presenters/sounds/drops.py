"""What becomes of dropped files: clips and projects open, sounds go into the bin, on a track they are performed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text, is_folder
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.presenters.project.files import ProjectPresenter
from foleystudio.gui.presenters.sounds.library import LibraryPresenter, look_through
from foleystudio.gui.presenters.sounds.reference_marks import ReferenceMarks
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
        library: LibraryPresenter,
        marks: ReferenceMarks,
    ) -> None:
        super().__init__(session)
        self._session, self._project, self._references, self._generate = session, project, references, generate
        self._window, self._library, self._marks = window, library, marks
        window.bin.files_dropped.connect(self.drop_in_bin)
        window.files_dropped.connect(self.drop)
        window.drop_refused.connect(lambda text: session.notice(Notice(text, "warning", about="bringing files")))
        window.picture.files_dropped.connect(self.drop)
        timeline = window.timeline
        timeline.files_dropped.connect(lambda track, paths, _seconds: self.drop(paths, track, perform=True))
        timeline.references_dropped.connect(lambda track, keys, _seconds: generate.perform(keys, _track(track)))

    def drop(self, paths: Sequence[Path], track: int = -1, *, perform: bool = False) -> None:
        """Take files that were dropped; ``perform`` sounds at once (they were dropped on the timeline)."""
        paths = [*(path for path in paths if not is_folder(path)), *self._of_folders(paths)]
        if not paths:
            return
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

    def drop_in_bin(self, paths: Sequence[Path]) -> None:
        """Take sounds: those of folders too, and of a take a cut, for takes come and go."""
        takes = {path: key for path in paths if (key := self._marks.take_cut(path)) is not None}
        for key in takes.values():
            self._marks.cut(key)
        others = [path for path in paths if path not in takes and not is_folder(path)] + self._of_folders(paths)
        if others:
            self._references.add(others)

    def _of_folders(self, paths: Sequence[Path]) -> list[Path]:
        """The sounds of dropped folders that are to be added; the user may have a folder watched instead."""
        sounds = list[Path]()
        for folder in (path for path in paths if is_folder(path)):
            found = list(look_through(folder)[0].sounds)
            if not found:
                self._session.fail(FoleyError("there are no sounds in it", file=folder), about="bringing files")
                continue
            told = f"{as_text(folder.name)} has {len(found)} sound{'s' * (len(found) > 1)}."
            answer = questions.which(
                self._window, f"{told} A watched folder shows its sounds in the library, new ones too.",
                ["Watch the folder", "Add to the bin"],
            )  # fmt: skip
            if answer == 0:
                self._library.watch(folder)
            elif answer == 1:
                sounds += found
        return sounds

    def _perform(self, keys: list[int], track: int) -> None:
        self._generate.perform(keys, _track(track))


def _track(key: int) -> int | None:
    return None if key < 0 else key
