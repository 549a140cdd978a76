"""What the user says of references: tags and favourites; and references that are cut out of takes and of the guide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.sound_cuts import cut_place, write_cut
from foleystudio.errors import FoleyError
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.dialogs import questions
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import tags_of

_TAGS = "Tags, with commas between them: wood, dry, close"


class ReferenceMarks(QObject):
    """Marks the references that are chosen in the bin, and makes new ones of what sounds already.

    Parameters
    ----------
    add
        Puts sounds into the bin.
    """

    def __init__(self, session: Session, window: StudioWindow, add: Callable[[Sequence[Path]], None]) -> None:
        super().__init__(session)
        self._session, self._window, self._add = session, window, add
        window.bin.tags_wanted.connect(self.tag)
        window.bin.favourite_toggled.connect(self.toggle_favourite)
        window.bin.guide_dropped.connect(lambda: self.cut(GUIDE))

    def _chosen(self) -> list[int]:
        return list(self._window.bin.chosen_keys())

    def tag(self) -> None:
        """Ask for the tags of the chosen references."""
        project, keys = self._session.project, self._chosen()
        if not keys:
            return
        now = ", ".join(project.reference(keys[0]).tags)
        told = questions.name(self._window, "Tags", _TAGS, now, may_be_empty=True)
        if told is not None:
            for key in keys:
                project = project.with_changed_reference(replace(project.reference(key), tags=tags_of(told)))
            self._session.edit("Tag references" if len(keys) > 1 else "Tag reference", project)

    def toggle_favourite(self) -> None:
        """Make the chosen references favourites, or ordinary ones where they all are."""
        project, keys = self._session.project, self._chosen()
        if not keys:
            return
        on = not all(project.reference(key).favourite for key in keys)
        for key in keys:
            project = project.with_changed_reference(replace(project.reference(key), favourite=on))
        self._session.edit("Mark as favourite" if on else "Favourite no more", project)

    # Cutting -------------------------------------------------------------------------------------------------------

    def take_cut(self, path: Path) -> int | None:
        """The take whose file this is; None when it is no take's."""
        return next((take.key for take in self._session.project.takes if take.path == path), None)

    def cut(self, what: int) -> None:
        """Make a reference of a take (its key) or of the guide: of its range from in to out, or else all of it."""
        session, project, clip = self._session, self._session.project, self._session.clip
        if clip is None:
            return
        if what == GUIDE:
            if not session.has_guide:
                session.refuse(FoleyError("the clip has no sound of its own to cut from"))
                return
            source, name, stream, from_s, to_s = clip.path, "guide", clip.sound_track, 0.0, clip.duration_s
        else:
            take = project.track_of(what).take(what)
            source, name, stream, from_s, to_s = take.path, take.name, None, take.start_s, take.end_s
        start_s, stop_s = max(from_s, project.in_s or 0.0), min(to_s, to_s if project.out_s is None else project.out_s)
        if stop_s <= start_s:
            session.refuse(FoleyError("nothing of it lies between in and out"))
            return

        def work(progress: Progress, cancelled: Cancelled) -> Path:
            out = cut_place(f"{name} {session.label(start_s).replace(':', '-')}")
            return write_cut(source, start_s - from_s, stop_s - from_s, out, progress, cancelled, stream)

        session.jobs.start(
            "cut", work, lambda path: self._add([path]), title=f"Cutting a reference out of {name}",
            failed=session.fail, supersede=False, shown=True,
        )  # fmt: skip
