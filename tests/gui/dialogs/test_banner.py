from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Banners, Notice, sentence


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(700, 400)
    widget.show()
    return widget


@pytest.fixture
def banners(host: QWidget) -> Banners:
    return Banners(host)


def test_an_error_stays_until_it_is_closed(banners: Banners, qtbot: QtBot) -> None:
    banners.fail(FoleyError("it is empty", file=Path("/a/b/clip.mp4"), remedy="choose another"))
    assert banners.texts() == ["clip.mp4: it is empty; choose another."]
    assert banners.isVisible()
    assert banners.geometry().right() <= 700
    banners.clear()
    assert not banners.isVisible()


def test_the_host_is_told_how_much_of_it_is_covered(banners: Banners) -> None:
    covered: list[int] = []
    banners.covered.connect(covered.append)
    banners.say(Notice("a"))
    assert covered[-1] == banners.geometry().bottom() + 1 > 40
    banners.say(Notice("b"))
    assert covered[-1] == banners.geometry().bottom() + 1 > 90
    banners.clear()
    assert covered[-1] == 0


def test_the_same_thing_is_said_once_and_at_most_three(banners: Banners) -> None:
    for text in ("a", "b", "b", "c", "d"):
        banners.say(Notice(text))
    assert banners.texts() == ["b", "c", "d"]


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
    banners.clear(but="recovery")
    assert banners.texts() == ["lost work"]


def test_an_answer_does_what_it_says_and_closes(banners: Banners) -> None:
    done: list[str] = []
    banners.say(Notice("lost work", "info", [("Recover", lambda: done.append("r")), ("Discard", lambda: None)]))
    banners.answer("Recover")
    assert done == ["r"]
    assert banners.texts() == []
    with pytest.raises(LookupError):
        banners.answer("Recover")


def test_a_long_sentence_is_shown_whole(banners: Banners) -> None:
    banners.say(Notice("word " * 60))
    assert 80 < banners.height() < 160


def test_short_sentences_take_no_room_from_long_ones(banners: Banners, qtbot: QtBot) -> None:
    for text in ("word " * 30, "short", "word " * 25):
        banners.say(Notice(text))
    qtbot.wait(20)
    for banner in banners._shown:
        label = banner._text
        assert label.height() >= label.heightForWidth(label.width())


def test_a_sentence_names_the_file_and_not_its_folders() -> None:
    assert sentence(FoleyError("there is no room", remedy="free some")) == "There is no room; free some."
    assert sentence(FoleyError("bad", file="/x/y/z.wav")) == "z.wav: bad."
