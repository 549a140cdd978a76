"""The guide's lane: the clip's own sound as a waveform."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from foleystudio.gui.look.theme import tokens
from foleystudio.gui.timeline.axis.axis import TimeAxis, View
from foleystudio.gui.timeline.lane import Lane, paint_hint
from foleystudio.gui.timeline.view_models import SAMPLES_A_PEAK, Waveform
from foleystudio.gui.timeline.waveform.envelope import EnvelopeReader, WaveformEnvelope, envelope_picture
from foleystudio.gui.timeline.waveform.sample_points import SampleWindow

_REST_MS = 60  # the view rests so long before finer outlines are read for it
_HIGHEST = 6.0  # a soft sound is drawn so many times as high at most
_FILLED = 0.85  # share of the lane that the loudest peak fills


class WavePainter:
    """Keeps the outline of one sound at the present zoom, and draws it."""

    def __init__(self, wave: Waveform) -> None:
        self.wave = wave
        self.peak = _peak(wave)
        self._reader: EnvelopeReader | None = None
        self._samples = SampleWindow(wave)

    def prepare(self, view: View, ratio: float) -> None:
        """Read the envelope for a view, as far as it was not read already."""
        if not self._samples.wants(view, ratio):
            self._read(view, ratio)
        elif self.wave.is_quick and not self._samples.holds(view):
            self._samples.read(view)

    def _read(self, view: View, ratio: float) -> WaveformEnvelope:
        per_second = view.pixels_per_second * ratio
        if self._reader is None or self._reader.columns_per_second != per_second:
            self._reader = EnvelopeReader(self.wave, per_second)
        return self._reader.read(*_columns(view, ratio))

    def needs_refining(self, view: View, ratio: float) -> bool:
        """Whether what is shown is blocky."""
        if self._samples.wants(view, ratio):
            return not self._samples.holds(view)
        return self._reader is not None and not self._reader.is_final(*_columns(view, ratio))

    def refine(self, view: View, ratio: float) -> bool:
        """Make a part of what is shown exact; whether there was one to do."""
        if self._samples.wants(view, ratio):
            if self._samples.holds(view):
                return False
            self._samples.read(view)
            return True
        return self._reader is not None and self._reader.refine(*_columns(view, ratio))

    def paint(
        self, painter: QPainter, view: View, ratio: float, area: QRectF, colour: QColor, amplitude: float = 1.0
    ) -> None:
        """Draw the envelope or the samples into ``area`` (its height is full scale), ``amplitude`` times as high."""
        if self._samples.wants(view, ratio) and self._samples.holds(view):
            self._samples.paint(painter, view, ratio, area, colour, amplitude)
            return
        envelope = self._read(view, ratio)
        if not len(envelope.low):
            return
        height = max(2, round(area.height() * ratio))
        picture = envelope_picture(envelope.scaled(amplitude), height, colour, min_thick_px=max(1.0, ratio))
        left = envelope.first - round(view.left_px * ratio)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(QPoint(left, round(area.top() * ratio)), picture)
        painter.restore()


def _peak(wave: Waveform) -> float:
    """Largest distance from 0 of any sample."""
    if not wave.n_samples:
        return 0.0
    parts = max(1, min(64, wave.n_samples // SAMPLES_A_PEAK))
    return float(np.abs(wave.peaks.read(0, wave.n_samples, parts)).max(initial=0.0) * wave.gain)


def fitting_height(waves: Iterable[WavePainter]) -> float:
    """How many times as high to draw waveforms so that quiet ones can be seen, and compared within a lane."""
    peak = max((wave.peak for wave in waves), default=0.0)
    return max(1.0, min(_HIGHEST, _FILLED / peak)) if peak > 0 else 1.0


def _columns(view: View, ratio: float) -> tuple[int, int]:
    return round(view.left_px * ratio), ceil(view.width_px * ratio)


class Refiner(QObject):
    """Makes a lane's waveforms exact once the view rests, a part at a time, so that nothing stutters.

    Parameters
    ----------
    lane
        Drawn anew after each part.
    waves
        Answers the waveforms that show.
    """

    def __init__(self, lane: Lane, waves: Callable[[], Iterable[WavePainter]]) -> None:
        super().__init__(lane)
        self._lane, self._waves = lane, waves
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._work)

    def wake(self) -> None:
        """The view has changed: wait until it rests."""
        view, ratio = self._lane.axis.view, self._lane.devicePixelRatioF()
        if any(wave.needs_refining(view, ratio) for wave in self._waves()):
            self._timer.start(_REST_MS)

    def _work(self) -> None:
        view, ratio = self._lane.axis.view, self._lane.devicePixelRatioF()
        if any(wave.refine(view, ratio) for wave in self._waves()):  # one part: `any` stops there
            self._lane.invalidate()
            self._timer.start(0)


class WaveformLane(Lane):
    """A lane that shows one waveform in one colour.

    Parameters
    ----------
    token
        Name of the colour.
    heights_px
        Height, and height where room is scarce.
    """

    def __init__(
        self, axis: TimeAxis, name: str, token: str, heights_px: tuple[int, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(axis, name, *heights_px, parent=parent)
        self._token = token
        self._hint = ""
        self._muted = False
        axis.amplitude_changed.connect(self.invalidate)
        self._painter: WavePainter | None = None
        self._refiner = Refiner(self, lambda: [self._painter] if self._painter is not None else [])

    def set_waveform(self, wave: Waveform | None) -> None:
        """Set what is shown."""
        self._painter = None if wave is None else WavePainter(wave)
        self.prepare(self.axis.view, self.devicePixelRatioF())
        self.invalidate()

    def set_hint(self, hint: str) -> None:
        """Say why there is no waveform, or what to do about it."""
        self._hint = hint
        self.invalidate()

    def set_muted(self, muted: bool) -> None:
        """Draw it faintly: it is not heard."""
        if muted != self._muted:
            self._muted = muted
            self.invalidate()

    def prepare(self, view: View, ratio: float) -> None:
        """Read the peaks."""
        if self._painter is not None:
            self._painter.prepare(view, ratio)
            self._refiner.wake()

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """The waveform."""
        if self._painter is not None:
            area = QRectF(0, 4, view.width_px, self.height() - 8)
            colour = tokens().colour(self._token, 0.45 if self._muted else 1.0)
            amplitude = self.axis.amplitude * fitting_height([self._painter])
            self._painter.paint(painter, view, ratio, area, colour, amplitude)

    def paint_live(self, painter: QPainter, _view: View) -> None:
        """The hint."""
        if self._painter is None:
            paint_hint(painter, QRectF(self.rect()), self._hint, Qt.AlignmentFlag.AlignVCenter)
