from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.timebase import ColumnGrid
from tests.gui.timeline.made import pixels

GRID = ColumnGrid(48_000, 480)


def test_tiles_appear_as_they_come(timeline: TimelineWidget) -> None:
    timeline.set_spectrogram(GRID, 8, 400, of="Foley 1")
    assert pixels(timeline.spectrogram.grab().toImage()).max() < 10
    timeline.set_spectrogram_tile(200, np.full((8, 100), 255, np.uint8))
    image = pixels(timeline.spectrogram.grab().toImage()).astype(int).sum(axis=2)
    assert image[40, 510:740].min() > 600
    assert image[40, :480].max() < 30
    assert image[40, 770:960].max() < 30


def test_a_tile_needs_a_layout(timeline: TimelineWidget) -> None:
    timeline.clear_spectrogram("Nothing yet")
    with pytest.raises(ValueError, match="layout"):
        timeline.set_spectrogram_tile(0, np.zeros((8, 10), np.uint8))


def test_it_takes_the_room_that_is_left(timeline: TimelineWidget, qtbot: QtBot) -> None:
    timeline.resize(1168, 360)
    qtbot.wait(1)
    low = timeline.spectrogram.height()
    timeline.resize(1168, 900)
    qtbot.waitUntil(lambda: timeline.spectrogram.height() > low + 60)
