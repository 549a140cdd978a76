from __future__ import annotations

from pathlib import Path

from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits


def test_filmstrip_and_guide_fill_in(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    timeline = driver.studio.window.timeline
    driver.settle()
    wanted = {frame for frame, _, _ in timeline.filmstrip.slots(timeline.axis.view, 1.0)}
    driver.wait(lambda: wanted <= set(timeline.filmstrip._pictures))
    assert timeline.axis.duration_s == 2.0
    assert timeline.guide.grab().toImage() != timeline.events.grab().toImage()


def test_a_silent_clip_says_so_on_the_guide_lane(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("quiet.mov", frames=20, audio=hits((), 0.8)))
    driver.settle()
    assert not driver.studio.session.has_guide
    assert not driver.studio.window.timeline._mute.isEnabled()


def test_markers_are_set_moved_removed_and_undone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, lanes = driver.studio.session, driver.studio.lanes
    lanes.toggle_marker(0.5)
    key = session.project.markers[0].key
    driver.studio.window.timeline.marker_moved.emit(key, 0.8)
    assert session.project.marker(key).time_s == 0.8
    lanes.toggle_marker(0.81)
    assert session.project.markers == ()
    session.document.undo()
    session.document.undo()
    assert session.project.marker(key).time_s == 0.5


def test_an_end_of_the_range_gives_way_to_the_other(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, lanes = driver.studio.session, driver.studio.lanes
    lanes.set_range(0.5, 1.0)
    lanes.set_range(1.5, 1.0)
    assert (session.project.in_s, session.project.out_s) == (1.5, None)
    lanes.set_range(1.5, 0.2)
    assert (session.project.in_s, session.project.out_s) == (None, 0.2)
    driver.studio.window.timeline.range_changed.emit(0.1, 1.9)
    assert (session.project.in_s, session.project.out_s) == (0.1, 1.9)
