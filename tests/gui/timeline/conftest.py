"""A shown timeline with a made clip, dressed in the theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.look import theme
from foleystudio.gui.timeline.axis.axis import TimeAxis
from foleystudio.gui.timeline.timeline import TimelineWidget
from tests.gui.timeline.made import show_clip


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    """The dark theme's colours, without restyling the application for each test."""
    theme.load_fonts()
    theme.use(theme.DARK)
    yield
    theme.use(theme.DARK)


@pytest.fixture
def axis() -> TimeAxis:
    """An axis of 10 s over 1000 pixels."""
    made = TimeAxis()
    made.set_width(1000)
    made.set_duration(10.0)
    return made


@pytest.fixture
def timeline(qtbot: QtBot) -> TimelineWidget:
    """A timeline of 1168 x 560 (so lanes are 1000 pixels wide) that shows a clip of 4 s at 25 fps."""
    widget = TimelineWidget()
    qtbot.addWidget(widget)
    widget.resize(1168, 560)
    with qtbot.waitExposed(widget):
        widget.show()
    show_clip(widget)
    return widget
