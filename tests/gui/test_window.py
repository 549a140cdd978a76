from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QComboBox, QLineEdit, QScrollBar
from pytestqt.qtbot import QtBot

from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.settings import Settings
from foleystudio.gui.window import StudioWindow, usual_size


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StudioWindow:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))
    made = StudioWindow(Settings())
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_control_has_a_name_for_screen_readers(window: StudioWindow) -> None:
    kinds = (QAbstractButton, QAbstractSlider, QComboBox, QLineEdit)
    controls = [
        control
        for kind in kinds
        for control in window.findChildren(kind)
        if not isinstance(control, QScrollBar) and not control.objectName().startswith("qt_")
    ]
    assert len(controls) > 25
    nameless = [f"{type(c).__name__} {c.toolTip()!r}" for c in controls if not (c.accessibleName() or _text(c))]
    assert nameless == []


def _text(control: object) -> str:
    return control.text() if isinstance(control, QAbstractButton) else ""


@pytest.mark.parametrize("size", [(1024, 600), (1280, 720), (1920, 1080), (2560, 1440)])
def test_nothing_is_cut_off_at_usual_sizes(window: StudioWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    qtbot.wait(10)
    for button in window.transport.findChildren(QAbstractButton):
        corner = button.mapTo(window, QPoint(button.width(), 0))
        assert corner.x() <= window.width(), button.accessibleName()
        assert button.width() >= button.minimumSizeHint().width()
    body = window.inspector.widget()
    assert body is not None
    assert body.minimumSizeHint().width() <= window.inspector.viewport().width()
    assert window.picture.width() >= 240
    assert window.timeline.height() >= 160


def test_a_notice_lies_beside_the_picture_and_not_over_it(window: StudioWindow) -> None:
    window.resize(1280, 720)
    window.picture.set_clip_size(QSize(160, 90))
    whole = window.picture.wanted_size()
    window.banners.say(Notice("No sound.", "warning"))
    assert window.picture.wanted_size().height() < whole.height()
    window.banners.clear()
    assert window.picture.wanted_size() == whole


def test_the_layout_is_remembered(window: StudioWindow, qtbot: QtBot) -> None:
    window.splitters[0].setSizes([300, 400, 0, 300])
    window.splitters[1].setSizes([250, 400])
    wanted = [splitter.sizes() for splitter in window.splitters]
    window.remember()
    window.settings.store.sync()
    again = StudioWindow(Settings())
    qtbot.addWidget(again)
    again.resize(window.size())
    again.show()
    assert [splitter.sizes() for splitter in again.splitters] == wanted


def test_files_dropped_anywhere_are_taken(window: StudioWindow) -> None:
    dropped: list[list[Path]] = []
    window.files_dropped.connect(dropped.append)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/x/ü y.mp4"), QUrl("https://example.org/z.mp4")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert dropped == [[Path("/x/ü y.mp4")]]


def test_a_window_that_may_not_close_stays(window: StudioWindow) -> None:
    window.may_close = lambda: False
    assert not window.close()
    assert window.isVisible()
    window.may_close = lambda: True
    assert window.close()


def test_the_first_window_fits_the_screen() -> None:
    assert usual_size(QSize(1920, 1040)) == QSize(1440, 900)
    small = usual_size(QSize(1280, 720))
    assert small.width() == 1280
    assert 600 <= small.height() < 720
