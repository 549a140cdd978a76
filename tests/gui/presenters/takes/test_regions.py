"""Takes in stretches, by keys and by the mouse on the lane; what is heard changes, undo takes it back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from foleystudio.engine.mix.mixdown import Mixdown, plan_mix
from foleystudio.gui.timeline.takes.lane import TakeLane
from foleystudio.project.sounds.comp import Comp
from foleystudio.project.sounds.regions import regions
from foleystudio.project.tracks import Track
from tests.gui.conftest import Driver
from tests.gui.hands import answer_menu, press

ALT, CTRL, SHIFT = (
    Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    """A window with a take of three hits."""
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    driver.settle()
    driver.studio.window.activateWindow()
    driver.bot.waitActive(driver.studio.window)
    return driver


def _track(driver: Driver) -> Track:
    return driver.studio.session.project.tracks[0]


def _regions(driver: Driver) -> Comp:
    track = _track(driver)
    return regions(track.comp, track.ground)


def _at(driver: Driver, seconds: float) -> None:
    driver.studio.playback.seek(seconds)
    driver.wait(lambda: abs(driver.studio.playback.position_s - seconds) < 0.03)


def _heard(driver: Driver) -> np.ndarray:
    with Mixdown(plan_mix(driver.studio.session.project, 2.0, has_guide=False)) as mix:
        return np.asarray(mix.read(0, 96_000))


def _lane(driver: Driver) -> TakeLane:
    return driver.studio.window.timeline.tracks.row(_track(driver).key).takes


def _drag(lane: TakeLane, from_s: float, to_s: float, y: int, keys: Qt.KeyboardModifier | None = None) -> None:
    held = Qt.KeyboardModifier.NoModifier if keys is None else keys
    first, last = (round(lane.axis.view.x_of(at)) for at in (from_s, to_s))
    QTest.mouseMove(lane, QPoint(first, y))
    QTest.mousePress(lane, Qt.MouseButton.LeftButton, held, QPoint(first, y))
    for x in np.linspace(first, last, 6).round().astype(int).tolist():
        QTest.mouseMove(lane, QPoint(x, y))
    QTest.mouseRelease(lane, Qt.MouseButton.LeftButton, held, QPoint(last, y))


def test_split_and_a_half_is_turned_down_slipped_and_nudged_by_keys(opened: Driver) -> None:
    before = _heard(opened)
    _at(opened, 0.64)
    press(Qt.Key.Key_K, CTRL)
    assert [round(r.start_s, 2) for r in _regions(opened)] == [0, 0.64]
    assert np.array_equal(_heard(opened), before)
    _at(opened, 1.0)
    press(Qt.Key.Key_Minus, ALT)
    press(Qt.Key.Key_Minus, ALT)
    assert _regions(opened)[1].gain_db == -2
    assert np.abs(_heard(opened)[40_000:90_000]).max() < 0.9 * np.abs(before[40_000:90_000]).max()
    assert opened.studio.session.document.undo_name == "Gain of stretch"
    press(Qt.Key.Key_Z, CTRL)
    press(Qt.Key.Key_Period, ALT)
    assert _regions(opened)[1].slip_s == pytest.approx(0.04)
    press(Qt.Key.Key_Comma, ALT | CTRL)
    assert _regions(opened)[1].slip_s == pytest.approx(0.04 - 1 / 48_000)
    press(Qt.Key.Key_Z, CTRL)
    press(Qt.Key.Key_Right, ALT)
    (_, moved) = _regions(opened)
    assert moved.start_s == pytest.approx(0.68)
    assert moved.slip_s == pytest.approx(0.04)
    assert np.allclose(_heard(opened)[36_000:90_000], before[36_000 - 1920 : 90_000 - 1920], atol=1e-6)


def test_trims_and_fades_at_the_playhead_by_keys(opened: Driver) -> None:
    _at(opened, 0.8)
    press(Qt.Key.Key_BracketLeft, ALT)
    (region,) = _regions(opened)
    assert region.start_s == pytest.approx(0.8)
    assert not _heard(opened)[:38_000].any()
    _at(opened, 1.6)
    press(Qt.Key.Key_BracketRight, ALT)
    (region,) = _regions(opened)
    assert region.stop_s == pytest.approx(1.6)
    _at(opened, 1.2)
    press(Qt.Key.Key_I, SHIFT)
    press(Qt.Key.Key_O, SHIFT)
    (region,) = _regions(opened)
    assert (region.fade_in_s, region.fade_out_s) == pytest.approx((0.4, 0.4))
    press(Qt.Key.Key_Delete, ALT)
    assert _regions(opened) == ()
    for _ in range(5):
        opened.studio.session.document.undo()
    assert _track(opened).comp == ()


def test_ends_and_fade_handles_are_dragged(opened: Driver) -> None:
    lane = _lane(opened)
    middle, top = lane.main_height_px // 2, 8
    _drag(lane, 0.003, 0.5, middle)
    (region,) = _regions(opened)
    assert region.start_s == pytest.approx(0.5, abs=0.02)
    assert opened.studio.session.document.undo_name == "Trim start"
    _drag(lane, region.start_s + 0.001, 0.7, top)
    assert _regions(opened)[0].fade_in_s == pytest.approx(0.2, abs=0.02)
    _drag(lane, 1.0, 1.2, middle, CTRL | SHIFT)
    assert _regions(opened)[0].slip_s == pytest.approx(0.2, abs=0.02)
    _drag(lane, 1.0, 0.9, middle, ALT)  # where no window manager takes it
    assert _regions(opened)[0].slip_s == pytest.approx(0.1, abs=0.02)
    _drag(lane, 1.0, 0.9, middle, CTRL)
    assert _regions(opened)[0].start_s == pytest.approx(0.4, abs=0.02)
    opened.studio.session.document.undo()
    assert opened.studio.session.document.undo_name == "Slip"
    seen = lane.grab().toImage()
    assert seen.pixelColor(round(lane.axis.view.x_of(0.2)), middle) != seen.pixelColor(
        round(lane.axis.view.x_of(1.5)), middle
    )


def test_a_stretch_sounds_on_another_track_too_and_stays_as_it_is(opened: Driver) -> None:
    session = opened.studio.session
    opened.studio.window.actions_table["add_empty_track"].trigger()
    first, second = session.project.tracks
    session.choose_track(first.key)
    _at(opened, 0.64)
    press(Qt.Key.Key_K, CTRL)
    _at(opened, 1.0)
    press(Qt.Key.Key_D, SHIFT)
    opened.settle()
    second = session.project.tracks[1]
    assert len(second.takes) == 1
    assert [r.start_s for r in regions(second.comp, second.ground)] == [pytest.approx(0.64)]
    with Mixdown(plan_mix(session.project, 2.0, has_guide=False, only=second.key)) as mix:
        copied = mix.read(0, 96_000)
    with Mixdown(plan_mix(session.project, 2.0, has_guide=False, only=first.key)) as mix:
        original = mix.read(0, 96_000)
    assert np.allclose(copied[31_000:], original[31_000:], atol=1e-6)
    assert not copied[:30_500].any()
    session.document.undo()
    assert session.project.tracks[1].takes == ()


def test_without_a_take_under_the_playhead_it_says_so(opened: Driver) -> None:
    opened.studio.session.choose_track(-2)
    opened.studio.regions.split()
    assert opened.said[-1].startswith("Put the playhead on a stretch")


def test_the_spectrogram_shows_what_is_heard(opened: Driver) -> None:
    timeline = opened.studio.window.timeline
    opened.settle()
    _at(opened, 0.8)
    press(Qt.Key.Key_BracketLeft, ALT)
    opened.settle()
    opened.wait(lambda: opened.studio.spectrogram._laid_out is not None and not opened.is_busy())
    lane = timeline.spectrogram

    def lit(start_s: float, stop_s: float) -> int:
        seen, ratio = lane.grab().toImage(), lane.devicePixelRatioF()
        xs = range(round(lane.axis.view.x_of(start_s)), round(lane.axis.view.x_of(stop_s)))
        ys = range(4, lane.height() - 4, 3)
        return sum(seen.pixelColor(round(x * ratio), round(y * ratio)).lightness() > 60 for x in xs for y in ys)

    opened.wait(lambda: lit(0.85, 1.1) > 0)
    assert lit(0.3, 0.7) == 0


def _pick_shape(driver: Driver, lane: TakeLane, at_s: float, text: str) -> None:
    """Right-click on a fade's handle and choose."""
    place = QPoint(round(lane.axis.view.x_of(at_s)), 8)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, lane.mapToGlobal(place))
    answer_menu(text)
    QApplication.sendEvent(lane, event)
    driver.wait(lambda: QApplication.activePopupWidget() is None)


