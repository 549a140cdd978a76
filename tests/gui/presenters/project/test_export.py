from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from foleystudio.engine.mix.exports import export_kinds
from foleystudio.engine.mix.names.naming import UCS
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.gui.presenters.project import export
from foleystudio.gui.presenters.takes.auto_rerender import AutoRerender
from foleystudio.media.formats import OwnSound
from foleystudio.media.probe import probe
from foleystudio.media.sound.reader import read_sound
from tests.gui.conftest import Driver
from tests.gui.hands import focus, pick_by_keys, press
from tests.outside.export import subtitles
from tests.outside.formats import formats

KINDS = export_kinds()


def test_without_a_clip_there_is_nothing_to_export(driver: Driver) -> None:
    driver.studio.export.open()
    assert driver.studio.export.dialog is None
    assert "Open a clip first" in driver.said[-1]


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_every_kind_is_written(driver: Driver, clip: Path, kind: int) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    out = driver.folder / f"out{KINDS[kind].format.suffix}"
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    target = "ebu-r128" if KINDS[kind].name == "sound.wav" else None
    dialog.choose(kind, out, own=OwnSound.BEFORE, target=target)
    dialog.start()
    if KINDS[kind].name == "video.mxf":  # of H.264 in MOV
        driver.wait(lambda: "MXF" in dialog.problem())
        assert "MXF cannot hold h264 pictures; write a .mp4, .mov or .mkv" in dialog.problem()
        dialog.reject()
        return
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert driver.errors == []
    written = list(driver.folder.glob("out*"))
    assert len(written) == 1
    if KINDS[kind].export.name == "video":
        assert len(probe(out).audio) == 2
    assert "Exported" in driver.said[-1]


