"""Watched folders: looked through in the background, again whenever something changes in them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer

from foleystudio.dsp.waves.resample import resample_sound
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.files.file_names import is_folder
from foleystudio.gui.dialogs import questions
from foleystudio.gui.panels.bin.library_list import LibraryFolder
from foleystudio.gui.presenters.playback.audition import Audition
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.progress import Cancelled, Progress, never_cancelled, no_progress, stop_if
from foleystudio.timebase import STUDIO_RATE_HZ

_KEY, _LANE = "references/watched", "library"
_MOST_SOUNDS = 5000  # of a folder: a list that can still be looked through
_SETTLE_MS = 300  # a folder that is being filled is looked through once it rests


class LibraryPresenter(QObject):
    """Keeps the library showing what there is.

    Parameters
    ----------
    add
        Puts sounds into the bin.
    """

    def __init__(
        self,
        session: Session,
        window: StudioWindow,
        sounds: ReferenceSounds,
        audition: Audition,
        add: Callable[[Sequence[Path]], None],
    ) -> None:
        super().__init__(session)
        self._session, self._window, self._sounds, self._audition = session, window, sounds, audition
        self._folders: tuple[LibraryFolder, ...] = ()
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        self._watcher.directoryChanged.connect(lambda _path: self._settle.start())
        library = window.library
        library.previewed.connect(self._hear)
        library.added.connect(add)
        library.unwatched.connect(self.unwatch)
        library.watch_wanted.connect(self.ask)
        window.finder.textChanged.connect(lambda _text: self._show())
        window.activated.connect(self._come_back)
        self._look()

    @property
    def watched(self) -> list[Path]:
        """The folders that are watched."""
        return [Path(text) for text in self._session.settings.texts(_KEY) or () if text]

    def ask(self) -> None:
        """Let the user choose a folder."""
        folder = questions.folder(self._window, self._session.settings, "Watch a folder")
        if folder is not None:
            self.watch(folder)

    def watch(self, folder: Path) -> None:
        """Watch one folder more."""
        if folder not in self.watched:
            self._session.settings.put(_KEY, [str(each) for each in (*self.watched, folder)])
        self._session.say(f"Watching {folder.name}: its sounds are in the library, new ones come by themselves")
        self._look()

    def unwatch(self, folder: Path) -> None:
        """Watch a folder no more; its sounds in the bin stay."""
        self._session.settings.put(_KEY, [str(each) for each in self.watched if each != folder])
        self._look()

    def _come_back(self) -> None:
        """A disk may have been plugged in meanwhile, which no watcher tells."""
        if any(folder.problem for folder in self._folders):
            self._look()

    def _look(self) -> None:
        watched = self.watched
        self._window.library_panel.setVisible(bool(watched))
        if not watched:
            self._found([])
            return
        self._session.jobs.start(_LANE, lambda _p, _c: [look_through(folder) for folder in watched], self._found)

    def _found(self, folders: list[tuple[LibraryFolder, list[str]]]) -> None:
        self._folders = tuple(folder for folder, _ in folders)
        wanted = {place for _, places in folders for place in places}
        known = set(self._watcher.directories())
        if known - wanted:
            self._watcher.removePaths(sorted(known - wanted))
        if wanted - known:
            self._watcher.addPaths(sorted(wanted - known))
        self._show()

    def _show(self) -> None:
        self._window.library.show_folders(self._folders, self._window.finder.text())

    def _hear(self, path: Path) -> None:
        self._audition.hear(lambda: resample_sound(self._sounds.sound(path), STUDIO_RATE_HZ), f"Hearing {path.name}")


def look_through(
    folder: Path, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> tuple[LibraryFolder, list[str]]:
    """In the worker: the sounds of a folder and of those in it, and which folders to watch for them.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    # The one above tells when the folder itself goes or comes.
    places = [str(folder.parent)] if is_folder(folder.parent) else []
    if not is_folder(folder):
        return LibraryFolder(folder, problem="This folder is not there"), places
    sounds, suffixes = list[Path](), questions.sound_suffixes()
    for place, folders, names in os.walk(folder):
        stop_if(cancelled)
        progress(-1.0, f"{len(sounds)} sounds so far")
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        places.append(place)
        sounds += [Path(place, name) for name in sorted(names) if Path(name).suffix.lower() in suffixes]
        if len(sounds) >= _MOST_SOUNDS:
            break
    problem = "" if sounds else "No sounds in it yet"
    return LibraryFolder(folder, tuple(sounds[:_MOST_SOUNDS]), problem), places
