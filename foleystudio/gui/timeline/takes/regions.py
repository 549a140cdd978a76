"""What is heard of a track's takes, stretch by stretch: drawn in its main row, and taken hold of there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.fades import bent
from foleystudio.gui.look.theme import tokens, ui_font
from foleystudio.gui.timeline.axis.axis import View
from foleystudio.gui.timeline.takes.painting import TakeLook, paint_take
from foleystudio.gui.timeline.view_models import TakeView, TrackView
from foleystudio.gui.timeline.waveform.lane import WavePainter
from foleystudio.project.sounds.comp import Comp, CompSpan, FadeCurve
from foleystudio.project.sounds.regions import curved, faded, moved, regions, slipped, trimmed

_EDGE_PX = 5  # as near as the mouse has to come to an end
_HANDLE_PX = 4.0  # radius of a fade's handle ...
_CURVE_POINTS = 17  # of a bent fade: no corners are seen
_HANDLES_PX = 14  # ... which is taken hold of within so much of the row's top


class Part(StrEnum):
    """What of a region one takes hold of, by what undo calls it."""

    START = "Trim start"
    STOP = "Trim end"
    FADE_IN = "Fade in"
    FADE_OUT = "Fade out"
    SLIP = "Slip"
    MOVE = "Move stretch"


CURSORS = {
    None: Qt.CursorShape.ArrowCursor, Part.START: Qt.CursorShape.SplitHCursor, Part.STOP: Qt.CursorShape.SplitHCursor,
    Part.FADE_IN: Qt.CursorShape.SizeHorCursor, Part.FADE_OUT: Qt.CursorShape.SizeHorCursor,
    Part.SLIP: Qt.CursorShape.SizeHorCursor, Part.MOVE: Qt.CursorShape.SizeAllCursor,
}  # fmt: skip
"""What the mouse looks like over a part."""

_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
# Alt is what many a window manager moves windows by; where it arrives, it slips as in other programs.
_WITH_KEYS = {_CONTROL | _SHIFT: Part.SLIP, Qt.KeyboardModifier.AltModifier: Part.SLIP, _CONTROL: Part.MOVE}


TIP = "Drag its ends to trim, the round handles to fade (right click: shape); Ctrl moves, Ctrl+Shift slips"
"""What the mouse does to a region."""

Told = Callable[[str, Comp], None]


@dataclass(frozen=True)
class Swipe:
    """A stretch of a take that the mouse goes along.

    Parameters
    ----------
    take
        Key of the take.
    from_s, to_s
        Where it was pressed, and where the mouse is, in seconds.
    """

    take: int
    from_s: float
    to_s: float

    @property
    def range_s(self) -> tuple[float, float]:
        """Its beginning and its end."""
        return min(self.from_s, self.to_s), max(self.from_s, self.to_s)


@dataclass(frozen=True)
class _Hold:
    region: CompSpan
    part: Part
    from_s: float


class Regions:
    """The main row of a track, in its stretches."""

    def __init__(self) -> None:
        self._track: TrackView | None = None
        self._waves: dict[tuple[int, float, float], WavePainter] = {}
        self._hold: _Hold | None = None
        self._preview: Comp | None = None

    def show(self, track: TrackView) -> None:
        """Set the track that is shown."""
        self._track = track
        self._waves = {key: wave for key, wave in self._waves.items() if self._is_of(key[0], wave)}

    def _is_of(self, key: int, wave: WavePainter) -> bool:
        take = self._track.take(key) if self._track is not None else None
        return take is not None and take.wave is not None and take.wave.peaks is wave.wave.peaks

    @property
    def all(self) -> Comp:
        """Every region, as it is or is being dragged."""
        track = self._track
        take = track.take(track.active) if track is not None else None
        comp = self._preview if self._preview is not None else track.comp if track is not None else ()
        return regions(comp, None if take is None else (take.start_s, take.stop_s))

    def take_of(self, region: CompSpan) -> TakeView | None:
        """The take that a region plays."""
        track = self._track
        return track.take(track.active if region.take is None else region.take) if track is not None else None

    @property
    def waves(self) -> list[WavePainter]:
        """Outlines of all regions."""
        return [wave for region in self.all if (wave := self._wave(region)) is not None]

    def _wave(self, region: CompSpan) -> WavePainter | None:
        take = self.take_of(region)
        if take is None or take.wave is None:
            return None
        key = (take.key, region.slip_s, region.gain_db)
        if key not in self._waves:
            gain = take.wave.gain * db_to_amplitude(region.gain_db)
            self._waves[key] = WavePainter(replace(take.wave, start_s=take.wave.start_s + region.slip_s, gain=gain))
        return self._waves[key]

    # Drawing -------------------------------------------------------------------------------------------------------

    def paint(self, painter: QPainter, view: View, ratio: float, row: QRectF, look: TakeLook, amplitude: float) -> None:
        """Every region as a box of its own, with its waveform, fades and level."""
        several = len(self.all) > 1
        for region in self.all:
            box = _box(region, view, row)
            if box.width() <= 0:
                continue
            paint_take(painter, view, ratio, box, self._wave(region), look, amplitude)
            for fade in _fades(region, view, box):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(tokens().colour("ground", 0.66))
                painter.drawPolygon(QPolygonF(fade))
                painter.setPen(QPen(tokens().colour("foley"), 1.2))
                painter.drawPolyline(QPolygonF(fade[1:]))
            self._paint_words(painter, region, box, several)

    def _paint_words(self, painter: QPainter, region: CompSpan, box: QRectF, several: bool) -> None:
        take, words = self.take_of(region), []
        if several and region.take is not None and take is not None:
            words.append(take.label)
        if region.gain_db:
            words.append(f"{region.gain_db:+.1f} dB".replace("-", "−"))
        if region.slip_s:
            words.append(f"{1000 * region.slip_s:+.1f} ms".replace("-", "−"))
        painter.setFont(ui_font(10))
        painter.setPen(tokens().colour("foley"))
        room = box.adjusted(6, 0, -4, -2)
        told = QFontMetricsF(painter.font()).elidedText(", ".join(words), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignBottom, told if len(told) > 2 else "")

    def paint_handles(self, painter: QPainter, view: View, row: QRectF, position: QPointF | None) -> None:
        """Handles of the fades of the region under the mouse, or that is being dragged."""
        at_s = view.seconds_at(position.x()) if position is not None and row.contains(position) else None
        for region in self.all:
            if at_s is None or not region.start_s <= at_s < region.stop_s:
                continue
            painter.setPen(QPen(tokens().colour("ground"), 1))
            painter.setBrush(tokens().colour("text"))
            for at in (region.start_s + region.fade_in_s, region.stop_s - region.fade_out_s):
                painter.drawEllipse(QPointF(view.x_of(at), row.top() + _HANDLE_PX + 1), _HANDLE_PX, _HANDLE_PX)

    # Taking hold ---------------------------------------------------------------------------------------------------

    def part_at(self, view: View, row: QRectF, position: QPointF, keys: Qt.KeyboardModifier) -> Part | None:
        """What is under the mouse; keys held say whether a region's sound is slipped or the region moved."""
        hold = self._held_at(view, row, position, keys)
        return hold.part if hold is not None else None

    def _held_at(self, view: View, row: QRectF, position: QPointF, keys: Qt.KeyboardModifier) -> _Hold | None:
        x, at_s = position.x(), view.seconds_at(position.x())
        if not row.adjusted(-_EDGE_PX, 0, _EDGE_PX, 0).contains(position):
            return None
        is_high = position.y() < row.top() + _HANDLES_PX
        for region in self.all:
            if is_high and region.start_s <= at_s < region.stop_s:
                fade_in, fade_out = region.start_s + region.fade_in_s, region.stop_s - region.fade_out_s
                if abs(x - view.x_of(fade_in)) <= 2 * _HANDLE_PX:
                    return _Hold(region, Part.FADE_IN, at_s)
                if abs(x - view.x_of(fade_out)) <= 2 * _HANDLE_PX:
                    return _Hold(region, Part.FADE_OUT, at_s)
        for region in self.all if not is_high else ():
            inside = view.x_of(region.start_s) <= x < view.x_of(region.stop_s)
            for part, edge_s in ((Part.START, region.start_s), (Part.STOP, region.stop_s)):
                if inside and abs(x - view.x_of(edge_s)) <= _EDGE_PX:
                    return _Hold(region, part, at_s)
        wanted = _WITH_KEYS.get(keys)
        here = next((region for region in self.all if region.start_s <= at_s < region.stop_s), None)
        return _Hold(here, wanted, at_s) if here is not None and wanted is not None else None

    def fade_menu(self, lane: QWidget, row: QRectF, view: View, position: QPointF, told: Told) -> QMenu | None:
        """Shapes for the fade whose handle is under the mouse; ``told`` gets what was picked. None beside handles."""
        hold, track = self._held_at(view, row, position, Qt.KeyboardModifier.NoModifier), self._track
        if hold is None or track is None or hold.part not in (Part.FADE_IN, Part.FADE_OUT):
            return None
        region, is_in = hold.region, hold.part is Part.FADE_IN
        menu, now = QMenu(lane), region.fade_in_curve if is_in else region.fade_out_curve
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for curve in FadeCurve:
            comp = curved(track.comp, region, curve if is_in else None, None if is_in else curve)
            action = menu.addAction(
                f"{curve.told[0].upper()}{curve.told[1:]}", partial(told, f"{hold.part} shape", comp)
            )
            action.setCheckable(True)
            action.setChecked(curve is now)
        return menu

    def take_hold(self, view: View, row: QRectF, position: QPointF, keys: Qt.KeyboardModifier) -> bool:
        """Begin a drag; whether there was something to take hold of."""
        self._hold = self._held_at(view, row, position, keys)
        return self._hold is not None

    @property
    def is_held(self) -> bool:
        """Whether a drag is under way."""
        return self._hold is not None

    def drag_to(self, at_s: float) -> None:
        """The mouse is at an instant."""
        hold, track = self._hold, self._track
        take = self.take_of(hold.region) if hold is not None else None
        if hold is None or track is None or take is None:
            return
        region, by_s = hold.region, at_s - hold.from_s
        sound = take.start_s, take.stop_s
        match hold.part:
            case Part.START:
                at_s = min(region.start_s + by_s, region.stop_s)
                self._preview = trimmed(track.comp, region, at_s, region.stop_s, sound)
            case Part.STOP:
                at_s = max(region.stop_s + by_s, region.start_s)
                self._preview = trimmed(track.comp, region, region.start_s, at_s, sound)
            case Part.FADE_IN:
                self._preview = faded(track.comp, region, region.fade_in_s + by_s, region.fade_out_s)
            case Part.FADE_OUT:
                self._preview = faded(track.comp, region, region.fade_in_s, region.fade_out_s - by_s)
            case Part.SLIP:
                self._preview = slipped(track.comp, region, by_s)
            case Part.MOVE:
                self._preview = moved(track.comp, region, by_s, sound)

    def let_go(self) -> tuple[str, Comp] | None:
        """End the drag; what it is called and the comp that it made, if it made any."""
        hold, preview = self._hold, self._preview
        self._hold = self._preview = None
        return (str(hold.part), preview) if hold is not None and preview is not None else None


def _box(region: CompSpan, view: View, row: QRectF) -> QRectF:
    left, right = max(-8.0, view.x_of(region.start_s)), min(view.width_px + 8.0, view.x_of(region.stop_s))
    return QRectF(left, row.top(), max(0.0, right - left), row.height())


def _fades(region: CompSpan, view: View, box: QRectF) -> list[list[QPointF]]:
    """What a region's fades take away: the corner, then the curve from the foot to the head."""
    found = []
    for edge_s, head_s, curve in (
        (region.start_s, region.start_s + region.fade_in_s, region.fade_in_curve),
        (region.stop_s, region.stop_s - region.fade_out_s, region.fade_out_curve),
    ):
        edge, head = view.x_of(edge_s), view.x_of(head_s)
        if abs(head - edge) >= 1:
            along = np.linspace(0.0, 1.0, 2 if curve is FadeCurve.LINEAR else _CURVE_POINTS)
            gains = bent(along, curve.value)
            points = zip(along.tolist(), gains.tolist(), strict=True)
            line = [QPointF(edge + at * (head - edge), box.bottom() - gain * box.height()) for at, gain in points]
            found.append([QPointF(edge, box.top()), *line])
    return found
