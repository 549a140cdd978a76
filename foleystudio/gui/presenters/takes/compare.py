"""Comparing: the chosen hit of the take in use beside its reference's and the guide's, read in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QSize

from foleystudio.engine.clip import Clip
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.measures.comparison import AFTER_S, BEFORE_S, HitReading, read_hit
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan, plan_mix
from foleystudio.engine.request import Cancelled, GuideLoudness
from foleystudio.engine.takes.guide_loudness import loudness_over_time
from foleystudio.engine.takes.reference_cache import ReferenceSounds
from foleystudio.engine.takes.render_take import request_of
from foleystudio.errors import FoleyError
from foleystudio.gui.panels.compare.view import GUIDE, MIX, REFERENCE, TAKE, CompareView, LoudnessCurve
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.media.sound.files import TakeFile
from foleystudio.media.sound.reader import SoundReader
from foleystudio.project.events import Event
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

if TYPE_CHECKING:
    from foleystudio.gui.panels.compare.window import CompareWindow

_LANE = "compare"
_STEP_CELLS = 10  # of the loudness curves' 5 ms: they are drawn over a whole clip
_LOWEST_DB = -70.0


@dataclass(frozen=True, eq=False)
class _Wish:
    """What is to be read, as it was when it was asked for."""

    clip: Clip
    take: Take
    event: Event
    place: str
    references: tuple[Path, ...] | None
    names: tuple[str, ...]
    mix: MixPlan
    has_guide: bool


class ComparePresenter(QObject):
    """Opens the Compare window and keeps it at what is chosen."""

    def __init__(self, session: Session, window: StudioWindow, sounds: ReferenceSounds) -> None:
        super().__init__(session)
        self._session, self._window, self._sounds = session, window, sounds
        self._shown: CompareWindow | None = None
        self._event_key: int | None = None
        session.changed.connect(lambda _change: self.refresh())
        session.track_chosen.connect(lambda _key: self.refresh())
        session.clip_opened.connect(self.refresh)
        session.guide_known.connect(self.refresh)
        window.timeline.events.selection_changed.connect(lambda _keys: self.refresh())

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._shown is None:
            # Only now: what draws the plots takes a moment to load.
            from foleystudio.gui.panels.compare.window import CompareWindow

            self._shown = CompareWindow(self._window)
            room = self._shown.screen().availableGeometry().size()  # Qt would leave a third of it free
            self._shown.resize(self._shown.sizeHint().boundedTo(room - QSize(60, 60)))
            self._shown.stepped.connect(self._step)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
        self.refresh()

    def _step(self, step: int) -> None:
        """To the event before or after the one that is shown, also while none is selected."""
        lane = self._window.timeline.events
        if not lane.selected and any(event.key == self._event_key for event in self._session.events):
            lane.select(key for key in (self._event_key,) if key is not None)
        lane.select_neighbour(step)

    def refresh(self) -> None:
        """Show what is chosen now; nothing is done while the window is closed."""
        if self._shown is None or not self._shown.isVisible():
            return
        wish = self._wish()
        self._event_key = None if isinstance(wish, str) else wish.event.key
        if isinstance(wish, str):
            self._session.jobs.cancel(_LANE)
            self._shown.show_view(CompareView("Compare"), wish)
            return
        window, title = self._shown, f"Comparing hit at {wish.place}"

        def failed(error: FoleyError) -> None:
            window.show_view(CompareView(title), str(error))

        self._session.jobs.start(
            _LANE, lambda _progress, cancelled: _read(wish, self._sounds, cancelled), window.show_view,
            title=title, failed=failed,
        )  # fmt: skip

    def _wish(self) -> _Wish | str:
        """What to read, or why there is nothing."""
        session, project, track = self._session, self._session.project, self._session.track
        take = None if track is None else track.active_take
        if session.clip is None or take is None or take.provenance is None:
            return "Generate a take to compare its hits with those of its sound and of the guide."
        events = take.provenance.events.events
        if not events:
            return "This take was made from no events."
        event = self._event(events)
        number = events.index(event) + 1
        there = {reference.key: reference for reference in project.references}
        keys = take.provenance.references
        known = all(key in there for key in keys)
        return _Wish(
            session.clip, take, event, f"{session.label(event.time_s)}, event {number} of {len(events)}",
            tuple(there[key].path for key in keys) if known else None,
            tuple(there[key].name for key in keys) if known else (),
            plan_mix(
                project, session.duration_s, has_guide=session.has_guide, sound_track=session.clip.sound_track
            ),
            session.has_guide,
        )  # fmt: skip

    def _event(self, events: tuple[Event, ...]) -> Event:
        """The selected event that the take has, or the one nearest to the selected one or the playhead."""
        lane = self._window.timeline.events
        chosen = next((e for e in self._session.events if e.key in lane.selected), None)
        at_s = lane.axis.playhead_s if chosen is None else chosen.time_s
        return next(
            (e for e in events if chosen is not None and e.key == chosen.key),
            min(events, key=lambda e: abs(e.time_s - at_s)),
        )


def _read(wish: _Wish, sounds: ReferenceSounds, cancelled: Cancelled) -> CompareView:
    """In the worker."""
    hits: dict[str, HitReading] = {}
    alone_s = _alone_s(wish)
    loudness: dict[str, LoudnessCurve] = {}
    offset_s = 0.0 if wish.take.provenance is None else wish.take.provenance.settings.offset_ms / 1000
    with TakeFile(wish.take.path) as take:
        hits[TAKE] = _hit_at(take, take.rate_hz, wish.event.time_s + offset_s - wish.take.start_s, alone_s)
        blocks = (take.read(at, min(1 << 16, len(take) - at)) for at in range(0, len(take), 1 << 16))
        loudness[TAKE] = _curve(loudness_over_time(blocks, take.channels, cancelled))
    about = _add_reference(wish, sounds, hits)
    if wish.has_guide:
        with SoundReader(wish.clip.path, STUDIO_RATE_HZ, wish.clip.sound_track, stereo=True) as guide:
            hits[GUIDE] = _hit_at(guide, STUDIO_RATE_HZ, wish.event.time_s, alone_s)
        loudness[GUIDE] = _curve(sounds.guide_loudness(wish.clip))
    with Mixdown(wish.mix, on_missing=lambda _error: None) as mix:
        loudness[MIX] = _curve(loudness_over_time(mix.blocks(), 2, cancelled))
    return CompareView(f"{wish.place}{about}", wish.event.time_s, hits, loudness)


def _add_reference(wish: _Wish, sounds: ReferenceSounds, hits: dict[str, HitReading]) -> str:
    """The hit of the reference that plays the event; answers which, for the title."""
    made = wish.take.provenance
    if made is None or wish.references is None:
        return ": its sound is no longer in the bin"
    planned = plan(request_of(made, wish.references, wish.clip, sounds))
    voice = next((voice for voice in planned.voices if voice.event_key == wish.event.key), None)
    if voice is None:
        return ": not performed"
    exemplar = planned.exemplars[voice.reference]
    hit = exemplar.hits[voice.hit]
    alone_s = (hit.stop - hit.attack) / exemplar.rate_hz
    hits[REFERENCE] = read_hit(exemplar.samples, exemplar.rate_hz, hit.attack, alone_s)
    which = f"hit {voice.hit + 1} of " if len(exemplar.hits) > 1 else ""
    return f": {which}{wish.names[voice.reference]}"


def _alone_s(wish: _Wish) -> float:
    """Seconds from the event to the one after it."""
    made = wish.take.provenance
    events = made.events.events if made is not None else ()
    return min((e.time_s - wish.event.time_s for e in events if e.time_s > wish.event.time_s), default=AFTER_S)


def _hit_at(source: TakeFile | SoundReader, rate_hz: int, time_s: float, alone_s: float) -> HitReading:
    first = max(0, to_samples(max(0.0, time_s - BEFORE_S), rate_hz))
    samples = source.read(first, round((BEFORE_S + AFTER_S) * rate_hz))
    return read_hit(samples, rate_hz, to_samples(max(0.0, time_s), rate_hz) - first, alone_s)


def _curve(heard: GuideLoudness) -> LoudnessCurve:
    """The loudest of every 50 ms: what is thinned out otherwise loses its hits."""
    count = len(heard.levels_db) // _STEP_CELLS
    levels = heard.levels_db[: count * _STEP_CELLS].astype(np.float64).reshape(count, _STEP_CELLS).max(axis=1)
    times_s: NDArray[np.float64] = np.arange(count, dtype=np.float64) * (_STEP_CELLS * heard.step_s)
    floored: NDArray[np.float64] = np.maximum(levels, _LOWEST_DB)
    return LoudnessCurve(times_s, floored)
