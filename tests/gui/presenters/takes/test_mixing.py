"""Faders and pans in the headers: dragged, stepped by arrows, typed, set back; heard in the mix; each drag one step."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from foleystudio.engine.mix.mixdown import Mixdown, plan_mix
from foleystudio.gui.timeline.strip import Strip
from foleystudio.gui.widgets.drag_field import DragField
from tests.gui.conftest import Driver
from tests.gui.hands import focus, press


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    """A window with a take."""
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    return driver


def _strip(driver: Driver) -> Strip:
    return driver.studio.window.timeline.tracks.row(driver.studio.session.project.tracks[0].key).strip


def _drag(field: DragField, up_px: int, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    start = field.rect().center()
    QTest.mousePress(field, Qt.MouseButton.LeftButton, modifier, start)
    for step in range(1, up_px + 1) if up_px > 0 else range(-1, up_px - 1, -1):
        QTest.mouseMove(field, start - QPoint(0, step))
    QTest.mouseRelease(field, Qt.MouseButton.LeftButton, modifier, start - QPoint(0, up_px))


def _mix(driver: Driver) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    session = driver.studio.session
    with Mixdown(plan_mix(session.project, session.duration_s, has_guide=False)) as mix:
        return np.concatenate(list(mix.blocks()))


def test_a_drag_is_one_step_and_is_heard(opened: Driver) -> None:
    session, strip = opened.studio.session, _strip(opened)
    before = _mix(opened)
    _drag(strip.fader, -24)
    track = session.project.tracks[0]
    assert track.gain_db == pytest.approx(-6.0)
    assert strip.fader.text() == "−6.0"
    np.testing.assert_allclose(_mix(opened), before * 10 ** (-6 / 20), atol=1e-6)
    assert session.document.undo_name == "Change level of Foley 1"
    _drag(strip.pan, -50)
    assert session.project.tracks[0].pan == -1.0
    assert strip.pan.text() == "L100"
    panned = _mix(opened)
    assert np.abs(panned[:, 1]).max() < 1e-6
    assert np.abs(panned[:, 0]).max() > 0
    session.document.undo()
    assert (session.project.tracks[0].pan, strip.pan.text()) == (0.0, "C")
    session.document.undo()
    assert session.project.tracks[0].gain_db == 0.0
    np.testing.assert_array_equal(_mix(opened), before)


@pytest.mark.parametrize(
    ("name", "text", "shown", "value"),
    [
        ("fader", "-12", "−12.0", -12.0),
        ("fader", "3 dB", "+3.0", 3.0),
        ("pan", "l40", "L40", -0.4),
        ("pan", "r", "R100", 1.0),
    ],
)
def test_a_click_lets_it_be_typed(opened: Driver, name: str, text: str, shown: str, value: float) -> None:
    field: DragField = getattr(_strip(opened), name)
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    track = opened.studio.session.project.tracks[0]
    assert (track.gain_db if name == "fader" else track.pan) == pytest.approx(value)
    assert field.text() == shown
    assert field.isReadOnly()
    QTest.mouseDClick(field, Qt.MouseButton.LeftButton)
    track = opened.studio.session.project.tracks[0]
    assert (track.gain_db, track.pan) == (0.0, 0.0)


def test_what_cannot_be_typed_is_said_and_escape_gives_up(opened: Driver) -> None:
    fader = _strip(opened).fader
    for text, told in (("loud", "no number"), ("999", "too far")):
        QTest.mouseClick(fader, Qt.MouseButton.LeftButton)
        QTest.keyClicks(fader, text)
        QTest.keyClick(fader, Qt.Key.Key_Return)
        assert told in opened.said[-1]
        assert fader.text() == "0.0"
    QTest.mouseClick(fader, Qt.MouseButton.LeftButton)
    QTest.keyClicks(fader, "5")
    QTest.keyClick(fader, Qt.Key.Key_Escape)
    assert fader.text() == "0.0"
    assert opened.studio.session.project.tracks[0].gain_db == 0.0


def test_arrows_step_it_and_leave_the_window_s_keys_alone(opened: Driver) -> None:
    strip = _strip(opened)
    focus(strip.fader)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert opened.studio.session.project.tracks[0].gain_db == 2.0
    focus(strip.pan)
    press(Qt.Key.Key_Left)
    assert opened.studio.session.project.tracks[0].pan == pytest.approx(-0.08)
    assert opened.studio.session.track is not None


def test_the_guide_has_them_too(opened: Driver) -> None:
    strip = opened.studio.window.timeline.guide_strip
    _drag(strip.fader, 8)
    assert opened.studio.session.project.guide.gain_db == 2.0
    assert opened.studio.session.document.undo_name == "Change level of the guide"
    QTest.mouseClick(strip.pan, Qt.MouseButton.LeftButton)
    QTest.keyClicks(strip.pan, "r20")
    QTest.keyClick(strip.pan, Qt.Key.Key_Return)
    assert opened.studio.session.project.guide.pan == pytest.approx(0.2)


def test_shift_drags_finely(opened: Driver) -> None:
    # A mouse of Qt's test has no modifiers while it moves: the event is made by hand.
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QApplication

    fader = _strip(opened).fader
    start = QPointF(fader.mapToGlobal(fader.rect().center()))
    QTest.mousePress(fader, Qt.MouseButton.LeftButton, pos=fader.rect().center())
    at = QPointF(0, -20)
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(fader.rect().center()) + at, start + at,
        Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier,
    )  # fmt: skip
    QApplication.sendEvent(fader, event)
    QTest.mouseRelease(fader, Qt.MouseButton.LeftButton)
    assert opened.studio.session.project.tracks[0].gain_db == pytest.approx(0.5)
