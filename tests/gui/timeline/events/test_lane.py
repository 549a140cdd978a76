from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.events.geometry import EventPart, Hit
from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.project.events import Event, EventTrack
from tests.gui.hands import show_time
from tests.gui.timeline.made import click, drag, hover, send_mouse

FRAME_S = 0.04
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier

TRACK = EventTrack(
    (
        Event(0.4, 0.5, key=1),
        Event(1.0, 0.8, sustain_s=0.4, key=2),
        Event(2.0, 0.3, marked=True, key=3),
        Event(3.0, 0.6, key=4),
        Event(3.5, 0.6, key=5),
    ),
)


class Heard:
    """What the lane has said, in order."""

    def __init__(self, lane: EventLane) -> None:
        self.said: list[tuple[str, object]] = []
        for name in (
            "events_moved", "events_nudged", "strength_changed", "sustain_changed", "events_accepted",
            "events_rejected", "selection_changed", "seek_requested", "event_added", "peeked",
        ):  # fmt: skip
            getattr(lane, name).connect(self._hear(name))

    def _hear(self, name: str) -> Callable[[object], None]:
        return lambda value: self.said.append((name, value))

    def all(self, name: str) -> list[object]:
        return [value for heard, value in self.said if heard == name]

    def one(self, name: str) -> object:
        (value,) = self.all(name)
        return value


@pytest.fixture
def lane(timeline: TimelineWidget) -> EventLane:
    timeline.set_events(TRACK, proposed=(4, 5))
    return timeline.events


@pytest.fixture
def heard(lane: EventLane) -> Heard:
    return Heard(lane)


def chosen(lane: EventLane) -> tuple[int, ...]:
    return lane.selected


def head(lane: EventLane, key: int) -> QPointF:
    return lane.geometry_now().head(TRACK.get(key))


def test_a_click_selects_one_and_shift_adds(lane: EventLane, heard: Heard) -> None:
    drag(lane, head(lane, 1))
    assert chosen(lane) == (1,)
    drag(lane, head(lane, 3), modifier=SHIFT)
    assert chosen(lane) == (1, 3)
    drag(lane, head(lane, 1), modifier=SHIFT)
    assert chosen(lane) == (3,)
    assert heard.all("selection_changed") == [(1,), (1, 3), (3,)]
    assert heard.all("events_moved") == []


def test_a_click_beside_events_clears_the_selection_and_seeks(lane: EventLane, heard: Heard) -> None:
    lane.select([1, 2])
    click(lane, 700, 20)
    assert chosen(lane) == ()
    assert heard.one("seek_requested") == pytest.approx(2.8, abs=0.005)


def test_dragging_moves_in_time_and_snaps_to_frames(lane: EventLane, heard: Heard) -> None:
    start = head(lane, 1)
    drag(lane, start, start + QPointF(20, 1), start + QPointF(53, 2))
    moved = heard.one("events_moved")
    assert isinstance(moved, dict)
    assert moved.keys() == {1}
    assert moved[1] == pytest.approx(round((0.4 + 53 / 250) / FRAME_S) * FRAME_S)
    assert heard.all("strength_changed") == []


@pytest.mark.parametrize("keys", [ALT, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier])
def test_alt_drags_freely_and_snapping_can_be_off(lane: EventLane, heard: Heard, keys: Qt.KeyboardModifier) -> None:
    start = head(lane, 1)
    drag(lane, start, start + QPointF(53, 0), modifier=keys)
    lane.set_snap(False)
    drag(lane, start, start + QPointF(53, 0))
    free = [moved[1] for moved in heard.all("events_moved") if isinstance(moved, dict)]
    assert free == pytest.approx([0.4 + 53 / 250] * 2)


def test_selected_events_move_together_and_keep_their_distance(lane: EventLane, heard: Heard) -> None:
    lane.select([1, 3])
    start = head(lane, 3)
    drag(lane, start, start + QPointF(-25, 0))
    moved = heard.one("events_moved")
    assert isinstance(moved, dict)
    assert moved[3] == pytest.approx(1.88, abs=0.021)
    assert moved[3] - moved[1] == pytest.approx(1.6)


def test_no_event_leaves_the_clip(lane: EventLane, heard: Heard) -> None:
    lane.select([1, 5])
    drag(lane, head(lane, 5), QPointF(5000, 20), modifier=ALT)
    drag(lane, head(lane, 5), QPointF(-5000, 20), modifier=ALT)
    late, early = (moved for moved in heard.all("events_moved") if isinstance(moved, dict))
    assert late[5] == pytest.approx(4.0)
    assert early[1] == pytest.approx(0.0)
    assert early[5] == pytest.approx(3.1)


