from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.takes.lane import FOLDED_ROW_PX, TakeLane
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import RenderingView, TakeView, TrackView
from tests.gui.hands import show_time
from tests.gui.timeline.made import ArrayPeaks, drag, hover, noise, pixels, send_mouse, track_with_takes, waveform


@pytest.fixture
def lane(timeline: TimelineWidget) -> TakeLane:
    timeline.set_tracks([track_with_takes(1, other=12)])
    return timeline.tracks.row(1).takes


def test_a_click_selects_the_take_and_seeks(lane: TakeLane, timeline: TimelineWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.tracks.take_selected) as heard:
        drag(lane, QPointF(250, 30))
    assert heard.args == [1, 13]
    assert timeline.axis.playhead_s == pytest.approx(1.0)


def test_a_double_click_uses_a_take(lane: TakeLane, timeline: TimelineWidget, qtbot: QtBot) -> None:
    lane.set_unfolded(True)
    with qtbot.waitSignal(timeline.tracks.take_activated) as heard:
        send_mouse(lane, QMouseEvent.Type.MouseButtonDblClick, QPointF(250, lane.main_height_px + 10))
    assert heard.args == [1, 12]


def test_unfolding_shows_the_other_takes_newest_first(lane: TakeLane) -> None:
    folded = lane.height()
    lane.set_unfolded(True)
    assert lane.height() == folded + 2 * FOLDED_ROW_PX
    found = [lane.take_at(QPointF(100, y)) for y in (20, folded + 10, folded + FOLDED_ROW_PX + 10)]
    assert [take.key for take in found if take is not None] == [13, 12, 11]
    lane.set_unfolded(False)
    assert lane.height() == folded


def test_takes_lie_where_they_sound(timeline: TimelineWidget) -> None:
    wave = waveform(np.full(8_000, 0.9, np.float32), 8_000, start_s=1.5)
    take = TakeView(5, 1, "late", 1.5, 2.5, wave)
    timeline.set_tracks([TrackView(1, "Foley 1", takes=(take,), active=5)])
    lane = timeline.tracks.row(1).takes
    assert lane.take_at(QPointF(376, 30)) is take
    assert lane.take_at(QPointF(370, 30)) is None
    row = pixels(lane.content_image(1.0))[lane.main_height_px // 2].astype(int)
    lit = np.flatnonzero(row[:, 0] > 150)
    assert lit.min() == pytest.approx(375, abs=1)
    assert lit.max() == pytest.approx(624, abs=1)


def test_a_long_drag_hands_out_the_sound_file(
    timeline: TimelineWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ein Ton ä.wav"
    take = TakeView(5, 1, "take", 0.0, 4.0, None, file)
    timeline.set_tracks([TrackView(1, "Foley 1", takes=(take,), active=5)])
    lane = timeline.tracks.row(1).takes
    handed: list[str] = []

    def run(self: QDrag, *_actions: object) -> Qt.DropAction:
        handed.extend(url.toLocalFile() for url in self.mimeData().urls())
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", run)
    sought: list[float] = []
    timeline.seek_requested.connect(sought.append)
    drag(lane, QPointF(300, 30), QPointF(303, 31), QPointF(340, 60))
    assert handed == [str(file)]
    assert sought == []


def test_a_take_without_a_file_is_not_dragged(lane: TakeLane, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QDrag, "exec", lambda *_args: pytest.fail("nothing to hand out"))
    drag(lane, QPointF(300, 30), QPointF(400, 60))


def test_a_rendering_shows_how_far_it_is_and_is_cancelled_by_its_cross(timeline: TimelineWidget, qtbot: QtBot) -> None:
    def half_lit(share: float) -> float:
        rendering = RenderingView(share, "Performing", 0.0, 4.0)
        timeline.set_tracks([TrackView(1, "Foley 1", rendering=rendering)])
        lit = pixels(timeline.tracks.row(1).takes.grab().toImage()).astype(int)
        return float((lit[-6, :, 0] > 200).mean())

    assert half_lit(0.25) == pytest.approx(0.25, abs=0.03)
    assert half_lit(0.75) == pytest.approx(0.75, abs=0.03)
    lane = timeline.tracks.row(1).takes
    hover(lane, QPointF(16, lane.main_height_px / 2))
    assert lane.cursor().shape() == Qt.CursorShape.PointingHandCursor
    with qtbot.waitSignal(timeline.tracks.rendering_cancelled) as heard:
        drag(lane, QPointF(16, lane.main_height_px / 2))
    assert heard.args == [1]


def test_progress_draws_no_waveform_anew(lane: TakeLane, timeline: TimelineWidget) -> None:
    lane.grab()
    drawn = lane.times_drawn
    track = lane.track
    for share in (0.1, 0.2, 0.3):
        timeline.set_tracks([TrackView(1, track.name, takes=track.takes, active=13, other=12,
                                       rendering=RenderingView(share, "Performing", 0.0, 4.0))])  # fmt: skip
        lane.grab()
    assert lane.times_drawn == drawn


def test_peaks_are_read_when_the_view_changes_and_never_while_painting(timeline: TimelineWidget) -> None:
    wave = waveform(noise(4.0), 8_000)
    timeline.set_tracks([TrackView(1, "Foley 1", takes=(TakeView(5, 1, "t", 0.0, 4.0, wave),), active=5)])
    timeline.set_guide(waveform(noise(4.0, seed=1), 8_000))
    source = wave.peaks
    assert isinstance(source, ArrayPeaks)
    for step in range(5):
        show_time(timeline.axis, 500 + 100 * step, 0.5)
        read = source.reads
        assert read > 0
        timeline.grab()
        assert source.reads == read


def test_an_empty_track_invites_a_drop(timeline: TimelineWidget) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1")])
    assert pixels(timeline.tracks.row(1).takes.grab().toImage()).std() > 1


def test_screen_readers_hear_what_the_lane_holds(lane: TakeLane) -> None:
    assert lane.accessibleName() == "Foley 1"
    assert lane.accessibleDescription() == "3 takes, 3  take 3 in use"


def test_a_menu_is_asked_for_with_the_take_under_the_mouse(
    lane: TakeLane, timeline: TimelineWidget, qtbot: QtBot
) -> None:
    place = QPoint(300, 30)
    with qtbot.waitSignal(timeline.tracks.menu_wanted) as heard:
        QApplication.sendEvent(lane, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, lane.mapToGlobal(place)))
    assert heard.args == [1, 13, lane.mapToGlobal(place)]


def test_of_many_tracks_only_those_in_sight_read_their_peaks(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.set_tracks(track_with_takes(key, count=1) for key in range(1, 101))
    lanes = {key: timeline.tracks.row(key).takes for key in range(1, 101)}
    qtbot.waitUntil(lambda: 0 < sum(not lane.visibleRegion().isEmpty() for lane in lanes.values()) < 20)
    peaks = {key: lane.track.takes[0].wave.peaks for key, lane in lanes.items() if lane.track.takes[0].wave is not None}
    told = {key: each.reads for key, each in peaks.items() if isinstance(each, ArrayPeaks)}  # how high each is at most

    def read() -> set[int]:
        return {key for key, each in peaks.items() if isinstance(each, ArrayPeaks) and each.reads > told[key]}

    timeline.axis.zoom(3.0)
    QApplication.processEvents()
    assert 0 < len(read()) < 20
    assert 100 not in read()
    bar = timeline._scroll.verticalScrollBar()
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert 100 in read()
    assert len(read()) < 40
    assert pixels(lanes[100].grab().toImage())[20:40, 100:900].std() > 5
