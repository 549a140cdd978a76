from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget

from foleystudio.dsp.sound import Sound
from foleystudio.gui.commands.file import write_events
from foleystudio.gui.timeline.ruler import Corner
from foleystudio.gui.timeline.takes.lane import FOLDED_ROW_PX
from foleystudio.media.sound.files import write_sound
from foleystudio.project.takes import Take
from tests.conftest import MakeClip
from tests.gui.conftest import HITS_S, RATE_HZ, Driver
from tests.gui.playback.test_player import recording
from tests.gui.timeline.made import drag, send_mouse
from tests.media.made import Shot, click_sound, uneven_times


@pytest.fixture
def opened(driver: Driver, clip: Path) -> Driver:
    driver.open(clip)
    driver.studio.window.activateWindow()
    body_of(driver).setFocus()
    return driver


def body_of(driver: Driver) -> QWidget:
    body = driver.studio.window.centralWidget()
    assert body is not None
    return body


def press(driver: Driver, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(body_of(driver), key, modifiers)


def type_position(driver: Driver, text: str) -> None:
    press(driver, Qt.Key.Key_G)
    field = driver.studio.window.transport.timecode
    driver.wait(field.hasFocus)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_arrows_step_frames_and_seconds(opened: Driver) -> None:
    playback = opened.studio.playback
    for _ in range(3):
        press(opened, Qt.Key.Key_Right)
    press(opened, Qt.Key.Key_Left)
    assert playback.position_s == pytest.approx(0.08)
    press(opened, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert playback.position_s == pytest.approx(1.08)
    press(opened, Qt.Key.Key_Home)
    press(opened, Qt.Key.Key_Left)
    assert playback.position_s == 0.0


def test_k_held_turns_j_and_l_into_frame_steps(opened: Driver) -> None:
    body, studio = body_of(opened), opened.studio
    QTest.keyPress(body, Qt.Key.Key_K)
    QTest.keyClick(body, Qt.Key.Key_L)
    QTest.keyClick(body, Qt.Key.Key_L)
    QTest.keyClick(body, Qt.Key.Key_J)
    QTest.keyRelease(body, Qt.Key.Key_K)
    assert studio.playback.position_s == pytest.approx(0.04)
    assert not studio.player.is_playing
    press(opened, Qt.Key.Key_L)
    press(opened, Qt.Key.Key_L)
    assert studio.player.speed == 2
    press(opened, Qt.Key.Key_J)
    assert studio.player.speed == -1
    assert studio.window.status.message() == "Shuttle −1×"
    press(opened, Qt.Key.Key_K)
    assert not studio.player.is_playing
    assert studio.window.status.message() == ""


def test_ctrl_arrows_go_from_event_to_event(opened: Driver) -> None:
    playback, control = opened.studio.playback, Qt.KeyboardModifier.ControlModifier
    visited = []
    for _ in range(4):
        press(opened, Qt.Key.Key_Right, control)
        visited.append(playback.position_s)
    assert visited == pytest.approx([*HITS_S, HITS_S[-1]], abs=0.02)
    press(opened, Qt.Key.Key_Left, control)
    assert playback.position_s == pytest.approx(HITS_S[1], abs=0.02)


@pytest.mark.parametrize(("typed", "at"), [("00:00:01:05", 1.2), ("30f", 1.2), ("+5", 0.6), ("-5", 0.2), ("1,5", 1.5)])
def test_positions_can_be_typed_and_relative(opened: Driver, typed: str, at: float) -> None:
    opened.studio.playback.seek(0.4)
    type_position(opened, typed)
    assert opened.studio.playback.position_s == pytest.approx(at)


def test_a_typed_position_that_is_none_is_said_and_changes_nothing(opened: Driver) -> None:
    opened.studio.playback.seek(0.4)
    opened.studio.playback.enter("half past")
    assert len(opened.errors) == 1
    assert opened.studio.playback.position_s == pytest.approx(0.4)


def test_edges_are_the_range_first_and_the_clip_then(opened: Driver) -> None:
    playback = opened.studio.playback
    playback.seek(0.4)
    press(opened, Qt.Key.Key_I)
    playback.seek(1.2)
    press(opened, Qt.Key.Key_O)
    project = opened.studio.session.project
    assert (project.in_s, project.out_s) == (pytest.approx(0.4), pytest.approx(1.2))
    playback.seek(0.8)
    places = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_End):
        press(opened, key)
        places.append(playback.position_s)
    assert places == pytest.approx([0.4, 0.0, 1.2, 2.0])


def test_looping_stays_within_the_range(opened: Driver) -> None:
    studio = opened.studio
    studio.lanes.set_range(0.2, 0.5)
    studio.window.actions_table["loop"].trigger()
    studio.playback.seek(0.3)
    studio.playback.toggle()
    places: list[float] = []
    studio.playback.moved.connect(places.append)
    opened.wait(lambda: sum(late < early for early, late in pairwise(places)) >= 2, "it came round twice")
    studio.playback.stop()
    assert max(places) <= 0.52
    assert any(later < earlier - 0.1 for earlier, later in pairwise(places)), "it came round"


@pytest.mark.parametrize("at", ["00:00:00:15", "00:00:01:20"])
def test_looping_from_where_the_range_ends_or_behind_it_starts_at_its_beginning(opened: Driver, at: str) -> None:
    studio, loop = opened.studio, opened.studio.window.actions_table["loop"]
    (button,) = (b for b in studio.window.transport.findChildren(QToolButton) if b.toolTip() == loop.toolTip())
    for key, place in ((Qt.Key.Key_I, "00:00:00:05"), (Qt.Key.Key_O, "00:00:00:15")):
        type_position(opened, place)
        press(opened, key)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    type_position(opened, at)
    places: list[float] = []
    studio.playback.moved.connect(places.append)
    press(opened, Qt.Key.Key_Space)
    opened.wait(lambda: any(later < earlier - 0.1 for earlier, later in pairwise(places)))  # it came round
    press(opened, Qt.Key.Key_Space)
    assert 0.2 <= min(places) <= max(places) <= 0.6


def test_looping_that_is_switched_on_behind_the_range_goes_back_to_it(opened: Driver) -> None:
    opened.studio.lanes.set_range(0.2, 0.5)
    type_position(opened, "00:00:01:00")
    press(opened, Qt.Key.Key_Space)
    assert opened.studio.player.is_playing
    opened.studio.window.actions_table["loop"].trigger()
    opened.wait(lambda: opened.studio.playback.position_s < 0.5)
    press(opened, Qt.Key.Key_K)
    assert opened.studio.playback.position_s >= 0.2


def labels_shown(driver: Driver) -> set[str]:
    """Every timecode that the window shows of the playhead."""
    window = driver.studio.window
    corner = window.timeline.findChild(Corner)
    assert corner is not None
    return {window.transport.timecode.text(), window.picture.timecode, corner.accessibleDescription()}


@pytest.mark.parametrize("kind", ["variable", "drop-frame"])
def test_the_burnt_in_timecode_is_the_transports_at_every_frame(driver: Driver, tmp_path: Path, kind: str) -> None:
    if kind == "variable":
        shot = Shot(times_s=uneven_times(40), sound=click_sound(1.8))
    else:
        shot = Shot(
            frames=40, rate_fps=Fraction(30_000, 1001), tags={"timecode": "09:59:59;15"}, sound=click_sound(1.3)
        )
    driver.open(shot.write(tmp_path / "clip.mov"))
    body_of(driver).setFocus()
    seen: list[str] = []
    for frame in range(40):
        assert labels_shown(driver) == {driver.studio.session.timecode.label(frame)}
        press(driver, Qt.Key.Key_Right)
    driver.studio.playback.moved.connect(lambda _at: seen.extend(sorted(labels_shown(driver))))
    moments: list[int] = []
    driver.studio.playback.moved.connect(lambda _at: moments.append(len(labels_shown(driver))))
    press(driver, Qt.Key.Key_Home)
    press(driver, Qt.Key.Key_Space)
    driver.wait(lambda: not driver.studio.player.is_playing)
    assert len(set(seen)) > 20
    assert set(moments) == {1}


def test_a_start_timecode_is_counted_from_everywhere_in_the_window(driver: Driver, tmp_path: Path) -> None:
    shot = Shot(frames=90, rate_fps=Fraction(30_000, 1001), tags={"timecode": "10:00:00;00"}, sound=click_sound(3))
    driver.open(shot.write(tmp_path / "reel.mov"))
    body_of(driver).setFocus()
    studio, ruler = driver.studio, driver.studio.window.timeline.ruler
    type_position(driver, "10:00:01;15")
    assert studio.playback.position_s == pytest.approx(45 * 1001 / 30_000)
    assert labels_shown(driver) == {"10:00:01;15"}
    assert next(tick.label for tick in ruler.ticks_now() if tick.label) == "10:00:00;00"
    assert studio.window.transport.rate() == "29.97 DF"
    press(driver, Qt.Key.Key_M)
    press(driver, Qt.Key.Key_E)
    studio.window.actions_table["show_list"].trigger()
    assert "10:00:01;15" in studio.window.accessible_list.texts(column=1)
    write_events(studio.session, tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_text().count("10:00:01;15") == 2
    type_position(driver, "00:00:01;00")
    assert "begins at 10:00:00;00" in driver.errors[-1]
    assert studio.playback.position_s == pytest.approx(45 * 1001 / 30_000)


def test_the_end_pauses_and_playing_again_begins_anew(opened: Driver) -> None:
    studio = opened.studio
    studio.playback.seek(1.9)
    studio.playback.toggle()
    opened.wait(lambda: not studio.player.is_playing)
    assert studio.playback.position_s == pytest.approx(2.0, abs=0.05)
    studio.playback.toggle()
    opened.wait(lambda: studio.playback.position_s < 1.0)
    studio.playback.stop()


def test_a_missing_sound_card_is_said_once_and_the_picture_plays_on(opened: Driver) -> None:
    studio = opened.studio
    studio.playback.toggle()
    opened.wait(lambda: any(text.startswith("No sound") for text in studio.window.banners.texts()))
    opened.wait(lambda: studio.playback.position_s > 0.3)
    assert len([text for text in studio.window.banners.texts() if text.startswith("No sound")]) == 1
    studio.playback.stop()


def test_dragging_shows_a_keyframe_first_and_the_exact_frame_at_the_end(
    driver: Driver, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(make_clip("long.mp4", frames=60, gop=30))
    studio, shown = driver.studio, list[int | None]()
    driver.wait(lambda: studio.picture.shown_frame == 0)
    real = studio.window.picture.set_frame

    def watched(frame: NDArray[np.uint8], label: str) -> None:
        real(frame, label)
        shown.append(studio.picture.shown_frame)

    monkeypatch.setattr(studio.window.picture, "set_frame", watched)
    ruler = studio.window.timeline.ruler
    at = QPointF(ruler.axis.x_of(1.41), ruler.height() / 2)
    drag(ruler, at, release=False)
    driver.wait(lambda: shown[-1:] == [35])
    assert shown == [30, 35]
    send_mouse(ruler, QMouseEvent.Type.MouseButtonRelease, at)
    driver.settle()
    assert studio.picture.shown_frame == 35


# On a card ------------------------------------------------------------------------------------------------------------

_LASTS_S, _TRIES = 4.0, 4  # a busy machine may stand still for longer than a card can wait; once in as many it does not


@pytest.fixture
def two_on_card(on_card: Driver, make_clip: MakeClip) -> Driver:
    """Two takes whose left channels are one saw, which tells where a sample belongs; the right ones tell them apart."""
    on_card.open(make_clip("silent.mov", frames=round(_LASTS_S * 25)))
    on_card.settle()
    session = on_card.studio.session
    project = replace(session.project.with_track(), guide=replace(session.project.guide, mute=True))
    for side in (0.2, -0.2):
        path = on_card.folder / f"{side}.wav"
        write_sound(path, Sound(np.stack([_saw(), np.full(len(_saw()), side, np.float32)], axis=1), RATE_HZ), "FLOAT")
        project = project.with_take(project.tracks[0].key, Take(path, path.stem, len(_saw()), channels=2))
    session.edit("Takes", project)
    on_card.settle()
    on_card.studio.window.activateWindow()
    on_card.bot.waitActive(on_card.studio.window)
    return on_card


def _saw() -> NDArray[np.float32]:
    at = np.arange(round(_LASTS_S * RATE_HZ))
    return (0.1 + 0.3 * (at % 4801) / 4801).astype(np.float32)


@pytest.mark.soundcard
def test_switching_takes_and_comping_while_playing_drops_no_sample(
    two_on_card: Driver, sound_card: str, tmp_path: Path
) -> None:
    studio = two_on_card.studio
    for _ in range(_TRIES):
        before = studio.player.underflows, studio.player.gaps
        with recording(sound_card, tmp_path) as recorded:
            _play_and_switch(two_on_card)
            heard = recorded()
        if before == (studio.player.underflows, studio.player.gaps):
            break
    loud = np.flatnonzero(np.abs(heard).max(axis=1) > 0.05)
    left, right = heard[loud[0] : loud[-1] + 1].T
    saw = _saw()[96:]  # it fades in from nothing
    start = int(np.argmin([np.abs(left[at : at + 2000] - saw[:2000]).sum() for at in range(200)]))
    whole = left[start : start + len(saw) - 96]
    assert np.abs(whole - saw[: len(whole)]).max() < 2**-10, "a sample is not where it belongs"
    assert len(whole) > 0.95 * len(saw)
    turns = int((np.diff(np.sign(right[np.abs(right) > 0.15])) != 0).sum())
    assert turns >= 6, "both takes were heard by turns"


def _play_and_switch(driver: Driver) -> None:
    """Play all of it; flip between the takes four times, and let one sound in two stretches that are ahead."""
    studio = driver.studio
    lane = studio.window.timeline.tracks.row(studio.session.project.tracks[0].key).takes
    lane.set_unfolded(True)
    studio.playback.seek(0.0)
    press(driver, Qt.Key.Key_Space)
    for at_s in (0.4, 0.7, 1.1, 1.4):
        driver.wait(partial(_is_past, driver, at_s))
        press(driver, Qt.Key.Key_A)
    y = lane.main_height_px + FOLDED_ROW_PX // 2
    for at_s, start_s, stop_s in ((1.6, 2.3, 2.7), (1.8, 3.1, 3.5)):
        driver.wait(partial(_is_past, driver, at_s))
        drag(lane, QPointF(lane.axis.x_of(start_s), y), QPointF(lane.axis.x_of(stop_s), y))
    driver.wait(lambda: not studio.player.is_playing)
    assert len(studio.session.project.tracks[0].comp) == 2
    studio.session.change_track("Clear comp", replace(studio.session.project.tracks[0], comp=()))


def _is_past(driver: Driver, at_s: float) -> bool:
    return driver.studio.player.position_s() > at_s
