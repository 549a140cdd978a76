from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from foleystudio.gui.look import theme
from foleystudio.gui.timeline.lane import crisp_line, device_column
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import GUIDE_KEY
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import ColumnGrid
from tests.gui.hands import show_time
from tests.gui.timeline.made import noise, pixels, thumbnail, track_with_takes, waveform


def fill(timeline: TimelineWidget) -> None:
    timeline.set_guide(waveform(noise(4.0), 8_000))
    timeline.set_tracks([track_with_takes(1), track_with_takes(2, count=1)])
    timeline.set_events(EventTrack(tuple(Event(0.1 + i * 0.13, 0.7, sustain_s=(i % 3) * 0.1) for i in range(28))))
    for frame in range(100):
        timeline.set_thumbnail(frame, thumbnail(f"#{frame * 2:02x}80{255 - frame:02x}"))
    columns = np.random.default_rng(0).integers(0, 256, (32, 400), dtype=np.uint8)
    timeline.set_spectrogram(ColumnGrid(8_000, 80), 32, 400)
    timeline.set_spectrogram_tile(0, columns)


def shown(timeline: TimelineWidget) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
    """What each lane shows now, by way of its paint event."""
    lanes = (timeline.filmstrip, timeline.events, timeline.guide, timeline.tracks.row(1).takes, timeline.spectrogram)
    return [pixels(lane.grab().toImage()) for lane in lanes]


def test_scrolling_piece_by_piece_shows_what_drawing_anew_shows(timeline: TimelineWidget) -> None:
    fill(timeline)
    show_time(timeline.axis, 700, 0.0)
    shown(timeline)
    for delta in (3, 40, 211, -97, 1, 480, -33):
        timeline.axis.scroll_by(delta)
        pieces = shown(timeline)
    for lane in (timeline.filmstrip, timeline.events, timeline.guide, timeline.spectrogram):
        lane.invalidate()
    timeline.tracks.row(1).takes.invalidate()
    for piece, anew in zip(pieces, shown(timeline), strict=True):
        different = np.abs(piece.astype(int) - anew.astype(int)).max(axis=2) > 12
        assert different.mean() < 0.0005  # soft edges may round otherwise


def test_content_is_drawn_once_for_each_view(timeline: TimelineWidget) -> None:
    fill(timeline)
    lane = timeline.guide
    lane.grab()
    drawn = lane.times_drawn
    for _ in range(3):
        lane.grab()
    assert lane.times_drawn == drawn
    timeline.axis.zoom(2, 500)
    lane.grab()
    assert lane.times_drawn == drawn + 1


def test_another_theme_is_drawn_anew(timeline: TimelineWidget) -> None:
    timeline.set_guide(waveform(noise(4.0) * np.float32(0.02), 8_000))
    dark = pixels(timeline.guide.grab().toImage())
    theme.use(theme.LIGHT)
    QApplication.sendEvent(timeline.guide, QEvent(QEvent.Type.PaletteChange))
    assert pixels(timeline.guide.grab().toImage()).mean() > dark.mean() + 80


def test_a_muted_guide_is_fainter(timeline: TimelineWidget) -> None:
    fill(timeline)
    loud = pixels(timeline.guide.grab().toImage()).astype(int)
    timeline.set_guide_state(mute=True, solo=False)
    assert pixels(timeline.guide.grab().toImage()).mean() < loud.mean() - 5
    assert GUIDE_KEY < 0


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_a_line_covers_the_device_column_of_its_instant(ratio: float) -> None:
    for x in (0.0, 0.3, 10.0, 11.999, 57.6):
        column = device_column(x, ratio)
        assert column <= x * ratio + 1e-5 < column + 1 + 1e-5
        line = crisp_line(x, 0, 10, ratio, 1.5)
        assert line.left() * ratio == pytest.approx(round(line.left() * ratio))
        assert line.left() * ratio <= column + 1e-6
        assert line.right() * ratio >= column + 1 - 1e-6
