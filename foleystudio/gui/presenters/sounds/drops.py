"""What becomes of dropped files: clips and projects open, sounds go into the bin, on a track they are performed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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

MOST_ADDED = 500
"""Sounds of a folder that are added at once: more would be looked through for long, and are better watched."""


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
        files = [path for path in paths if not is_folder(path)]
        self._with_folders(paths, lambda sounds: self._take(files, sounds, track, perform))

    def _take(self, files: list[Path], of_folders: list[Path], track: int, perform: bool) -> None:
        projects = [path for path in files if path.suffix.lower() == SUFFIX]
        if projects:
            self._project.open(projects[0])
            return

        def done(pictures: list[Path]) -> None:
            sounds = [path for path in files if path not in pictures]
            if pictures and (self._session.clip is None or not perform):
                self._project.open(pictures[0])
                sounds += pictures[1:]
            else:  # a clip dropped on a track of an opened clip means its sound
                sounds = list(files)
            sounds += of_folders
            if sounds:
                self._references.add(sounds, (lambda keys: self._perform(keys, track)) if perform else None)

        def work(_progress: Progress, _cancelled: Cancelled) -> list[Path]:
            return [path for path in files if _is_picture(path, alone=len(files) == 1)]

        self._session.jobs.start("drop", work, done, title="Looking at the files", failed=self._session.fail)

    def drop_in_bin(self, paths: Sequence[Path]) -> None:
        """Take sounds: those of folders too, and of a take a cut, for takes come and go."""
        takes = {path: key for path in paths if (key := self._marks.take_cut(path)) is not None}
        for key in takes.values():
            self._marks.cut(key)
        files = [path for path in paths if path not in takes and not is_folder(path)]

        def add(of_folders: list[Path]) -> None:
            if files or of_folders:
                self._references.add([*files, *of_folders])

        self._with_folders(paths, add)

    def _with_folders(self, paths: Sequence[Path], then: Callable[[list[Path]], None]) -> None:
        """Go on with the sounds of what folders there are, which are looked through first, however deep they are."""
        folders = [path for path in paths if is_folder(path)]
        if not folders:
            then([])
            return

        def work(progress: Progress, cancelled: Cancelled) -> list[tuple[Path, list[Path]]]:
            return [(folder, list(look_through(folder, progress, cancelled)[0].sounds)) for folder in folders]

        self._session.jobs.start(
            "drop", work, lambda found: then(self._of_folders(found)), title=f"Looking through {folders[0].name}",
            failed=self._session.fail, shown=True,
        )  # fmt: skip

    def _of_folders(self, folders: Sequence[tuple[Path, list[Path]]]) -> list[Path]:
        """The sounds of dropped folders that are to be added; the user may have a folder watched instead."""
        sounds = list[Path]()
        for folder, found in folders:
            if not found:
                self._session.fail(FoleyError("there are no sounds in it", file=folder), about="bringing files")
                continue
            more = len(found) > MOST_ADDED
            told = f"{as_text(folder.name)} has {len(found)} sound{'s' * (len(found) > 1)}."
            answer = questions.which(
                self._window, f"{told} A watched folder shows its sounds in the library, new ones too.",
                ["Watch the folder", f"Add the first {MOST_ADDED} to the bin" if more else "Add to the bin"],
            )  # fmt: skip
            if answer == 0:
                self._library.watch(folder)
            elif answer == 1:
                sounds += found[:MOST_ADDED]
        return sounds

    def _perform(self, keys: list[int], track: int) -> None:
        self._generate.perform(keys, _track(track))


def _track(key: int) -> int | None:
    return None if key < 0 else key


def _is_picture(path: Path, *, alone: bool) -> bool:
    """Whether a file has a picture; of several, one that cannot be read is told with those that are no sounds either.

    Raises
    ------
    FoleyError
        When it cannot be read and was dropped alone.
    """
    try:
        return probe(path).video is not None
    except FoleyError:
        if alone:
            raise
        return False