def _is_shaped(opened: Driver, curve: str) -> bool:
    return _regions(opened)[0].fade_in_curve == curve


def test_a_fade_s_shape_is_picked_at_its_handle_and_heard(opened: Driver) -> None:
    lane, top = _lane(opened), 8
    _drag(lane, 0.001, 0.8, top)
    (region,) = _regions(opened)
    linear = _heard(opened)
    at = round(region.fade_in_s / 2 * 48_000)
    for text, curve, gain in (("Equal power", "equal-power", 0.5**0.5), ("Smooth (S)", "cosine", 0.5)):
        before = opened.studio.session.document.undo_name
        _pick_shape(opened, lane, region.fade_in_s, text)
        opened.wait(partial(_is_shaped, opened, curve))
        heard = _heard(opened)
        assert heard[at, 0] / linear[at, 0] == pytest.approx(gain / 0.5, rel=0.01)
        assert not np.array_equal(heard, linear)
        assert opened.studio.session.document.undo_name == "Fade in shape", before
    assert _regions(opened)[0].fade_out_curve == "linear"
    opened.studio.session.document.undo()
    assert _regions(opened)[0].fade_in_curve == "equal-power"


def test_fade_shapes_go_in_turn_by_a_key(opened: Driver) -> None:
    _at(opened, 0.4)
    press(Qt.Key.Key_F, CTRL | ALT)
    assert "has no fades" in opened.said[-1]
    press(Qt.Key.Key_I, SHIFT)
    for curve in ("equal-power", "cosine", "linear"):
        press(Qt.Key.Key_F, CTRL | ALT)
        assert (_regions(opened)[0].fade_in_curve, _regions(opened)[0].fade_out_curve) == (curve, curve)
    assert opened.said[-1] == "The stretch's fades are linear"
