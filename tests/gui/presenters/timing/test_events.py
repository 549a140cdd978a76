from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from foleystudio.engine.request import Timing
from foleystudio.engine.timing import source
from foleystudio.engine.timing.candidates import certain
from foleystudio.engine.timing.sources import TIMING_SOURCES
from foleystudio.gui.commands.file import write_events
from foleystudio.project.events import Event, EventTrack, encode_events
from foleystudio.project.proposals import Candidates
from tests.conftest import MakeClip
from tests.gui import hands
from tests.gui.conftest import HITS_S, Driver


def test_a_timing_source_leaves_marks_alone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    events, session = driver.studio.events, driver.studio.session
    events.add(1.2, 0.9)
    driver.studio.window.transport.timing._buttons["picture"].click()
    driver.wait(lambda: session.timing is Timing.PICTURE)
    marked = [event for event in session.events if event.marked]
    assert [event.time_s for event in marked] == [1.2]
    assert session.document.undo_name == "Picture timing"
    session.document.undo()
    assert session.timing is Timing.GUIDE
    assert len(session.events) == 4


def _choose(driver: Driver, source: str) -> None:
    button = driver.studio.window.transport.timing._buttons[source]
    driver.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    driver.settle()


def _told(driver: Driver) -> list[str]:
    """What the window says, but of the sound card that tests have none of."""
    return [text for text in driver.studio.window.banners.texts() if not text.startswith("No sound")]


