"""The spectrogram of the chosen track (or the guide), tile by tile from a worker, the part in view first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from foleystudio.dsp.spectra.mel_display import (
    ALIGNED,
    REACH,
    RESOLUTIONS,
    Resolution,
    display_band_hz,
    display_columns,
    display_grid,
)
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan, plan_mix
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.spectrogram.closeup import TILE
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyScale
from foleystudio.gui.timeline.spectrogram.pyramid import HEAT_MAPS
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import stop_if
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

_WHOLE_TILE = 1024  # columns computed at once
_SETTLE_MS = 60  # the view rests so long before anything is computed for it
_FREQUENCIES, _COLOURS = "view/frequencies", "view/heat_map"
_WHOLE, _CLOSE = "spectrogram", "spectrogram close"
_NOTHING = "The chosen track's spectrogram appears here"


@dataclass(frozen=True)
class _Subject:
    """A sound that is shown: a file's, or of a track with a comp what is heard.

    ``take`` is None for the guide, ``stream`` says which of its file's sound tracks it is.
    """

    path: Path | MixPlan
    n_samples: int
    start_s: float
    take: int | None
    stream: int | None = None

    @property
    def place(self) -> tuple[int | None, int | None, int, float]:
        """What stays when a take is rendered again."""
        return self.take, self.stream, self.n_samples, self.start_s


class SpectrogramPresenter(QObject):
    """Keeps the spectrogram lane showing what is chosen."""

    _tile = Signal(object, int, object)
    _close_tile = Signal(object, object, int, object)

    def __init__(self, session: Session, timeline: TimelineWidget) -> None:
        super().__init__(session)
        self._session, self._timeline = session, timeline
        self._subject: _Subject | None = None
        self._laid_out: _Subject | None = None
        self._is_linear = session.settings.text(_FREQUENCIES, "mel") == "linear"
        heat_map = session.settings.text(_COLOURS, "inferno")
        timeline.spectrogram.set_heat_map(heat_map if heat_map in HEAT_MAPS else "inferno")
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._refresh)
        self._tile.connect(self._show_tile)
        self._close_tile.connect(self._show_close_tile)
        timeline.spectrogram.closeup_wanted.connect(self._look_closer)
        session.clip_opened.connect(self._clip_opened)
        for signal in (session.guide_known, session.track_chosen):
            signal.connect(lambda *_: self._settle.start())
        session.changed.connect(self._follow)

    @property
    def is_linear(self) -> bool:
        """Whether frequencies are evenly spaced in hertz, and not as the ear has them."""
        return self._is_linear

    @property
    def heat_map(self) -> str:
        """Name of the colours."""
        return self._session.settings.text(_COLOURS, "inferno")

    def set_linear(self, on: bool) -> None:
        """Space frequencies evenly in hertz, or as the ear has them; kept in the settings."""
        self._session.settings.put(_FREQUENCIES, "linear" if on else "mel")
        self._is_linear = on
        self._cancel()
        self._subject = self._laid_out = None
        self._refresh()

    def set_heat_map(self, name: str) -> None:
        """Draw in other colours; kept in the settings."""
        self._session.settings.put(_COLOURS, name)
        self._timeline.spectrogram.set_heat_map(name)

    def _clip_opened(self) -> None:
        """The lane is empty now: what was shown, and what is still on its way, belongs to another clip."""
        self._cancel()
        self._subject = self._laid_out = None
        self._settle.start()

    def _cancel(self) -> None:
        for lane in (_WHOLE, _CLOSE):
            self._session.jobs.cancel(lane)

    def _follow(self, change: Change) -> None:
        if change.parts & {Part.TAKES, Part.TRACKS, Part.SOUND_TRACK} or change.cause is Cause.LOAD:
            self._settle.start()

    # What is to be shown -------------------------------------------------------------------------------------------

    def _wanted(self) -> _Subject | None:
        session, clip = self._session, self._session.clip
        if clip is None:
            return None
        track = session.track
        take = track.active_take if track is not None and not session.guide_is_chosen else None
        if track is not None and take is not None and track.comp:
            flat = session.project.with_changed_track(replace(track, gain_db=0.0, pan=0.0))
            plan = plan_mix(flat, clip.duration_s, has_guide=False, only=track.key)
            return _Subject(plan, plan.n_samples, 0.0, take.key)
        if take is not None:
            return _Subject(take.path, take.n_samples, take.start_s, take.key)
        if session.has_guide:
            return _Subject(clip.path, to_samples(clip.duration_s, STUDIO_RATE_HZ), 0.0, None, clip.sound_track)
        return None

    def _named(self) -> str:
        track = self._session.track
        if self._subject is None or self._subject.take is None or track is None:
            return "Guide"
        if track.comp:
            return f"{track.name}, as heard"
        return f"{track.name}, take {[take.key for take in track.takes].index(self._subject.take) + 1}"

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted == self._subject:
            if wanted is not None:
                self._timeline.name_spectrogram(self._named())
            return
        self._subject = wanted
        self._cancel()
        if wanted is None:
            self._laid_out = None
            self._timeline.clear_spectrogram(_NOTHING)
            return
        # The same take rendered again stays until its first tile comes: no flicker while a knob is turned.
        if self._laid_out is None or self._laid_out.place != wanted.place:
            self._lay_out(wanted)
        self._draw_whole(wanted)

    def _lay_out(self, subject: _Subject) -> None:
        self._laid_out = subject
        grid, band_hz = display_grid(STUDIO_RATE_HZ), display_band_hz(STUDIO_RATE_HZ, linear=self._is_linear)
        count = subject.n_samples // grid.hop + 1
        scale = FrequencyScale(band_hz)
        self._timeline.set_spectrogram(
            grid, len(band_hz), count, subject.start_s, self._named(), scale, subject.n_samples
        )

    # Drawing it ----------------------------------------------------------------------------------------------------

    def _draw_whole(self, subject: _Subject) -> None:
        grid = display_grid(STUDIO_RATE_HZ)
        seen = self._timeline.axis.view.start_s - subject.start_s
        last = subject.n_samples // grid.hop
        first = max(0, min(last, grid.column_at(max(0.0, seen)))) // _WHOLE_TILE
        linear = self._is_linear

        def work(_progress: Progress, cancelled: Cancelled) -> None:
            for at, columns in tiles(subject.path, subject.n_samples, first, subject.stream, linear=linear):
                stop_if(cancelled)
                self._tile.emit(subject, at, columns)

        def failed(error: FoleyError) -> None:
            self._laid_out = None
            self._timeline.clear_spectrogram("This sound cannot be drawn")
            self._session.fail(error)

        self._session.jobs.start(_WHOLE, work, title="Drawing the spectrogram", failed=failed, at_leisure=True)

    def _show_tile(self, subject: _Subject, first: int, columns: NDArray[np.uint8]) -> None:
        if subject is not self._subject:
            return
        if self._laid_out is not subject:
            self._lay_out(subject)
        self._timeline.set_spectrogram_tile(first, columns)

    def _look_closer(self, resolution: Resolution, wanted: tuple[int, ...]) -> None:
        subject = self._subject
        if subject is None or subject is not self._laid_out:
            return  # asked again once it is laid out
        linear = self._is_linear

        def work(_progress: Progress, cancelled: Cancelled) -> None:
            looks = close_tiles(subject.path, subject.n_samples, resolution, wanted, subject.stream, linear=linear)
            for tile, columns in looks:
                stop_if(cancelled)
                self._close_tile.emit(subject, resolution, tile, columns)

        # What is wrong with the file is told by whoever draws the whole.
        self._session.jobs.start(_CLOSE, work, title="Looking closer", failed=lambda _error: None, at_leisure=True)

    def _show_close_tile(
        self, subject: _Subject, resolution: Resolution, tile: int, columns: NDArray[np.uint8]
    ) -> None:
        if subject is self._laid_out:
            self._timeline.spectrogram.set_closeup(resolution, tile, columns)


def tiles(
    path: Path | MixPlan, n_samples: int, first_tile: int = 0, stream: int | None = None, *, linear: bool = False
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Columns of a file's (or a mix's) whole spectrogram at the studio rate, from a tile on and then those before it.

    Yields
    ------
    First column and ``uint8 [F, m]``; equal to the columns of the whole.
    """
    resolution = RESOLUTIONS[0]
    count = n_samples // resolution.hop + 1
    n_tiles = -(-count // _WHOLE_TILE)
    with closing(_opened(path, stream)) as reader:
        for number in (*range(first_tile, n_tiles), *range(first_tile)):
            first, stop = number * _WHOLE_TILE, min(count, (number + 1) * _WHOLE_TILE)
            yield first, _columns(reader, n_samples, resolution, first, stop, linear)


def close_tiles(
    path: Path | MixPlan,
    n_samples: int,
    resolution: Resolution,
    wanted: Sequence[int],
    stream: int | None = None,
    *,
    linear: bool = False,
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Tiles of a closer look, in the order they are wanted.

    Yields
    ------
    Tile number and ``uint8 [F, m]``.
    """
    count = n_samples // resolution.hop + 1
    # A view cannot wait: by stamps.
    with closing(_opened(path, stream, by_stamps=True)) as reader:
        for tile in wanted:
            yield tile, _columns(reader, n_samples, resolution, tile * TILE, min(count, (tile + 1) * TILE), linear)


def _opened(source: Path | MixPlan, stream: int | None, by_stamps: bool = False) -> SoundReader | Mixdown:
    if isinstance(source, MixPlan):
        return Mixdown(source)
    return SoundReader(source, STUDIO_RATE_HZ, stream, stereo=True, by_stamps=by_stamps)


def _columns(
    reader: SoundReader | Mixdown, n_samples: int, resolution: Resolution, first: int, stop: int, linear: bool
) -> NDArray[np.uint8]:
    """``uint8 [F, m]``: columns of a sound of ``n_samples``, silent where its file is shorter."""
    start = max(0, first * resolution.hop - REACH) // ALIGNED * ALIGNED
    needed = min(stop * resolution.hop + REACH, n_samples) - start
    wave = reader.read(start, max(0, needed))
    mono = np.zeros(0, np.float32) if not len(wave) else wave.mean(axis=1, dtype=np.float32)
    lead = start // resolution.hop
    return display_columns(mono, STUDIO_RATE_HZ, resolution, first - lead, stop - lead, linear=linear)
