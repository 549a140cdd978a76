from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.dialogs.waiting import Waiting


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


@pytest.fixture
def waiting(parent: QWidget) -> Waiting:
    return Waiting(parent, "Saving film")


def test_what_is_over_is_not_waited_for(waiting: Waiting) -> None:
    assert waiting.until_over(lambda: True)


def test_short_work_shows_nothing(waiting: Waiting) -> None:
    seen: list[bool] = []
    waiting.finished.connect(lambda _answer: seen.append(waiting.isVisible()))
    QTimer.singleShot(20, waiting.end)
    assert waiting.until_over(lambda: False)
    assert not any(seen)


@pytest.mark.parametrize("given_up", [False, True])
def test_long_work_is_shown_until_it_is_over_or_given_up(waiting: Waiting, given_up: bool) -> None:
    shown: list[int] = []
    buttons = waiting.findChildren(QPushButton)

    def later() -> None:
        assert waiting.isVisible()
        waiting.show_progress(0.4)
        shown.extend(bar.value() for bar in waiting.findChildren(QProgressBar))
        if given_up:
            buttons[0].click()
        else:
            waiting.end()

    QTimer.singleShot(400, later)
    assert waiting.until_over(lambda: False) is not given_up
    assert shown == [400]