def test_changing_the_timing_and_back_does_not_double_a_moved_event(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    session, window = driver.studio.session, driver.studio.window
    window.activateWindow()
    driver.bot.waitActive(window)
    for key in (Qt.Key.Key_BracketRight, *[Qt.Key.Key_Period] * 5):
        hands.press(key)
    assert driver.studio.playback.position_s == pytest.approx(HITS_S[0], abs=0.02), "the selected one is shown"
    moved = [event.time_s for event in session.events]
    assert moved == pytest.approx([HITS_S[0] + 0.2, *HITS_S[1:]], abs=0.05)
    for timing in ("picture", "guide"):
        _choose(driver, timing)
    assert [event.time_s for event in session.events] == pytest.approx(moved)
    driver.save(driver.folder / "p.foley")
    driver.studio.open(driver.folder / "p.foley")
    driver.settle()
    driver.wait(lambda: session.clip is not None and session.has_guide)
    for timing in ("picture", "guide"):
        _choose(driver, timing)
    assert [event.time_s for event in session.events] == pytest.approx(moved), "known after reopening too"


def test_a_source_that_finds_nothing_says_so_and_what_to_do(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    driver.settle()
    session, banners = driver.studio.session, driver.studio.window.banners
    nothing = EventTrack((), source="picture")
    monkeypatch.setitem(
        TIMING_SOURCES._rows,
        Timing.PICTURE,
        replace(TIMING_SOURCES[Timing.PICTURE], propose=lambda *_args: certain(nothing)),
    )
    _choose(driver, "picture")
    (text,) = _told(driver)
    assert text.startswith("Nothing in the picture looks like a hit. Put the playhead on a hit and press E")
    banners.answer("Use the guide")
    driver.settle()
    assert _told(driver) == [], "its cause is gone"
    assert len(session.events) == 3
    monkeypatch.setitem(
        TIMING_SOURCES._rows,
        Timing.GUIDE,
        replace(TIMING_SOURCES[Timing.GUIDE], propose=lambda *_args: certain(nothing)),
    )
    _choose(driver, "guide")
    assert "Nothing stands out in the clip's own sound" in _told(driver)[0]
    driver.studio.events.add(0.4)
    _choose(driver, "picture")
    assert "Nothing in the picture" in _told(driver)[0], "what was marked by hand is no find"
    monkeypatch.setattr("foleystudio.engine.timing.by_marks.more_like", lambda *_args: certain(EventTrack()))
    _choose(driver, "taught")
    assert "Nothing else in the clip sounds or moves like what you marked" in _told(driver)[0]


def test_a_clip_without_hits_says_so_when_it_is_opened(driver: Driver, make_clip: MakeClip) -> None:
    driver.open(make_clip("still.mp4", frames=12, picture=lambda _n: np.full((64, 96, 3), 90, np.uint8)))
    driver.settle()
    assert len(driver.studio.session.events) == 0
    assert any("Put the playhead on a hit and press E" in text for text in _told(driver))
    driver.studio.proposals.use_timing(Timing.GUIDE)
    assert any("no sound of its own" in text for text in _told(driver))


def _teach_three(*_args: object) -> Candidates:
    return certain(EventTrack((Event(1.1, 0.6), Event(1.3, 0.5), Event(1.8, 0.4)), source="taught"))


def test_marking_a_few_and_finding_more_is_one_way_that_names_its_steps(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    driver.settle()
    session, window = driver.studio.session, driver.studio.window
    window.activateWindow()
    driver.bot.waitActive(window)
    monkeypatch.setattr("foleystudio.engine.timing.by_marks.more_like", _teach_three)
    choice = window.transport.timing
    assert not any("Taught" in button.text() for button in window.findChildren(QAbstractButton)), "no second way"
    assert [line[:2] for line in choice._buttons["taught"].toolTip().splitlines()] == ["1.", "2.", "3."]
    _choose(driver, "taught")
    assert _told(driver) == [
        "First mark a few hits: put the playhead on a hit and press E (Y keeps one that is proposed). "
        "Then find more like them."
    ]
    assert choice._buttons["guide"].isChecked(), "nothing has changed"
    hands.press(Qt.Key.Key_BracketRight)
    hands.press(Qt.Key.Key_Y)
    driver.wait(lambda: _told(driver) == [])
    hands.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: session.timing is Timing.TAUGHT)
    driver.settle()
    judging = "3 proposed: Y keeps, Del strikes out, ] goes to the next"
    assert judging in window.status._lasting.text()
    assert _told(driver)[0].startswith(judging)
    assert driver.studio.playback.position_s == pytest.approx(1.1), "the first is shown"
    hands.press(Qt.Key.Key_Y)
    assert driver.studio.playback.position_s == pytest.approx(1.3), "then the next"
    hands.press(Qt.Key.Key_BracketRight)
    assert driver.studio.playback.position_s == pytest.approx(1.8)
    hands.press(Qt.Key.Key_Delete)
    assert driver.studio.playback.position_s == pytest.approx(1.3), "the one that was passed over is left"
    hands.press(Qt.Key.Key_Y)
    assert [(event.time_s, event.marked) for event in session.events][1:] == [(1.1, True), (1.3, True)]
    assert session.events.rejected_s == (1.8,)
    assert "proposed" not in window.status._lasting.text()
    driver.wait(lambda: _told(driver) == [])


def test_the_guide_cannot_be_chosen_before_there_is_one(driver: Driver, clip: Path) -> None:
    buttons = driver.studio.window.transport.timing._buttons
    assert not any(button.isEnabled() for button in buttons.values())
    driver.open(clip)
    driver.settle()
    assert all(button.isEnabled() for button in buttons.values())


def test_the_lanes_gestures_become_named_edits(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, lane = driver.studio.session, driver.studio.window.timeline.events
    keys = [event.key for event in session.events]
    for act, step in (
        (lambda: lane.events_moved.emit({keys[0]: 0.5}), "Move event"),
        (lambda: lane.strength_changed.emit({keys[0]: 0.5, keys[1]: 0.4}), "Change strength of 2 events"),
        (lambda: lane.sustain_changed.emit({keys[1]: 0.3}), "Change length of event"),
        (lambda: lane.event_added.emit(1.8), "Add event"),
        (lambda: lane.events_accepted.emit((keys[2],)), "Keep event"),
        (lambda: lane.events_rejected.emit((keys[0], keys[1])), "Delete 2 events"),
    ):
        act()
        assert session.document.undo_name == step
    assert [event.time_s for event in session.events] == pytest.approx([HITS_S[2], 1.8], abs=0.02)


def test_selected_events_are_nudged_by_frames_and_by_the_set_value(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, studio = driver.studio.session, driver.studio
    key = session.events.events[0].key
    at = session.events.get(key).time_s
    studio.window.timeline.events.select((key,))
    studio.window.actions_table["nudge_right"].trigger()
    assert session.events.get(key).time_s == pytest.approx(at + 0.04)
    studio.window.actions_table["nudge_left_5"].trigger()
    assert session.events.get(key).time_s == pytest.approx(at - 0.16)
    studio.settings.put("nudge", "ms10")
    studio.window.actions_table["nudge_more"].trigger()
    studio.window.actions_table["nudge_more"].trigger()
    assert session.events.get(key).time_s == pytest.approx(at - 0.14)
    assert session.document.steps[-1] == "Nudge event"
    assert "Move event" not in session.document.steps
    assert session.document.steps.count("Nudge event") == 1, "a series of nudges is one step"


def test_a_fresh_event_is_selected_so_that_delete_takes_it_back(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.wait(lambda: len(driver.studio.session.events) > 0)
    events, lane = driver.studio.events, driver.studio.window.timeline.events
    before = [event.time_s for event in driver.studio.session.events]
    lane.select_neighbour(1)
    lane.event_added.emit(1.83)
    assert [driver.studio.session.events.get(key).time_s for key in lane.selected] == [1.83]
    events.delete_selected()
    assert [event.time_s for event in driver.studio.session.events] == before


def test_adding_where_an_event_is_keeps_and_selects_that_one(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, lane = driver.studio.session, driver.studio.window.timeline.events
    there = session.events.events[1]
    assert not there.marked
    driver.studio.events.add(there.time_s + 0.0005)
    assert len(session.events) == 3
    assert lane.selected == (there.key,)
    assert session.document.undo_name == "Keep event"
    before = session.project
    driver.studio.events.add(there.time_s)
    assert session.project == before, "it is marked already"
    driver.studio.events.add(there.time_s + 0.01)
    assert len(session.events) == 4


def test_splitting_needs_a_sustained_event(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, events = driver.studio.session, driver.studio.events
    events.strike_out([event.key for event in session.events])
    events.add(1.75)
    key = session.events.events[-1].key
    before = session.project
    events.split(1.76)
    assert session.project == before
    driver.studio.window.timeline.events.sustain_changed.emit({key: 0.2})
    events.split(1.85)
    assert [e.time_s for e in session.events][-2:] == pytest.approx([1.75, 1.85])


def test_events_come_from_a_file_and_go_to_one(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    before = session.events
    out = driver.folder / "ev ents.json"
    write_events(driver.studio.session, out)
    write_events(driver.studio.session, driver.folder / "events.csv")
    assert "timecode" in (driver.folder / "events.csv").read_text()
    driver.studio.events.strike_out([event.key for event in before])
    driver.studio.events.import_file(out)
    assert encode_events(session.events).count(b"time_s") == 3
    assert session.timing is Timing.FILE
    assert driver.errors == []


def test_the_status_line_says_where_events_come_from(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    assert driver.studio.window.status._lasting.text() == "Guide timing: 3 events, 0 ms offset"


def test_undoing_what_was_done_while_the_first_events_were_found_keeps_them(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_end, real = threading.Event(), source.propose_candidates

    def slowly(*arguments: Any, **named: Any) -> tuple[Candidates, Timing]:
        may_end.wait(10.0)
        return real(*arguments, **named)

    monkeypatch.setattr(source, "propose_candidates", slowly)
    session = driver.studio.session
    driver.studio.open(clip)
    driver.wait(lambda: session.jobs.is_busy("timing"))
    session.edit("Add reference", session.project.with_reference(driver.sound()))
    may_end.set()
    driver.wait(lambda: len(session.events) > 0)
    assert session.document.steps[-1] == "Guide timing"
    session.document.undo()
    assert session.document.undo_name == "Add reference"
    assert len(session.project.references) == 1
