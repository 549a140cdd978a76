"""A studio that is heard: on the tests' sound card."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from tests.gui.conftest import Driver, driven_studio


@pytest.fixture
def on_card(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication, sound_card: str
) -> Iterator[Driver]:
    """A studio window that plays on the tests' sound card."""
    assert sound_card
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path / "data"))
    theme.apply(qapp, theme.Scheme.DARK)
    with driven_studio(qtbot, tmp_path, "pulse") as driver:
        yield driver
