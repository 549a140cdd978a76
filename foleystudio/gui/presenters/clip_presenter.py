"""Opening a clip: probe, frame times and guide in the background; nothing of the old work is touched on failure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize

from foleystudio.engine.clip import Clip, has_guide, open_clip
from foleystudio.engine.renderers import default_renderer
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice, sentence
from foleystudio.gui.presenters.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part


class ClipPresenter:
    """Keeps the opened clip equal to the one that the project names."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        self._session, self._window = session, window
        self._adopting: Path | None = None
        session.changed.connect(self._follow)

    def open(self, path: Path) -> None:
        """Open a clip as the project's; on failure the work stays as it was.

        A project that has a clip already gives way to a new one (whoever calls asks about unsaved work first).
        """
        self._start(path.absolute(), self._adopt)

    def _adopt(self, clip: Clip) -> None:
        session = self._session
        before = session.project
        self._adopting = clip.path
        if before.clip is None or before.clip == clip.path:
            project = before if before.tracks else before.with_track(renderer=default_renderer())
            session.edit("Open clip", replace(project, clip=clip.path, in_s=None, out_s=None))
        else:  # other pictures, other work; only the sounds in the bin are worth keeping
            fresh = Project(clip=clip.path, references=before.references, next_key=before.next_key)
            session.document.load(fresh.with_track(renderer=default_renderer()))
        self._adopting = None
        session.settings.put_recent(clip.path)
        session.set_clip(clip)
        self._show(clip)

    def _follow(self, change: Change) -> None:
        """The project names another clip: after a load, an undo, or files that were found again."""
        if Part.CLIP not in change.parts and change.cause is not Cause.LOAD:
            return
        if self._adopting is not None and change.after.clip == self._adopting:
            return
        wanted, session = change.after.clip, self._session
        if wanted is None:
            self._close()
        elif session.clip is None or session.clip.path != wanted:
            self._close()
            self._start(wanted, self._arrived)

    def _arrived(self, clip: Clip) -> None:
        if self._session.project.clip == clip.path:
            self._session.set_clip(clip)
            self._show(clip)

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
            self._session.notice(Notice(sentence(warning), "warning", topic="vfr"))
        self._session.jobs.start(
            "guide",
            lambda _progress, _cancelled: has_guide(clip),
            lambda found: self._session.set_has_guide(found) if self._session.clip is clip else None,
        )


def rate_label(clip: Clip) -> str:
    """Frame rate as the transport bar says it: ``29.97 NDF``, ``25 fps``, ``21.3 VFR``."""
    rate = clip.frames.mean_rate_fps
    text = f"{float(rate):.3f}".rstrip("0").rstrip(".")
    known = {"23.976": "23.976", "29.97": "29.97", "59.94": "59.94"}
    if clip.frames.is_variable:
        return f"{float(rate):.4g} VFR"
    return f"{known[text]} NDF" if text in ("29.97", "59.94") else f"{known.get(text, f'{float(rate):.4g}')} fps"
