from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.panels.picture import PicturePanel

RED = np.zeros((90, 160, 3), np.uint8) + np.array([200, 10, 10], np.uint8)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> PicturePanel:
    theme.apply(qapp, theme.Scheme.DARK)
    made = PicturePanel(QAction("Open"), QAction("Example"))
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    return made


def test_the_welcome_gives_way_to_a_clip(panel: PicturePanel) -> None:
    assert panel._welcome.isVisible()
    panel.set_message("Opening…")
    assert not panel._welcome.isVisible()
    panel.set_message("")
    panel.set_clip_size(QSize(160, 90))
    assert not panel._welcome.isVisible()
    panel.set_clip_size(QSize())
    assert panel._welcome.isVisible()


@pytest.mark.parametrize("size", [QSize(160, 90), QSize(90, 160), QSize(1920, 800)])
def test_the_picture_keeps_its_shape_on_neutral_grey(panel: PicturePanel, size: QSize) -> None:
    panel.set_clip_size(size)
    panel.set_frame(RED, "00:00:00:00")
    wanted = panel.wanted_size()
    assert wanted.width() / wanted.height() == pytest.approx(size.width() / size.height(), rel=0.02)
    image = panel.grab().toImage()
    assert image.pixelColor(300, 150).red() > 180
    edge = image.pixelColor(2, 2)
    assert edge.name() == theme.DARK.picture


def test_overlays_are_drawn_when_asked_for(panel: PicturePanel) -> None:
    panel.set_clip_size(QSize(160, 90))
    panel.set_frame(RED, "x")
    plain = panel.grab().toImage()
    panel.set_timecode("00:00:01:02")
    panel.show_timecode(True)
    with_label = panel.grab().toImage()
    assert with_label != plain
    panel.show_safe_areas(True)
    assert panel.grab().toImage() != with_label
    panel.show_timecode(False)
    panel.show_safe_areas(False)
    assert panel.grab().toImage() == plain


def test_another_size_asks_for_a_frame_of_that_size(panel: PicturePanel, qtbot: QtBot) -> None:
    panel.set_clip_size(QSize(160, 90))
    with qtbot.waitSignal(panel.size_wanted) as caught:
        panel.resize(500, 400)
    assert caught.args == [panel.wanted_size()]


def test_outlines_are_drawn_in_the_picture_and_clicked_on(panel: PicturePanel, qtbot: QtBot) -> None:
    clicked: list[int] = []
    panel.outline_clicked.connect(clicked.append)
    panel.set_clip_size(QSize(160, 90))
    panel.set_frame(RED, "x")
    plain = panel.grab().toImage()
    panel.set_outlines({1: QRectF(0.1, 0.2, 0.2, 0.6), 2: QRectF(0.6, 0.2, 0.2, 0.6), 3: QRectF(0.9, 0.5, 0.4, 0.4)})
    assert panel.grab().toImage() != plain
    left = panel.outline(1)
    assert left.width() == pytest.approx(0.2 * panel.wanted_size().width(), abs=1)
    assert panel.outline(3).right() <= panel.width()
    for number in (2, 1):
        qtbot.mouseMove(panel, panel.outline(number).center().toPoint())
        assert panel.cursor().shape() == Qt.CursorShape.PointingHandCursor
        qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=panel.outline(number).center().toPoint())
    qtbot.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(300, 150))
    assert clicked == [2, 1]
    qtbot.mouseMove(panel, QPoint(300, 150))
    assert panel.cursor().shape() == Qt.CursorShape.ArrowCursor
    panel.set_outlines({})
    assert panel.grab().toImage() == plain
