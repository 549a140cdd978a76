"""The page of track templates: kept at once, and told to the menus."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from foleystudio.engine.timing.sources import TIMING_SOURCES, joinable
from foleystudio.engine.timing.templates import (
    MOST_TEMPLATES,
    TRACK_TEMPLATES,
    TrackTemplate,
    keep_templates,
    new_template,
    track_templates,
)
from foleystudio.gui.dialogs.preferences.pages.templates import TemplatesPage
from foleystudio.gui.look.track_colours import COLOUR_NAMES
from foleystudio.gui.session import Session
from foleystudio.project.settings import Timing

_ABOUT = "keeping track templates"


def timings() -> list[tuple[object, str]]:
    """Where a template's events may come from."""
    alone = [(row.name, row.title) for row in TIMING_SOURCES if row.name in {each.name for each in joinable()}]
    return [(None, "Nowhere: it begins empty"), (Timing.AUTO, "The clip's own sound, or else the picture"), *alone]


class TemplatePreferences(QObject):
    """Keeps what is changed.

    Parameters
    ----------
    page
        The page.
    session
        Who is told when something cannot be kept.
    told
        Called when templates have changed.
    """

    def __init__(self, page: TemplatesPage, session: Session, told: Callable[[], None]) -> None:
        super().__init__(page)
        self._page, self._session, self._told = page, session, told
        page.changed.connect(self._change)
        page.add_wanted.connect(self._add)
        page.remove_wanted.connect(self._remove)
        page.reset_wanted.connect(lambda: self._keep(tuple(TRACK_TEMPLATES)))
        page.show_templates(track_templates())

    def _change(self, changed: TrackTemplate) -> None:
        self._keep([changed if row.name == changed.name else row for row in track_templates()])

    def _add(self) -> None:
        now = track_templates()
        if len(now) < MOST_TEMPLATES:
            added = new_template(now)
            self._keep((*now, added), added.name)

    def _remove(self, name: str) -> None:
        self._keep([row for row in track_templates() if row.name != name])

    def _keep(self, templates: Sequence[TrackTemplate], chosen: str | None = None) -> None:
        self._session.attempt(lambda: keep_templates(templates), _ABOUT)
        self._page.show_templates(track_templates(), chosen)
        self._told()


def page() -> TemplatesPage:
    """The page, with what there is to choose from."""
    return TemplatesPage(tuple(COLOUR_NAMES.items()), timings())
