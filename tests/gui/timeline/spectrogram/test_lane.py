from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF
from pytestqt.qtbot import QtBot

from foleystudio.dsp.spectra.mel_display import RESOLUTIONS, Resolution, display_band_hz, display_columns
from foleystudio.gui.timeline.spectrogram.closeup import TILE
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyScale
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.timebase import ColumnGrid
from tests.gui.hands import show_time
from tests.gui.timeline.made import hover, pixels

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


def _with_tone(timeline: TimelineWidget, hz: float, level_db: float) -> None:
    """Four seconds, in the second half of them a tone."""
    at = np.arange(4 * 48_000) / 48_000
    wave = (10 ** (level_db / 20) * np.sin(2 * np.pi * hz * at) * (at >= 2)).astype(np.float32)
    columns, band_hz = display_columns(wave, 48_000), display_band_hz(48_000)
    timeline.set_spectrogram(
        ColumnGrid(48_000, 512), len(band_hz), columns.shape[1], scale=FrequencyScale(band_hz), n_samples=len(wave)
    )
    timeline.set_spectrogram_tile(0, columns)


def test_the_mouse_reads_time_frequency_and_level(timeline: TimelineWidget) -> None:
    _with_tone(timeline, 1240.0, -12.0)
    lane = timeline.spectrogram
    scale = FrequencyScale(display_band_hz(48_000))
    y = (1 - scale.share_of(1240.0)) * lane.height()
    before = pixels(lane.grab().toImage())
    hover(lane, QPointF(750.0, y))
    assert lane.read(QPointF(750.0, y)).split("   ")[0] == "3.000 s"
    heard_hz, level = lane.read(QPointF(750.0, y)).split("   ")[1:]
    assert float(heard_hz.removesuffix(" kHz")) == pytest.approx(1.24, abs=0.02)
    assert level in ("−12 dB", "−13 dB")
    assert lane.read(QPointF(250.0, y)).endswith("silence")
    assert lane.read(QPointF(3000.0, y)) == "", "nothing is read after the end"
    changed = np.abs(pixels(lane.grab().toImage()).astype(int) - before).max(axis=2) > 20
    assert changed[:, 500:980].sum() > 800
    lane.leaveEvent(QEvent(QEvent.Type.Leave))
    assert (pixels(lane.grab().toImage()) == before).all()


def test_closer_looks_are_asked_for_when_the_view_rests(timeline: TimelineWidget, qtbot: QtBot) -> None:
    _with_tone(timeline, 1240.0, -12.0)
    asked: list[tuple[Resolution, tuple[int, ...]]] = []
    timeline.spectrogram.closeup_wanted.connect(lambda resolution, tiles: asked.append((resolution, tiles)))
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [(RESOLUTIONS[1], (0, 1, 2))], "192 samples a pixel"
    show_time(timeline.axis, 12_000, 2.0)
    show_time(timeline.axis, 1000, 2.0)
    qtbot.waitUntil(lambda: len(asked) > 1)
    resolution, tiles = asked[1]
    assert len(asked) == 2
    assert resolution.hop == 32
    assert tiles[0] == 2 * 48_000 // (TILE * 32)
    for tile in tiles:
        timeline.spectrogram.set_closeup(resolution, tile, np.full((128, TILE), 200, np.uint8))
    timeline.axis.scroll_by(30)
    qtbot.waitUntil(lambda: not timeline.spectrogram._asking.isActive())
    assert len(asked) == 2 or set(asked[2][1]).isdisjoint(tiles), "what is there is not asked for again"
