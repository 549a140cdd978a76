"""Pulling a pass to what was found: by its key, in one step."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from foleystudio.project.document import Project
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.proposals import Candidate, Candidates
from foleystudio.project.settings import Timing
from tests.gui.conftest import Driver
from tests.gui.hands import press

CTRL = Qt.KeyboardModifier.ControlModifier


def _opened(driver: Driver, clip: Path, source: str) -> Driver:
    """A track of three marked hits, and a pool with a sure and a doubtful proposal near two of them."""
    driver.open(clip)
    driver.settle()
    session = driver.studio.session
    found = Candidates((Candidate(Event(0.5), 0.9), Candidate(Event(1.0), 0.2), Candidate(Event(1.5), 0.6)), source)
    hits = EventTrack((Event(0.55, marked=True), Event(1.05, marked=True), Event(1.45, marked=True)))
    track = replace(session.project.tracks[0], events=hits, timing=Timing(source))
    project: Project = session.project.with_changed_track(track).with_proposals(found)
    session.edit("Made", project)
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    return driver


def _times(driver: Driver) -> list[float]:
    return [event.time_s for event in driver.studio.session.events]


def test_hits_go_to_sure_proposals_by_the_degree_that_is_set(driver: Driver, clip: Path) -> None:
    session = _opened(driver, clip, "guide").studio.session
    press(Qt.Key.Key_J, CTRL)
    assert _times(driver) == pytest.approx([0.52, 1.05, 1.48])  # sixty per cent
    assert session.document.undo_name == "Pull 2 events to proposals"
    assert driver.said[-1] == "Pulled 2 of 3 events by 60% to what the guide proposes"
    session.document.undo()
    driver.studio.record.habits.pull_degree = 1.0
    driver.studio.window.timeline.events.select([session.events.events[0].key])
    press(Qt.Key.Key_J, CTRL)
    assert _times(driver) == pytest.approx([0.5, 1.05, 1.45])  # the selected one alone


def test_the_picture_pulls_to_what_is_seen(driver: Driver, clip: Path) -> None:
    _opened(driver, clip, "picture")
    driver.studio.record.habits.pull_degree = 1.0
    press(Qt.Key.Key_J, CTRL)
    assert _times(driver) == pytest.approx([0.5, 1.05, 1.5])


def test_without_proposals_it_says_so(driver: Driver, clip: Path) -> None:
    _opened(driver, clip, "guide")
    session = driver.studio.session
    track = replace(session.project.tracks[0], timing=Timing.FILE)
    session.edit("Made", replace(session.project, proposals=()).with_changed_track(track))
    before = session.events
    press(Qt.Key.Key_J, CTRL)
    assert session.events == before
    assert driver.said[-1].startswith("There are no proposals")
