"""A Foley track's lane: the take that sounds, the others folded below it, and the one being made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QDrag, QHelpEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from foleystudio.gui.file_urls import url_of
from foleystudio.gui.timeline.axis.axis import TimeAxis, View
from foleystudio.gui.timeline.lane import LEAST_PX, Lane
from foleystudio.gui.timeline.takes.painting import (
    TakeLook,
    cancel_place,
    paint_empty,
    paint_events,
    paint_label,
    paint_rendering,
    paint_take,
    paint_used,
    rendering_area,
    take_box,
)
from foleystudio.gui.timeline.takes.regions import CURSORS, TIP, Regions, Swipe
from foleystudio.gui.timeline.view_models import TakeView, TrackView
from foleystudio.gui.timeline.waveform.lane import Refiner, WavePainter, fitting_height

MAIN_HEIGHT_PX = 66  # of the take that sounds
SELECTED_HEIGHT_PX = 74  # of the selected track, which has more to tell
DENSE_HEIGHT_PX = 54  # on a low board
FOLDED_ROW_PX = 38  # of each take below it


@dataclass(frozen=True)
class _Row:
    take: TakeView
    top: float
    height: float


class TakeLane(Lane):
    """Takes of one track.

    Signals
    -------
    take_selected
        Key of the take that was clicked.
    take_activated
        Key of a take that was double-clicked: it should sound.
    take_rename_wanted
        Key of the take that sounds, which was double-clicked.
    cancel_requested
        The cross of the rendering was pressed.
    seek_requested
        Seconds; the lane was clicked.
    menu_wanted
        Key of a take or None, and the global position.
    comp_wanted
        Key of a take, and the seconds between which it was swiped: it should sound there.
    comp_edited
        What was done to a stretch, and the comp that came of it.
    main_height_changed
        The row of the take that sounds may be of another height.
    """

    take_selected = Signal(int)
    take_activated = Signal(int)
    take_rename_wanted = Signal(int)
    cancel_requested = Signal()
    seek_requested = Signal(float)
    menu_wanted = Signal(object, QPoint)
    comp_wanted = Signal(int, float, float)
    comp_edited = Signal(str, object)
    main_height_changed = Signal()

    def __init__(self, axis: TimeAxis, track: TrackView, parent: QWidget | None = None) -> None:
        super().__init__(axis, track.name, MAIN_HEIGHT_PX, DENSE_HEIGHT_PX, parent)
        self._track = track
        self._selected_track = False
        self._selected_take: int | None = None
        self._unfolded = False
        self._silenced = False
        self._waves: dict[int, WavePainter] = {}
        self._refiner = Refiner(self, self._shown_waves)
        axis.amplitude_changed.connect(self.invalidate)
        self._pressed_at: QPointF | None = None
        self._pressed_take: TakeView | None = None
        self._over_cancel = False
        self._swipe: Swipe | None = None
        self._regions = Regions()
        self._mouse: QPointF | None = None
        self.set_track(track)

    @property
    def track(self) -> TrackView:
        """What is shown."""
        return self._track

    def set_track(self, track: TrackView) -> None:
        """Show another state of the track."""
        same_takes = all(getattr(self._track, name) == getattr(track, name) for name in ("takes", "events", "comp"))
        only_rendering = same_takes and (self._track.active, self._track.other) == (track.active, track.other)
        if not only_rendering and self.underMouse():
            QToolTip.hideText()  # it may tell of what was
        self._track = track
        self._regions.show(track)
        kept = {}
        for take in track.takes:
            if take.wave is not None:
                old = self._waves.get(take.key)
                kept[take.key] = old if old is not None and old.wave is take.wave else WavePainter(take.wave)
        self._waves = kept
        self.setAccessibleName(track.name)
        self.setAccessibleDescription(self._described())
        self.fit_height()
        if only_rendering and self._waves:
            self.update()
        else:
            self.prepare_if_seen()
            self.invalidate()

    def set_selected(self, selected: bool) -> None:
        """Show whether commands go to this track."""
        if selected != self._selected_track:
            self._selected_track = selected
            self.fit_height()
            self.invalidate()

    def set_selected_take(self, key: int | None) -> None:
        """Show which take is selected, if it is one of this track."""
        if key != self._selected_take:
            self._selected_take = key
            self.invalidate()

    def set_unfolded(self, unfolded: bool) -> None:
        """Show all takes, or only the one that sounds."""
        if unfolded != self._unfolded:
            self._unfolded = unfolded
            self.fit_height()
            self.prepare_if_seen()
            self.invalidate()

    def set_silenced(self, silenced: bool) -> None:
        """Draw it faintly: muted, or another track plays solo."""
        if silenced != self._silenced:
            self._silenced = silenced
            self.invalidate()

    def prepare(self, view: View, ratio: float) -> None:
        """Read the peaks of the takes that show."""
        for wave in self._shown_waves():
            wave.prepare(view, ratio)
        self._refiner.wake()

    # -- painting -------------------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, view: View, ratio: float) -> None:
        """Boxes and waveforms."""
        paint_events(painter, view, self._track.events, faint=self._silenced)
        amplitude = self.axis.amplitude * fitting_height(self._waves.values())
        for row in self._rows():
            box = take_box(row.take, view, row.top, row.height)
            if row.take.key == self._track.active and self._is_in_regions:
                self._regions.paint(painter, view, ratio, self._main_row(), self._look(row.take), amplitude)
            elif box.width() > 0:
                paint_take(painter, view, ratio, box, self._waves.get(row.take.key), self._look(row.take), amplitude)
                for span in self._track.comp:
                    if row.take.key == span.take:
                        paint_used(painter, box, view, span.start_s, span.stop_s)

    @property
    def _is_in_regions(self) -> bool:
        """Whether what is heard is not simply the take in use."""
        return bool(self._track.comp) or self._regions.is_held

    def _main_row(self) -> QRectF:
        return QRectF(0, 4, self.width(), self.main_height_px - 8)

    def paint_live(self, painter: QPainter, view: View) -> None:
        """Labels, which stay in view; the take being made; the invitation."""
        rendering = self._track.rendering
        if not self._track.takes and rendering is None and self.axis.duration_s:
            paint_empty(painter, self._empty_area(), "Drop a sound here to perform it")
        for row in self._rows():
            box = take_box(row.take, view, row.top, row.height)
            if box.width() > 0:
                paint_label(painter, box, row.take, self._look(row.take))
            if self._swipe is not None and self._swipe.take == row.take.key:
                paint_used(painter, box, view, *self._swipe.range_s)
        self._regions.paint_handles(painter, view, self._main_row(), self._mouse)
        if rendering is not None:
            area = rendering_area(rendering, view, *self._rendering_place())
            paint_rendering(painter, area, rendering, hot=self._over_cancel)

    def _rendering_place(self) -> tuple[float, float]:
        """Over the whole lane when it is empty, else a bar at the foot of the take that still sounds."""
        height = self.main_height_px
        return (4.0, height - 8.0) if not self._track.takes else (height - 28.0, 24.0)

    def _empty_area(self) -> QRectF:
        return QRectF(6, 6, self.width() - 12, self.main_height_px - 12)

    @property
    def main_height_px(self) -> int:
        """Height of the row of the take that sounds; the others lie below."""
        return max(LEAST_PX, DENSE_HEIGHT_PX + self.extra_px if self.is_dense else self.usual_px)

    @property
    def usual_px(self) -> int:
        """Height that the take in use has where there is room."""
        return (SELECTED_HEIGHT_PX if self._selected_track else MAIN_HEIGHT_PX) + self.extra_px

    def fit_height(self) -> None:
        """Make room for the takes that show."""
        others = len(self._track.takes) - (self._track.active is not None)
        height = self.main_height_px + (others * FOLDED_ROW_PX if self._unfolded else 0)
        if height != self.height():
            self._heights_px = (height - self.extra_px, height - self.extra_px)
            self.setFixedHeight(height)
            self.main_height_changed.emit()

    def _rows(self) -> list[_Row]:
        active = self._track.take(self._track.active)
        rows = [] if active is None else [_Row(active, 4.0, self.main_height_px - 8.0)]
        if not self._unfolded:
            return rows
        top = float(self.main_height_px)
        for take in reversed(self._track.takes):
            if take.key != self._track.active:
                rows.append(_Row(take, top + 1, FOLDED_ROW_PX - 5.0))
                top += FOLDED_ROW_PX
        return rows

    def _shown_waves(self) -> list[WavePainter]:
        waves = (self._waves.get(row.take.key) for row in self._rows())
        shown = [wave for wave in waves if wave is not None]
        return shown + self._regions.waves if self._is_in_regions else shown

    def _look(self, take: TakeView) -> TakeLook:
        active = take.key == self._track.active
        return TakeLook(
            active=active,
            other=take.key == self._track.other,
            selected=take.key == self._selected_take,
            muted=self._silenced,
            compact=self._unfolded,
        )

    def _described(self) -> str:
        takes = self._track.takes
        active = self._track.take(self._track.active)
        count = "no takes" if not takes else f"{len(takes)} take{'s' if len(takes) > 1 else ''}"
        return f"{count}, {active.label} in use" if active is not None else count

    # -- mouse ----------------------------------------------------------------------------------------

    def take_at(self, position: QPointF) -> TakeView | None:
        """Take at a position in the lane."""
        for row in self._rows():
            if take_box(row.take, self.axis.view, row.top, row.height).contains(position):
                return row.take
        return None

    def _time_at(self, position: QPointF) -> float:
        return min(self.axis.duration_s, max(0.0, self.axis.seconds_at(position.x())))

    def _cancel_at(self, position: QPointF) -> bool:
        rendering = self._track.rendering
        if rendering is None:
            return False
        return cancel_place(rendering_area(rendering, self.axis.view, *self._rendering_place())).contains(position)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select a take, or cancel the rendering."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        position = event.position()
        if self._cancel_at(position):
            self.cancel_requested.emit()
            return
        if self._regions.take_hold(self.axis.view, self._main_row(), position, event.modifiers()):
            return
        self._pressed_at, self._pressed_take = position, self.take_at(position)
        if self._pressed_take is not None:
            self.take_selected.emit(self._pressed_take.key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Swipe a stretch of one of several takes that show; drag a take out as a file."""
        if self._swipe is not None:
            self._swipe = replace(self._swipe, to_s=self._time_at(event.position()))
            self.update()
            return
        self._mouse = event.position()
        self.update()
        if self._regions.is_held:
            self._regions.drag_to(self._time_at(event.position()))
            self.prepare(self.axis.view, self.devicePixelRatioF())
            self.invalidate()
            return
        self._over_cancel = self._cancel_at(event.position())
        part = self._regions.part_at(self.axis.view, self._main_row(), event.position(), event.modifiers())
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._over_cancel else CURSORS[part])
        take, start = self._pressed_take, self._pressed_at
        if take is not None and start is not None and take.path is not None:
            away = event.position() - start
            if away.manhattanLength() >= QApplication.startDragDistance():
                if self._unfolded and len(self._track.takes) > 1 and abs(away.x()) > abs(away.y()):
                    self._swipe = Swipe(take.key, self._time_at(start), self._time_at(event.position()))
                    self.update()
                    return
                self._pressed_at = self._pressed_take = None
                self._drag_out(take)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without a drag seeks; a swipe is told."""
        if self._regions.is_held:
            edited = self._regions.let_go()
            self.invalidate()
            if edited is not None:
                self.comp_edited.emit(*edited)
            return
        swipe, self._swipe = self._swipe, None
        if swipe is not None:
            self._pressed_at = self._pressed_take = None
            self.update()
            if swipe.range_s[1] > swipe.range_s[0]:
                self.comp_wanted.emit(swipe.take, *swipe.range_s)
            return
        pressed, self._pressed_at, self._pressed_take = self._pressed_at, None, None
        if pressed is not None and event.button() == Qt.MouseButton.LeftButton and self.axis.duration_s:
            self.seek_requested.emit(max(0.0, self.axis.seconds_at(event.position().x())))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Let a take sound; rename the one that does."""
        take = self.take_at(event.position())
        if take is not None and event.button() == Qt.MouseButton.LeftButton:
            sounds = take.key == self._track.active
            (self.take_rename_wanted if sounds else self.take_activated).emit(take.key)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the mouse any more."""
        self._mouse = None
        self.update()
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer shapes over a fade's handle; elsewhere hand on where a menu is wanted."""
        at = QPointF(event.pos())
        menu = self._regions.fade_menu(self, self._main_row(), self.axis.view, at, self.comp_edited.emit)
        if menu is not None:
            menu.popup(event.globalPos())
            return
        take = self.take_at(at)
        self.menu_wanted.emit(None if take is None else take.key, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Tooltips by take."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            take = self.take_at(QPointF(event.pos()))
            if take is not None:
                verb = "rename" if take.key == self._track.active else "use"
                lines = [take.label, take.detail, f"Double-click to {verb} it, drag it out as a WAV file"]
                if self._unfolded and len(self._track.takes) > 1:
                    lines.append("Swipe along it to use that stretch of it")
                if take.key == self._track.active:
                    lines.append(TIP)
                QToolTip.showText(event.globalPos(), "\n".join(line for line in lines if line), self)
                return True
            QToolTip.hideText()
        return super().event(event)

    def drag_data(self, take: TakeView) -> QMimeData:
        """What a dragged take hands to other programs: its sound file."""
        data = QMimeData()
        data.setUrls([url_of(take.path)] if take.path is not None else [])
        data.setText(take.name)
        return data

    def _drag_out(self, take: TakeView) -> None:
        drag = QDrag(self)
        drag.setMimeData(self.drag_data(take))
        drag.setPixmap(self._drag_picture(take))
        drag.exec(Qt.DropAction.CopyAction)

    def _drag_picture(self, take: TakeView) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(160 * ratio), round(28 * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, 160, 28)
        paint_take(painter, self.axis.view, ratio, box, None, TakeLook(active=True))
        paint_label(painter, box.adjusted(0, 4, 0, 0), take, TakeLook(active=True))
        painter.end()
        return picture
