"""Waveform and spectrogram of a reference over one time axis, with its slices upon the waveform."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent

from foleystudio.gui.look import theme
from foleystudio.gui.panels.reference_editor.axes import SIDE_PX, SecondsAxis, dress, label_frequencies
from foleystudio.gui.panels.reference_editor.range_item import RangeItem
from foleystudio.gui.panels.reference_editor.slice_item import SliceItem
from foleystudio.gui.panels.reference_editor.values import ShownSlice, ShownSound
from foleystudio.gui.panels.reference_editor.wave_outline import WaveOutline
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyScale
from foleystudio.gui.timeline.spectrogram.pyramid import stretched_colours

_CLOSEST_S = 0.004  # in view at least: samples lie pixels apart then
_AIR = 0.01  # beside the sound, of its length: in and out are to be got hold of there
_HEIGHT = 1.06  # of the waveform's view, beside its peak
_ZOOM = 1.5  # factor of a step
_ARROW_SHARE = 0.01  # of what is in view


class EditorPlots(pyqtgraph.GraphicsLayoutWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """Shows a sound and its slices; the wheel zooms, dragging pans.

    Signals
    -------
    slice_picked
        A slice was clicked: its number from 0.
    slice_changed
        A slice was dragged: its number, and a `ShownSlice`.
    range_changed
        In and out were dragged, seconds.
    place_picked
        An empty place was clicked, seconds.
    add_wanted
        A slice is wanted at a place (double click), seconds.
    """

    slice_picked = Signal(int)
    slice_changed = Signal(int, object)
    range_changed = Signal(float, float)
    place_picked = Signal(float)
    add_wanted = Signal(float)
    hear_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Waveform and spectrogram")
        self.setAccessibleDescription("Arrows move the cursor, Insert adds a slice there; the list has all slices")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._sound: ShownSound | None = None
        self._outline: WaveOutline | None = None
        self._scale: FrequencyScale | None = None
        self.slices: list[SliceItem] = []
        self._selected = -1
        self.cursor_s = 0.0
        self._lay_out()
        self._dress()
        self.scene().sigMouseClicked.connect(self._clicked)

    def _lay_out(self) -> None:
        layout = self.ci
        layout.setContentsMargins(0, 6, 8, 0)
        layout.setSpacing(4)
        self.wave = layout.addPlot(row=0, col=0, axisItems={"bottom": SecondsAxis()})
        self.spectrum = layout.addPlot(row=1, col=0, axisItems={"bottom": SecondsAxis()})
        layout.layout.setRowStretchFactor(0, 3)
        layout.layout.setRowStretchFactor(1, 2)
        for plot in (self.wave, self.spectrum):
            plot.setMenuEnabled(False)
            plot.hideButtons()
            plot.setMouseEnabled(x=True, y=False)
            plot.getAxis("left").setWidth(SIDE_PX)
            plot.vb.setDefaultPadding(0.0)
        self.wave.getAxis("left").setStyle(showValues=False, tickLength=0)
        self.wave.getAxis("bottom").setStyle(showValues=False, tickLength=0)
        self.wave.getAxis("bottom").setHeight(6)
        self.spectrum.setXLink(self.wave)
        self._curve = pyqtgraph.PlotCurveItem(skipFiniteCheck=True)
        self._curve.setZValue(5)
        self._image = pyqtgraph.ImageItem(axisOrder="row-major")
        self.points = RangeItem()
        self.points.dragged = lambda: self.range_changed.emit(self.points.in_s, self.points.out_s)
        self._cursor = pyqtgraph.InfiniteLine(angle=90)
        self._cursor.setZValue(15)
        self._edges = [pyqtgraph.InfiniteLine(angle=90) for _ in range(2)]
        for item in (self._curve, self.points, self._cursor):
            self.wave.addItem(item, ignoreBounds=True)
        for item in (self._image, *self._edges):
            self.spectrum.addItem(item, ignoreBounds=True)
        self.wave.setYRange(-1, 1, padding=0)
        self.wave.vb.sigXRangeChanged.connect(self._draw_wave)
        self.wave.vb.sigResized.connect(self._draw_wave)

    def _dress(self) -> None:
        colours = theme.tokens()
        self.setBackground(colours.colour("ground"))
        for plot in (self.wave, self.spectrum):
            for side in ("left", "bottom"):
                dress(plot.getAxis(side))
        self._curve.setPen(pyqtgraph.mkPen(colours.colour("text", 0.85), width=1))
        dash = Qt.PenStyle.DashLine
        self._cursor.setPen(pyqtgraph.mkPen(colours.colour("events" if self.hasFocus() else "dim"), style=dash))
        for line in self._edges:
            line.setPen(pyqtgraph.mkPen(colours.colour("foley"), width=1.5))
        for item in self.slices:
            item.set_selected(item is self._selected_item)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_edges"):
            self._dress()

    # What is shown -------------------------------------------------------------------------------------------------

    def set_sound(self, sound: ShownSound | None) -> None:
        """Show another sound, all of it."""
        self._sound = sound
        self._outline = None if sound is None else WaveOutline(sound.mono, sound.rate_hz)
        self._image.clear()
        for item in (self.points, self._cursor):
            item.setVisible(sound is not None)
        self.spectrum.getAxis("bottom").setTicks([] if sound is None else None)
        if sound is None:
            self.spectrum.getAxis("left").setTicks([])
            self._curve.setData([], [])
            self.set_slices(())
            return
        peak = max(1e-6, float(np.abs(sound.mono).max(initial=0.0)))
        self.wave.setYRange(-_HEIGHT * peak, _HEIGHT * peak, padding=0)
        self._show_columns(sound)
        for plot in (self.wave, self.spectrum):
            air = _AIR * sound.duration_s
            plot.setLimits(xMin=-air, xMax=sound.duration_s + air, minXRange=min(_CLOSEST_S, sound.duration_s))
        self.set_cursor(0.0)
        self.fit()
        self._draw_wave()

    def _show_columns(self, sound: ShownSound) -> None:
        rows, count = sound.columns.shape
        heard = sound.columns[sound.columns > 0]
        top = int(np.percentile(heard, 99.9)) if heard.size else 255
        table = stretched_colours(max(0, top - 144), top)
        rgb = np.stack([(table >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.uint8)
        self._image.setImage(sound.columns, levels=(0, 255), lut=rgb, autoDownsample=True)
        self._image.setRect(QRectF(-sound.column_s / 2, 0, count * sound.column_s, rows))
        self.spectrum.setYRange(0, rows, padding=0)
        self._scale = FrequencyScale(sound.band_hz)
        self._label_frequencies()

    def _label_frequencies(self) -> None:
        height = self.spectrum.vb.height()
        if self._scale is not None and height > 0:
            label_frequencies(self.spectrum.getAxis("left"), self._scale, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as many frequencies as there is room for."""
        super().resizeEvent(event)
        if hasattr(self, "_edges"):
            self._label_frequencies()

    def _draw_wave(self, *_: Any) -> None:
        if self._outline is not None:
            (start, stop), width = self.wave.vb.viewRange()[0], self.wave.vb.width()
            self._curve.setData(*self._outline.pick(start, stop, int(width)))

    def set_slices(self, slices: Sequence[ShownSlice]) -> None:
        """Show these slices; a selected one stays selected while there are as many."""
        while len(self.slices) > len(slices):
            self.wave.removeItem(self.slices.pop())
        duration_s = self._sound.duration_s if self._sound is not None else math.inf
        for number, one in enumerate(slices):
            if number == len(self.slices):
                self._add_item(one)
            self.slices[number].set_shown(one, duration_s)
        self.set_selected(self._selected)

    def _add_item(self, one: ShownSlice) -> None:
        number = len(self.slices)
        item = SliceItem(number + 1, one)
        item.picked = partial(self.slice_picked.emit, number)
        item.dragged = partial(self._dragged, item, number)
        self.slices.append(item)
        self.wave.addItem(item, ignoreBounds=True)

    def _dragged(self, item: SliceItem, number: int) -> None:
        self.slice_changed.emit(number, item.shown)

    @property
    def _selected_item(self) -> SliceItem | None:
        return self.slices[self._selected] if 0 <= self._selected < len(self.slices) else None

    def set_selected(self, number: int) -> None:
        """Show a slice as the selected one; -1 for none."""
        self._selected = number
        for item in self.slices:
            item.set_selected(item is self._selected_item)
        chosen = self._selected_item
        for line, at in zip(
            self._edges, (chosen.shown.start_s, chosen.shown.stop_s) if chosen else (0, 0), strict=True
        ):
            line.setVisible(chosen is not None)
            line.setValue(at)

    def reveal(self, number: int) -> None:
        """Bring a slice into view."""
        one, (start, stop) = self.slices[number].shown, self.wave.vb.viewRange()[0]
        if one.start_s < start or one.stop_s > stop:
            half = max(stop - start, one.length_s * 1.1) / 2
            middle = (one.start_s + one.stop_s) / 2
            self.wave.setXRange(middle - half, middle + half, padding=0)

    def set_range(self, in_s: float, out_s: float) -> None:
        """Show in and out."""
        self.points.set_range(in_s, out_s, self._sound.duration_s if self._sound is not None else out_s)

    # Zoom and cursor -----------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show all of the sound."""
        if self._sound is not None:
            self.wave.setXRange(0, self._sound.duration_s, padding=_AIR)

    def zoom(self, steps: int) -> None:
        """Show less, larger, around the cursor when it is in view."""
        start, stop = self.wave.vb.viewRange()[0]
        centre = self.cursor_s if start <= self.cursor_s <= stop else (start + stop) / 2
        factor = _ZOOM**-steps
        self.wave.setXRange(centre - (centre - start) * factor, centre + (stop - centre) * factor, padding=0)

    def set_cursor(self, seconds: float) -> None:
        """Put the cursor somewhere, and into view."""
        longest = self._sound.duration_s if self._sound is not None else 0.0
        self.cursor_s = min(max(0.0, seconds), longest)
        self._cursor.setValue(self.cursor_s)
        start, stop = self.wave.vb.viewRange()[0]
        if not start <= self.cursor_s <= stop:
            half = (stop - start) / 2
            self.wave.setXRange(self.cursor_s - half, self.cursor_s + half, padding=0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cursor, Space and Return let it be heard."""
        start, stop = self.wave.vb.viewRange()[0]
        step = (stop - start) * _ARROW_SHARE * (10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        ends = {Qt.Key.Key_Home: -math.inf, Qt.Key.Key_End: math.inf}
        moves = {Qt.Key.Key_Left: -step, Qt.Key.Key_Right: step} | ends
        if event.key() in moves:
            self.set_cursor(self.cursor_s + moves[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.hear_wanted.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that arrows move the cursor."""
        super().focusInEvent(event)
        self._dress()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that they no longer do."""
        super().focusOutEvent(event)
        self._dress()

    def _put_cursor(self, place: QPointF) -> bool:
        """Put the cursor where the mouse is in the scene; answers whether that is in the sound."""
        inside = any(plot.vb.sceneBoundingRect().contains(place) for plot in (self.wave, self.spectrum))
        if inside and self._sound is not None:
            self.set_cursor(float(self.wave.vb.mapSceneToView(place).x()))
        return inside and self._sound is not None

    def _clicked(self, event: Any) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._put_cursor(event.scenePos()) and not event.isAccepted() and not event.double():
            self.place_picked.emit(self.cursor_s)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A slice is wanted here."""
        super().mouseDoubleClickEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and self._put_cursor(
            self.mapToScene(event.position().toPoint())
        ):
            self.add_wanted.emit(self.cursor_s)
