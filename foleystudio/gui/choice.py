"""What is chosen of a project: a track, whose events are shown then, and the references of the next take."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from foleystudio.project.document import Project
from foleystudio.project.edits import Document
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Timing
from foleystudio.project.tracks import Track

GUIDE = -2
"""Chosen "track" key when the clip's own sound is chosen; Foley tracks have their project keys."""


class Choice(QObject):
    """A document, and what is chosen of it.

    Signals
    -------
    track_chosen, reference_chosen
        Another one is chosen; its key, or -1.
    references_chosen
        Keys of those that are chosen together.
    """

    track_chosen = Signal(int)
    reference_chosen = Signal(int)
    references_chosen = Signal(tuple)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self._track: int | None = None
        self._last_track: int | None = None
        self._reference: int | None = None
        self._together: tuple[int, ...] = ()

    @property
    def project(self) -> Project:
        """The project's value now."""
        return self.document.project

    def let_go_of_what_is_gone(self) -> None:
        """Choose something else in place of a track or a reference that the project has no more."""
        keys = [track.key for track in self.project.tracks]
        if self._track is not None and self._track != GUIDE and self._track not in keys:
            self.choose_track(keys[0] if keys else None)
        if self._reference is not None and all(r.key != self._reference for r in self.project.references):
            self.choose_reference(None)

    @property
    def track(self) -> Track | None:
        """The chosen Foley track; the first when none is chosen."""
        for track in self.project.tracks:
            if track.key == self._track:
                return track
        return self.project.tracks[0] if self.project.tracks and self._track != GUIDE else None

    @property
    def events_track(self) -> Track | None:
        """The track whose events are shown and edited: the chosen one; the last one chosen while that is the guide."""
        for track in self.project.tracks:
            if track.key == self._last_track:
                return track
        return self.project.tracks[0] if self.project.tracks else None

    @property
    def events(self) -> EventTrack:
        """The events that are shown and edited; none where there is no track."""
        return self.events_track.events if self.events_track is not None else EventTrack()

    @property
    def timing(self) -> Timing:
        """Where the events that are shown come from."""
        return self.events_track.timing if self.events_track is not None else Timing.AUTO

    @property
    def guide_is_chosen(self) -> bool:
        """Whether the clip's own sound is chosen in place of a Foley track."""
        return self._track == GUIDE

    def choose_track(self, key: int | None) -> None:
        """Choose a track, or `GUIDE`."""
        if key != self._track:
            self._track = key
            if key != GUIDE:
                self._last_track = key
            self.track_chosen.emit(-1 if key is None else key)

    @property
    def reference(self) -> int | None:
        """Key of the chosen reference; the first when none is chosen."""
        if self._reference is not None:
            return self._reference
        return self.project.references[0].key if self.project.references else None

    def choose_reference(self, key: int | None) -> None:
        """Choose a reference."""
        if key != self._reference:
            self._reference, self._together = key, ()
            self.reference_chosen.emit(-1 if key is None else key)

    @property
    def references(self) -> tuple[int, ...]:
        """Keys of the references that are chosen together: the next take has them all in one pool. One as a rule."""
        there = {reference.key for reference in self.project.references}
        together = tuple(key for key in self._together if key in there)
        if self.reference in together:
            return together
        return () if self.reference is None else (self.reference,)

    @references.setter
    def references(self, keys: Sequence[int]) -> None:
        if tuple(keys) != self._together:
            self._together = tuple(keys)
            self.references_chosen.emit(self._together)


def choose_references_of(session: Choice, made_of: Sequence[int]) -> None:
    """Choose what a take is made of, as far as it is in the bin, unless one of it is chosen."""
    there = [reference.key for reference in session.project.references if reference.key in made_of]
    if there and session.reference not in there:
        session.choose_reference(there[0])
        session.references = there
