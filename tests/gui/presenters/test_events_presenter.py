from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from foleystudio.engine.request import Timing
from foleystudio.engine.timing import source
from foleystudio.engine.timing.offset import LARGEST_MS
from foleystudio.project.events import EventTrack, encode_events
from tests.gui.conftest import HITS_S, Driver


def test_a_timing_source_leaves_marks_alone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    events, session = driver.studio.events, driver.studio.session
    events.add(1.2, 0.9)
    driver.studio.window.transport.timing._buttons["picture"].click()
    driver.wait(lambda: session.project.timing is Timing.PICTURE)
    marked = [event for event in session.project.events if event.marked]
    assert [event.time_s for event in marked] == [1.2]
    assert session.document.undo_name == "Picture timing"
    session.document.undo()
    assert session.project.timing is Timing.GUIDE
    assert len(session.project.events) == 4


def test_the_guide_cannot_be_chosen_before_there_is_one(driver: Driver, clip: Path) -> None:
    buttons = driver.studio.window.transport.timing._buttons
    assert not any(button.isEnabled() for button in buttons.values())
    driver.open(clip)
    driver.settle()
    assert all(button.isEnabled() for button in buttons.values())


def test_the_lanes_gestures_become_named_edits(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, lane = driver.studio.session, driver.studio.window.timeline
    keys = [event.key for event in session.project.events]
    for act, step in (
        (lambda: lane.events_moved.emit({keys[0]: 0.5}), "Move event"),
        (lambda: lane.strength_changed.emit({keys[0]: 0.5, keys[1]: 0.4}), "Change strength of 2 events"),
        (lambda: lane.sustain_changed.emit({keys[1]: 0.3}), "Change length of event"),
        (lambda: lane.event_added.emit(1.8, 0.4), "Add event"),
        (lambda: lane.events_accepted.emit((keys[2],)), "Keep event"),
        (lambda: lane.events_deleted.emit((keys[0], keys[1])), "Delete 2 events"),
    ):
        act()
        assert session.document.undo_name == step
    assert [event.time_s for event in session.project.events] == pytest.approx([HITS_S[2], 1.8], abs=0.02)


def test_selected_events_are_nudged_by_frames_and_by_the_set_value(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, studio = driver.studio.session, driver.studio
    key = session.project.events.events[0].key
    at = session.project.events.get(key).time_s
    studio.window.timeline.events.select((key,))
    studio.window.actions_table["nudge_right"].trigger()
    assert session.project.events.get(key).time_s == pytest.approx(at + 0.04)
    studio.window.actions_table["nudge_left_5"].trigger()
    assert session.project.events.get(key).time_s == pytest.approx(at - 0.16)
    studio.settings.put("nudge", "ms10")
    studio.window.actions_table["nudge_more"].trigger()
    studio.window.actions_table["nudge_more"].trigger()
    assert session.project.events.get(key).time_s == pytest.approx(at - 0.14)
    assert session.document.steps[-1] == "Nudge event"
    assert "Move event" not in session.document.steps
    assert session.document.steps.count("Nudge event") == 1, "a series of nudges is one step"


def test_a_fresh_event_is_selected_so_that_delete_takes_it_back(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.wait(lambda: len(driver.studio.session.project.events) > 0)
    events, lane = driver.studio.events, driver.studio.window.timeline.events
    before = [event.time_s for event in driver.studio.session.project.events]
    lane.select_neighbour(1)
    lane.event_added.emit(1.83, 0.4)
    assert [driver.studio.session.project.events.get(key).time_s for key in lane.selected] == [1.83]
    events.delete_selected()
    assert [event.time_s for event in driver.studio.session.project.events] == before


def test_adding_where_an_event_is_keeps_and_selects_that_one(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, lane = driver.studio.session, driver.studio.window.timeline.events
    there = session.project.events.events[1]
    assert not there.marked
    driver.studio.events.add(there.time_s + 0.0005)
    assert len(session.project.events) == 3
    assert lane.selected == (there.key,)
    assert session.document.undo_name == "Keep event"
    before = session.project
    driver.studio.events.add(there.time_s)
    assert session.project == before, "it is marked already"
    driver.studio.events.add(there.time_s + 0.01)
    assert len(session.project.events) == 4


def test_splitting_needs_a_sustained_event(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, events = driver.studio.session, driver.studio.events
    events.strike_out([event.key for event in session.project.events])
    events.add(1.75)
    key = session.project.events.events[-1].key
    before = session.project
    events.split(1.76)
    assert session.project == before
    driver.studio.window.timeline.sustain_changed.emit({key: 0.2})
    events.split(1.85)
    assert [e.time_s for e in session.project.events][-2:] == pytest.approx([1.75, 1.85])


def test_events_come_from_a_file_and_go_to_one(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    before = session.project.events
    out = driver.folder / "ev ents.json"
    driver.studio.menus.write_events(out)
    driver.studio.menus.write_events(driver.folder / "events.csv")
    assert "timecode" in (driver.folder / "events.csv").read_text()
    driver.studio.events.strike_out([event.key for event in before])
    driver.studio.events.import_file(out)
    assert encode_events(session.project.events).count(b"time_s") == 3
    assert session.project.timing is Timing.FILE
    assert driver.errors == []


def test_an_estimate_of_the_offset_is_an_edit(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.settle()
    driver.studio.events._offset_known(62.4)
    assert session.project.offset_ms == 62
    assert session.document.undo_name == "Estimate offset"
    driver.studio.events._offset_known(None)
    assert session.project.offset_ms == 62
    assert any("too little" in text for text in driver.said)
    driver.studio.events._offset_known(-LARGEST_MS)
    assert session.project.offset_ms == driver.studio.window.inspector.knob("offset_ms").value() == -LARGEST_MS


def test_the_status_line_says_where_events_come_from(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    assert driver.studio.window.status._lasting.text() == "Guide timing: 3 events, 0 ms offset"


def test_undoing_what_was_done_while_the_first_events_were_found_keeps_them(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, real = threading.Event(), source.propose_events

    def slowly(*arguments: Any, **named: Any) -> tuple[EventTrack, Timing]:
        may_end.wait(10.0)
        return real(*arguments, **named)

    monkeypatch.setattr(source, "propose_events", slowly)
    session = driver.studio.session
    driver.studio.open(clip)
    driver.wait(lambda: session.jobs.is_busy("timing"))
    session.edit("Add reference", session.project.with_reference(driver.sound()))
    may_end.set()
    driver.wait(lambda: len(session.project.events) > 0)
    assert session.document.steps[-1] == "Guide timing"
    session.document.undo()
    assert session.document.undo_name == "Add reference"
    assert len(session.project.references) == 1
