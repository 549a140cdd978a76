"""The spectrogram of the chosen track (or the guide), tile by tile from a worker, the part in view first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal

from foleystudio.dsp.mel_display import display_config, mel_display_columns
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import Cancelled as CancelledError
from foleystudio.gui.presenters.session import Session
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.media.audio import SoundReader
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

_TILE = 1024
_EDGE = 4
_SETTLE_MS = 60


@dataclass(frozen=True)
class _Subject:
    path: Path
    n_samples: int
    start_s: float
    name: str


class SpectrogramPresenter(QObject):
    """Keeps the spectrogram lane showing what is chosen."""

    _tile = Signal(object, int, object)

    def __init__(self, session: Session, timeline: TimelineWidget) -> None:
        super().__init__(session)
        self._session, self._timeline = session, timeline
        self._subject: _Subject | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._refresh)
        self._tile.connect(self._show_tile)
        session.clip_opened.connect(self._clip_opened)
        for signal in (session.guide_known, session.track_chosen):
            signal.connect(lambda *_: self._settle.start())
        session.changed.connect(self._follow)

    def _clip_opened(self) -> None:
        """The lane is empty now: what was shown, and what is still on its way, belongs to another clip."""
        self._session.jobs.cancel("spectrogram")
        self._subject = None
        self._settle.start()

    def _follow(self, change: Change) -> None:
        if change.parts & {Part.TAKES, Part.TRACKS} or change.cause is Cause.LOAD:
            self._settle.start()

    def _wanted(self) -> _Subject | None:
        session, clip = self._session, self._session.clip
        if clip is None:
            return None
        track = session.track
        take = track.active_take if track is not None and not session.guide_is_chosen else None
        if track is not None and take is not None:
            return _Subject(take.path, take.n_samples, take.start_s, track.name)
        if session.has_guide:
            return _Subject(clip.path, to_samples(clip.duration_s, STUDIO_RATE_HZ), 0.0, "Guide")
        return None

    def _refresh(self) -> None:
        wanted = self._wanted()
        if wanted == self._subject:
            return
        before, self._subject = self._subject, wanted
        self._session.jobs.cancel("spectrogram")
        if wanted is None:
            self._timeline.clear_spectrogram("The chosen track's spectrogram appears here")
            return
        grid, config = display_config(STUDIO_RATE_HZ).grid, display_config(STUDIO_RATE_HZ)
        count = wanted.n_samples // grid.hop + 1
        same_shape = (
            before is not None and (before.n_samples, before.start_s) == (wanted.n_samples, wanted.start_s)
            and before.name == wanted.name
        )  # fmt: skip
        if not same_shape:  # else the old one stays until its tiles are replaced: no flicker after an edit
            self._timeline.set_spectrogram(grid, config.n_bands, count, wanted.start_s, wanted.name)
        seen = self._timeline.axis.view.start_s - wanted.start_s
        first = max(0, min(count - 1, grid.column_at(max(0.0, seen)))) // _TILE

        def work(_progress: Progress, cancelled: Cancelled) -> None:
            for at, columns in tiles(wanted.path, wanted.n_samples, first):
                if cancelled():
                    raise CancelledError
                self._tile.emit(wanted, at, columns)

        self._session.jobs.start("spectrogram", work, title="Drawing the spectrogram", failed=self._session.fail)

    def _show_tile(self, subject: _Subject, first: int, columns: NDArray[np.uint8]) -> None:
        if subject is self._subject:
            self._timeline.set_spectrogram_tile(first, columns)


def tiles(path: Path, n_samples: int, first_tile: int = 0) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Columns of a file's spectrogram at the studio rate, from a tile on and then those before it.

    Yields
    ------
    First column and ``uint8 [F, m]``; equal to the columns of the whole.
    """
    grid = display_config(STUDIO_RATE_HZ).grid
    count = n_samples // grid.hop + 1
    n_tiles = -(-count // _TILE)
    with closing(SoundReader(path, STUDIO_RATE_HZ, stereo=True)) as reader:
        for number in (*range(first_tile, n_tiles), *range(first_tile)):
            first, stop = number * _TILE, min(count, (number + 1) * _TILE)
            lead = min(first, _EDGE)
            start = (first - lead) * grid.hop
            wave = reader.read(start, (stop + _EDGE) * grid.hop - start)
            mono = np.zeros(0, np.float32) if not len(wave) else wave.mean(axis=1, dtype=np.float32)
            needed = (stop + _EDGE) * grid.hop - start
            if len(mono) < needed and start + len(mono) < n_samples:  # a guide that ends before its clip
                mono = np.pad(mono, (0, min(needed, n_samples - start) - len(mono)))
            yield first, mel_display_columns(mono, STUDIO_RATE_HZ, lead, lead + stop - first)
