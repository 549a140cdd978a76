from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.headers import Grip
from foleystudio.gui.timeline.lane import LaneRow
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import GUIDE_KEY, TrackView
from tests.gui.conftest import Driver
from tests.gui.timeline.made import drag, send_mouse, track_with_takes, waveform
from tests.gui.timeline.made import noise as made_noise


def order(timeline: TimelineWidget) -> list[str]:
    QApplication.processEvents()
    rows = sorted(timeline.findChildren(LaneRow), key=lambda row: row.mapTo(timeline, row.rect().topLeft()).y())
    return [row.lane.accessibleName() for row in rows]


def test_rows_stand_in_the_order_of_the_tracks(timeline: TimelineWidget) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1"), TrackView(2, "Foley 2")])
    fixed = ["Ruler", "Picture", "Events", "Guide"]
    assert order(timeline) == [*fixed, "Foley 1", "Foley 2", "Spectrogram"]
    timeline.set_tracks([TrackView(3, "Foley 3"), TrackView(2, "Foley 2"), TrackView(1, "Foley 1")])
    assert order(timeline) == [*fixed, "Foley 3", "Foley 2", "Foley 1", "Spectrogram"]
    timeline.set_tracks([TrackView(1, "Cloth")])
    assert order(timeline) == [*fixed, "Cloth", "Spectrogram"]


def test_a_track_that_stays_keeps_its_row(timeline: TimelineWidget) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1"), TrackView(2, "Foley 2")])
    row = timeline.tracks.row(2)
    timeline.set_tracks([track_with_takes(2)])
    assert timeline.tracks.row(2) is row


def test_buttons_tell_and_wait_for_the_answer(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.set_tracks([track_with_takes(1, other=12)])
    row = timeline.tracks.row(1)
    with qtbot.waitSignal(timeline.tracks.mute_toggled) as heard:
        row.mute.click()
    assert heard.args == [1, True]
    with qtbot.waitSignal(timeline.tracks.solo_toggled) as heard:
        row.solo.click()
    assert heard.args == [1, True]
    with qtbot.waitSignal(timeline.tracks.ab_requested) as heard:
        row.flip.click()
    assert heard.args == [1]
    timeline.set_tracks([track_with_takes(1, other=12)])  # the project did not agree
    assert not row.mute.isChecked()
    assert not row.solo.isChecked()


def test_the_guide_has_buttons_once_it_has_a_sound(timeline: TimelineWidget, qtbot: QtBot) -> None:
    assert not timeline._mute.isEnabled()
    timeline.set_guide(waveform(made_noise(4.0), 8_000))
    with qtbot.waitSignal(timeline.tracks.mute_toggled) as heard:
        timeline._mute.click()
    assert heard.args == [GUIDE_KEY, True]


def test_compare_and_fold_show_only_where_there_is_something(timeline: TimelineWidget) -> None:
    timeline.set_tracks([track_with_takes(1, count=1), track_with_takes(2, other=22)])
    one, three = timeline.tracks.row(1), timeline.tracks.row(2)
    assert one.fold.isHidden()
    assert one.flip.isHidden()
    assert not three.fold.isHidden()
    assert not three.flip.isHidden()
    three.fold.click()
    assert three.takes.height() > one.takes.height()


def test_headers_select_and_rename(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1"), TrackView(2, "Foley 2")])
    head = timeline.tracks.row(2).head
    with qtbot.waitSignal(timeline.tracks.track_selected) as heard:
        drag(head, QPointF(20, 20))
    assert heard.args == [2]
    with qtbot.waitSignal(timeline.tracks.track_rename_wanted) as heard:
        send_mouse(head, QMouseEvent.Type.MouseButtonDblClick, QPointF(20, 20))
    assert heard.args == [2]


def test_the_selected_track_is_higher_and_stays_so(timeline: TimelineWidget) -> None:
    timeline.set_tracks([TrackView(1, "Foley 1"), TrackView(2, "Foley 2")])
    timeline.set_selected_track(2)
    assert timeline.tracks.row(2).takes.height() > timeline.tracks.row(1).takes.height()
    timeline.set_tracks([TrackView(2, "Foley 2"), TrackView(1, "Foley 1")])
    assert timeline.tracks.row(2).takes.height() > timeline.tracks.row(1).takes.height()


def test_buttons_have_names_and_can_be_reached_by_key(timeline: TimelineWidget) -> None:
    timeline.set_tracks([track_with_takes(1, other=12)])
    row = timeline.tracks.row(1)
    assert row.mute.accessibleName() == "Mute Foley 1"
    assert row.solo.accessibleName() == "Solo Foley 1"
    assert row.fold.accessibleName() == "Show all 3 takes"
    for button in (row.mute, row.solo, row.fold, row.flip):
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_lane_is_dragged_higher_by_its_header_s_foot_and_stays_so(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    studio = driver.studio
    table = studio.window.actions_table
    if not studio.session.project.tracks:
        table["add_track"].trigger()
    key = studio.session.project.tracks[0].key
    row = studio.window.timeline.tracks.row(key)
    (grip,) = row.head.findChildren(Grip)
    before, left, foot = row.takes.height(), Qt.MouseButton.LeftButton, grip.rect().center()
    QTest.mousePress(grip, left, pos=foot)
    QTest.mouseMove(grip, foot + QPoint(0, 30))
    QTest.mouseRelease(grip, left, pos=foot + QPoint(0, 30))
    assert row.takes.height() > before
    dragged = row.takes.height()
    assert studio.settings.texts("view/heights") == [f"{row.takes.extra_px}={row.head.texts[0]}"]
    table["taller"].trigger()
    assert row.takes.height() == dragged + 12
    table["lower"].trigger()
    assert row.takes.height() == dragged
    table["add_track"].trigger()
    table["undo"].trigger()
    assert studio.window.timeline.tracks.row(key).takes.height() in (dragged, dragged - 8, dragged + 8)
    QTest.mouseDClick(grip, left, pos=foot)
    assert studio.settings.texts("view/heights") in ([], None)
