"""Match figures of the take in use and loudness of the mix, measured in the background once things settle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from foleystudio.dsp.onsets import ONSET_RATE_HZ, detect_onsets
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.export import CEILING_DBTP
from foleystudio.engine.measures.onset_scores import confidences, onset_scores
from foleystudio.engine.measures.timbre import cosine, joined, mfcc_statistics
from foleystudio.engine.mixdown import Mixdown, plan_mix
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.panels.inspector import Figure, Inspector
from foleystudio.gui.panels.status import StatusBar
from foleystudio.gui.presenters.reference_sounds import ReferenceSounds
from foleystudio.gui.presenters.session import Session
from foleystudio.media.audio import read_sound
from foleystudio.media.loudness import Loudness, described, measure_blocks
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.events import EventTrack
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ

MEASURED_S = 120.0
"""Match figures are taken from this much of a take."""

_SETTLE_MS = 350
_MIX_SETTLE_MS = 900
_MARGIN_DB = 0.05
"""Gains are whole tenths: rounded, the peak still lies below the ceiling."""
_GOOD_TIMING, _GOOD_TIMBRE = 0.8, 0.8


class MeasurePresenter(QObject):
    """Measures what is chosen."""

    def __init__(self, session: Session, inspector: Inspector, status: StatusBar, sounds: ReferenceSounds) -> None:
        super().__init__(session)
        self._session, self._inspector, self._status, self._sounds = session, inspector, status, sounds
        self._measured: Take | None = None
        self._outdated = True
        self._guide: tuple[Path, NDArray[np.float64]] | None = None
        self._take_timer, self._mix_timer = QTimer(self), QTimer(self)
        for timer, delay, slot in (
            (self._take_timer, _SETTLE_MS, self._measure_take),
            (self._mix_timer, _MIX_SETTLE_MS, self._measure_mix),
        ):
            timer.setSingleShot(True)
            timer.setInterval(delay)
            timer.timeout.connect(slot)
        session.changed.connect(self._follow)
        session.track_chosen.connect(lambda _key: self._take_timer.start())
        session.guide_known.connect(self._guide_known)
        session.clip_opened.connect(self._mix_timer.start)
        status.normalise_wanted.connect(self.normalise)

    def _follow(self, change: Change) -> None:
        if change.parts & {Part.TAKES, Part.TRACKS} or change.cause is Cause.LOAD:
            self._take_timer.start()
        if change.parts & {Part.TAKES, Part.TRACKS, Part.MIX} or change.cause is Cause.LOAD:
            self._session.jobs.cancel("loudness")
            self._session.set_loudness(None)  # what was measured is the mix of before
            self._mix_timer.start()

    def _guide_known(self) -> None:
        self._outdated = True  # there is something else to measure it against now
        self._take_timer.start()
        self._mix_timer.start()

    def _measure_take(self) -> None:
        session, track = self._session, self._session.track
        take = track.active_take if track is not None and not session.guide_is_chosen else None
        if take is self._measured and not self._outdated:
            return
        self._measured, self._outdated = take, False
        session.jobs.cancel("measure")
        if take is None or take.provenance is None or not take.path.is_file():
            self._inspector.show_figures(())
            return
        made = take.provenance
        guide = session.clip.path if session.clip is not None and session.has_guide else None
        paths = [r.path for r in session.project.references if r.key in made.references]

        def work(_progress: Progress, _cancelled: Cancelled) -> tuple[Figure, ...]:
            sound = read_sound(take.path, max_duration_s=MEASURED_S)
            references = [self._sounds.sound(path) for path in paths]
            targets = self._onsets_of(guide) if guide is not None else _times(made.events)
            shifted = targets + made.settings.offset_ms / 1000
            return match_figures(sound, shifted, "the guide's onsets" if guide is not None else "events", references)

        session.jobs.start("measure", work, self._inspector.show_figures, title="Measuring", failed=self._give_up)

    def _onsets_of(self, guide: Path) -> NDArray[np.float64]:
        """In the worker: the guide's onsets, found once a clip."""
        if self._guide is None or self._guide[0] != guide:
            sound = read_sound(guide, max_duration_s=MEASURED_S)
            self._guide = (guide, detect_onsets(_at_onset_rate(sound), ONSET_RATE_HZ))
        return self._guide[1]

    def _give_up(self, _error: FoleyError) -> None:
        self._inspector.show_figures(())

    def _measure_mix(self) -> None:
        session = self._session
        if session.clip is None:
            self._show_loudness(None)
            return
        plan = plan_mix(session.project, session.duration_s, has_guide=session.has_guide)

        def work(_progress: Progress, cancelled: Cancelled) -> Loudness:
            with Mixdown(plan, on_missing=lambda _error: None) as mix:
                return measure_blocks(mix.blocks(), STUDIO_RATE_HZ, 2, cancelled=cancelled)

        session.jobs.start("loudness", work, self._show_loudness, title="Measuring loudness", failed=lambda _e: None)

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


def match_figures(
    sound: Sound, targets_s: NDArray[np.float64], what: str, references: list[Sound]
) -> tuple[Figure, ...]:
    """How many targets (called ``what``) are heard within 0.1 s, and how like its references a take sounds."""
    figures = []
    mono = _at_onset_rate(sound)
    wanted = targets_s[(targets_s >= 0) & (targets_s < sound.duration_s)]
    if len(wanted):
        onsets = detect_onsets(mono, ONSET_RATE_HZ)
        scores = onset_scores(wanted, onsets, confidences(mono, ONSET_RATE_HZ, onsets))
        share = scores.matched / scores.targets
        figures.append(
            Figure(
                f"timing {scores.matched} of {scores.targets}",
                share >= _GOOD_TIMING,
                f"How many of {what} are heard in the take within 0.1 s",
            )
        )
    if references and len(sound) and np.abs(sound.samples).max() > 0:
        likeness = cosine(mfcc_statistics(sound), mfcc_statistics(joined(references)))
        figures.append(
            Figure(
                f"timbre {likeness:.2f}".replace("0.", "."),
                likeness >= _GOOD_TIMBRE,
                "Cosine of MFCC statistics, take against reference: 1 sounds the same",
            )
        )
    return tuple(figures)


def _at_onset_rate(sound: Sound) -> Wave:
    return resample(sound.mono(), sound.rate_hz, ONSET_RATE_HZ)


def _times(events: EventTrack) -> NDArray[np.float64]:
    return np.array([event.time_s for event in events], dtype=np.float64)
