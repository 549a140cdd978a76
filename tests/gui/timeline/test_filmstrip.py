from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.timebase import FrameTimes, Timecode
from tests.gui.hands import show_time
from tests.gui.timeline.made import pixels, show_clip, thumbnail


def test_asks_for_the_frames_at_the_left_edges_in_view(timeline: TimelineWidget, qtbot: QtBot) -> None:
    frames = timeline.filmstrip._frames
    with qtbot.waitSignal(timeline.thumbnails_wanted) as asked:
        show_time(timeline.axis, 500, 1.0)
    slots = timeline.filmstrip.slots(timeline.axis.view, 1.0)
    assert asked.args == [tuple(dict.fromkeys(frame for frame, _, _ in slots))]
    for frame, left, width in slots:
        assert frame == frames.frame_at(max(0.0, timeline.axis.seconds_at(left)))
        assert width > 0
    assert slots[0][1] <= 0
    assert slots[-1][1] + slots[-1][2] >= 1000


def test_does_not_ask_again_for_what_is_there(timeline: TimelineWidget, qtbot: QtBot) -> None:
    with qtbot.waitSignal(timeline.thumbnails_wanted) as asked:
        show_time(timeline.axis, 500, 1.0)
    wanted = asked.args[0]
    for frame in wanted[:-1]:
        timeline.set_thumbnail(frame, thumbnail())
    with qtbot.waitSignal(timeline.thumbnails_wanted) as asked:
        timeline.axis.scroll_by(1)
    assert asked.args == [(wanted[-1],)]


def test_close_up_each_frame_has_its_own_place(timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 5000, 1.0)
    view = timeline.axis.view
    slots = timeline.filmstrip.slots(view, 1.0)
    assert [frame for frame, _, _ in slots] == list(range(25, 31))
    for frame, left, width in slots:
        assert left == pytest.approx(view.x_of(frame / 25))
        assert width == pytest.approx(200)


def test_close_up_at_a_variable_rate_places_are_as_wide_as_their_frames(timeline: TimelineWidget) -> None:
    frames = FrameTimes(np.array([0, 10, 40, 50], np.int64), Fraction(1, 100), 100)
    timeline.set_clip(1.0, frames, Timecode(Fraction(4)))
    widths = [width for _, _, width in timeline.filmstrip.slots(timeline.axis.view, 1.0)]
    assert widths == pytest.approx([100, 300, 100, 500])


def test_thumbnails_are_drawn_where_their_frames_are(timeline: TimelineWidget) -> None:
    show_time(timeline.axis, 5000, 1.0)
    for frame in range(25, 31):
        timeline.set_thumbnail(frame, thumbnail("#ff0000" if frame % 2 else "#00ff00"))
    row = pixels(timeline.filmstrip.content_image(1.0))[20]
    assert tuple(row[10]) == (255, 0, 0)
    assert tuple(row[210]) == (0, 255, 0)
    assert tuple(row[410]) == (255, 0, 0)


def test_a_missing_thumbnail_is_stood_in_for_by_the_one_before(timeline: TimelineWidget) -> None:
    timeline.set_thumbnail(0, thumbnail("#00ff00"))
    row = pixels(timeline.filmstrip.content_image(1.0))[20]
    assert tuple(row[900]) == (0, 255, 0)


def test_memory_is_bounded(timeline: TimelineWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foleystudio.gui.timeline.filmstrip._MEMORY_BYTES", 5 * thumbnail().sizeInBytes())
    show_clip(timeline, 4.0)
    for frame in range(40):
        timeline.set_thumbnail(frame, thumbnail())
    strip = timeline.filmstrip
    assert len(strip._pictures) == 5
    assert strip._numbers == [35, 36, 37, 38, 39]
    timeline.set_thumbnail(39, thumbnail())  # again: replaces
    assert len(strip._pictures) == 5


def test_another_clip_forgets_thumbnails(timeline: TimelineWidget) -> None:
    timeline.set_thumbnail(0, thumbnail("#00ff00"))
    show_clip(timeline, 2.0)
    row = pixels(timeline.filmstrip.content_image(1.0))[20]
    assert tuple(row[900]) != (0, 255, 0)


def test_a_file_without_pictures_says_so(timeline: TimelineWidget) -> None:
    timeline.set_clip(3.0, None, Timecode(Fraction(25)))
    assert timeline.filmstrip.slots(timeline.axis.view, 1.0) == []
    assert pixels(timeline.filmstrip.grab().toImage()).std() > 1  # the hint
