"""Who performs: which model a track's networks use, what a user calls them, and a word when a model is gone."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.engine.models.installed import DEFAULT_MODEL, has_model, installed_models, model_in
from foleystudio.engine.models.titles import title_of
from foleystudio.engine.render.renderers import renderer_row
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change
from foleystudio.project.tracks import Track

_TOPIC, _CHOOSING = "model", "choosing a model"


class ModelsPresenter(QObject):
    """Lets the user choose a model, and tells when one that the project names has vanished."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self._told: set[str] = set()
        session.changed.connect(self._follow)
        window.inspector.model_chosen.connect(self.choose)
        window.inspector.other_model_wanted.connect(self.choose_folder)

    def choose(self, model: str | None) -> None:
        """Let the chosen track's networks use another model; None for the one that ships."""
        if self._session.track is not None:
            self._use([self._session.track], model)

    def choose_folder(self) -> None:
        """Let the user show a folder with a model for the chosen track."""
        if self._session.track is not None:
            self._ask([self._session.track])

    def _ask(self, tracks: list[Track]) -> None:
        folder = questions.folder(self._window, self._session.settings, "Choose a sound model")
        if folder is None:
            return
        try:
            model = model_in(folder)
        except FoleyError as error:
            self._session.fail(error, about=_CHOOSING)
        else:
            self._session.mended.emit(_CHOOSING)
            self._use(tracks, model)

    def _use(self, tracks: list[Track], model: str | None) -> None:
        project = self._session.project
        for track in tracks:
            project = project.with_changed_track(replace(track, model=model))
        if project != self._session.project:
            self._session.edit("Change model", project)

    # What is gone --------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.cause is Cause.LOAD:
            self._told.clear()
        gone = models_gone(change.after)
        if not gone:
            self._window.banners.close_topic(_TOPIC)
        for model in sorted(gone - self._told):
            self._tell(model)
        self._told = gone

    def _tell(self, model: str) -> None:
        tracks = [track.name for track in _by_networks(self._session.project) if track.model == model]
        text = (
            f"{title_of(model)}, the sound model of {', '.join(tracks)}, is gone: "
            "takes stay as they are, what is rendered anew uses the shipped one."
        )
        self._session.notice(Notice(text, "warning", [("Find…", lambda: self._find(model))], _TOPIC))

    def _find(self, model: str) -> None:
        self._ask([track for track in _by_networks(self._session.project) if track.model == model])


def models_offered(project: Project) -> tuple[tuple[str | None, str], ...]:
    """Models to choose from, with what they are called: the shipped one (None), the installed, those in use."""
    named = {name: None for name in installed_models() if name != DEFAULT_MODEL}
    named.update({track.model: None for track in _by_networks(project) if track.model is not None})
    gone = models_gone(project)
    return ((None, "Shipped"), *((n, title_of(n) + (" (gone)" if n in gone else "")) for n in named))


def models_gone(project: Project) -> set[str]:
    """Models that a project's tracks name and the disk has not."""
    named = {track.model for track in _by_networks(project) if track.model is not None}
    return {name for name in named if not has_model(name)}


def _by_networks(project: Project) -> list[Track]:
    return [track for track in project.tracks if renderer_row(track.renderer).has_models]
