from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Banners, Notice, sentence
from foleystudio.gui.look import theme


@pytest.fixture
def banners(qtbot: QtBot, qapp: QApplication) -> Iterator[Banners]:
    """A strip below something that is as high as it is left."""
    theme.apply(qapp, theme.Scheme.DARK)
    host, made = QWidget(), Banners()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(QWidget(), 1)
    column.addWidget(made)
    host.resize(900, 400)
    host.show()
    yield made
    host.close()


def seen(banners: Banners) -> list[str]:
    """Sentences that show, from the top."""
    labels = [label for label in banners.findChildren(QLabel) if label.isVisible() and label.text()]
    return [label.text() for label in sorted(labels, key=lambda label: label.mapTo(banners, label.pos()).y())]


def is_whole(banners: Banners) -> bool:
    """Whether the one sentence that shows has its height."""
    (label,) = [label for label in banners.findChildren(QLabel) if label.isVisible() and label.text()]
    return label.height() >= label.heightForWidth(label.width())


def press(banners: Banners, qtbot: QtBot, text: str) -> None:
    """Click on a button of the strip."""
    (button,) = [b for b in banners.findChildren(QAbstractButton) if b.isVisible() and b.text() == text]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_error_stays_until_it_is_closed(banners: Banners) -> None:
    banners.fail(FoleyError("it is empty", file=Path("/a/b/clip.mp4"), remedy="choose another"))
    assert banners.texts() == ["clip.mp4: it is empty; choose another."]
    assert banners.isVisible()
    banners.clear()
    assert not banners.isVisible()


def test_several_stack_into_one_with_their_number_and_open_as_a_list(banners: Banners, qtbot: QtBot) -> None:
    host = banners.window()
    banners.say(Notice("first"))
    low = banners.height()
    banners.say(Notice("second", "warning"))
    banners.say(Notice("third", "info", [("Do it", lambda: None)]))
    qtbot.waitUntil(lambda: seen(banners) == ["third"])
    assert banners.height() == low, "three take no more room than one"
    assert banners.geometry().bottom() == host.rect().bottom()
    press(banners, qtbot, "1 of 3")
    qtbot.waitUntil(lambda: seen(banners) == ["third", "second", "first"])
    press(banners, qtbot, "3 notices")
    qtbot.waitUntil(lambda: seen(banners) == ["third"])
    banners.answer("Do it")
    qtbot.waitUntil(lambda: seen(banners) == ["second"])
    press(banners, qtbot, "1 of 2")
    press(banners, qtbot, "Close all")
    assert not banners.isVisible()


def test_a_long_list_scrolls_and_leaves_room(banners: Banners) -> None:
    for number in range(30):
        banners.say(Notice(f"number {number} {'word ' * 40}"))
    assert banners.texts()[-1].startswith("number 29")
    assert len(banners.texts()) < 10
    banners.show_all(True)
    assert banners.height() < 200


def test_the_same_thing_is_said_once(banners: Banners) -> None:
    for text in ("a", "b", "b", "c", "a"):
        banners.say(Notice(text))
    assert banners.texts() == ["b", "c", "a"]


def test_a_newer_notice_of_a_topic_takes_the_place_of_the_older(banners: Banners) -> None:
    banners.say(Notice("no card", topic="card"))
    banners.say(Notice("other"))
    banners.say(Notice("still no card", topic="card"))
    assert banners.texts() == ["other", "still no card"]
    banners.close_topic("card")
    assert banners.texts() == ["other"]


def test_all_can_be_closed_but_one_topic(banners: Banners) -> None:
    banners.say(Notice("lost work", topic="recovery"))
    banners.say(Notice("other"))
    banners.clear(but=("recovery", "cache"))
    assert banners.texts() == ["lost work"]


def test_notices_go_when_their_cause_is_gone(banners: Banners) -> None:
    there = {"file"}
    banners.say(Notice("file", holds=lambda: "file" in there))
    banners.say(Notice("tried", about="opening"))
    banners.say(Notice("other"))
    banners.review()
    banners.close_about("saving")
    assert len(banners.texts()) == 3
    there.clear()
    banners.review()
    assert banners.texts() == ["tried", "other"]
    banners.close_about("opening")
    assert banners.texts() == ["other"]


def test_an_answer_does_what_it_says_and_closes(banners: Banners) -> None:
    done: list[str] = []
    banners.say(Notice("lost work", "info", [("Recover", lambda: done.append("r")), ("Discard", lambda: None)]))
    banners.answer("Recover")
    assert done == ["r"]
    assert banners.texts() == []
    with pytest.raises(LookupError):
        banners.answer("Recover")


@pytest.mark.parametrize("count", [1, 2])
def test_sentences_are_shown_whole_at_any_width(banners: Banners, qtbot: QtBot, count: int) -> None:
    for number in range(count):
        banners.say(Notice(f"{number} " + "word " * 70))
    heights = []
    for width in (900, 500):
        banners.window().resize(width, 400)
        qtbot.waitUntil(lambda: banners.width() == banners.window().width())
        qtbot.waitUntil(lambda: is_whole(banners))
        heights.append(banners.height())
    assert heights[0] < heights[1]


def test_a_sentence_names_the_file_and_not_its_folders() -> None:
    assert sentence(FoleyError("there is no room", remedy="free some")) == "There is no room; free some."
    assert sentence(FoleyError("bad", file="/x/y/z.wav")) == "z.wav: bad."
