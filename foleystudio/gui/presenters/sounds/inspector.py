"""The inspector: shows the chosen track's take and knobs, and turns knobs into undoable edits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.engine.render.renderers import default_renderer, installed_renderers, renderer_row
from foleystudio.engine.takes.take_names import describe_take, facts_of, is_limited
from foleystudio.gui.panels.inspector.inspector import Inspector, InspectorView
from foleystudio.gui.panels.takes_list import TakeRow
from foleystudio.gui.presenters.sounds.models import models_offered
from foleystudio.gui.presenters.takes.tracks import TracksPresenter
from foleystudio.gui.session import Session
from foleystudio.project.document import Project
from foleystudio.project.edits import Change
from foleystudio.project.knobs import KNOBS, KnobValue
from foleystudio.project.settings import Renderer
from foleystudio.project.sounds.reference_cuts import ReferenceKind
from foleystudio.project.tracks import Track


class InspectorPresenter(QObject):
    """Connects the inspector with the project."""

    def __init__(
        self,
        session: Session,
        inspector: Inspector,
        tracks: TracksPresenter,
        kind_of: Callable[[int], ReferenceKind | None],
    ) -> None:
        super().__init__(session)
        self._session, self._inspector, self._kind_of = session, inspector, kind_of
        session.changed.connect(self._follow)
        session.track_chosen.connect(lambda _key: self.show())
        session.reference_chosen.connect(lambda _key: self.show())
        session.clip_opened.connect(self.show)
        session.guide_known.connect(self.show)
        inspector.knob_turned.connect(self._turn)
        inspector.knob_released.connect(session.document.seal)
        inspector.option_chosen.connect(self._choose_option)
        inspector.references_chosen.connect(self._choose_references)
        inspector.renderer_chosen.connect(self._choose_renderer)
        inspector.takes.used.connect(tracks.use_take)
        inspector.takes.compared.connect(tracks.compare)
        self.show()

    def _follow(self, _change: Change) -> None:
        self.show()

    def show(self) -> None:
        """Show the chosen track as it is now."""
        project, track = self._session.project, self._session.track
        references = tuple((reference.key, reference.name) for reference in project.references)
        if track is None or self._session.clip is None:
            first, known = default_renderer(), renderers()
            view = InspectorView("No take yet", references, renderer=first, renderers=known, enabled=False)
            self._inspector.show_view(view)
            return
        take = track.active_take
        number = [t.key for t in track.takes].index(take.key) + 1 if take is not None else 0
        title = f"Take {number} on {track.name}" if take is not None else f"Next take on {track.name}"
        used = track.layers[0].references
        if take is None and not used and self._session.reference is not None:
            used = (self._session.reference,)
        self._inspector.show_view(
            InspectorView(
                title,
                references,
                used,
                project.settings_for(track.key),
                track.renderer,
                renderers(track.renderer),
                models_offered(project),
                track.model,
                tuple(_rows(project, track, self._session.reference)),
                has_guide=self._session.has_guide,
                limited_db=take.limited_db if take is not None and is_limited(take) else 0.0,
                own_follow=float(any(self._kind_of(key) is ReferenceKind.TEXTURE for key in track.references or used)),
                n_layers=len(track.layers),
            )
        )

    def _turn(self, name: str, value: float) -> None:
        session, project, track = self._session, self._session.project, self._session.track
        if track is None:
            return
        step, key = KNOBS[name].step, (name, track.key)
        if name == "offset_ms":  # the clip's, for all tracks
            session.edit(step, replace(project, offset_ms=value), key)
            return
        session.change_track(step, replace(track, settings=track.settings.with_values({name: value})), key)

    def _choose_option(self, name: str, value: KnobValue) -> None:
        track = self._session.track
        if track is not None and track.settings.value(name) != value:
            settings = track.settings.with_values({name: value})
            self._session.change_track(KNOBS[name].step, replace(track, settings=settings))

    def _choose_references(self, keys: Sequence[int]) -> None:
        track = self._session.track
        if track is not None and keys and tuple(keys) != track.layers[0].references:
            self._session.change_track("Change reference", track.playing(tuple(keys)))

    def _choose_renderer(self, renderer: Renderer) -> None:
        track = self._session.track
        if track is not None and renderer != track.renderer:
            model = track.model if renderer_row(renderer).has_models else None
            self._session.change_track("Change renderer", replace(track, renderer=renderer, model=model))


def _rows(project: Project, track: Track, reference: int | None) -> list[TakeRow]:
    """The track's takes, newest first; those made from the chosen ``reference`` are marked."""
    rows = []
    for number, take in reversed(list(enumerate(track.takes, start=1))):
        state = "in use" if take.key == track.active else "A/B" if take.key == track.other else ""
        marked = take.provenance is not None and reference in take.provenance.references
        facts, detail = facts_of(project, take), describe_take(project, take)
        rows.append(TakeRow(take.key, number, take.name, state, detail, facts, marked))
    return rows


def renderers(used: Renderer | None = None) -> tuple[tuple[Renderer, str], ...]:
    """Renderers that can be used now, with what a user calls them; last, the one in use where it cannot be."""
    installed = installed_renderers()  # asked once: it looks through folders
    found = [(name, renderer_row(name).title) for name in installed]
    if used is not None and used not in installed:
        found.append((used, f"{renderer_row(used).title} (not installed)"))
    return tuple(found)
