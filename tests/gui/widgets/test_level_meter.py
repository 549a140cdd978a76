from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.widgets.level_meter import FLOOR_DB, LevelMeter


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now_s = 10.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def meter(qtbot: QtBot, qapp: QApplication, clock: Clock) -> LevelMeter:
    theme.apply(qapp, theme.Scheme.DARK)
    made = LevelMeter("Level of Foley 1", clock=clock)
    qtbot.addWidget(made)
    made.resize(5, 54)
    made.show()
    return made


def test_it_rises_at_once_falls_slowly_and_holds_the_peak(meter: LevelMeter, clock: Clock) -> None:
    assert meter.is_at_rest
    meter.push([0.5])
    assert meter.levels_db == pytest.approx((-6.02,), abs=0.01)
    clock.now_s += 0.5
    meter.push([])
    assert meter.levels_db == pytest.approx((-18.02,), abs=0.01)
    assert meter.held_db == pytest.approx((-6.02,), abs=0.01)
    clock.now_s += 1.5
    meter.push([0.1])
    assert meter.levels_db == pytest.approx((-20.0,), abs=0.01)
    assert meter.held_db[0] < -6.02, "let go after a while"
    for _ in range(8):
        clock.now_s += 1.0
        meter.push([])
    assert meter.is_at_rest
    assert meter.levels_db == (FLOOR_DB,)


def test_the_clip_light_stays_until_it_is_clicked(meter: LevelMeter, clock: Clock, qtbot: QtBot) -> None:
    meter.push([1.0])
    assert not meter.has_clipped, "full scale itself is no overload"
    meter.push([1.2])
    for _ in range(20):
        clock.now_s += 1.0
        meter.push([])
    assert meter.has_clipped
    assert "passed full scale by 1.6 dB" in meter.toolTip()
    assert "1.6 dB" in meter.accessibleDescription()
    light = meter.grab().toImage().pixelColor(2, 2)
    assert light.name() == theme.tokens().bad
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert not meter.has_clipped
    assert meter.grab().toImage().pixelColor(2, 2).name() != theme.tokens().bad


def test_a_click_without_a_light_is_for_what_lies_below(qtbot: QtBot, clock: Clock) -> None:
    clicked: list[bool] = []

    class Below(QWidget):
        """Notes clicks."""

        def mousePressEvent(self, _event: object) -> None:
            """Note one."""
            clicked.append(True)

    below = Below()
    qtbot.addWidget(below)
    meter = LevelMeter("x", clock=clock)
    meter.setParent(below)
    meter.setGeometry(QRect(10, 10, 5, 40))
    below.show()
    qtbot.mouseClick(meter, Qt.MouseButton.LeftButton)
    assert clicked == [True]


def coloured(image: QImage, row: int) -> int:
    """How many pixels of a row are of a level's colour."""
    good = theme.tokens().colour("good")
    return sum(image.pixelColor(x, row) == good for x in range(image.width()))


def test_lying_it_has_a_bar_a_channel(qtbot: QtBot, qapp: QApplication, clock: Clock) -> None:
    theme.apply(qapp, theme.Scheme.DARK)
    meter = LevelMeter("Level of the mix", channels=2, orientation=Qt.Orientation.Horizontal, clock=clock)
    qtbot.addWidget(meter)
    meter.resize(120, meter.sizeHint().height())
    meter.show()
    meter.push([0.05, 0.005])
    image = meter.grab().toImage()
    bars = sorted({coloured(image, row) for row in range(image.height())} - {0})
    assert len(bars) == 2
    assert bars[1] > bars[0] + 20
