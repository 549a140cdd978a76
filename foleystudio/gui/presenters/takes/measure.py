"""Loudness of the mix, measured in the background once things settle; normalising and levels back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from foleystudio.engine.mix.mixdown import Mixdown, plan_mix
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.panels.status import StatusBar
from foleystudio.gui.session import Session
from foleystudio.media.sound.levels.loudness import CEILING_DBTP, Loudness, described, measure_blocks
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.timebase import STUDIO_RATE_HZ

_MIX_SETTLE_MS = 900  # edits rest so long before the mix is measured
_MARGIN_DB = 0.05
"""Gains are whole tenths: rounded, the peak still lies below the ceiling."""
_MEASURING = "measuring…"


class MeasurePresenter(QObject):
    """Measures the mix."""

    def __init__(self, session: Session, status: StatusBar) -> None:
        super().__init__(session)
        self._session, self._status = session, status
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_MIX_SETTLE_MS)
        self._settle.timeout.connect(self._measure_mix)
        session.changed.connect(self._follow)
        session.guide_known.connect(self._settle.start)
        session.clip_opened.connect(self._settle.start)
        status.normalise_wanted.connect(self.normalise)

    def _follow(self, change: Change) -> None:
        if change.parts & {Part.TAKES, Part.TRACKS, Part.MIX, Part.SOUND_TRACK} or change.cause is Cause.LOAD:
            self._session.jobs.cancel("loudness")
            self._show_loudness(None)  # what was measured is the mix of before
            if self._session.clip is not None:
                self._status.show_facts(level=_MEASURING)
            self._settle.start()

    def _measure_mix(self) -> None:
        session = self._session
        if session.clip is None:
            self._show_loudness(None)
            return
        has_guide, sound_track = session.has_guide, session.sound_track
        plan = plan_mix(session.project, session.duration_s, has_guide=has_guide, sound_track=sound_track)

        def work(_progress: Progress, cancelled: Cancelled) -> Loudness:
            with Mixdown(plan, on_missing=lambda _error: None) as mix:
                return measure_blocks(mix.blocks(), STUDIO_RATE_HZ, 2, cancelled=cancelled)

        session.jobs.start(
            "loudness", work, self._show_loudness, title="Measuring loudness", failed=self._give_up, at_leisure=True
        )

    def _give_up(self, _error: FoleyError) -> None:
        self._show_loudness(None)

    def _show_loudness(self, loudness: Loudness | None) -> None:
        self._session.set_loudness(loudness)
        self._status.show_facts(level="" if loudness is None else described(loudness))
        over_db = 0.0 if loudness is None else loudness.over_db
        self._status.show_over(over_db, CEILING_DBTP - over_db)

    def levels_back(self) -> None:
        """All tracks and the guide at 0 dB again."""
        self._session.edit("Levels back to 0 dB", _with_gains(self._session.project, lambda _before_db: 0.0))

    def normalise(self) -> None:
        """Turn everything down alike, so that the mix's true peak lies at the ceiling; nothing where it fits."""
        loudness, project = self._session.loudness, self._session.project
        if loudness is None or not loudness.over_db:
            return
        gain_db = round(CEILING_DBTP - loudness.true_peak_dbtp - _MARGIN_DB, 1)
        self._session.edit("Normalise", _with_gains(project, lambda before_db: round(before_db + gain_db, 1)))
        self._session.say(f"All tracks and the guide are turned down by {-gain_db:.1f} dB")


def _with_gains(project: Project, gain_db: Callable[[float], float]) -> Project:
    """A project with other gains of its tracks and guide."""
    guide = replace(project.guide, gain_db=gain_db(project.guide.gain_db))
    tracks = tuple(replace(track, gain_db=gain_db(track.gain_db)) for track in project.tracks)
    return replace(project, tracks=tracks, guide=guide)
