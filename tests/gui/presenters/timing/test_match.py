from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from foleystudio.dsp.sound import Sound
from foleystudio.engine.timing.candidates import certain
from foleystudio.engine.timing.sources import TIMING_SOURCES
from foleystudio.gui.presenters.timing.match import left_out_figure, timbre_figure
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer, Timing
from tests.conftest import MakeClip
from tests.gui import hands
from tests.gui.conftest import HITS_S, Driver, hits


def _shown(driver: Driver) -> list[str]:
    return [pill.text() for pill in driver.studio.window.inspector._figures if pill.isVisible()]


@pytest.fixture
def short(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> Driver:
    """A clip whose guide timing overhears the second hit of two that follow each other."""
    heard = EventTrack((Event(HITS_S[0]), Event(HITS_S[2])), source="guide")
    monkeypatch.setitem(
        TIMING_SOURCES._rows, Timing.GUIDE, replace(TIMING_SOURCES[Timing.GUIDE], propose=lambda *_args: certain(heard))
    )
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    return driver


def test_hits_that_were_left_out_are_gone_to_and_marked_one_after_the_other(short: Driver) -> None:
    pill = short.studio.window.inspector._figures[0]
    short.wait(lambda: _shown(short) == ["1 guide hit left out"])
    assert "Press to go to the next, E marks it" in pill.toolTip()
    short.bot.mouseClick(pill, Qt.MouseButton.LeftButton)
    assert short.studio.playback.position_s == pytest.approx(HITS_S[1], abs=0.02)
    short.studio.window.activateWindow()
    hands.press(Qt.Key.Key_E)
    short.wait(lambda: _shown(short) == [])
    assert len(short.studio.session.events) == 3
    short.studio.session.document.undo()
    short.wait(lambda: _shown(short) == ["1 guide hit left out"])
    short.studio.playback.seek(0.0)
    hands.focus(pill)
    hands.press(Qt.Key.Key_Return)
    assert short.studio.playback.position_s == pytest.approx(HITS_S[1], abs=0.02), "by keys too"


def test_nothing_is_praised(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    assert _shown(driver) == [], "all hits have an event, and the take sounds like its reference"


def test_figures_of_a_clip_that_was_let_go_do_not_stand_beside_the_next(
    short: Driver, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    short.wait(lambda: _shown(short) == ["1 guide hit left out"])
    monkeypatch.undo()
    monkeypatch.setattr(short.studio.window, "may_close", lambda: True)
    short.open(make_clip("next.mov", frames=50, audio=hits((0.3,))))
    short.settle()
    assert _shown(short) == []


def test_a_take_far_from_its_reference_says_what_brings_it_nearer() -> None:
    take, alike = Sound(hits(), 48_000), Sound(hits((0.1,), 0.5), 48_000)
    noise = Sound((0.1 * np.random.default_rng(0).standard_normal((24_000, 1))).astype(np.float32), 48_000)
    assert timbre_figure(take, [alike], Renderer.HYBRID) is None
    assert timbre_figure(take, [], Renderer.HYBRID) is None
    assert timbre_figure(Sound(np.zeros((48_000, 1), np.float32), 48_000), [alike], Renderer.HYBRID) is None
    for renderer, remedy in ((Renderer.HYBRID, "Less Shaping"), (Renderer.VARIETYSOUND, "exemplar")):
        unlike = timbre_figure(take, [noise], renderer)
        assert unlike is not None
        assert (unlike.text, unlike.good) == ("unlike its sound", False)
        assert remedy in unlike.tip


def test_several_hits_are_counted() -> None:
    several = left_out_figure(3, "")
    assert several is not None
    assert several.text == "3 guide hits left out"
    assert "marks it" not in several.tip
    assert left_out_figure(0, "E") is None


def test_what_is_said_of_a_take_goes_at_once_when_another_comes_into_use(short: Driver) -> None:
    short.drop_sound(short.sound("b.wav", 900))
    short.wait(lambda: _shown(short) == ["1 guide hit left out"])
    short.studio.inspector.show()
    short.studio.tracks.use_take(short.studio.session.project.takes[0].key)
    assert _shown(short) == []
    short.wait(lambda: _shown(short) == ["1 guide hit left out"])
