"""Edits with undo: a document holds the current project and the way back, and tells who listens."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from foleystudio.project.document import Project
from foleystudio.project.tracks import Track

MAX_STEPS = 500
"""Undo steps kept; values share their parts, so even an hour's event track costs some 40 KB a step."""

MERGE_WITHIN_S = 2.0
"""Edits of one merge key that follow each other faster than this are one step."""


class Part(StrEnum):
    """What a change touched."""

    CLIP = "clip"
    REFERENCES = "references"
    EVENTS = "events"
    TIMING = "timing"
    TRACKS = "tracks"
    """Tracks were added, removed, moved, renamed or coloured."""
    TAKES = "takes"
    """Takes were added, removed or moved, or another one sounds."""
    MIX = "mix"
    """Mute, solo or gain of a track or of the guide."""
    SETTINGS = "settings"
    """Knobs, layers or renderer for a track's next take."""
    SOUND_TRACK = "sound track"
    """Another of the clip's sound tracks is the guide."""
    MARKERS = "markers"
    RANGE = "range"


class Cause(StrEnum):
    """How a change came about."""

    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    LOAD = "load"
    SAVE = "save"
    RELOCATE = "relocate"


@dataclass(frozen=True)
class Change:
    """What listeners are told.

    Parameters
    ----------
    before, after
        The project's old and new value.
    step
        Name of the edit ("Move event").
    cause
        How it came about.
    parts
        What differs; empty when nothing but the saved state or the file changed.
    tracks
        Keys of the tracks that differ, were added or removed.
    """

    before: Project
    after: Project
    step: str
    cause: Cause
    parts: frozenset[Part]
    tracks: frozenset[int]


Listener = Callable[[Change], None]


@dataclass(frozen=True)
class _Step:
    name: str
    before: Project
    after: Project
    merge_key: Hashable
    made_s: float


