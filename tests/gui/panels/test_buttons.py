from __future__ import annotations

from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from foleystudio.gui.panels.buttons import Choice, Pill, icon_button, push_button


def test_an_icon_button_does_and_follows_its_action(qtbot: QtBot) -> None:
    action, done = QAction("&Loop"), list[bool]()
    action.setCheckable(True)
    action.triggered.connect(lambda on: done.append(on))
    button = icon_button(action, "loop")
    qtbot.addWidget(button)
    button.click()
    assert done == [True]
    assert button.isChecked()
    action.setChecked(False)
    assert not button.isChecked()
    action.setToolTip("other")
    action.setEnabled(False)
    assert (button.isEnabled(), button.toolTip(), button.text()) == (False, "other", "")
    assert button.accessibleName() == "Loop"
    assert not button.icon().isNull()


def test_a_push_button_follows_its_action(qtbot: QtBot) -> None:
    action = QAction("Export")
    action.setEnabled(False)
    button = push_button("Export now", action, primary=True)
    qtbot.addWidget(button)
    assert not button.isEnabled()
    action.setEnabled(True)
    with qtbot.waitSignal(action.triggered):
        button.click()


def test_a_choice_tells_what_the_user_chose_only(qtbot: QtBot) -> None:
    choice, chosen = Choice((("a", "A", ""), ("b", "B", "")), "Letter"), list[str]()
    qtbot.addWidget(choice)
    choice.chosen.connect(chosen.append)
    choice.set_chosen("b")
    assert chosen == []
    assert choice._buttons["b"].isChecked()
    choice._buttons["a"].click()
    assert chosen == ["a"]
    assert not choice._buttons["b"].isChecked()
    choice.set_chosen("auto")
    assert not any(button.isChecked() for button in choice._buttons.values())
    choice.set_enabled("b", False, "no sound")
    assert choice._buttons["b"].toolTip() == "no sound"
    assert choice._buttons["a"].accessibleName() == "Letter: A"


def test_a_pill_says_its_figure_in_words(qtbot: QtBot) -> None:
    pill = Pill()
    qtbot.addWidget(pill)
    assert pill.isHidden()
    pill.show_figure("timing 4 of 5", "#00ff00", "heard")
    assert not pill.isHidden()
    assert "timing 4 of 5" in pill.accessibleName()
    pill.grab()
    pill.show_figure("", "#00ff00")
    assert pill.isHidden()
