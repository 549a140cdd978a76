"""Whatever is dropped: one sentence at most, and the work stays as it was."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from urllib.parse import quote_from_bytes

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from foleystudio.dsp.sound import Sound
from foleystudio.engine.mix.exports import export_kinds
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import write_sound
from foleystudio.project.storage.recovery import read_journal
from foleystudio.project.storage.saved import load_project
from tests.conftest import MakeClip
from tests.gui.conftest import Driver, hits


def is_one_sentence(text: str) -> bool:
    return text.endswith((".", ")")) and "\n" not in text and "Traceback" not in text and len(text) < 240


def truncated(driver: Driver, clip: Path) -> Path:
    path = driver.folder / "cut.mp4"
    path.write_bytes(clip.read_bytes()[: 2 * clip.stat().st_size // 3])
    return path


def empty(driver: Driver, _clip: Path) -> Path:
    path = driver.folder / "empty.mp4"
    path.write_bytes(b"")
    return path


def random(driver: Driver, _clip: Path) -> Path:
    path = driver.folder / "random.mov"
    path.write_bytes(np.random.default_rng(1).bytes(50_000))
    return path


def gone(driver: Driver, _clip: Path) -> Path:
    return driver.folder / "nowhere.mp4"


def a_folder(driver: Driver, _clip: Path) -> Path:
    (driver.folder / "folder.mp4").mkdir()
    return driver.folder / "folder.mp4"


@pytest.mark.parametrize("make", [truncated, empty, random, gone, a_folder])
@pytest.mark.parametrize("perform", [False, True])
def test_a_file_that_cannot_be_used_is_said_in_one_sentence_and_nothing_changes(
    driver: Driver, clip: Path, make: Callable[[Driver, Path], Path], perform: bool
) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    before, picture = driver.studio.session.project, driver.studio.window.picture.image()
    driver.studio.drops.drop([make(driver, clip)], perform=perform)
    driver.wait(lambda: bool(driver.errors))
    driver.settle()
    assert len(driver.errors) == 1
    assert is_one_sentence(driver.errors[0]), driver.errors
    assert driver.studio.window.banners.texts()
    assert driver.studio.session.project == before
    assert driver.studio.session.clip is not None
    assert driver.studio.window.picture.image() == picture


def drag_and_drop(driver: Driver, onto: QWidget, urls: list[QUrl]) -> None:
    """Drag URLs of another program over a part of the window and let them go there, as the desktop tells it."""
    window = driver.studio.window
    place, handle, mime = onto.mapTo(window, onto.rect().center()), window.windowHandle(), QMimeData()
    mime.setUrls(urls)
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place, *how)
    QApplication.sendEvent(handle, enter)
    QApplication.sendEvent(handle, QDragMoveEvent(place, *how))
    assert enter.isAccepted(), "the pointer promises to take it"
    QApplication.sendEvent(handle, QDropEvent(QPointF(place), *how))


def test_what_lies_on_a_network_place_gets_a_sentence_wherever_it_is_dropped(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    window = driver.studio.window
    before = driver.studio.session.project
    for part in (window.picture, window.bin, window.timeline, window.inspector, window.transport):
        drag_and_drop(driver, part, [QUrl("smb://nas/sounds/knock.wav")])
        told = [text for text in window.banners.texts() if text.startswith("smb://nas/sounds/knock.wav is no file")]
        assert len(told) == 1
        assert is_one_sentence(told[0])
        window.banners.clear()
    assert driver.studio.session.project == before
    drag_and_drop(driver, window.bin, [QUrl("smb://nas/a.wav"), QUrl.fromLocalFile(str(driver.sound()))])
    assert any(text.startswith("smb://nas/a.wav is no file") for text in window.banners.texts())
    driver.wait(lambda: len(driver.studio.session.project.references) == 1)


def test_a_clip_dropped_on_the_picture_is_opened(driver: Driver, clip: Path) -> None:
    driver.studio.window.show()
    drag_and_drop(driver, driver.studio.window.picture, [QUrl.fromLocalFile(str(clip))])
    driver.wait(lambda: driver.studio.session.clip is not None)
    driver.settle()
    assert driver.errors == []
    assert not driver.studio.window.picture._is_target


def test_the_picture_shows_that_it_would_take_a_file_until_the_pointer_leaves(driver: Driver, clip: Path) -> None:
    picture, mime = driver.studio.window.picture, QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(clip))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    before = picture.grab().toImage()
    QApplication.sendEvent(picture, QDragEnterEvent(picture.rect().center(), *how))
    assert picture.grab().toImage() != before
    QApplication.sendEvent(picture, QDragLeaveEvent())
    assert picture.grab().toImage() == before


def test_one_bad_sound_among_good_ones_does_not_keep_them_out(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    silence = driver.folder / "silence.wav"
    write_sound(silence, Sound(np.zeros((48_000, 1), np.float32), 48_000))
    driver.studio.drops.drop([driver.sound("a.wav"), silence, driver.sound("b.wav", 700)])
    driver.wait(lambda: len(driver.studio.session.project.references) == 2)
    driver.settle()
    assert [reference.name for reference in driver.studio.session.project.references] == ["a", "b"]
    assert len(driver.errors) == 1
    assert "silence.wav" in driver.errors[0]


@pytest.mark.parametrize(
    ("rate_hz", "channels", "seconds"), [(8_000, 1, 0.5), (96_000, 6, 0.5), (48_000, 1, 0.005), (44_100, 2, 1.0)]
)
def test_references_of_any_rate_layout_and_length_are_performed(
    driver: Driver, clip: Path, rate_hz: int, channels: int, seconds: float
) -> None:
    driver.open(clip)
    noise = np.random.default_rng(0).standard_normal((round(rate_hz * seconds), channels)).astype(np.float32)
    decay = np.exp(-np.arange(len(noise)) / rate_hz / 0.05)[:, None].astype(np.float32)
    path = driver.folder / "any.wav"
    write_sound(path, Sound(0.3 * noise * decay, rate_hz))
    driver.drop_sound(path)
    assert driver.errors == []
    assert driver.studio.session.project.takes[0].n_samples == 96_000


def test_a_reference_with_samples_that_are_not_numbers_is_used_with_a_warning(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    samples = hits((0.01,), 0.5)
    samples[5000:5010] = np.nan
    path = driver.folder / "nan.wav"
    write_sound(path, Sound(samples, 48_000), "FLOAT")
    driver.drop_sound(path)
    assert driver.errors == []
    assert len(driver.studio.session.project.takes) == 1


def test_a_reference_of_an_hour_is_performed_without_filling_the_memory(driver: Driver, clip: Path) -> None:
    from foleystudio.media.sound.files import SoundWriter

    driver.open(clip)
    path = driver.folder / "hour.wav"
    minute = np.tile(hits((0.1, 0.6), 1.0)[::6], (60, 1))
    with SoundWriter(path, 8_000, 1, "PCM_16") as writer:
        for _ in range(60):
            writer.write(minute)
    driver.drop_sound(path)
    assert driver.errors == []
    assert len(driver.studio.session.project.takes) == 1


def test_a_clip_without_sound_says_so_and_takes_its_timing_from_the_picture(
    driver: Driver, make_clip: MakeClip
) -> None:
    driver.open(make_clip("mute.mp4", frames=50))
    driver.settle()
    assert driver.errors == []
    assert not driver.studio.session.has_guide
    driver.studio.window.actions_table["timing_guide"].trigger()
    assert any("no sound of its own" in text for text in driver.studio.window.banners.texts())


@pytest.mark.parametrize("size", [(97, 65), (64, 96), (16, 16)])
def test_odd_sizes_open(driver: Driver, make_clip: MakeClip, size: tuple[int, int]) -> None:
    driver.open(make_clip("odd.mp4", frames=12, size=size, pix_fmt="yuv444p", audio=hits((0.1,), 0.48)))
    driver.wait(lambda: driver.studio.picture.shown_frame == 0)
    assert driver.errors == []


def test_a_clip_with_uneven_frames_is_opened_with_a_warning_that_blocks_nothing(
    driver: Driver, make_clip: MakeClip
) -> None:
    times = [Fraction(n, 25) + (Fraction(1, 60) if n % 3 else 0) for n in range(40)]
    path = make_clip("vfr é ü.mp4", times_s=times, frames=40, audio=hits((0.5,), 1.6))
    driver.open(path)
    driver.settle()
    assert driver.errors == []
    assert any("not evenly spaced" in text for text in driver.studio.window.banners.texts())
    clip = driver.studio.session.clip
    assert clip is not None
    driver.studio.playback.seek(float(times[20]))
    driver.wait(lambda: driver.studio.picture.shown_frame == 20)


def test_a_sound_alone_cannot_be_the_clip_and_goes_into_the_bin(driver: Driver) -> None:
    driver.studio.drops.drop([driver.sound()])
    driver.wait(lambda: len(driver.studio.session.project.references) == 1)
    assert driver.studio.session.clip is None
    assert driver.errors == []


def test_a_clip_dropped_on_a_track_lends_its_sound(driver: Driver, clip: Path, make_clip: MakeClip) -> None:
    driver.open(clip)
    other = make_clip("other.mov", frames=20, audio=hits((0.1,), 0.8, 300.0))
    driver.drop_sound(other)
    assert driver.studio.session.clip is not None
    assert driver.studio.session.clip.path == clip
    assert driver.studio.session.project.references[0].path == other


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_for_takes_is_said(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    (driver.folder / "data").chmod(0o500)
    driver.drop_sound(driver.sound())
    (driver.folder / "data").chmod(0o700)
    assert len(driver.errors) == 1


def test_a_disk_that_fills_up_leaves_the_work_and_no_half_take(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from foleystudio.media.sound import files

    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    before = driver.studio.session.project

    def full(_self: object, _samples: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.SoundWriter, "write", full)
    driver.studio.generate.make_again()
    driver.wait(lambda: bool(driver.errors))
    assert "disk is full" in driver.errors[0]
    assert driver.studio.session.project == before
    assert len(list((driver.folder / "data" / "takes").iterdir())) == 1


def test_a_take_folder_that_cannot_be_made_is_said(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    (driver.folder / "data").mkdir(exist_ok=True)
    (driver.folder / "data" / "takes").write_text("a file in the way")
    driver.drop_sound(driver.sound())
    assert len(driver.errors) == 1
    assert driver.studio.session.project.takes == ()


def test_malformed_event_files_leave_the_events(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    before = driver.studio.session.events
    for number, text in enumerate(
        ("", "{", '{"version": 9, "events": []}', '{"version": 1, "events": [{"time_s": -4}]}', '{"events": 3}')
    ):
        path = driver.folder / f"events-{number}.json"
        path.write_text(text)
        driver.studio.events.import_file(path)
        assert len(driver.errors) == number + 1
        assert path.name in driver.errors[-1]
    driver.studio.events.import_file(driver.folder / "no such.json")
    assert len(driver.errors) == 6
    assert driver.studio.session.events == before


def test_the_export_dialog_keeps_its_problem_and_can_be_tried_again(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    mix = [kind.name for kind in export_kinds()].index("sound.wav")
    dialog.choose(mix, driver.folder / "no such folder" / "mix.wav")
    dialog.start()
    driver.wait(lambda: bool(dialog.problem()) and dialog._export.isEnabled())
    assert "mix.wav" in dialog.problem()
    dialog.choose(mix, driver.folder / "mix.wav")
    dialog.start()
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert (driver.folder / "mix.wav").is_file()


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are always text there")
def test_files_whose_names_are_no_text_work_like_any_other(driver: Driver, clip: Path) -> None:
    folder = driver.folder / os.fsdecode(b"d\xe9p\xf4t")
    folder.mkdir()
    odd, knock = folder / os.fsdecode(b"caf\xe9.mov"), folder / os.fsdecode(b"toc\xff%20.wav")
    clip.rename(odd)
    driver.sound("knock.wav").rename(knock)
    window, session = driver.studio.window, driver.studio.session
    drop(window, odd)
    driver.wait(lambda: session.clip is not None or bool(driver.errors))
    driver.wait(lambda: not driver.studio.proposals.are_coming())
    drop(window.timeline, knock)
    driver.wait(lambda: bool(session.project.takes or driver.errors))
    driver.settle()
    assert driver.errors == []
    assert session.project.clip == odd
    assert [reference.name for reference in session.project.references] == ["toc\ufffd%20"]
    driver.studio.project._flush()
    lost = read_journal(driver.studio.project._journal.path)
    assert lost is not None
    assert lost.project == session.project
    file = folder / os.fsdecode(b"film \xe9.foley")
    driver.save(file)
    loaded = load_project(file)
    assert loaded.missing == ()
    assert loaded.project == session.project
    assert driver.studio.settings.recent() == [file, odd]
    assert not window.isWindowModified()
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    QTest.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert probe(folder / "film \ufffd foley.mp4").video is not None
    assert driver.errors == []


def drop(widget: QWidget, path: Path) -> None:
    """Drop a file as a file manager does: by its bytes, percent-encoded."""
    data = QMimeData()
    data.setData("text/uri-list", b"file://" + quote_from_bytes(os.fsencode(path)).encode() + b"\r\n")
    place, copy = QPointF(40, 40), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place.toPoint(), copy, data, left, none)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(place, copy, data, left, none))
