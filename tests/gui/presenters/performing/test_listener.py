"""Playing hits by sound: a made recording in the place of the microphone's."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.gui.playback.microphone import Microphone, Recording
from foleystudio.gui.presenters.performing.listener import placed
from foleystudio.project.events import Event, EventTrack
from tests.conftest import MakeClip
from tests.gui.conftest import RATE_HZ, Driver, hits
from tests.gui.hands import press

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class _MadeMicrophone(Microphone):
    """Hears three strikes, counted from when it was started."""

    is_there = True

    def start(self, _device: str | None = None) -> None:
        if not self.is_there:
            raise FoleyError("the microphone cannot be opened", remedy="plug one in")
        self.since_s = time.monotonic()

    def stop(self) -> Recording:
        return Recording(Sound(hits((0.6, 1.1, 1.7), 2.2), RATE_HZ), self.since_s)


@pytest.fixture
def opened(driver: Driver, make_clip: MakeClip) -> Driver:
    clip: Path = make_clip(
        "long.mov", frames=150, audio=np.concatenate([hits(), np.zeros((4 * RATE_HZ, 1), np.float32)])
    )
    driver.open(clip)
    driver.settle()
    studio = driver.studio
    studio.listener._microphone = _MadeMicrophone()
    studio.window.activateWindow()
    driver.bot.waitActive(studio.window)
    studio.record.habits.pre_roll_s = 0.0
    studio.record.habits.listens = True
    return driver


def test_what_was_heard_stands_where_the_clip_was_then(opened: Driver) -> None:
    studio, seen = opened.studio, list[tuple[float, float]]()
    studio.playback.moved.connect(lambda at_s: seen.append((time.monotonic(), at_s)))
    studio.playback.seek(2.2)
    press(Qt.Key.Key_P, CTRL_SHIFT)
    opened.wait(lambda: studio.player.position_s() > 4.5)
    microphone = studio.listener._microphone
    assert isinstance(microphone, _MadeMicrophone)
    press(Qt.Key.Key_Escape)
    opened.wait(lambda: len(studio.session.events) == 6)
    times, places = zip(*[pair for pair in seen if pair[1] > 2.2], strict=True)
    wanted = np.interp([microphone.since_s + at_s for at_s in (0.6, 1.1, 1.7)], times, places)
    new = studio.session.events.events[3:]
    assert [event.time_s for event in new] == pytest.approx(wanted.tolist(), abs=0.03)
    assert all(event.marked for event in new)
    assert studio.session.document.undo_name == "Perform by sound"
    studio.session.document.undo()
    assert len(studio.session.events) == 3


def test_without_a_microphone_keys_play_on(opened: Driver) -> None:
    assert isinstance(opened.studio.listener._microphone, _MadeMicrophone)
    opened.studio.listener._microphone.is_there = False
    press(Qt.Key.Key_P, CTRL_SHIFT)
    assert opened.studio.record.is_on
    assert "microphone cannot be opened" in opened.errors[-1]
    press(Qt.Key.Key_Escape)
    assert len(opened.studio.session.events) == 3


def test_a_loop_is_followed_and_what_came_before_the_clip_ran_is_left_out() -> None:
    heard = EventTrack((Event(0.1), Event(1.5, 0.4), Event(2.6, 0.6, 0.3)))
    seen = ((10.5, 3.0), (11.0, 3.5), (12.0, 4.5), (12.5, 3.0))  # it began again at the in point
    hits_of_it = placed(heard, 10.0, seen)
    assert [(round(hit.time_s, 3), hit.strength, hit.sustain_s) for hit in hits_of_it] == [
        (4.0, 0.4, 0.0),
        (3.1, 0.6, 0.3),
    ]
