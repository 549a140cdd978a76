from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from foleystudio.engine.mix.exports import EXPORTS, export_kinds
from foleystudio.engine.mix.names.ucs import TEMPLATE
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.engine.mix.targets import TARGETS
from foleystudio.gui.dialogs.export_dialog import ExportDialog, ExportWish
from foleystudio.gui.look import theme
from foleystudio.media.formats import OwnSound
from foleystudio.media.sound.levels.loudness import Loudness
from tests.gui import hands

KINDS = export_kinds()
ROW = {kind.name: row for row, kind in enumerate(KINDS)}


def stems(out: Path, options: ExportOptions) -> list[Path]:
    """As those of two tracks."""
    beginning = f"{out.stem} - " if not options.naming else f"{options.naming}_"
    tracks = ("Foley 1, heel", "Foley 1, toe", "Foley 2") if options.per_layer else ("Foley 1", "Foley 2")
    return [out.with_name(f"{beginning}{track}{out.suffix}") for track in tracks]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Colours and sizes are the stylesheet's."""
    theme.apply(qapp, theme.Scheme.DARK)


def dialog(qtbot: QtBot, *, has_guide: bool = True, has_range: bool = True, has_layers: bool = False) -> ExportDialog:
    there = {"has_guide": has_guide, "has_range": has_range, "has_layers": has_layers}
    made = ExportDialog(Path("/x/clip foley.mp4"), **there, kind=0, stems=stems, parent=None)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("kind", range(len(KINDS)))
def test_the_file_takes_the_suffix_of_its_kind(qtbot: QtBot, kind: int) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    made.choose(kind, Path("/x/clip foley.mp4"))
    made._kind_changed()
    made.start()
    assert wishes[0].out.suffix == KINDS[kind].format.suffix
    assert wishes[0].export == KINDS[kind].export


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("/x/film v1.2", "/x/film v1.2.mp4"),
        ("/x/film v1.2.mp4", "/x/film v1.2.mp4"),
        ("/x/film.MP4", "/x/film.MP4"),
        ("/x/film", "/x/film.mp4"),
    ],
)
def test_a_dot_in_a_name_is_no_suffix(qtbot: QtBot, typed: str, written: str) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    hands.focus(made._path)
    made._path.selectAll()
    QTest.keyClicks(made._path, typed)
    hands.press(Qt.Key.Key_Return)
    assert [wish.out for wish in wishes] == [Path(written)]
    assert made._path.text() == written
    made.set_busy(False)
    hands.pick_by_keys(made._kind, KINDS[ROW["sound.wav"]].format.text)
    assert made._path.text() == str(Path(written).with_suffix(".wav"))


