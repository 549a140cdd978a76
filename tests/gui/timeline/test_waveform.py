from __future__ import annotations

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.values import TakeView, TrackView
from tests.gui.timeline.made import ArrayPeaks, click_wave, pixels, waveform


def test_the_sound_itself_is_read_when_the_view_rests(timeline: TimelineWidget, qtbot: QtBot) -> None:
    sound = replace(waveform(click_wave(4.0, 1.24)), is_quick=False)
    timeline.set_guide(sound)
    timeline.set_tracks([TrackView(1, "Foley 1", takes=(TakeView(5, 1, "t", 0.0, 4.0, sound),), active=5)])
    timeline.axis.set_zoom(3000, 1.1)

    def width_of_click() -> int:
        row = pixels(timeline.guide.content_image(1.0))[12].astype(int).sum(axis=1)
        return int((row > row.min() + 100).sum())

    assert width_of_click() > 5  # a peak covers 256 samples
    qtbot.waitUntil(lambda: width_of_click() == 1)
    source = sound.peaks
    assert isinstance(source, ArrayPeaks)
    qtbot.wait(100)
    reads = source.reads
    qtbot.wait(100)
    assert source.reads == reads  # and then it rests too


def test_a_lane_without_a_sound_says_why(timeline: TimelineWidget) -> None:
    timeline.set_guide(None, "The clip has no sound")
    with_hint = pixels(timeline.guide.grab().toImage()).astype(int)
    timeline.set_guide(None, "")
    without = pixels(timeline.guide.grab().toImage()).astype(int)
    assert np.abs(with_hint - without).max() > 40
