"""Which sound track of a clip is the guide: chosen by mouse and by keys, followed by all that hears it, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from av.stream import Disposition
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from foleystudio.engine.mix.mixdown import Mixdown
from foleystudio.gui.panels.compare.view import GUIDE
from foleystudio.gui.presenters.clip.guide_track import language_name, track_name
from foleystudio.media.probe import AudioStreamInfo, probe
from foleystudio.project.settings import LevelMatch, Timing
from tests.gui.conftest import Driver, made_from
from tests.gui.hands import press
from tests.media.tracks import SoundTrack, silence, strikes, write_tracks
from tests.projects import timed

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
EARLY_S, LATE_S = (0.3, 0.9, 1.5), (0.6, 1.2)
MIX = SoundTrack(strikes(EARLY_S, channels=2), "eng", "Full mix")
EMPTY = SoundTrack(silence(channels=2), "deu", "Musik & Effekte", Disposition.default)
COMMENTARY = SoundTrack(strikes(LATE_S, pitch_hz=400, gain=0.1), "fra", "Commentaire", Disposition.comment)
NAMES = [
    "1: English, Full mix, stereo", "2: German, Musik & Effekte, stereo, default, silent",
    "3: French, Commentaire, mono, comment",
]  # fmt: skip


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film with its mix, an empty track that is flagged, and a soft commentary."""
    return write_tracks(tmp_path / "film.mkv", [MIX, EMPTY, COMMENTARY])


def _menu() -> QMenu:
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, QMenu)
    return popup


def _open_menu(driver: Driver, over: QWidget) -> QMenu:
    """The menu of the guide's row, by the right mouse button."""
    at = over.rect().center()
    QApplication.sendEvent(over, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, over.mapToGlobal(at)))
    driver.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    return _menu()


def _click(menu: QMenu, text: str) -> None:
    action = next(action for action in menu.actions() if _plain(action.text()).startswith(text))
    place = menu.actionGeometry(action).center()
    QTest.mouseMove(menu, place)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _choose_by_mouse(driver: Driver, text: str) -> None:
    outer = _open_menu(driver, driver.studio.window.timeline._guide_header)
    _click(outer, "Sound track of the guide")
    driver.wait(lambda: _menu() is not outer)
    _click(_menu(), text)
    driver.wait(lambda: QApplication.activePopupWidget() is None)
    driver.settle()


def _entries(driver: Driver) -> list[str]:
    menu = driver.studio.window.actions_table.submenus["guide_track"]
    return [_plain(action.text()) for action in menu.actions() if action.text()]


def _checked(driver: Driver) -> list[str]:
    menu = driver.studio.window.actions_table.submenus["guide_track"]
    return [_plain(action.text()) for action in menu.actions() if action.isChecked()]


def _times_s(driver: Driver) -> list[float]:
    return [event.time_s for event in driver.studio.session.events]


