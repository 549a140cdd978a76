from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.gui.timeline.headers import Header
from foleystudio.gui.timeline.lane import LaneRow
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.project.events import Event, EventTrack
from tests.gui.timeline.made import hover, pixels


def drawn(lane: EventLane, at_s: float, around_px: int = 14) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Pixels of the content round an event."""
    x = round(lane.axis.x_of(at_s))
    return pixels(lane.content_image(1.0))[:, x - around_px : x + around_px]


def test_states_differ_in_shape_not_only_in_colour(timeline: TimelineWidget) -> None:
    looks = []
    for event, proposed in (
        (Event(2.0, 0.8, key=1), ()),
        (Event(2.0, 0.8, key=1, marked=True), ()),
        (Event(2.0, 0.8, key=1), (1,)),
    ):
        timeline.set_events(EventTrack((event,)), proposed)
        lit = drawn(timeline.events, 2.0).astype(int)
        ground = lit[2, 0]
        looks.append(np.abs(lit - ground).sum(axis=2) > 60)  # which pixels are lit, whatever their colour
    for one in range(3):
        for other in range(one):
            assert (looks[one] != looks[other]).sum() > 15


def test_a_stronger_event_stands_higher(timeline: TimelineWidget) -> None:
    tops = []
    for strength in (0.2, 0.5, 1.0):
        timeline.set_events(EventTrack((Event(2.0, strength),)))
        lit = drawn(timeline.events, 2.0, 2).astype(int).max(axis=2) > 150
        tops.append(int(lit.any(axis=1).argmax()))
    assert tops == sorted(tops, reverse=True)
    assert tops[0] - tops[2] > 15


def test_a_sustain_is_a_bar_with_its_envelope(timeline: TimelineWidget) -> None:
    timeline.set_events(EventTrack((Event(1.0, 1.0, sustain_s=1.0, envelope=(1.0, 0.2)),)))
    image = pixels(timeline.events.content_image(1.0)).astype(int)
    ground = image[2, 900]
    heights = [(np.abs(image[:, x] - ground).sum(axis=1) > 9).sum() for x in (262, 350, 480, 560)]
    assert heights[0] > heights[1] > heights[2]
    assert heights[3] <= 1  # the base line alone


def test_many_events_are_thinned_out_but_selected_ones_stay(timeline: TimelineWidget) -> None:
    track = EventTrack(tuple(Event(i * 0.002, 0.5 if i != 700 else 0.1) for i in range(2000)))
    timeline.set_events(track)
    timeline.events.select([track.events[700].key])
    lit = drawn(timeline.events, 1.4, 3)
    assert (lit.min(axis=2) > 200).any()  # the selected one's white


def test_the_header_counts_events(timeline: TimelineWidget) -> None:
    timeline.set_events(EventTrack((Event(1.0), Event(2.0))))
    row = timeline.events.parentWidget()
    assert isinstance(row, LaneRow)
    assert isinstance(row.header, Header)
    assert row.header.texts[1] == "2"


def test_hover_shows_and_passes(timeline: TimelineWidget) -> None:
    timeline.set_events(EventTrack((Event(2.0, 0.8),)))
    lane = timeline.events
    plain = drawn(lane, 2.0)
    hover(lane, lane.geometry_now().head(Event(2.0, 0.8)))
    assert (drawn(lane, 2.0) != plain).any()
    hover(lane, QPointF(20, 20))
    assert (drawn(lane, 2.0) == plain).all()
    QApplication.processEvents()


def test_labels_are_painted_where_there_is_room(timeline: TimelineWidget) -> None:
    def shown(events: tuple[Event, ...], label: str) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        timeline.set_events(EventTrack(tuple(replace(event, label=label) for event in events)))
        return pixels(timeline.events.content_image(1.0))

    apart = (Event(1.0, 0.5), Event(3.0, 0.5))
    assert not np.array_equal(shown(apart, ""), shown(apart, "L"))
    crowd = tuple(Event(1.0 + n / 1000, 0.5) for n in range(100))
    beside = round(timeline.axis.x_of(1.098))
    assert np.array_equal(shown(crowd, "")[:, :beside], shown(crowd, "L")[:, :beside]), "there is no room between them"