def test_dragging_upwards_sets_the_strength_and_leaves_time_alone(lane: EventLane, heard: Heard) -> None:
    start = head(lane, 1)
    wanted = lane.geometry_now().y_of(0.9)
    drag(lane, start, QPointF(start.x() + 2, wanted))
    changed = heard.one("strength_changed")
    assert changed == {1: pytest.approx(0.9, abs=0.01)}
    assert heard.all("events_moved") == []


def test_strength_stays_between_none_and_full(lane: EventLane, heard: Heard) -> None:
    drag(lane, head(lane, 1), head(lane, 1) + QPointF(0, -500))
    drag(lane, head(lane, 2), head(lane, 2) + QPointF(0, 500))
    assert heard.all("strength_changed") == [{1: 1.0}, {2: 0.0}]


def test_dragging_the_right_edge_sets_the_sustain(lane: EventLane, heard: Heard) -> None:
    geometry = lane.geometry_now()
    edge = QPointF(geometry.edge_x(TRACK.get(2)), geometry.base_y - 4)
    drag(lane, edge, edge + QPointF(50, 0), modifier=ALT)
    assert heard.one("sustain_changed") == {2: pytest.approx(0.6)}


def test_a_hit_gets_a_sustain_by_its_grip_and_loses_it_again(lane: EventLane, heard: Heard) -> None:
    lane.select([1])
    geometry = lane.geometry_now()
    grip = QPointF(geometry.edge_x(TRACK.get(1)), geometry.base_y - 4)
    drag(lane, grip, grip + QPointF(75, 0), modifier=ALT)
    edge = QPointF(geometry.edge_x(TRACK.get(2)), geometry.base_y - 4)
    drag(lane, edge, edge - QPointF(500, 0), modifier=ALT)
    assert heard.all("sustain_changed") == [{1: pytest.approx(0.3)}, {2: 0.0}]


def test_a_drag_can_be_given_up(lane: EventLane, heard: Heard) -> None:
    start = head(lane, 1)
    drag(lane, start, start + QPointF(60, 0), release=False)
    lane.give_up()
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, start + QPointF(60, 0))
    assert heard.all("events_moved") == []
    assert lane._preview == {}


def test_going_back_to_where_a_drag_began_changes_nothing(lane: EventLane, heard: Heard) -> None:
    start = head(lane, 1)
    drag(lane, start, start + QPointF(60, 0), start)
    assert heard.all("events_moved") == []
    assert lane._preview == {}


def test_a_rubber_band_selects_what_it_touches(lane: EventLane) -> None:
    drag(lane, QPointF(60, 2), QPointF(200, 20), QPointF(510, 46))
    assert chosen(lane) == (1, 2, 3)
    drag(lane, QPointF(720, 2), QPointF(800, 46), modifier=SHIFT)
    assert chosen(lane) == (1, 2, 3, 4)
    drag(lane, QPointF(60, 2), QPointF(510, 8))  # above the heads
    assert chosen(lane) == ()


def test_a_double_click_adds_an_event_at_the_mouse(lane: EventLane, heard: Heard) -> None:
    send_mouse(lane, QMouseEvent.Type.MouseButtonDblClick, QPointF(401, lane.height() - 2))
    assert heard.one("event_added") == pytest.approx(1.6)
    send_mouse(lane, QMouseEvent.Type.MouseButtonDblClick, head(lane, 1))  # not on an event
    assert len(heard.all("event_added")) == 1


def test_return_accepts_the_selected_proposals(lane: EventLane, heard: Heard) -> None:
    lane.select([1, 4, 5])
    QTest.keyClick(lane, Qt.Key.Key_Return)
    assert heard.one("events_accepted") == (4, 5)


@pytest.mark.parametrize(
    ("part", "name"), [(EventPart.ACCEPT, "events_accepted"), (EventPart.REJECT, "events_rejected")]
)
def test_a_hovered_proposal_offers_buttons(lane: EventLane, heard: Heard, part: EventPart, name: str) -> None:
    button = lane.geometry_now().button(TRACK.get(4), part).center()
    hover(lane, head(lane, 4))
    drag(lane, button)
    assert heard.one(name) == (4,)
    assert heard.all("selection_changed") == []


def test_buttons_act_on_all_selected_proposals(lane: EventLane, heard: Heard) -> None:
    lane.select([3, 4, 5])
    drag(lane, lane.geometry_now().button(TRACK.get(5), EventPart.ACCEPT).center())
    assert heard.one("events_accepted") == (4, 5)


def test_nudging_moves_by_whole_frames_and_keeps_what_lies_between(lane: EventLane, heard: Heard) -> None:
    lane.set_events(lane_track := EventTrack((Event(0.413, key=1), Event(3.95, key=2))))
    lane.select([1, 2])
    lane.nudge(1)
    lane.nudge(-5)
    on, back = (moved for moved in heard.all("events_nudged") if isinstance(moved, dict))
    assert on[1] == pytest.approx(0.413 + FRAME_S)
    assert on[2] == pytest.approx(3.95)  # it is at the last frame
    assert back[1] == pytest.approx(0.413 - 5 * FRAME_S)
    assert len(lane_track) == 2