def test_a_dotted_name_keeps_its_dots_whatever_is_chosen(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    made._path.setText("")
    QTest.keyClicks(made._path, "/x/film v1.2")
    for kind in (ROW[name] for name in ("video.mov", "sound.flac", "markers.csv", "video.mp4")):
        hands.pick_by_keys(made._kind, KINDS[kind].format.text)
        assert made._path.text() == f"/x/film v1.2{KINDS[kind].format.suffix}"


def test_a_file_is_asked_about_by_the_name_that_it_gets(qtbot: QtBot, tmp_path: Path) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    (tmp_path / "film v1.2.mp4").touch()
    made._path.setText("")
    QTest.keyClicks(made._path, str(tmp_path / "film v1.2"))
    QTest.mouseClick(made._export, Qt.MouseButton.LeftButton)
    assert wishes == []
    assert "film v1.2.mp4 exists already" in made.problem()
    QTest.mouseClick(made._export, Qt.MouseButton.LeftButton)
    assert [wish.out for wish in wishes] == [tmp_path / "film v1.2.mp4"]


def test_only_what_makes_sense_can_be_asked(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot, has_guide=False, has_range=False), list[ExportWish]()
    made.wanted.connect(wishes.append)
    assert not made.rows.guide.isVisible()
    made.choose(0, Path("/x/y.mp4"), own=OwnSound.BEFORE, target="ebu-r128")
    made.start()
    options = ExportOptions(stored_as="aac", target=TARGETS["ebu-r128"])
    assert wishes == [ExportWish(EXPORTS["video"], Path("/x/y.mp4"), options)]


def test_keeping_the_guide_is_asked_for_videos_only(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    made.choose(1, Path("/x/y.mov"), own=OwnSound.AFTER)
    assert made.rows.guide.isVisible()
    made.start()
    made.show_problem("x")
    made.choose(ROW["sound.wav"], Path("/x/y.wav"), own=OwnSound.AFTER)
    assert not made.rows.guide.isVisible()
    assert made.rows.range.isVisible()
    made.start()
    assert [wish.options.own for wish in wishes] == [OwnSound.AFTER, OwnSound.REPLACE]


def test_while_writing_cancel_cancels_and_escape_does_not_lose_the_dialog(qtbot: QtBot) -> None:
    made, cancelled = dialog(qtbot), list[bool]()
    made.cancelled.connect(lambda: cancelled.append(True))
    made.start()
    made.show_progress(0.5, "mixing")
    assert made._bar.value() == 500
    made.reject()
    made.close()
    QTest.mouseClick(made._cancel, Qt.MouseButton.LeftButton)
    assert made.isVisible()
    assert cancelled == [True, True, True]
    made.show_problem("the disk is full.")
    assert made.problem() == "the disk is full."
    QTest.mouseClick(made._cancel, Qt.MouseButton.LeftButton)
    assert not made.isVisible()


@pytest.mark.parametrize("named", ["there.mp4", "there"])
def test_a_file_is_chosen_by_browsing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """One of this very name Qt has asked about; one whose suffix is added it has not."""
    (tmp_path / "there.mp4").write_bytes(b"")
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    QTest.mouseClick(made._browse, Qt.MouseButton.LeftButton)
    assert made._path.text() == str(Path("/x/clip foley.mp4"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(tmp_path / named), ""))
    QTest.mouseClick(made._browse, Qt.MouseButton.LeftButton)
    assert made._path.text() == str(tmp_path / "there.mp4")
    made.start()
    assert len(wishes) == (named == "there.mp4")


def test_a_file_that_exists_is_replaced_only_when_asked_twice(qtbot: QtBot, tmp_path: Path) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    old, other = tmp_path / "old.mp4", tmp_path / "other.mp4"
    old.write_bytes(b"dear")
    other.write_bytes(b"dear too")
    made.choose(0, old)
    made.start()
    assert wishes == []
    assert "old.mp4 exists already" in made.problem()
    made.choose(0, other)
    assert made.problem() == ""
    made.start()
    assert wishes == []
    assert made._export.text() == "Replace"
    made.start()
    assert [wish.out for wish in wishes] == [other]


def loudness_line(made: ExportDialog) -> tuple[str, bool]:
    """What the dialog says of the level, and whether in the colour of what is wrong."""
    return made.rows.loudness.text(), made.rows.loudness.property("role") == "bad"


def test_overload_is_said_in_colour_with_a_loudness_one_choice_away(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    assert loudness_line(made) == ("The mix is being measured…", False)
    made.show_loudness(Loudness(-20.0, -3.0))
    assert loudness_line(made) == ("The mix: −20.0 LUFS, −3.0 dBTP", False)
    made.show_loudness(Loudness(-12.0, 2.25))
    text, in_colour = loudness_line(made)
    assert "passes full scale by 2.2 dB" in text
    assert in_colour
    colour = made.rows.loudness.palette().color(made.rows.loudness.foregroundRole()).name()
    assert colour == theme.tokens().bad
    hands.pick_by_keys(made.rows.level, TARGETS["ebu-r128"].told)
    assert loudness_line(made) == ("The mix: −12.0 LUFS, over by 2.2 dB; brought to −23.0 LUFS, −8.8 dBTP", False)
    hands.pick_by_keys(made.rows.level, "As it is")
    made.choose(ROW["stems.wav"], Path("/x/y.wav"))
    assert not loudness_line(made)[1], "stems are not summed"


def test_the_level_is_that_of_what_will_be_written(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    made.choose(ROW["sound.wav"], Path("/x/y.wav"))
    made.show_loudness(Loudness(-24.2, -3.0))
    box = made.rows.range
    QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert box.isChecked()
    assert loudness_line(made) == ("The mix between in and out is being measured…", False)
    made.show_loudness(Loudness(-24.2, -3.0), Loudness(-26.6, -5.0))
    assert loudness_line(made) == ("The mix between in and out: −26.6 LUFS, −5.0 dBTP", False)
    hands.pick_by_keys(made._kind, KINDS[ROW["video.mp4"]].format.text)  # which is written whole
    assert loudness_line(made) == ("The mix: −24.2 LUFS, −3.0 dBTP", False)


def test_the_dialog_keeps_its_height_whatever_is_chosen_and_said(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    height, places = made.height(), {made._export.mapTo(made, QPoint(0, 0)).y()}
    for kind in range(len(KINDS)):
        made.choose(kind, Path("/x/clip foley.mp4"))
        for problem in ("", "Short.", "It is a long sentence about what went wrong, and about what to do. " * 2):
            made.show_problem(problem)
            made.set_busy(True)
            qtbot.wait(1)
            assert made.height() == height
            places.add(made._export.mapTo(made, QPoint(0, 0)).y())
            made.set_busy(False)
    assert len(places) == 1, "the buttons stay under the mouse"


def test_stems_that_exist_are_replaced_only_when_asked_twice(qtbot: QtBot, tmp_path: Path) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    for track in ("Foley 1", "Foley 2"):
        (tmp_path / f"mix [1] - {track}.wav").write_bytes(b"dear")
    made.choose(ROW["stems.wav"], tmp_path / "mix [1].wav")
    made.start()
    assert wishes == []
    assert "mix [1] - Foley 1.wav and 1 more exist already" in made.problem()
    made.start()
    assert len(wishes) == 1
    made.choose(ROW["stems.wav"], tmp_path / "other.wav")
    made.set_busy(False)
    made.start()
    assert len(wishes) == 2


def test_how_the_sound_is_stored_goes_by_the_file(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    for name, text, stored_as in (("video.mp4", "Opus", "opus"), ("video.mxf", "16-bit PCM", "pcm16")):
        made.choose(ROW[name], Path("/x/y.mp4"))
        hands.pick_by_keys(made.rows.stored, text)
        made.start()
        made.set_busy(False)
        assert wishes[-1].options.stored_as == stored_as
    assert [made.rows.stored.itemText(row) for row in range(made.rows.stored.count())] == ["24-bit PCM", "16-bit PCM"]
    made.choose(ROW["sound.wav"], Path("/x/y.wav"))
    hands.pick_by_keys(made.rows.stored, "96 kHz, 32-bit float")
    made.start()
    assert (wishes[-1].options.rate_hz, wishes[-1].options.subtype) == (96_000, "FLOAT")
    made.set_busy(False)
    made.choose(ROW["sound.flac"], Path("/x/y.flac"))
    made.start()
    assert (wishes[-1].options.rate_hz, wishes[-1].options.subtype) == (48_000, "PCM_24"), "FLAC has no floats"


def test_names_of_stems_are_shown_before_they_are_written(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    made.choose(ROW["stems.wav"], Path("/x/film.wav"))
    assert made.rows.preview.text() == "film - Foley 1.wav and 1 more"
    hands.focus(made.rows.names)
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(made.rows.names, "{catid}_x")
    assert made.rows.preview.text() == "{catid}_x_Foley 1.wav and 1 more"
    made.start()
    assert wishes[-1].options.naming == "{catid}_x"


def test_a_stem_a_layer_is_offered_where_a_track_has_several(qtbot: QtBot) -> None:
    without = dialog(qtbot)
    without.choose(ROW["stems.wav"], Path("/x/film.wav"))
    assert without.rows.per_layer.isVisible()
    QTest.mouseClick(without.rows.per_layer, Qt.MouseButton.LeftButton)
    assert not without.rows.per_layer.isChecked()
    assert "No track that is heard has a take of several layers" in without.rows.per_layer.toolTip()
    made, wishes = dialog(qtbot, has_layers=True), list[ExportWish]()
    made.wanted.connect(wishes.append)
    made.choose(ROW["stems.wav"], Path("/x/film.wav"))
    assert made.rows.per_layer.isVisible()
    hands.focus(made.rows.per_layer)
    hands.press(Qt.Key.Key_Space)
    assert made.rows.preview.text() == "film - Foley 1, heel.wav and 2 more"
    made.start()
    assert wishes[-1].options.per_layer
    made.set_busy(False)
    made.choose(ROW["sound.wav"], Path("/x/film.wav"))
    assert not made.rows.per_layer.isVisible()
    made.start()
    assert not wishes[-1].options.per_layer


def test_a_loudness_of_ones_own(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    hands.pick_by_keys(made.rows.level, "Own…")
    hands.focus(made.rows.own_level)
    made.rows.own_level.selectAll()
    QTest.keyClicks(made.rows.own_level, "-18.5")
    made.start()
    target = wishes[-1].options.target
    assert target is not None
    assert (target.lufs, target.ceiling_dbtp) == (-18.5, -1.0)


def test_creator_and_source_are_asked_for_where_names_need_them(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    made.choose(ROW["stems.wav"], Path("/x/film.wav"))
    assert not made.rows.creator.isVisible()
    hands.focus(made.rows.names)
    hands.press(Qt.Key.Key_Down)
    assert made.rows.names.currentText() == TEMPLATE
    for field, text in ((made.rows.creator, "ABC"), (made.rows.source, "FILM 2")):
        hands.focus(field)
        QTest.keyClicks(field, text)
    made.start()
    assert (wishes[-1].options.creator, wishes[-1].options.source) == ("ABC", "FILM 2")
    made.set_busy(False)
    hands.focus(made.rows.names)
    hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(made.rows.names, "{creator} {track}")
    assert made.rows.creator.isVisible()
    assert not made.rows.source.isVisible()
    made.start()
    assert (wishes[-1].options.creator, wishes[-1].options.source) == ("ABC", ""), "what is not seen is not written"
    made.set_busy(False)
    made.choose(ROW["sound.wav"], Path("/x/film.wav"))
    assert not made.rows.creator.isVisible()
