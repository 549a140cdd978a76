"""Loudness of takes that were not waited for: measured once hands rest, and noted with the edit that it belongs to."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.gui.session import Session
from foleystudio.media.sound.levels.loudness import integrated_loudness
from foleystudio.project.takes import Take

_LANE = "loudness of takes"
_SETTLE_MS = 1500  # edits rest so long: an hour takes seconds to measure


class TakeLoudness(QObject):
    """Measures edited takes whose files are long."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._unmeasured: dict[int, Take] = {}
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._measure)

    def expect(self, take: Take) -> None:
        """Measure a take when there is time; one that was edited meanwhile is measured as it is then."""
        self._session.jobs.cancel(_LANE)
        self._unmeasured[take.key] = take
        self._settle.start()

    def _measure(self) -> None:
        takes = {key: take for key, take in self._unmeasured.items() if self._is_there(take)}
        self._unmeasured = takes
        if not takes:
            return

        def work(_progress: Progress, cancelled: Cancelled) -> dict[int, float]:
            return {key: integrated_loudness(take.path, cancelled) for key, take in takes.items()}

        self._session.jobs.start(
            _LANE,
            work,
            self._note,
            title="Measuring loudness",
            failed=lambda _error: self._unmeasured.clear(),
            at_leisure=True,
        )

    def _note(self, found: dict[int, float]) -> None:
        project = self._session.project
        for key, lufs in found.items():
            take = self._unmeasured.pop(key, None)
            if take is None or not self._is_there(take):
                continue
            track = project.track_of(key)
            level = lufs if math.isfinite(lufs) else None
            takes = tuple(replace(t, loudness_lufs=level) if t.key == key else t for t in track.takes)
            project = project.with_changed_track(replace(track, takes=takes))
        self._session.document.amend("Measure", project)

    def _is_there(self, take: Take) -> bool:
        return any(other.key == take.key and other.path == take.path for other in self._session.project.takes)
