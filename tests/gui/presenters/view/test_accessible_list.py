from __future__ import annotations

from pathlib import Path

import pytest

from tests.gui.conftest import HITS_S, Driver


def test_the_list_keeps_up_and_leads_to_events_and_takes(driver: Driver, clip: Path) -> None:
    driver.studio.window.actions_table["show_list"].trigger()
    driver.open(clip)
    driver.drop_sound(driver.sound("a.wav"))
    driver.drop_sound(driver.sound("b.wav", 900))
    listed, session = driver.studio.window.accessible_list, driver.studio.session
    assert len(listed.texts()) == 5
    assert listed.texts()[-1] == "Foley 1: 2  b, in use, exemplar · seed 0"
    listed.event_chosen.emit(session.events.events[1].key)
    assert driver.studio.playback.position_s == pytest.approx(HITS_S[1], abs=0.02)
    assert driver.studio.window.timeline.events.selected == (session.events.events[1].key,)
    listed.take_chosen.emit(session.project.takes[0].key)
    assert session.project.tracks[0].active == session.project.takes[0].key
