from __future__ import annotations

from pytestqt.qtbot import QtBot

from foleystudio.gui.panels.status import StatusBar


def test_progress_shows_only_while_something_is_under_way(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show()
    assert not status._bar.isVisible()
    status.show_progress(0.4, "slicing")
    assert (status._bar.value(), status._bar.maximum(), status._stage.text()) == (400, 1000, "slicing")
    assert status._cancel.isVisible()
    status.show_progress(-1, "waiting")
    assert status._bar.maximum() == 0, "a busy bar when the share is not known"
    with qtbot.waitSignal(status.cancel_wanted):
        status._cancel.click()
    status.show_progress(None, "")
    assert not status._bar.isVisible()


def test_facts_can_be_told_one_by_one(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_facts(rate="48 kHz", level="−19.2 LUFS")
    status.show_facts(device="CPU")
    assert (status._rate.text(), status.level(), status._device.text()) == ("48 kHz", "−19.2 LUFS", "CPU")
    status.show_message("Rendered")
    assert status.message() == "Rendered"


def test_a_message_that_is_over_leaves_no_tooltip(qtbot: QtBot) -> None:
    status = StatusBar()
    qtbot.addWidget(status)
    status.show_message("Rendered take 2")
    assert status._message.toolTip() == "Rendered take 2"
    status._forget.timeout.emit()
    assert (status.message(), status._message.toolTip()) == ("", "")
    assert not status._forget.isActive()
