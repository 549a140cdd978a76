"""The mix: faders and pans of the tracks and the guide, dragged or typed, each drag one undo step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.strip import Strip
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import GUIDE_KEY
from foleystudio.project.ranges import WIDEST_DB
from foleystudio.timebase.typed import typed_number, typed_side

_STEPS = {"gain_db": "Change level", "pan": "Pan"}


class MixingPresenter(QObject):
    """Connects the strips in the headers with the project."""

    def __init__(self, session: Session, timeline: TimelineWidget) -> None:
        super().__init__(session)
        self._session, self._timeline = session, timeline
        timeline.tracks.strip_dragged.connect(self._set)
        timeline.tracks.strip_released.connect(session.document.seal)
        timeline.tracks.strip_typed.connect(self._type)

    def _set(self, key: int, name: str, value: float) -> None:
        session, project = self._session, self._session.project
        changed: dict[str, Any] = {name: round(value, 2)}
        if key == GUIDE_KEY:
            guide = replace(project.guide, **changed)
            session.edit(f"{_STEPS[name]} of the guide", replace(project, guide=guide), merge_key=(name, key))
        else:
            track = replace(project.track(key), **changed)
            session.change_track(f"{_STEPS[name]} of {track.name}", track, merge_key=(name, key))

    def _type(self, key: int, name: str, text: str) -> None:
        project = self._session.project
        now = getattr(project.guide if key == GUIDE_KEY else project.track(key), name)
        try:
            value = typed_side(text, now) if name == "pan" else _typed_level(text, now)
            self._set(key, name, value)
            self._session.document.seal()
        except FoleyError as error:
            self._session.refuse(error)
        self._strip(key).show_again()

    def _strip(self, key: int) -> Strip:
        if key == GUIDE_KEY:
            return self._timeline.guide_strip
        return self._timeline.tracks.row(key).strip


def _typed_level(text: str, now: float) -> float:
    return typed_number(text, now, unit="dB", has_sign=True, widest=WIDEST_DB)
