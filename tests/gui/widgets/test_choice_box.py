from __future__ import annotations

from enum import StrEnum

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from foleystudio.gui.widgets.choice_box import ChoiceBox
from tests.gui import hands


class Word(StrEnum):
    ONE = "one"
    TWO = "two"


CHOICES: tuple[tuple[object, str], ...] = (
    (Word.ONE, "first"), (Word.TWO, "second"), ([Word.ONE], "a list"), ((1, 2), "a tuple"), (None, "nothing"),
    ("caf\udce9", "a name that is no Unicode"), (1 << 40, "a large number"),
)  # fmt: skip


@pytest.fixture
def box(qtbot: QtBot) -> ChoiceBox:
    made = ChoiceBox("Thing")
    qtbot.addWidget(made)
    made.show_choices(CHOICES, Word.ONE)
    made.show()
    qtbot.waitActive(made)
    return made


def test_every_value_comes_back_as_it_went_in(box: ChoiceBox, qtbot: QtBot) -> None:
    picked: list[object] = []
    box.picked.connect(picked.append)
    for _, text in CHOICES:
        hands.pick_by_mouse(qtbot, box, text)
    assert picked == [value for value, _ in CHOICES]
    assert [type(value) for value in picked] == [type(value) for value, _ in CHOICES]
    assert picked[0] is Word.ONE


def test_an_open_list_stays_as_it_is_while_the_same_is_shown_again(box: ChoiceBox) -> None:
    hands.focus(box)
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Down)
    box.show_choices(CHOICES, Word.ONE)
    assert (box.view().isVisible(), box.view().currentIndex().row()) == (True, 1)


def test_the_wheel_chooses_nothing(box: ChoiceBox) -> None:
    hands.turn_wheel(box)
    assert box.currentText() == "first"


def test_what_is_not_among_the_choices_is_shown_as_nothing(box: ChoiceBox) -> None:
    box.show_choices(CHOICES, "three")
    assert box.currentText() == ""


def test_a_long_name_shows_its_end_too(qtbot: QtBot) -> None:
    box = ChoiceBox("Thing")
    qtbot.addWidget(box)
    box.resize(120, 24)
    shown = []
    for end in ("left", "right"):
        box.show_choices([(1, "footsteps on an old wooden floor " + end)], 1)
        shown.append(box.grab().toImage())
    assert shown[0] != shown[1]
