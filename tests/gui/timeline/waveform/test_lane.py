from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import TakeView, TrackView
from foleystudio.gui.timeline.waveform.lane import WavePainter, fitting_height
from tests.gui.hands import show_time
from tests.gui.timeline.made import ArrayPeaks, click_wave, pixels, waveform


def test_the_sound_itself_is_read_when_the_view_rests(timeline: TimelineWidget, qtbot: QtBot) -> None:
    sound = replace(waveform(click_wave(4.0, 1.24)), is_quick=False)
    timeline.set_guide(sound)
    timeline.set_tracks([TrackView(1, "Foley 1", takes=(TakeView(5, 1, "t", 0.0, 4.0, sound),), active=5)])
    show_time(timeline.axis, 3000, 1.1)

    def width_of_click() -> int:
        row = pixels(timeline.guide.content_image(1.0))[12].astype(int).sum(axis=1)
        return int((row > row.min() + 100).sum())

    assert width_of_click() > 5  # a peak covers 256 samples
    qtbot.waitUntil(lambda: width_of_click() == 1)
    source = sound.peaks
    assert isinstance(source, ArrayPeaks)
    rests = [timer for timer in timeline.findChildren(QTimer) if timer.isSingleShot()]  # the take's lane reads it too
    assert len(rests) >= 2

    def is_at_rest() -> bool:
        QApplication.processEvents()
        return not any(timer.isActive() for timer in rests)

    qtbot.waitUntil(is_at_rest)
    reads = source.reads
    for _ in range(5):
        QApplication.processEvents()
    assert (source.reads, is_at_rest()) == (reads, True)  # and then it rests too


def test_a_lane_without_a_sound_says_why(timeline: TimelineWidget) -> None:
    timeline.set_guide(None, "The clip has no sound")
    with_hint = pixels(timeline.guide.grab().toImage()).astype(int)
    timeline.set_guide(None, "")
    without = pixels(timeline.guide.grab().toImage()).astype(int)
    assert np.abs(with_hint - without).max() > 40


def test_quiet_sounds_are_drawn_higher_but_not_without_end() -> None:
    def height(*peaks: float) -> float:
        return fitting_height(WavePainter(waveform(click_wave(1.0, 0.5) * np.float32(peak))) for peak in peaks)

    assert height(1.0) == 1.0
    assert height(0.85) == 1.0
    assert height(0.425) == pytest.approx(2.0)
    assert height(0.001) == 6.0
    assert height(0.0) == 1.0
    assert height(0.1, 0.425) == pytest.approx(2.0)  # takes of one track can be compared
    assert height() == 1.0


def test_the_peak_of_a_short_or_empty_sound_is_found() -> None:
    assert WavePainter(waveform(np.array([0.1, -0.4, 0.2], np.float32))).peak == pytest.approx(0.4)
    assert WavePainter(replace(waveform(np.zeros(1, np.float32)), gain=2.0)).peak == 0
