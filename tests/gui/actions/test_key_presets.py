from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from foleystudio.gui.actions.actions import Actions
from foleystudio.gui.actions.key_presets import KEY_PRESETS, KeyPreset
from foleystudio.gui.commands.table import COMMANDS


@pytest.mark.parametrize("preset", tuple(KEY_PRESETS), ids=lambda preset: preset.name)
def test_each_key_of_a_set_is_one_actions_and_no_menus(preset: KeyPreset, qtbot: QtBot, tmp_path: Path) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    store = QSettings(str(tmp_path / "s.ini"), QSettings.Format.IniFormat)
    actions = Actions(window, store, COMMANDS)
    assert set(preset.keys) <= set(COMMANDS.names)
    actions.use(preset.keys)
    keys = Counter(key.toString() for row in COMMANDS for key in actions[row.name].shortcuts())
    assert [key for key, count in keys.items() if count > 1 or not key] == []
    assert not set(keys) & {f"Alt+{row.menu[0]}" for row in COMMANDS if row.menu}
    for name, wanted in preset.keys.items():
        assert actions[name].shortcuts() == [QKeySequence(key) for key in wanted]
    assert Actions(window, store, COMMANDS).are(preset.keys), "kept for the next start"
