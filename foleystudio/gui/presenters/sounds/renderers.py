"""A word when a project was made with a renderer that this foleystudio does not have."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject

from foleystudio.engine.render.renderers import RENDERERS
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.session import Session
from foleystudio.project.edits import Cause, Change
from foleystudio.project.settings import Renderer


class RenderersPresenter(QObject):
    """Tells, as a project is opened, which renderers that its tracks name are not in the table."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        session.changed.connect(self._follow)

    def _follow(self, change: Change) -> None:
        if change.cause is not Cause.LOAD:
            return
        for name in sorted({track.renderer for track in change.after.tracks if track.renderer not in RENDERERS}):
            text = (
                f"This foleystudio does not have {name}, the renderer of {', '.join(self._tracks_of(name))}: "
                "takes are heard as they are, for new ones choose another renderer."
            )
            self._session.notice(Notice(text, "warning", holds=partial(self._is_named, name)))

    def _is_named(self, name: Renderer) -> bool:
        return bool(self._tracks_of(name))

    def _tracks_of(self, name: Renderer) -> list[str]:
        return [track.name for track in self._session.project.tracks if track.renderer == name]
