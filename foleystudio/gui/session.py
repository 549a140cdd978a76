"""What all presenters share: the document, the opened clip, what is chosen, and a way to speak to the user."""

from __future__ import annotations

import sys
from collections.abc import Callable, Hashable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from foleystudio.engine.clip import Clip
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text, foreign_name, is_folder
from foleystudio.gui.choice import Choice
from foleystudio.gui.dialogs.banner import Notice, sentence
from foleystudio.gui.jobs import Jobs
from foleystudio.gui.settings import Settings
from foleystudio.media.sound.levels.loudness import Loudness
from foleystudio.paths import example_dir
from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Timing
from foleystudio.project.tracks import Track
from foleystudio.timebase import Timecode

_NO_CLIP_FPS = Fraction(25)


class Session(Choice):
    """One window's work: the document, its clip, what is chosen, and a way to speak to the user.

    Signals
    -------
    changed
        The project changed: a `Change`.
    clip_opened
        The clip is ready (`clip` is set), or gone (`clip` is None).
    guide_known
        It is known whether the clip has a usable sound of its own.
    loudness_known
        The mix was measured (`loudness` is set), or has changed since (it is None).
    said, failed, noticed
        A line for the status bar; a `FoleyError` and how it is to be told, a `Notice`; a `Notice`.
    mended
        What failed before has gone well since (what notices about it are ``about``).
    """

    changed = Signal(object)
    clip_opened = Signal()
    guide_known = Signal()
    loudness_known = Signal()
    said = Signal(str)
    failed = Signal(object, object)
    noticed = Signal(object)
    mended = Signal(str)

    def __init__(self, jobs: Jobs, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(Document(on_failure=self._note_failure), parent)
        self.jobs = jobs
        self.settings = settings
        settings.usual_folder = self.usual_folder
        self.clip: Clip | None = None
        self.has_guide = False
        self.loudness: Loudness | None = None
        self.timecode = Timecode(_NO_CLIP_FPS)
        self.document.subscribe(self._changed)

    def _changed(self, change: object) -> None:
        self.let_go_of_what_is_gone()
        self.changed.emit(change)

    def _note_failure(self, error: Exception) -> None:
        """Who was told of a change has failed over it: a bug, which must not stop what the user is doing."""
        sys.excepthook(type(error), error, error.__traceback__)
        remedy = "what you did is done: save it now, and report this by the Help menu"
        self.fail(FoleyError(f"Showing the change failed ({type(error).__name__}: {error})", remedy=remedy))

    def named_takes(self) -> set[Path]:
        """Take files that the project names, as it is now or as it was saved."""
        return {take.path for take in self.project.takes} | self.saved_takes()

    def saved_takes(self) -> set[Path]:
        """Take files that the project names as it was saved."""
        saved = self.document.saved_project
        return {take.path for take in saved.takes} if saved is not None else set()

    def edit(self, step: str, project: Project, merge_key: Hashable = None) -> None:
        """One undoable step."""
        self.document.edit(step, project, merge_key)

    def edit_events(
        self, step: str, events: EventTrack, merge_key: Hashable = None, timing: Timing | None = None
    ) -> None:
        """One undoable step on the events that are shown; a track is made for them where there is none."""
        project, track = self.project, self.events_track
        if track is None:
            project = project.with_track(renderer=default_renderer())
            track = project.tracks[0]
        changed = replace(track, events=events, timing=track.timing if timing is None else timing)
        self.edit(step, project.with_changed_track(changed), merge_key)

    def change_track(self, step: str, track: Track, merge_key: Hashable = None) -> None:
        """One undoable step on one track."""
        self.edit(step, self.project.with_changed_track(track), merge_key)

    def set_clip(self, clip: Clip | None) -> None:
        """Another clip is open, or none."""
        self.clip = clip
        self.has_guide = False
        self.timecode = clip.timecode if clip is not None else Timecode(_NO_CLIP_FPS)
        self.clip_opened.emit()

    def hear(self, clip: Clip) -> None:
        """Another sound track of the open clip is its guide; whether that is usable is still to be known."""
        self.clip = clip

    def is_open(self, clip: Clip) -> bool:
        """Whether a clip is the one that is open, whichever of its sound tracks is the guide."""
        return self.clip is not None and (self.clip.path, self.clip.hash) == (clip.path, clip.hash)

    @property
    def sound_track(self) -> int | None:
        """Which of the clip's sound tracks is the guide, counted from 0; None for the one meant to be heard."""
        return self.clip.sound_track if self.clip is not None else None

    def set_loudness(self, loudness: Loudness | None) -> None:
        """How loud the mix is; None while that is not known."""
        self.loudness = loudness
        self.loudness_known.emit()

    def set_has_guide(self, has_guide: bool) -> None:
        """Whether the clip has a usable sound of its own."""
        self.has_guide = has_guide
        self.guide_known.emit()

    @property
    def duration_s(self) -> float:
        """Length of the clip; 0 without one."""
        return self.clip.duration_s if self.clip is not None else 0.0

    def say(self, text: str) -> None:
        """A line for the status bar."""
        self.said.emit(as_text(text))

    def refuse(self, error: FoleyError | ValueError) -> None:
        """Tell in the status bar why something that was typed cannot be."""
        self.say(sentence(error) if isinstance(error, FoleyError) else f"That cannot be: {error}")

    def fail(self, error: FoleyError, *, about: str = "", holds: Callable[[], bool] | None = None) -> None:
        """Tell the user about an error, until its cause is gone (see `Notice`); the work stays as it was."""
        self.failed.emit(error, Notice(sentence(error), about=about, holds=holds))

    def notice(self, notice: Notice) -> None:
        """Tell the user something that stays until it is closed or answered."""
        self.noticed.emit(notice)

    def attempt(self, what: Callable[[], object], about: str) -> bool:
        """Do something that may fail with a user's error; answers whether it went well.

        What is said when it failed goes when something else with the same ``about`` goes well.
        """
        try:
            what()
        except FoleyError as error:
            self.fail(error, about=about)
            return False
        self.mended.emit(about)
        return True

    def label(self, seconds: float) -> str:
        """Timecode of an instant."""
        frame = self.clip.frames.frame_at(seconds) if self.clip is not None and len(self.clip.frames) else 0
        return self.timecode.label(frame)

    def usual_folder(self) -> Path:
        """Where the work's files are kept: beside the project or else the clip, with films for what is nowhere yet.

        The example lies in the program's own folders, where nothing is kept.
        """
        for file in (self.document.file, self.project.clip):
            if file is not None and not file.is_relative_to(example_dir()) and is_folder(file.parent):
                return file.parent
        films = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
        # A folder that is not there would be taken for a file's name by the dialogs.
        return Path(films) if films and is_folder(Path(films)) else Path.home()

    def file_name(self) -> str:
        """What the project is called."""
        if self.document.file is not None:
            return as_text(self.document.file.stem)
        return as_text(Path(foreign_name(self.project.clip)).stem) if self.project.clip is not None else "Untitled"


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths name one file."""
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return one.absolute() == other.absolute()
