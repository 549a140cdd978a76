from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from foleystudio.gui.dialogs import questions
from foleystudio.gui.look import theme
from tests.gui.conftest import Driver


def test_switches_act_and_are_remembered(driver: Driver) -> None:
    actions, window = driver.studio.window.actions_table, driver.studio.window
    assert window.bin_panel.isVisible()
    actions["show_bin"].trigger()
    assert not window.bin_panel.isVisible()
    actions["show_list"].trigger()
    assert window.accessible_list.isVisible()
    assert driver.studio.settings.switch("view/show_bin", True) is False
    actions["safe_area"].trigger()
    assert window.picture._show_safe


def test_full_screen_leads_back_to_what_was_before(driver: Driver) -> None:
    window = driver.studio.window
    action = window.actions_table["full_screen"]
    window.showMaximized()
    driver.wait(window.isMaximized)
    QTest.keyClick(window, Qt.Key.Key_F11)
    driver.wait(window.isFullScreen)
    assert action.isChecked()
    QTest.keyClick(window, Qt.Key.Key_F11)
    driver.wait(lambda: window.isMaximized() and not window.isFullScreen())
    assert not action.isChecked()
    window.showFullScreen()  # as the desktop's own key does
    driver.wait(action.isChecked)
    window.showNormal()
    driver.wait(lambda: not action.isChecked())


def test_zoom_keys_change_the_axis(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    actions, axis = driver.studio.window.actions_table, driver.studio.window.timeline.axis
    fitted = axis.pixels_per_second
    actions["zoom_in"].trigger()
    assert axis.pixels_per_second > fitted
    actions["zoom_out"].trigger()
    actions["zoom_in"].trigger()
    actions["zoom_fit"].trigger()
    assert axis._fitted


def test_the_appearance_follows_the_choice(driver: Driver) -> None:
    driver.studio.view.use_theme(theme.Scheme.LIGHT)
    assert theme.tokens() is theme.LIGHT
    driver.studio.window.grab()
    driver.studio.view.use_theme(theme.Scheme.DARK)
    assert theme.tokens() is theme.DARK
    assert driver.studio.settings.text("view/theme", "") == "dark"


def test_the_sheet_opens_once(driver: Driver) -> None:
    driver.studio.window.actions_table["shortcuts"].trigger()
    first = driver.studio.view._sheet
    driver.studio.window.actions_table["shortcuts"].trigger()
    assert driver.studio.view._sheet is first
    assert first is not None
    assert first.isVisible()


def test_about_names_the_version(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    from foleystudio import __version__

    texts: list[str] = []
    monkeypatch.setattr(questions, "about", lambda _parent, text: texts.append(text))
    driver.studio.window.actions_table["about"].trigger()
    assert __version__ in texts[0]