def test_cancelling_leaves_no_file_and_the_dialog(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    from foleystudio.engine.mix import export as engine_export
    from foleystudio.errors import CancelledError

    def slow(
        _project: object, _clip: object, _out: object, *, progress: Progress, cancelled: Cancelled, **_: object
    ) -> None:
        while not cancelled():
            progress(0.3, "mixing")
            time.sleep(0.01)
        raise CancelledError

    monkeypatch.setattr(engine_export, "export_video", slow)
    driver.open(clip)
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    dialog.choose(0, driver.folder / "out.mp4")
    dialog.start()
    driver.wait(lambda: dialog._bar.value() == 300)
    driver.studio.events.add(1.7)  # the window stays usable
    dialog.reject()
    driver.wait(lambda: "Cancelled" in dialog.problem())
    assert not (driver.folder / "out.mp4").exists()
    dialog.reject()
    driver.wait(lambda: driver.studio.export.dialog is None)


def test_a_mix_that_would_clip_is_not_written_before_it_is_said(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    session = driver.studio.session
    loud = replace(session.project.tracks[0], gain_db=24.0)
    monkeypatch.setattr(driver.studio.measure._settle, "start", lambda *_: None)  # as if it were not settled yet
    session.change_track("Turn up", loud)
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    out = driver.folder / "loud.wav"
    dialog.choose([kind.name for kind in KINDS].index("sound.wav"), out)
    QTest.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    driver.wait(lambda: "passes full scale by" in dialog.problem())
    assert not out.exists()
    assert dialog.rows.loudness.property("role") == "bad"
    QTest.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert out.exists(), "the user has seen it"


def exported_notices(driver: Driver) -> list[str]:
    """Export the film and answer what is noted about it."""
    notices: list[str] = []
    driver.studio.session.noticed.connect(lambda notice: notices.append(notice.text))
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    dialog.choose(0, driver.folder / "stale.mp4")
    dialog.start()
    driver.wait(lambda: driver.studio.export.dialog is None)
    return [text for text in notices if "before the last edit" in text]


def test_a_take_that_has_not_followed_yet_is_named(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    monkeypatch.setattr(AutoRerender, "_follow_one", lambda *_: None)  # as if its rendering were still to come
    driver.studio.events.add(1.7)
    notices = exported_notices(driver)
    assert len(notices) == 1
    assert "export again" in notices[0]


def test_a_take_that_cannot_follow_is_not_promised(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    driver.studio.references.remove(driver.studio.session.project.references[0].key)
    driver.studio.events.add(1.7)
    driver.settle()
    (notice,) = exported_notices(driver)
    assert "does not follow" in notice
    assert "export again" not in notice


def _exported(driver: Driver, text: str, out: Path) -> None:
    """Export by the menu's key, the drop-down's list and the Export button."""
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    driver.wait(lambda: driver.studio.export.dialog is not None)
    dialog = driver.studio.export.dialog
    assert dialog is not None
    pick_by_keys(dialog._kind, text)
    dialog._path.setText(str(out.with_suffix("")))
    QTest.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert driver.errors == []
    assert out.exists()


def test_exports_and_formats_from_outside_are_chosen_in_the_dialog_written_and_remembered(
    driver: Driver, clip: Path
) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    with formats(), subtitles():
        _exported(driver, "Mix, AIFF (48 kHz, 24-bit)", driver.folder / "mix.aiff")
        _exported(driver, "Clip with its new sound, MK3D (24-bit PCM)", driver.folder / "film.mk3d")
        _exported(driver, "Subtitles, SUB", driver.folder / "film.sub")
        driver.studio.export.open()
        dialog = driver.studio.export.dialog
        assert dialog is not None
        assert dialog._kind.currentText() == "Subtitles, SUB"
        dialog.reject()
    assert len(read_sound(driver.folder / "mix.aiff")) == 96_000
    assert len(probe(driver.folder / "film.mk3d").audio) == 1
    assert (driver.folder / "film.sub").read_text().count("BANG") == 3
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    assert dialog.kind().name == "video.mp4", "what was chosen last is not there any more"
    dialog.reject()


def test_the_choice_of_earlier_versions_is_kept(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.studio.session.settings.put("export/kind", 4)
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    assert dialog.kind().name == "sound.flac"
    dialog.reject()


def test_what_was_written_is_told_shown_and_played(driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handed: list[str] = []
    monkeypatch.setattr(export, "opened", lambda url: handed.append(url.toLocalFile()))
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    out = driver.folder / "film.mov"
    _exported(driver, "Clip with its new sound, MOV (24-bit PCM)", out)
    (notice,) = [each for each in driver.studio.window.banners.notices() if each.text.startswith("Exported film.mov")]
    assert re.fullmatch(
        r"Exported film\.mov: H\.264 96 × 64, 24-bit PCM stereo 48 kHz, 2\.0 s, −\d+\.\d LUFS, −?\d+\.\d dBTP\.",
        notice.text,
    )
    for label in ("Show in folder", "Play"):
        button = next(b for b in driver.studio.window.banners.findChildren(QPushButton) if b.text() == label)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        _exported(driver, "Clip with its new sound, MOV (24-bit PCM)", driver.folder / f"{label}.mov")
    assert handed == [str(driver.folder), str(driver.folder / "Show in folder.mov")]


def _levels(text: str) -> list[str]:
    return re.findall(r"−?\d+\.\d (?:LUFS|dBTP)", text)


def test_dialog_and_notice_tell_the_same_level_of_a_range(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    session = driver.studio.session
    driver.wait(lambda: session.loudness is not None)
    for seconds, key in ((0.7, Qt.Key.Key_I), (1.3, Qt.Key.Key_O)):
        driver.studio.playback.seek(seconds)
        press(key)
    press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    dialog = driver.studio.export.dialog
    assert dialog is not None
    dialog.choose([kind.name for kind in KINDS].index("sound.wav"), driver.folder / "part.wav")
    whole = _levels(dialog.rows.loudness.text())
    dialog.rows.range.click()
    driver.wait(lambda: len(_levels(dialog.rows.loudness.text())) == 2)
    told = dialog.rows.loudness.text()
    assert told.startswith("The mix between in and out: ")
    assert _levels(told) != whole
    QTest.mouseClick(dialog._export, Qt.MouseButton.LeftButton)
    driver.wait(lambda: driver.studio.export.dialog is None)
    (notice,) = [each for each in driver.studio.window.banners.notices() if each.text.startswith("Exported part.wav")]
    assert _levels(notice.text) == _levels(told)


def test_the_notice_on_stems_tells_how_loud_each_is(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    driver.drop_sound(driver.sound("low.wav", 200.0), driver.studio.session.project.tracks[1].key)
    driver.settle()
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    dialog.choose([kind.name for kind in KINDS].index("stems.wav"), driver.folder / "out.wav")
    dialog.start()
    driver.wait(lambda: driver.studio.export.dialog is None)
    (notice,) = [each for each in driver.studio.window.banners.notices() if each.text.startswith("Exported 2 stems")]
    assert re.search(r", 2\.0 s, each of −\d+\.\d( to −\d+\.\d)? LUFS\.$", notice.text)


def test_how_stems_are_named_is_remembered(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    driver.studio.export.open()
    dialog = driver.studio.export.dialog
    assert dialog is not None
    dialog.choose([kind.name for kind in KINDS].index("stems.wav"), driver.folder / "out.wav", naming=UCS)
    for field, text in ((dialog.rows.creator, "ABC"), (dialog.rows.source, "FILM")):
        focus(field)
        QTest.keyClicks(field, text)
    dialog.start()
    driver.wait(lambda: driver.studio.export.dialog is None)
    assert len(list(driver.folder.glob("*_ABC_FILM.wav"))) == 1
    driver.studio.export.open()
    again = driver.studio.export.dialog
    assert again is not None
    assert again.kind().name == "stems.wav"
    assert again.rows.preview.text().endswith("_ABC_FILM.wav")
    assert again.rows.creator.isVisible()
    again.reject()
