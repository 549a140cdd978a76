"""Opening a clip: probe, frame times and guide in the background; nothing of the old work is touched on failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize

from foleystudio.engine.clip import Clip, has_guide, open_clip
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.gui.dialogs.banner import Notice, sentence
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Document, Part

_OPENING = "Open clip"


class ClipPresenter:
    """Keeps the opened clip equal to the one that the project names."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        self._session, self._window = session, window
        self._adopting: Path | None = None
        session.changed.connect(self._follow)

    def open(self, path: Path) -> None:
        """Open a clip as the project's; on failure the work stays as it was.

        A project that has another clip gives way to a new one, once the user has answered about unsaved work.
        One whose clip is not on the disk any more stays as it is, with this clip in that one's place.
        """
        path, asked = path.absolute(), None
        if self._begins_anew(path):
            if not self._window.may_close():
                return
            asked = self._session.project
        self._start(path, lambda clip: self._adopt(clip, asked))

    def _begins_anew(self, path: Path) -> bool:
        """Whether a clip is of other work than the present."""
        present, document = self._session.project.clip, self._session.document
        if present is None or present == path:
            return False
        return is_file(present) or not is_worth_keeping(document)

    def _adopt(self, clip: Clip, asked: Project | None) -> None:
        """Make an opened clip the project's; ``asked`` is the work that the user has let go for it."""
        session = self._session
        anew = self._begins_anew(clip.path)
        if anew and session.project != asked and not self._window.may_close():
            self._stay()  # what was done while the clip was read is kept
            return
        self._adopting, lost = clip.path, "" if anew else self._lost_track(clip)
        if anew:
            self._begin(clip)
        else:
            self._take_in(clip)
        self._adopting = None
        session.settings.put_recent(clip.path)
        session.set_clip(self._hearing(clip))
        self._show(clip)
        self._tell_lost(lost, clip)

    def _stay(self) -> None:
        present = self._session.project.clip
        self._window.picture.set_message("")
        if self._session.clip is None and present is not None:  # the other clip was read in its stead
            self._start(present, self._arrived)

    def _begin(self, clip: Clip) -> None:
        # Other pictures, other work; only the sounds in the bin are worth keeping.
        before = self._session.project
        fresh = Project(clip=clip.path, references=before.references, next_key=before.next_key)
        self._session.document.load(fresh.with_track(renderer=default_renderer()))

    def _take_in(self, clip: Clip) -> None:
        session, before = self._session, self._session.project
        if before.clip is not None and before.clip != clip.path:
            kept = before.sound_track if _has_track(clip, before.sound_track) else None
            session.edit("Relink clip", replace(before, clip=clip.path, sound_track=kept, proposals=()))
            session.say(f"{clip.path.name} takes the place of {before.clip.name}, which is missing")
            return
        project = before if before.tracks else before.with_track(renderer=default_renderer())
        session.edit(_OPENING, replace(project, clip=clip.path, in_s=None, out_s=None))

    def _follow(self, change: Change) -> None:
        """The project names another clip: after a load, an undo, or files that were found again."""
        if not change.parts & {Part.CLIP, Part.SOUND_TRACK} and change.cause not in (
            Cause.LOAD,
            Cause.RELOCATE,
        ):
            return
        if self._adopting is not None and change.after.clip == self._adopting:
            return
        wanted, session = change.after.clip, self._session
        if wanted is None:
            self._close()
        elif session.clip is None or session.clip.path != wanted:
            self._close()
            self._start(wanted, self._arrived)
        elif Part.SOUND_TRACK in change.parts:
            session.hear(self._hearing(session.clip))
            self._look_for_guide()
            self._tell_lost(self._lost_track(session.clip), session.clip)

    def _arrived(self, clip: Clip) -> None:
        if self._session.project.clip == clip.path:
            self._session.set_clip(self._hearing(clip))
            self._show(clip)
            self._tell_lost(self._lost_track(clip), clip)

    def _hearing(self, clip: Clip) -> Clip:
        """A clip with the sound track for its guide that the project names, if it has that."""
        wanted = self._session.project.sound_track
        return clip.hearing(wanted if _has_track(clip, wanted) else None)

    def _lost_track(self, clip: Clip) -> str:
        """That a clip has fewer sound tracks than the one that the guide was chosen from; empty where it has not."""
        wanted = self._session.project.sound_track
        if wanted is None or _has_track(clip, wanted):
            return ""
        lost = f"{clip.path.name} has no sound track {wanted + 1}, which the guide was taken from"
        return f"{lost}; the one that is meant to be heard takes its place." if clip.info.audio else f"{lost}."

    def _tell_lost(self, text: str, clip: Clip) -> None:
        session = self._session
        if text:
            holds = lambda: session.is_open(clip) and session.sound_track is None  # noqa: E731 - one use
            session.notice(Notice(text, "warning", topic="sound track", holds=holds))

    def _close(self) -> None:
        self._session.jobs.cancel("clip")
        if self._session.clip is not None:
            self._session.set_clip(None)
        self._window.picture.set_clip_size(QSize())
        self._window.picture.set_message("")

    def _start(self, path: Path, arrived: Callable[[Clip], None]) -> None:
        session, picture = self._session, self._window.picture

        def work(progress: Progress, cancelled: Cancelled) -> Clip:
            return open_clip(path, progress, cancelled)

        def failed(error: FoleyError) -> None:
            picture.set_message("")
            session.fail(error)

        if session.clip is None:
            picture.set_message(f"Opening {path.name}…")
        session.jobs.start(
            "clip",
            work,
            arrived,
            title=f"Opening {path.name}",
            failed=failed,
            stopped=lambda: picture.set_message(""),
            shown=True,
        )

    def _show(self, clip: Clip) -> None:
        video = clip.info.video
        assert video is not None
        self._window.picture.set_message("")
        self._window.picture.set_clip_size(QSize(video.display_width, video.display_height))
        self._window.transport.set_rate(rate_label(clip))
        if clip.frames.is_variable:
            warning = FoleyError(
                "its frames are not evenly spaced (VFR); positions here follow their real times, exports keep them",
                file=clip.path,
            )
            holds = partial(self._session.is_open, clip)
            self._session.notice(Notice(sentence(warning), "warning", topic="vfr", holds=holds))
        for note in clip.notes:
            self._session.notice(Notice(note, "warning", topic="clock", holds=partial(self._session.is_open, clip)))
        self._look_for_guide()

    def _look_for_guide(self) -> None:
        clip = self._session.clip
        if clip is not None:
            self._session.jobs.start(
                "guide",
                lambda _progress, _cancelled: has_guide(clip),
                lambda found: self._session.set_has_guide(found) if self._session.clip is clip else None,
            )


def _has_track(clip: Clip, number: int | None) -> bool:
    return number is None or number < len(clip.info.audio)


def is_worth_keeping(document: Document) -> bool:
    """Whether there is more than an opened clip with proposed events, which is opened again as quickly."""
    is_recovered = document.saved_project is None
    return document.file is not None or is_recovered or any(step != _OPENING for step in document.steps)


def rate_label(clip: Clip) -> str:
    """Frame rate as the transport bar says it: ``29.97 NDF``, ``29.97 DF``, ``25 fps``, ``21.3 VFR``."""
    rate = clip.frames.mean_rate_fps
    text = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    known = {"23.976": "23.976", "29.97": "29.97", "59.94": "59.94"}
    if clip.frames.is_variable:
        return f"{float(rate):.4g} VFR"
    if clip.timecode.drop_frame:
        return f"{float(clip.timecode.rate_fps):.2f} DF"
    return f"{known[text]} NDF" if text in ("29.97", "59.94") else f"{known.get(text, f'{float(rate):.4g}')} fps"