class Document:
    """The current project, its undo and redo, its file, and its listeners.

    Edits come from one thread (the window's); listeners are called there, in the order they came. One that fails keeps
    no other from hearing, and the edit is made.

    Parameters
    ----------
    project, file
        What to begin with.
    on_failure
        Told, once all have heard, of what a listener has raised; None raises it.
    """

    def __init__(
        self,
        project: Project | None = None,
        file: Path | None = None,
        on_failure: Callable[[Exception], None] | None = None,
    ) -> None:
        self._project = project or Project()
        self._file = file
        self._saved: Project | None = self._project
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._sealed = True
        self._listeners: list[Listener] = []
        self._on_failure = on_failure

    @property
    def project(self) -> Project:
        """The current value."""
        return self._project

    @property
    def file(self) -> Path | None:
        """The project's file; None while it has none."""
        return self._file

    @property
    def saved_project(self) -> Project | None:
        """The value that is in the file (or was begun with); None for recovered work that no file holds."""
        return self._saved

    @property
    def is_modified(self) -> bool:
        """Whether the current value differs from the saved one."""
        return self._project != self._saved

    @property
    def undo_name(self) -> str | None:
        """Name of the step that an undo takes back; None when there is none."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """Name of the step that a redo does again; None when there is none."""
        return self._undone[-1].name if self._undone else None

    @property
    def steps(self) -> tuple[str, ...]:
        """Names of the steps that can be undone, oldest first."""
        return tuple(step.name for step in self._done)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Be told of every change; answers a function that ends it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def edit(self, step: str, project: Project, merge_key: Hashable = None) -> None:
        """Make a new value current, as one undoable step; nothing happens when it equals the current one.

        Parameters
        ----------
        step
            Name for the undo menu ("Move event").
        project
            The new value.
        merge_key
            Edits in a row with an equal key (a drag, a fader) are one step, until ``seal``, an undo or
            a pause of ``MERGE_WITHIN_S``.
        """
        before, now_s = self._project, time.monotonic()
        if project == before:
            return
        last = self._done[-1] if self._done and not self._sealed else None
        if last and merge_key is not None and last.merge_key == merge_key and now_s - last.made_s < MERGE_WITHIN_S:
            self._done.pop()
            first = last.before
        else:
            first = before
        if project != first:  # a drag that came back to where it began leaves no step
            self._done.append(_Step(step, first, project, merge_key, now_s))
            del self._done[:-MAX_STEPS]
        self._undone.clear()
        self._sealed = False
        self._become(project, step, Cause.EDIT)

    def amend(self, step: str, project: Project) -> None:
        """Change the current value as part of the last step: what follows from an edit (a take rendered again).

        It adds nothing to undo: taking the last step back takes this back with it.
        """
        if project == self._project:
            return
        if self._done:
            last = self._done[-1]
            self._done[-1] = _Step(last.name, last.before, project, last.merge_key, last.made_s)
        self._become(project, step, Cause.EDIT)

    def seal(self) -> None:
        """End a drag: the next edit is a step of its own whatever its merge key."""
        self._sealed = True

    def undo(self) -> bool:
        """Take the last step back; False when there is none."""
        if not self._done:
            return False
        step = self._done.pop()
        self._undone.append(step)
        self._sealed = True
        self._become(step.before, step.name, Cause.UNDO)
        return True

    def redo(self) -> bool:
        """Do the last undone step again; False when there is none."""
        if not self._undone:
            return False
        step = self._undone.pop()
        self._done.append(step)
        self._sealed = True
        self._become(step.after, step.name, Cause.REDO)
        return True

    def load(self, project: Project, file: Path | None = None, *, saved: bool = True) -> None:
        """Start over with another project.

        Parameters
        ----------
        project
            The new value.
        file
            Its file.
        saved
            False for recovered work, which its file does not hold yet.
        """
        self._done.clear()
        self._undone.clear()
        self._sealed = True
        self._file = file
        self._saved = project if saved else None
        self._become(project, "Open", Cause.LOAD)

    def mark_saved(self, file: Path, project: Project | None = None) -> None:
        """Note that a value (the current one unless given) is in a file."""
        self._file = file
        self._saved = self._project if project is None else project
        self._sealed = True
        self._become(self._project, "Save", Cause.SAVE)

    def relocate(self, moved: Mapping[Path, Path], *, on_disk: bool = True) -> None:
        """Follow files that now lie elsewhere, in the current value and in every step; not an edit.

        Parameters
        ----------
        moved
            Old path -> new path.
        on_disk
            Whether the project's file names the new paths too; otherwise it is behind until the next save.
        """
        if not moved:
            return
        self._done = [_relocated(step, moved) for step in self._done]
        self._undone = [_relocated(step, moved) for step in self._undone]
        if on_disk:
            self._saved = self._saved and self._saved.relocated(moved)
        self._become(self._project.relocated(moved), "Move files", Cause.RELOCATE)

    def _become(self, project: Project, step: str, cause: Cause) -> None:
        before, self._project = self._project, project
        change = Change(before, project, step, cause, *_differences(before, project))
        failures = []
        for listener in tuple(self._listeners):
            try:
                listener(change)
            except Exception as error:  # whatever it is: the others, the journal among them, must hear of the change
                failures.append(error)
        for failure in failures:
            if self._on_failure is None:
                raise failure
            self._on_failure(failure)


def _relocated(step: _Step, moved: Mapping[Path, Path]) -> _Step:
    return _Step(step.name, step.before.relocated(moved), step.after.relocated(moved), step.merge_key, step.made_s)


def _differences(before: Project, after: Project) -> tuple[frozenset[Part], frozenset[int]]:
    parts = {
        part
        for part, names in _PROJECT_PARTS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    }
    old, new = {t.key: t for t in before.tracks}, {t.key: t for t in after.tracks}
    if list(old) != list(new):
        parts.add(Part.TRACKS)
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    for key in touched:
        parts |= _track_differences(old.get(key), new.get(key))
    return frozenset(parts), frozenset(touched)


def _track_differences(before: Track | None, after: Track | None) -> set[Part]:
    if before is None or after is None:
        present = before or after
        held = {Part.TAKES: present and present.takes, Part.EVENTS: present and len(present.events)}
        return {Part.TRACKS, Part.MIX} | {part for part, has_some in held.items() if has_some}
    return {
        part
        for part, names in _TRACK_PARTS.items()
        if any(getattr(before, name) != getattr(after, name) for name in names)
    }


_PROJECT_PARTS = {
    Part.CLIP: ("clip",),
    Part.REFERENCES: ("references",),
    Part.EVENTS: ("proposals",),
    Part.TIMING: ("offset_ms",),
    Part.MIX: ("guide",),
    Part.SOUND_TRACK: ("sound_track",),
    Part.MARKERS: ("markers",),
    Part.RANGE: ("in_s", "out_s"),
}
_TRACK_PARTS = {
    Part.TRACKS: ("name", "colour"),
    Part.EVENTS: ("events", "sensitivity", "ignore_voices", "learnt"),
    Part.TIMING: ("timing",),
    Part.TAKES: ("takes", "active", "other", "comp"),
    Part.MIX: ("mute", "solo", "gain_db", "pan"),
    Part.SETTINGS: ("layers", "settings", "renderer", "model"),
}
