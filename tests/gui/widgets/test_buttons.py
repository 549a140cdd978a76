from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QAction, QPaintEvent
from pytestqt.qtbot import QtBot

from foleystudio.gui.widgets.buttons import Choice, Pill, icon_button, push_button


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


class _Painted(QObject):
    """Notes which parts of a widget are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.parts.append(event.rect())
        return super().eventFilter(watched, event)


def test_a_pills_dot_is_painted_anew_with_its_text(qtbot: QtBot) -> None:
    pill, painted = Pill(), _Painted()
    qtbot.addWidget(pill)
    pill.show_figure("timing 4 of 4", "#7bc67e")
    with qtbot.waitExposed(pill):
        pill.show()
    qtbot.wait(50)
    pill.installEventFilter(painted)
    pill.show_figure("timing 0 of 4", "#ffb454")
    qtbot.waitUntil(lambda: any(part.contains(QPoint(11, pill.height() // 2)) for part in painted.parts), timeout=2000)