def test_keys_change_strength_of_the_neighbour_that_was_chosen(lane: EventLane, heard: Heard) -> None:
    lane.axis.set_playhead(1.5)
    lane.select_neighbour(1)
    assert chosen(lane) == (3,)
    lane.select_neighbour(-1)
    assert chosen(lane) == (2,)
    QTest.keyClick(lane, Qt.Key.Key_Up, SHIFT)
    assert heard.one("strength_changed") == {2: pytest.approx(0.85)}


def test_the_cursor_tells_what_a_drag_would_do(lane: EventLane) -> None:
    geometry = lane.geometry_now()
    shapes = []
    for place in (head(lane, 1), QPointF(geometry.edge_x(TRACK.get(2)), geometry.base_y - 3), QPointF(900, 20)):
        hover(lane, place)
        shapes.append(lane.cursor().shape())
    arrow, move, sideways = Qt.CursorShape.ArrowCursor, Qt.CursorShape.SizeAllCursor, Qt.CursorShape.SizeHorCursor
    assert shapes == [move, sideways, arrow]


def test_without_a_clip_the_mouse_does_nothing(timeline: TimelineWidget) -> None:
    timeline.clear()
    heard = Heard(timeline.events)
    drag(timeline.events, QPointF(10, 10), QPointF(100, 30))
    send_mouse(timeline.events, QMouseEvent.Type.MouseButtonDblClick, QPointF(100, 20))
    assert heard.said == []


def test_events_that_go_away_take_selection_and_drag_with_them(lane: EventLane, heard: Heard) -> None:
    start = head(lane, 1)
    drag(lane, start, start + QPointF(60, 0), release=False)
    lane.set_events(TRACK.without([1]))
    send_mouse(lane, QMouseEvent.Type.MouseMove, start + QPointF(80, 0))
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, start + QPointF(80, 0))
    assert chosen(lane) == ()
    assert heard.all("events_moved") == []
    QApplication.processEvents()


def test_values_set_during_a_drag_do_not_end_it(lane: EventLane, heard: Heard, qtbot: QtBot) -> None:
    start = head(lane, 1)
    drag(lane, start, start + QPointF(60, 0), release=False)
    lane.set_events(TRACK, proposed=(4,))
    drag_to = start + QPointF(100, 0)
    send_mouse(lane, QMouseEvent.Type.MouseMove, drag_to)
    send_mouse(lane, QMouseEvent.Type.MouseButtonRelease, drag_to)
    assert heard.one("events_moved") == {1: pytest.approx(0.8)}


def test_dragging_beyond_the_edge_takes_the_view_along(lane: EventLane, heard: Heard) -> None:
    show_time(lane.axis, 1000, 0.2)
    start = lane.geometry_now().head(TRACK.get(2))
    drag(lane, start, QPointF(900, 20), QPointF(1200, 20), QPointF(1200, 20), modifier=ALT)
    assert lane.axis.left_px == pytest.approx(200 + 2 * 50)
    moved = heard.one("events_moved")
    assert isinstance(moved, dict)
    assert moved[2] == pytest.approx(lane.axis.seconds_at(1200), abs=0.002)  # it stays under the mouse


def test_a_menu_is_about_what_lies_under_the_mouse(lane: EventLane, timeline: TimelineWidget, qtbot: QtBot) -> None:
    def ask(place: QPointF) -> list[object]:
        at = place.toPoint()
        with qtbot.waitSignal(timeline.events.menu_wanted) as heard:
            QApplication.sendEvent(lane, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, lane.mapToGlobal(at)))
        return list(heard.args or [])[:2]

    lane.select([1, 2])
    assert ask(head(lane, 3)) == [3, pytest.approx(2.0)]
    assert chosen(lane) == (3,)
    lane.select([1, 3])
    ask(head(lane, 3))
    assert chosen(lane) == (1, 3)
    assert ask(QPointF(702, 20)) == [None, pytest.approx(2.8)]


def test_a_tooltip_tells_what_cannot_be_seen(lane: EventLane) -> None:
    assert lane.described(Hit(2, EventPart.BODY)) == "00:00:01:00  (1.000 s)\nstrength 80%, sustained 0.40 s"
    assert lane.described(Hit(3, EventPart.BODY)).endswith("marked by you")
    assert lane.described(Hit(4, EventPart.BODY)).endswith("proposed")
    assert "Return" in lane.described(Hit(4, EventPart.ACCEPT))
    assert lane.accessibleDescription() == "5 events, 1 marked, 2 proposed"
