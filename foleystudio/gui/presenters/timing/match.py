"""What does not match yet, said where something can be done about it: hits without an event, a take far from its sound.

What matches is not praised: that every event is heard says nothing of those that are missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.render.renderers import renderer_row
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.files.file_names import is_file
from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.panels.inspector.inspector import Figure, Inspector
from foleystudio.gui.session import Session
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.settings import Renderer
from foleystudio.project.takes import Provenance, Take

MEASURED_S = 120.0
"""This much of a guide and of a take is looked at."""

LEFT_OUT = "left out"
"""What pressing the figure of hits without an event does: goes to the next one."""

_SETTLE_MS = 350  # edits rest so long before anything is measured
_GOOD_TIMBRE = 0.8  # likeness from which on nothing is said
_WATCHED = {Part.TAKES, Part.TRACKS, Part.EVENTS}


class MatchPresenter(QObject):
    """Measures the take in use, and the events against the guide, once things settle."""

    def __init__(
        self,
        session: Session,
        inspector: Inspector,
        actions: Actions,
        sounds: ReferenceSounds,
        go_to_next: Callable[[Sequence[float]], None],
    ) -> None:
        super().__init__(session)
        self._session, self._inspector, self._actions, self._sounds = session, inspector, actions, sounds
        self._go_to_next = go_to_next
        self._guide: tuple[tuple[Path, int | None], NDArray[np.float64]] | None = None
        self._timbre: tuple[Path, Figure | None] | None = None
        self._left_out: tuple[float, ...] = ()
        self._take: int | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._measure)
        session.changed.connect(self._follow)
        session.track_chosen.connect(lambda _key: self._measure_soon())
        session.guide_known.connect(self._settle.start)
        session.clip_opened.connect(self._forget)
        inspector.figure_pressed.connect(self._act)

    def _forget(self) -> None:
        self._left_out = ()
        self._inspector.show_figures(())
        self._settle.start()

    def _follow(self, change: Change) -> None:
        if change.parts & _WATCHED or change.cause is Cause.LOAD:
            self._session.jobs.cancel("measure")
            self._measure_soon()

    def _measure_soon(self) -> None:
        """What stands there goes at once where it is of another take."""
        track = self._session.track
        take = track.active if track is not None and not self._session.guide_is_chosen else None
        if take != self._take:
            self._take = take
            self._session.jobs.cancel("measure")
            self._inspector.show_figures(())
        self._settle.start()

    def _measure(self) -> None:
        session, track = self._session, self._session.track
        take = track.active_take if track is not None and not session.guide_is_chosen else None
        if session.clip is None or take is None or take.provenance is None or not is_file(take.path):
            take = None
        guide = (session.clip.path, session.sound_track) if session.clip is not None and session.has_guide else None
        times = sorted(event.time_s for track in session.project.tracks for event in track.events)
        made = take.provenance if take is not None else None
        paths = [r.path for r in session.project.references if made is not None and r.key in made.references]

        def work(_progress: Progress, _cancelled: Cancelled) -> tuple[tuple[float, ...], Figure | None]:
            missing = self._missing(guide, times) if guide is not None and times else ()
            return missing, self._timbre_of(take, made, paths) if take is not None and made is not None else None

        session.jobs.start(
            "measure",
            work,
            self._show,
            title="Measuring",
            failed=lambda _error: self._show(((), None)),
            at_leisure=True,
        )

    def _missing(self, guide: tuple[Path, int | None], times: Sequence[float]) -> tuple[float, ...]:
        """In the worker: the hits of a guide (a clip, and which of its sound tracks), found once, without an event."""
        from foleystudio.dsp.onsets import ONSET_RATE_HZ  # only now, as what follows: the window starts without
        from foleystudio.engine.timing.guide.clear_hits import clear_hits, left_out

        if self._guide is None or self._guide[0] != guide:
            sound = read_sound(guide[0], stream=guide[1], max_duration_s=MEASURED_S)
            self._guide = (guide, clear_hits(resample(sound.mono(), sound.rate_hz, ONSET_RATE_HZ), ONSET_RATE_HZ))
        return left_out(self._guide[1], times)

    def _timbre_of(self, take: Take, made: Provenance, paths: Sequence[Path]) -> Figure | None:
        """In the worker: how like its references a take sounds, found once a file."""
        if self._timbre is None or self._timbre[0] != take.path:
            sound = read_sound(take.path, max_duration_s=MEASURED_S)
            figure = timbre_figure(sound, [self._sounds.sound(path) for path in paths], made.renderer)
            self._timbre = (take.path, figure)
        return self._timbre[1]

    def _show(self, found: tuple[tuple[float, ...], Figure | None]) -> None:
        self._left_out, timbre = found
        missing = left_out_figure(len(self._left_out), self._actions.key("add_event"))
        self._inspector.show_figures([figure for figure in (missing, timbre) if figure is not None])

    def _act(self, act: str) -> None:
        if act == LEFT_OUT:
            self._go_to_next(self._left_out)


def left_out_figure(number: int, add_key: str) -> Figure | None:
    """That hits of the guide have no event; None when all have."""
    if not number:
        return None
    marks = f", {add_key} marks it" if add_key else ""
    tip = f"Hits in the clip's own sound that have no event, and so no sound. Press to go to the next{marks}."
    return Figure(f"{number} guide hit{'s' * (number != 1)} left out", False, tip, LEFT_OUT)


def timbre_figure(sound: Sound, references: list[Sound], renderer: Renderer) -> Figure | None:
    """That a take sounds unlike its references; None when it does sound like them, or nothing at all."""
    from foleystudio.engine.measures.timbre import timbre_likeness

    likeness = timbre_likeness(sound, references)
    if likeness is None or likeness >= _GOOD_TIMBRE:
        return None
    tip = (
        f"How like its reference the take sounds: {likeness:.2f}, where 1 is the same. {renderer_row(renderer).closer}"
    )
    return Figure("unlike its sound", False, tip.rstrip())
