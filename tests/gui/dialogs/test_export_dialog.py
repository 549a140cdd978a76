from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.engine.mix.exports import EXPORTS, export_kinds
from foleystudio.gui.dialogs.export_dialog import ExportDialog, ExportWish
from foleystudio.gui.look import theme
from foleystudio.media.sound.loudness import Loudness
from tests.gui import hands

KINDS = export_kinds()


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Colours and sizes are the stylesheet's."""
    theme.apply(qapp, theme.Scheme.DARK)


def dialog(qtbot: QtBot, *, has_guide: bool = True, has_range: bool = True) -> ExportDialog:
    made = ExportDialog(Path("/x/clip foley.mp4"), has_guide=has_guide, has_range=has_range, kind=0, parent=None)
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
    hands.pick_by_keys(made._kind, KINDS[3].format.text)
    assert made._path.text() == str(Path(written).with_suffix(".wav"))


def test_a_dotted_name_keeps_its_dots_whatever_is_chosen(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    made._path.setText("")
    QTest.keyClicks(made._path, "/x/film v1.2")
    for kind in (1, 4, 7, 0):
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
    assert not made._guide.isVisible()
    made.choose(0, Path("/x/y.mp4"), keep_guide=True, normalise=True)
    made.start()
    assert wishes == [ExportWish(EXPORTS["video"], Path("/x/y.mp4"), False, -23.0, False)]


def test_keeping_the_guide_is_asked_for_videos_only(qtbot: QtBot) -> None:
    made, wishes = dialog(qtbot), list[ExportWish]()
    made.wanted.connect(wishes.append)
    made.choose(1, Path("/x/y.mov"), keep_guide=True)
    assert made._guide.isVisible()
    made.start()
    made.show_problem("x")
    made.choose(3, Path("/x/y.wav"), keep_guide=True)
    assert not made._guide.isVisible()
    assert made._range.isVisible()
    made.start()
    assert [wish.keep_guide for wish in wishes] == [True, False]


def test_while_writing_cancel_cancels_and_escape_does_not_lose_the_dialog(qtbot: QtBot) -> None:
    made, cancelled = dialog(qtbot), list[bool]()
    made.cancelled.connect(lambda: cancelled.append(True))
    made.start()
    made.show_progress(0.5, "mixing")
    assert made._bar.value() == 500
    made.reject()
    made.close()
    assert made.isVisible()
    assert cancelled == [True, True]
    made.show_problem("the disk is full.")
    assert made.problem() == "the disk is full."
    made.reject()
    assert not made.isVisible()


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
    return made._loudness.text(), made._loudness.property("role") == "bad"


def test_overload_is_said_in_colour_with_normalise_one_click_away(qtbot: QtBot) -> None:
    made = dialog(qtbot)
    assert loudness_line(made) == ("The mix is being measured…", False)
    made.show_loudness(Loudness(-20.0, -3.0))
    assert loudness_line(made) == ("−20.0 LUFS, −3.0 dBTP", False)
    made.show_loudness(Loudness(-12.0, 2.25))
    text, in_colour = loudness_line(made)
    assert "passes full scale by 2.2 dB" in text
    assert in_colour
    colour = made._loudness.palette().color(made._loudness.foregroundRole()).name()
    assert colour == theme.tokens().bad
    box = made._normalise
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    assert loudness_line(made) == ("−12.0 LUFS, over by 2.2 dB; normalised: −23.0 LUFS, −8.8 dBTP", False)
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton, pos=QPoint(8, box.height() // 2))
    made.choose(5, Path("/x/y.wav"))
    assert not loudness_line(made)[1], "stems are not summed"


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
    stems = next(row for row, kind in enumerate(KINDS) if kind.name == "stems.wav")
    made.choose(stems, tmp_path / "mix [1].wav")
    made.start()
    assert wishes == []
    assert "mix [1] - Foley 1.wav and 1 more exist already" in made.problem()
    made.start()
    assert len(wishes) == 1
    made.choose(stems, tmp_path / "other.wav")
    made.set_busy(False)
    made.start()
    assert len(wishes) == 2