def _struck_s(samples: np.ndarray, rate_hz: int = 48_000, level: float = 0.05) -> list[float]:
    """When strikes begin in ``float32 [N, C]``, seconds."""
    loud = np.flatnonzero(np.abs(samples).max(axis=1) > level)
    return [float(at) / rate_hz for at in loud[np.diff(loud, prepend=-rate_hz) > rate_hz // 10]]


def _near(times_s: Sequence[float]) -> object:
    return pytest.approx(times_s, abs=0.004)


def _played_s(driver: Driver) -> list[float]:
    """When strikes are heard of what the player plays."""
    with Mixdown(driver.studio.player._mixdown.plan) as mix:
        return _struck_s(np.concatenate(list(mix.blocks())))


def _drawn_s(driver: Driver) -> list[float]:
    """When strikes are drawn in the guide's lane."""
    painter = driver.studio.window.timeline.guide._painter
    assert painter is not None
    peaks = painter.wave.peaks.read(0, 96_000, 2000)
    return _struck_s(np.abs(peaks).max(axis=(1, 2))[:, None], 1000)


def test_the_menu_tells_the_tracks_apart(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    assert _entries(driver) == ["Automatic: track 1", *NAMES]
    assert _checked(driver) == ["Automatic: track 1"]
    assert driver.studio.window.timeline._guide_header.texts[1] == "track 1"
    _choose_by_mouse(driver, "3: French")
    assert _checked(driver) == [NAMES[2]]
    assert f"The guide is sound track {NAMES[2]}" in driver.said
    assert driver.studio.window.timeline._guide_header.texts[1] == "track 3"
    assert driver.studio.window.timeline._guide_header.toolTip() == f"The guide is sound track {NAMES[2]}"
    assert driver.studio.session.document.undo_name == "Guide from sound track 3"


def test_a_clip_of_one_sound_track_has_no_such_menu(driver: Driver, clip: Path, film: Path) -> None:
    entry = driver.studio.window.actions_table.submenus["guide_track"].menuAction()
    assert not entry.isVisible()
    driver.open(clip)
    driver.settle()
    assert not entry.isVisible()
    assert driver.studio.window.timeline._guide_header.texts[1] == ""
    menu = _open_menu(driver, driver.studio.window.timeline.guide)
    assert "Sound track of the guide" not in [_plain(a.text()) for a in menu.actions() if a.isVisible()]
    press(Qt.Key.Key_Escape)
    driver.open(film)
    driver.settle()
    assert entry.isVisible()


def test_all_that_hears_the_guide_follows_the_choice_and_one_undo_takes_it_back(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    session = driver.studio.session
    assert _times_s(driver) == _near(EARLY_S)
    assert (_played_s(driver), _drawn_s(driver)) == (_near(EARLY_S), _near(EARLY_S))
    before, subject = session.project, driver.studio.spectrogram._subject
    _choose_by_mouse(driver, "3: French")
    assert session.project.sound_track == 2
    assert _times_s(driver) == _near(LATE_S)
    assert (_played_s(driver), _drawn_s(driver)) == (_near(LATE_S), _near(LATE_S))
    shown = driver.studio.spectrogram._subject
    assert shown is not None
    assert (shown.stream, shown != subject) == (2, True)
    press(Qt.Key.Key_Z, CONTROL)
    driver.settle()
    assert session.project == before, "choosing and what came of it are one step"
    assert (_played_s(driver), _drawn_s(driver)) == (_near(EARLY_S), _near(EARLY_S))
    assert driver.studio.window.timeline._guide_header.texts[1] == "track 1"
    assert not driver.errors


def test_it_is_chosen_by_keys(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    driver.studio.window.activateWindow()
    for key, number in ((Qt.Key.Key_3, 2), (Qt.Key.Key_1, 0), (Qt.Key.Key_A, None)):
        press(Qt.Key.Key_V, ALT)
        while _menu().title() != "&Track":
            press(Qt.Key.Key_Left)
        press(Qt.Key.Key_U)
        driver.wait(lambda: _menu() is driver.studio.window.actions_table.submenus["guide_track"])
        press(key)
        driver.wait(lambda: QApplication.activePopupWidget() is None)
        assert driver.studio.session.project.sound_track == number
        driver.settle()
        assert _times_s(driver) == _near(LATE_S if number == 2 else EARLY_S)


def test_marked_events_and_those_of_another_source_stay(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    driver.studio.events.add(1.8)
    _choose_by_mouse(driver, "3: French")
    assert _times_s(driver) == _near([*LATE_S, 1.8])
    session = driver.studio.session
    session.edit("By hand", timed(session.project, timing=Timing.FILE))
    _choose_by_mouse(driver, "1: English")
    assert _times_s(driver) == _near([*LATE_S, 1.8])


def test_what_another_track_was_heard_to_hold_is_not_taken_for_this_one(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    session = driver.studio.session
    driver.studio.proposals.use_timing(Timing.PICTURE)
    driver.wait(lambda: session.timing == Timing.PICTURE)
    driver.settle()
    _choose_by_mouse(driver, "3: French")
    driver.studio.proposals.use_timing(Timing.GUIDE)
    driver.settle()
    assert session.timing == Timing.GUIDE
    assert _times_s(driver) == _near(LATE_S)


def test_a_silent_track_leaves_the_events_and_says_so(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    _choose_by_mouse(driver, "2: German")
    assert _times_s(driver) == _near(EARLY_S)
    assert not driver.studio.session.has_guide
    notices = driver.studio.window.banners.notices
    assert [notice.text for notice in notices()].count(
        "The guide's sound track is silent; the events stay as they are."
    ) == 1
    _choose_by_mouse(driver, "Automatic")
    driver.wait(lambda: all("silent" not in notice.text for notice in notices()))
    assert driver.studio.session.has_guide


def test_takes_that_are_matched_to_the_guide_are_made_again(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.drop_sound(driver.sound())
    session = driver.studio.session
    track = session.project.tracks[0]
    matched = replace(track, settings=replace(track.settings, level_match=LevelMatch.WHOLE))
    session.change_track("Match guide", matched)
    session.edit("By hand", timed(session.project, timing=Timing.FILE))
    driver.settle()
    before = session.project.takes[0]
    _choose_by_mouse(driver, "3: French")
    after = session.project.takes[0]
    assert (made_from(before).sound_track, made_from(after).sound_track) == (None, 2)
    assert before.loudness_lufs is not None
    assert after.loudness_lufs is not None
    assert after.loudness_lufs < before.loudness_lufs - 6, "the commentary is far softer"
    press(Qt.Key.Key_Z, CONTROL)
    driver.settle()
    assert session.project.takes[0].loudness_lufs == pytest.approx(before.loudness_lufs, abs=0.01)


def test_compare_shows_the_chosen_track(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.drop_sound(driver.sound())
    driver.settle()
    driver.studio.compare.show()
    window = driver.studio.compare._shown
    assert window is not None
    driver.wait(lambda: GUIDE in window._view.loudness)
    loudest = [float(window._view.loudness[GUIDE].levels_db.max())]
    driver.studio.guide_track.choose(2)
    driver.settle()
    driver.wait(lambda: float(window._view.loudness[GUIDE].levels_db.max()) < loudest[0] - 6)
    window.close()


def test_the_choice_is_saved_and_comes_back(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    _choose_by_mouse(driver, "3: French")
    file = driver.folder / "film.foley"
    driver.save(file)
    press(Qt.Key.Key_N, CONTROL)
    driver.wait(lambda: driver.studio.session.clip is None)
    assert not driver.studio.window.actions_table.submenus["guide_track"].menuAction().isVisible()
    driver.studio.open(file)
    driver.wait(lambda: driver.studio.session.has_guide)
    driver.settle()
    assert _checked(driver) == [NAMES[2]]
    assert (_played_s(driver), _drawn_s(driver)) == (_near(LATE_S), _near(LATE_S))
    assert not driver.studio.session.document.is_modified


def test_another_clip_in_its_place_that_has_fewer_tracks_falls_back_with_one_sentence(
    driver: Driver, film: Path
) -> None:
    driver.open(film)
    driver.settle()
    _choose_by_mouse(driver, "3: French")
    driver.save(driver.folder / "film.foley")
    press(Qt.Key.Key_N, CONTROL)
    driver.wait(lambda: driver.studio.session.clip is None)
    film.unlink()
    driver.studio.open(driver.folder / "film.foley")
    driver.wait(lambda: bool(driver.errors))
    other = write_tracks(driver.folder / "other.mkv", [EMPTY, MIX])
    driver.studio.open(other)
    driver.wait(lambda: driver.studio.session.has_guide)
    driver.settle()
    session = driver.studio.session
    assert (session.project.clip, session.project.sound_track) == (other, None)
    told = [n.text for n in driver.studio.window.banners.notices() if "sound track" in n.text]
    assert told == [
        "other.mkv has no sound track 3, which the guide was taken from; "
        "the one that is meant to be heard takes its place."
    ]
    assert _played_s(driver) == _near(EARLY_S)


def test_a_file_that_has_lost_the_track_is_opened_all_the_same(driver: Driver, film: Path) -> None:
    driver.open(film)
    driver.settle()
    _choose_by_mouse(driver, "3: French")
    file = driver.folder / "film.foley"
    driver.save(file)
    press(Qt.Key.Key_N, CONTROL)
    driver.wait(lambda: driver.studio.session.clip is None)
    write_tracks(film, [MIX])
    driver.studio.open(file)
    driver.wait(lambda: driver.studio.session.has_guide)
    driver.settle()
    told = [n.text for n in driver.studio.window.banners.notices() if "no sound track 3" in n.text]
    assert len(told) == 1
    assert driver.studio.session.project.sound_track == 2, "the project is as it was saved"
    assert not driver.studio.session.document.is_modified
    assert _played_s(driver) == _near(EARLY_S)
    assert not driver.errors


@pytest.mark.parametrize(
    ("tracks", "automatic"),
    [
        ([MIX, replace(EMPTY, flags=Disposition(0)), COMMENTARY], 1),
        ([EMPTY, replace(COMMENTARY, flags=Disposition.default), replace(MIX, flags=Disposition.default)], 2),
        ([replace(COMMENTARY, samples=silence()), EMPTY], 2),
        ([COMMENTARY, SoundTrack(strikes(EARLY_S, channels=6))], 1),
    ],
)
def test_automatic_names_the_track_that_the_player_hears(
    driver: Driver, tmp_path: Path, tracks: list[SoundTrack], automatic: int
) -> None:
    driver.open(write_tracks(tmp_path / "film.mkv", tracks))
    driver.settle()
    assert _entries(driver)[0] == f"Automatic: track {automatic}"
    expected = _struck_s(tracks[automatic - 1].samples)
    assert _played_s(driver) == _near(expected)


def test_names(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "film.mkv", [MIX, SoundTrack(strikes(EARLY_S, channels=6), "xyz")])
    first, second = probe(path).audio
    assert track_name(0, first) == "1: English, Full mix, stereo"
    assert track_name(1, second).startswith("2: xyz, ")
    side = AudioStreamInfo(1, "ac3", 48_000, 6, "5.1(side)", first.start_time, first.duration_s, "", "", ("dub",))
    assert track_name(9, side, is_silent=True) == "10: 5.1, dub, silent"
    assert [language_name(code) for code in ("eng", "de", "pt-BR", "", "qq")] == [
        "English", "German", "Portuguese", "", "qq",
    ]  # fmt: skip
