from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from foleystudio.gui.file_urls import REFERENCE_MIME
from foleystudio.gui.panels.bin.reference_bin import ReferenceBin
from foleystudio.gui.panels.bin.reference_chips import ReferenceChip
from foleystudio.gui.widgets.chip_parts import pen_place

CHIPS = [
    ReferenceChip(7, "a.wav", Path("/x/a.wav"), "0.84 s, 3 hits", np.linspace(1, 0, 400, dtype=np.float32)),
    ReferenceChip(9, "b.wav", Path("/x/b.wav")),
    ReferenceChip(4, "c.wav", Path("/x/c.wav"), problem="missing"),
]


@pytest.fixture
def bin_(qtbot: QtBot) -> ReferenceBin:
    made = ReferenceBin()
    qtbot.addWidget(made)
    made.resize(220, 400)
    made.show()
    made.set_chips(CHIPS)
    return made


def centre(bin_: ReferenceBin, row: int) -> QPoint:
    return bin_.visualRect(bin_.model().index(row, 0)).center()


def test_a_click_chooses_and_previews_a_double_click_performs(bin_: ReferenceBin) -> None:
    chosen, heard, performed = list[int](), list[int](), list[tuple[int, ...]]()
    bin_.chosen.connect(chosen.append)
    bin_.previewed.connect(heard.append)
    bin_.performed.connect(performed.append)
    QTest.mouseClick(bin_.viewport(), Qt.MouseButton.LeftButton, pos=centre(bin_, 1))
    assert chosen[-1] == 9
    assert heard == [9]
    bin_.setFocus()
    QTest.keyClick(bin_, Qt.Key.Key_Return)
    assert performed == [(9,)]


def test_a_click_on_a_chip_s_pen_edits_it_and_lets_nothing_be_heard(bin_: ReferenceBin) -> None:
    heard, performed, edited = list[int](), list[tuple[int, ...]](), list[int]()
    bin_.previewed.connect(heard.append)
    bin_.performed.connect(performed.append)
    bin_.edit_wanted.connect(edited.append)
    row = bin_.visualRect(bin_.model().index(2, 0))
    QTest.mouseClick(bin_.viewport(), Qt.MouseButton.LeftButton, pos=pen_place(row).center())
    assert edited == [4]
    assert bin_.chosen_key() == 4
    QTest.mouseDClick(bin_.viewport(), Qt.MouseButton.LeftButton, pos=pen_place(row).center())
    assert set(edited) == {4}
    assert heard == performed == []
    bin_.grab()


def test_the_choice_survives_new_chips(bin_: ReferenceBin) -> None:
    bin_.set_chosen(4)
    bin_.set_chips([*reversed(CHIPS)])
    assert bin_.chosen_key() == 4
    bin_.set_chips(CHIPS[:1])
    assert bin_.chosen_key() == 7
    bin_.set_chips([])
    assert bin_.chosen_key() is None
    bin_.grab()


def test_chips_say_to_screen_readers_what_they_show(bin_: ReferenceBin) -> None:
    model = bin_.model()
    spoken = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken[0] == "Reference 1: a.wav, 0.84 s, 3 hits"
    assert "missing" in spoken[2]


def test_a_dragged_chip_is_a_reference_here_and_a_file_elsewhere(bin_: ReferenceBin) -> None:
    model = bin_.model()
    mime = model.mimeData([model.index(0, 0), model.index(2, 0)])
    assert bytes(mime.data(REFERENCE_MIME).data()) == b"7,4"
    assert [url.toLocalFile() for url in mime.urls()] == ["/x/a.wav", "/x/c.wav"]


def test_files_are_accepted_while_dragged_and_taken_when_dropped(bin_: ReferenceBin) -> None:
    dropped: list[list[Path]] = []
    bin_.files_dropped.connect(dropped.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/x/ü.wav")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, mime, left, none)
    bin_.dragEnterEvent(enter)
    assert enter.isAccepted()
    bin_.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, none))
    assert dropped == [[Path("/x/ü.wav")]]
    text = QMimeData()
    text.setText("hello")
    refused = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, text, left, none)
    bin_.dragEnterEvent(refused)
    assert not refused.isAccepted()


def test_a_chip_tells_which_takes_are_made_from_it(bin_: ReferenceBin) -> None:
    bin_.grab()
    before = bin_.viewport().grab().toImage()
    used = [replace(CHIPS[0], takes=(1, 3), in_use=3), replace(CHIPS[1], takes=(2,)), CHIPS[2]]
    bin_.set_chips(used)
    assert [chip.tag for chip in bin_._chips.chips] == ["take 3", "take 2", ""]
    assert [chip.short_tag for chip in used] == ["3", "2", ""], "beside a long name"
    several = replace(CHIPS[0], takes=(1, 3))
    assert (several.tag, several.short_tag) == ("2 takes", "×2")
    rows = [bin_.visualRect(bin_.model().index(row, 0)) for row in range(2)]
    after = bin_.viewport().grab().toImage()
    changed = [before.copy(rect) != after.copy(rect) for rect in rows]
    assert changed == [True, True]
    index = bin_.model().index(0, 0)
    assert "made into takes 1, 3; take 3 is in use" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert "made into takes 1, 3; take 3 is in use" in index.data(Qt.ItemDataRole.AccessibleTextRole)
