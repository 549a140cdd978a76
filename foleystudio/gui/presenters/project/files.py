"""The project as a file: new, open, save, recent, recovery, and asking before work is lost."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import foreign_name
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.banner import CACHE, MISSING, RECOVERY, SOUND_CARD, Notice
from foleystudio.gui.dialogs.waiting import Waiting
from foleystudio.gui.presenters.clip.opening import ClipPresenter, is_worth_keeping
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.media.sound.files import plays
from foleystudio.paths import example_dir
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.storage.bringing import takes_to_bring
from foleystudio.project.storage.journal import Journal
from foleystudio.project.storage.missing import MissingFile, find_moved, missing_files
from foleystudio.project.storage.project_lock import ProjectLock
from foleystudio.project.storage.recovery import LostWork, find_lost_work, sweep_parts, sweep_unsaved_takes
from foleystudio.project.storage.saved import (
    SUFFIX,
    LoadedProject,
    SavedProject,
    load_project,
    note_saved,
    save_with_takes,
)

_SAVING, _JOURNAL = "save", "keeping edits safe"
_SAVE_TITLE = "Save project"
_NOT_OF_THE_WORK = (RECOVERY, SOUND_CARD, CACHE)
"""Topics of notices that outlast the work: lost work that is not answered for yet, and what the machine lacks."""
_FLUSH_MS = 1000  # the journal is written so often
_SYNCS_EVERY = 3  # every third of its writings is made sure to be on the disk


class ProjectPresenter(QObject):
    """Keeps the document's file, its journal and the window's title.

    Signals
    -------
    recent_changed
        The list of files opened lately has changed.

    Attributes
    ----------
    under_way
        Answers what letting the work go would stop, a sentence; empty for nothing that anybody waits for.
    """

    recent_changed = Signal()

    def __init__(self, session: Session, window: StudioWindow, clips: ClipPresenter) -> None:
        super().__init__(session)
        self._session, self._window, self._clips = session, window, clips
        self._journal = Journal(session.document, on_problem=lambda error: session.fail(error, about=_JOURNAL))
        self._lock = ProjectLock()
        self._flushes = 0
        self._waiting: Waiting | None = None
        self._lacks_files = False
        self.under_way: Callable[[], str] = lambda: ""
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._flush)
        self._timer.start(_FLUSH_MS)
        session.changed.connect(self._follow)
        session.clip_opened.connect(self._show_title)
        window.activated.connect(self._look_again)
        window.may_close = self.may_let_go
        self._show_title()

    # Opening -------------------------------------------------------------------------------------------------------

    def open(self, path: Path) -> None:
        """Open a project, or a clip; asks about unsaved work first."""
        if path.suffix.lower() != SUFFIX:
            self._clips.open(path)
        elif self.may_let_go():
            self._open_project(path)

    def _open_project(self, path: Path) -> None:
        asked = self._session.project

        def work(_progress: Progress, _cancelled: Cancelled) -> LoadedProject:
            return load_project(path)

        def done(loaded: LoadedProject) -> None:
            if self._session.project != asked and not self.may_let_go():
                return  # what was done while the project was read is kept
            if not self._hold(path):
                self._offer_copy(path, loaded)
                return
            self._session.document.load(loaded.project, path.absolute())
            self._session.settings.put_recent(path)
            self.recent_changed.emit()
            self._tell_missing(loaded.missing)
            self._tell_earlier()
            self._session.jobs.start("sweep", lambda _p, _c: sweep_parts(path), failed=lambda _error: None)

        self._session.jobs.start("project", work, done, title=f"Opening {path.name}", failed=self._session.fail)

    def _hold(self, file: Path | None) -> bool:
        """Keep other windows from working on a file; False where one does. Nobody saves the example."""
        return self._lock.hold(None if file is None or _is_example(file) else file)

    def _offer_copy(self, path: Path, loaded: LoadedProject) -> None:
        def copy() -> None:
            if self.may_let_go():
                self._session.document.load(loaded.project)
                self._tell_missing(loaded.missing)

        text = f"{path.name} is open in another window, and each would save over the other's work."
        self._session.notice(Notice(text, "warning", [("Open a copy", copy)], about=str(path)))

    def _tell_missing(self, missing: tuple[MissingFile, ...]) -> None:
        # Takes are rendered again by themselves when their references are there.
        lost = [file for file in missing if file.kind != "take"]
        self._lacks_files = bool(lost)
        if not lost:
            self._window.banners.close_topic(MISSING)
            return
        names = ", ".join(foreign_name(file.path) for file in lost[:3]) + ("…" if len(lost) > 3 else "")
        remedy = "show the folder" + (", or open the clip" if any(file.kind == "clip" for file in lost) else "")
        text = f"{names}: not found where the project expects {'it' if len(lost) == 1 else 'them'}; {remedy}."
        self._session.notice(Notice(text, "warning", [("Find…", self.find_missing)], MISSING))

    def _tell_earlier(self) -> None:
        """Takes of earlier renderers are heard as they were made, until something about them changes."""
        if not self._has_earlier_takes():
            return
        text = (
            "Takes of this project were made by an earlier version: they are heard as they were, and will sound "
            "different once they are made again or their events or knobs are changed."
        )
        self._session.notice(Notice(text, "info", holds=self._has_earlier_takes))

    def _has_earlier_takes(self) -> bool:
        made = (take.provenance for take in self._session.project.takes)
        return any(provenance is not None and not provenance.sounds_as_made for provenance in made)

    def _look_again(self) -> None:
        """The user comes back to the window: take in what was missing and is there again."""
        project = self._session.project
        if self._lacks_files and all(file.kind == "take" for file in missing_files(project)):
            self._tell_missing(())
            paths = [*([project.clip] if project.clip else []), *(r.path for r in project.references)]
            self._session.document.relocate({path: path for path in paths})

    def find_missing(self) -> None:
        """Let the user show where missing files are."""
        folder = questions.folder(self._window, self._session.settings, "Look for missing files in")
        missing = missing_files(self._session.project)
        if folder is None or not missing:
            return

        def done(found: dict[Path, Path]) -> None:
            self._session.document.relocate(found, on_disk=False)
            self._session.say(f"Found {len(found)} of {len(missing)} missing files")
            self._tell_missing(missing_files(self._session.project))

        self._session.jobs.start(
            "project", lambda _p, _c: find_moved(missing, folder), done, title="Looking for files", shown=True
        )

    def new(self) -> None:
        """Begin an empty project."""
        if self.may_let_go():
            self._session.document.load(Project())

    def open_example(self) -> None:
        """Open the project that comes with the studio."""
        example = next(iter(sorted(example_dir().glob(f"*{SUFFIX}"))), None)
        if example is None:
            self._session.fail(FoleyError("the example is not installed", file=example_dir()))
        elif self.may_let_go():
            self._open_project(example)

    # Saving --------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save, under a name that the user chooses where there is none yet."""
        file = self._session.document.file
        if file is None or _is_example(file):
            self.save_as()
        else:
            self._write(file)

    def save_as(self) -> None:
        """Save under a name that the user chooses."""
        name, settings = f"{self._session.file_name()}{SUFFIX}", self._session.settings
        # Beside this work's clip, wherever other work was saved.
        settings.put_folder(_SAVE_TITLE, self._session.usual_folder() / name)
        path = questions.save_file(self._window, settings, _SAVE_TITLE, questions.PROJECTS, name)
        if path is not None:
            self._write(path)

    def _write(self, path: Path) -> None:
        """Save the project as it is now; work goes on meanwhile, and is unsaved then."""
        if self._hold(path):
            self._start_saving(path)
        else:
            error = FoleyError("it is open in another window", file=path, remedy="save under another name")
            self._session.fail(error)

    def _start_saving(self, path: Path) -> None:
        session, project = self._session, self._session.project

        def work(progress: Progress, cancelled: Cancelled) -> SavedProject:
            told = lambda share: progress(share, "bringing its takes along")  # noqa: E731 - it goes with the call
            return save_with_takes(project, path, told, cancelled, lambda take: plays(take, cancelled))

        def done(saved: SavedProject) -> None:
            note_saved(session.document, saved)
            session.settings.put_recent(path)
            self.recent_changed.emit()
            session.say(f"Saved {path.name}")
            self._end_waiting()

        def failed(error: FoleyError) -> None:
            self._end_waiting()
            session.fail(error)

        def stopped() -> None:
            self._end_waiting()
            session.say(f"Cancelled; {path.name} was not saved")

        def progressed(share: float, _stage: str) -> None:
            if self._waiting is not None:
                self._waiting.show_progress(share)

        session.jobs.start(
            _SAVING,
            work,
            done,
            title=f"Saving {path.name}",
            failed=failed,
            stopped=stopped,
            progressed=progressed,
            supersede=False,
            shown=bool(takes_to_bring([take.path for take in project.takes], path.absolute())),
        )

    def may_let_go(self) -> bool:
        """Whether the present work may be closed: saved, or given up by the user."""
        told = self.under_way()
        if told and not questions.stop_it(self._window, told, lambda: not self.under_way()):
            return False
        if not self._wait_until_saved():
            return False
        document = self._session.document
        if not document.is_modified or not is_worth_keeping(document):
            return True
        answer = questions.save_first(self._window, self._session.file_name())
        if answer is questions.Save.SAVE:
            self.save()
            return self._wait_until_saved() and not document.is_modified
        return answer is questions.Save.DISCARD

    def _wait_until_saved(self) -> bool:
        """Hold the window still while it is being saved; False when the user gave that up."""
        jobs = self._session.jobs
        self._waiting = Waiting(self._window, f"Saving {self._session.file_name()}")
        went_on = self._waiting.until_over(lambda: not jobs.is_busy(_SAVING))
        self._waiting = None
        if not went_on:
            jobs.cancel(_SAVING)
        return went_on

    def _end_waiting(self) -> None:
        self._hold(self._session.document.file)  # of a saving that went wrong, the former one
        if self._waiting is not None and not self._session.jobs.is_busy(_SAVING):
            self._waiting.end()

    # Keeping safe --------------------------------------------------------------------------------------------------

    def offer_recovery(self) -> None:
        """Offer what windows that did not close properly left behind, one after the other."""
        self._offer_latest()
        # Housekeeping: nobody needs to hear that it did not work.
        self._session.jobs.start("sweep", lambda _p, _c: sweep_unsaved_takes(), failed=lambda _error: None)

    def _offer_latest(self) -> None:
        unreadable: list[Path] = []
        lost = find_lost_work(on_unreadable=unreadable.append)
        for path in unreadable:
            text = f"What an earlier window left behind cannot be read; it is kept as {path}."
            self._session.notice(Notice(text, "warning"))
        if lost:
            self._offer(lost[0])

    def _offer(self, lost: LostWork) -> None:
        name = lost.file.stem if lost.file is not None else "an unsaved project"
        when = lost.at.astimezone().strftime("%d %b, %H:%M")
        text = f"The studio did not close properly: {name} has unsaved work (last: {lost.last_step}, {when})."
        if lost.is_damaged:
            text = text.removesuffix(".") + "; some of its edits cannot be read, and are left out."

        def recover() -> None:
            if not self.may_let_go():
                self._offer(lost)
                return
            self._session.document.load(lost.project, lost.file, saved=False)
            self._session.say(f"Recovered {name}")
            discard()

        def discard() -> None:
            lost.discard()
            self._offer_latest()

        self._session.notice(Notice(text, "info", [("Recover", recover), ("Discard", discard)], RECOVERY))

    def _flush(self) -> None:
        self._journal.flush()
        if not self._journal.is_troubled:
            self._session.mended.emit(_JOURNAL)
        self._flushes += 1
        if self._flushes % _SYNCS_EVERY == 0:
            journal = self._journal
            self._session.jobs.start("journal", lambda _progress, _cancelled: journal.sync())

    def close(self) -> None:
        """The window closes properly: nothing needs recovering."""
        self._timer.stop()
        self._lock.release()
        with contextlib.suppress(OSError):
            self._journal.close()

    # Showing -------------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        self._show_title()
        if change.cause is Cause.LOAD:
            self._hold(self._session.document.file)
            self._session.jobs.cancel(_SAVING)  # of the work that was let go
            self._window.banners.clear(but=_NOT_OF_THE_WORK)
            self._lacks_files = False
        elif change.parts & {Part.CLIP, Part.REFERENCES} and self._tells_of_missing():
            self._tell_missing(missing_files(change.after))

    def _tells_of_missing(self) -> bool:
        return any(notice.topic == MISSING for notice in self._window.banners.notices())

    def _show_title(self) -> None:
        document, actions = self._session.document, self._window.actions_table
        name = self._session.file_name()
        modified = document.is_modified
        self._window.setWindowTitle(f"{name}[*] — foleystudio")
        self._window.setWindowModified(modified)
        self._window.setWindowFilePath(str(document.file or ""))
        self._window.transport.set_title(name, "edited" if modified else "")
        for action, step in (("undo", document.undo_name), ("redo", document.redo_name)):
            word = action.capitalize()
            actions[action].setEnabled(step is not None)
            actions[action].setText(f"&{word} {step}" if step else f"&{word}")


def _is_example(file: Path) -> bool:
    return file.is_relative_to(example_dir())
