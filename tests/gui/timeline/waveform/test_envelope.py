from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from PySide6.QtGui import QColor

from foleystudio.gui.timeline.axis.axis import View
from foleystudio.gui.timeline.view_models import Waveform
from foleystudio.gui.timeline.waveform.envelope import EnvelopeReader, WaveformEnvelope, envelope_picture
from tests.gui.timeline.made import ArrayPeaks, noise, pixels, waveform

WHITE = QColor("#ffffff")


def read_outline(wave: Waveform, view: View, ratio: float) -> WaveformEnvelope:
    """What a view shows of a sound, one value per device column."""
    reader = EnvelopeReader(wave, view.pixels_per_second * ratio)
    return reader.read(round(view.left_px * ratio), ceil(view.width_px * ratio))


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("pixels_per_second", [50.0, 333.3, 2000.0])
def test_each_column_holds_the_samples_that_lie_in_it(ratio: float, pixels_per_second: float) -> None:
    wave = noise(2.0)
    view = View(pixels_per_second, 20, 80)
    envelope = read_outline(waveform(wave, 8_000), view, ratio)
    assert envelope.first == 20 * ratio
    assert len(envelope.low) == round(80 * ratio)
    per_column = 8_000 / (pixels_per_second * ratio)
    for column in range(0, len(envelope.low), 7):
        start, stop = (envelope.first + column) * per_column, (envelope.first + column + 1) * per_column
        surely = wave[int(np.ceil(start)) + 1 : int(stop) - 1]  # edges may go to either neighbour
        perhaps = wave[max(0, int(start) - 2) : int(np.ceil(stop)) + 2]
        if len(surely):
            assert envelope.low[column] <= surely.min()
            assert envelope.high[column] >= surely.max()
        assert envelope.low[column] >= perhaps.min()
        assert envelope.high[column] <= perhaps.max()


def test_scrolling_changes_no_column() -> None:
    sound = waveform(noise(40.0), 8_000)
    for left in (137, 499, 1803):
        here, there = read_outline(sound, View(97.0, 100, 2000), 1.0), read_outline(sound, View(97.0, left, 2000), 1.0)
        shift = left - 100
        np.testing.assert_array_equal(here.high[shift:], there.high[: len(here.high) - shift])
        np.testing.assert_array_equal(here.low[shift:], there.low[: len(here.low) - shift])


def test_scrolling_reads_only_what_comes_into_view() -> None:
    sound = waveform(noise(40.0), 8_000)
    source = sound.peaks
    assert isinstance(source, ArrayPeaks)
    reader = EnvelopeReader(sound, 97.0)
    reader.read(0, 1000)
    before = source.reads
    for left in range(0, 24, 3):
        reader.read(left, 1000)
    assert source.reads == before
    reader.read(30, 1000)
    assert source.reads == before + 1


def test_close_up_tiles_are_blocky_until_they_are_refined() -> None:
    sound = waveform(noise(4.0), 8_000)
    slow = replace(sound, is_quick=False)
    exact, reader = EnvelopeReader(sound, 400.0), EnvelopeReader(slow, 400.0)  # 20 samples a column
    blocky = reader.read(0, 1100)
    assert not reader.is_final(0, 1100)
    assert np.diff(blocky.high)[: 256 // 20 - 1].any() == np.False_
    assert (blocky.high >= exact.read(0, 1100).high).mean() > 0.9  # a peak covers all columns within it
    rounds = 0
    while reader.refine(0, 1100):
        rounds += 1
    assert rounds == 3
    assert reader.is_final(0, 1100)
    np.testing.assert_array_equal(reader.read(0, 1100).high, exact.read(0, 1100).high)


def test_far_out_the_peaks_are_exact_at_once() -> None:
    sound = replace(waveform(noise(40.0), 8_000), is_quick=False)
    reader = EnvelopeReader(sound, 20.0)
    reader.read(0, 500)
    assert reader.is_final(0, 500)


def test_columns_outside_the_sound_are_left_out() -> None:
    sound = waveform(noise(1.0), 8_000, start_s=0.5)
    envelope = read_outline(sound, View(100, 0, 300), 1.0)
    assert envelope.first == 50
    assert len(envelope.low) == 100
    assert len(read_outline(sound, View(100, 1000, 300), 1.0).low) == 0


def test_closer_than_samples_the_curve_goes_through_them() -> None:
    wave = np.array([0, 1, -1, 0.5, 0, 0, 0, 0], np.float32)
    envelope = read_outline(waveform(wave, 8), View(80, 0, 80), 1.0)  # ten columns a sample
    assert envelope.high[10] == pytest.approx(1.0, abs=0.11)
    assert envelope.low[20] == pytest.approx(-1.0, abs=0.21)
    assert envelope.high[15] == pytest.approx(0, abs=0.21)


def test_gain_scales_what_is_drawn() -> None:
    sound = waveform(noise(1.0), 8_000)
    louder = replace(sound, gain=0.5)
    whole, half = read_outline(sound, View(50, 0, 50), 1.0), read_outline(louder, View(50, 0, 50), 1.0)
    np.testing.assert_allclose(half.high, whole.high * 0.5)


def test_stereo_shows_the_outermost_of_both_channels() -> None:
    left, right = noise(1.0, seed=1), noise(1.0, seed=2) * np.float32(0.1)
    both = read_outline(waveform(np.stack([left, right], axis=1), 8_000), View(50, 0, 50), 1.0)
    alone = read_outline(waveform(left, 8_000), View(50, 0, 50), 1.0)
    np.testing.assert_array_equal(both.high, alone.high)


def test_the_picture_covers_what_lies_between_low_and_high() -> None:
    envelope = WaveformEnvelope(0, np.array([-1, -0.5, 0], np.float32), np.array([1, 0.25, 0], np.float32))
    lit = pixels(envelope_picture(envelope, 80, WHITE))[..., 0] / 255
    assert lit[:, 0].min() > 0.99
    assert lit[:, 1].sum() == pytest.approx(0.75 * 40, abs=0.1)
    assert lit[40 - 10 : 40 + 20, 1].min() > 0.99
    assert lit[:, 2].sum() == pytest.approx(1.0, abs=0.1)  # silence is a line


def test_soft_edges_show_parts_of_pixels() -> None:
    envelope = WaveformEnvelope(0, np.array([-0.5125], np.float32), np.array([0.5125], np.float32))
    lit = pixels(envelope_picture(envelope, 40, WHITE))[:, 0, 0] / 255
    assert lit.sum() == pytest.approx(20.5, abs=0.1)
    assert lit[9] == pytest.approx(0.25, abs=0.05)


def test_loud_samples_stay_in_the_picture() -> None:
    picture = envelope_picture(
        WaveformEnvelope(0, np.array([-9.0], np.float32), np.array([9.0], np.float32)), 30, WHITE
    )
    assert (picture.width(), picture.height()) == (1, 30)
    assert pixels(picture).min() == 255


def test_a_part_keeps_its_place() -> None:
    envelope = WaveformEnvelope(10, np.arange(20, dtype=np.float32), np.arange(20, dtype=np.float32))
    part = envelope.part(15, 5)
    assert part.first == 15
    np.testing.assert_array_equal(part.low, np.arange(5, 10))
    assert envelope.part(0, 12).first == 10
    assert len(envelope.part(0, 12).low) == 2
    assert len(envelope.part(40, 5).low) == 0
