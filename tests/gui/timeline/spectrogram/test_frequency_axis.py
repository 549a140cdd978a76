from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from foleystudio.dsp.spectra.mel_display import display_band_hz
from foleystudio.gui.look.theme import ui_font
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyHeader, FrequencyScale, spoken_hz
from tests.gui.timeline.made import pixels

SCALE = FrequencyScale(display_band_hz(48_000))


def test_heights_and_frequencies_belong_together() -> None:
    for hz in (50.0, 440.0, 5000.0, 20_000.0):
        assert SCALE.hz_at(SCALE.share_of(hz)) == pytest.approx(hz)
        assert abs(SCALE.band_hz[SCALE.row_at(SCALE.share_of(hz))] - hz) <= np.diff(SCALE.band_hz).max()
    assert (SCALE.row_at(0.0), SCALE.row_at(1.0)) == (0, len(SCALE.band_hz) - 1)


@pytest.mark.parametrize(("height", "least"), [(64, 3), (96, 4), (148, 6), (360, 8)])
def test_labels_are_round_and_never_touch(height: int, least: int) -> None:
    labels = SCALE.labels(height)
    assert len(labels) >= least
    ys = [y for y, _ in labels]
    assert ys == sorted(ys, reverse=True)
    assert np.abs(np.diff(ys)).min() >= QFontMetricsF(ui_font(10)).capHeight() + 5
    for y, text in labels:
        hz = float(text.removesuffix("k")) * (1000 if text.endswith("k") else 1)
        assert SCALE.hz_at(1 - y / height) == pytest.approx(hz)
    assert "1k" in [text for _, text in labels]


def test_frequencies_are_spoken_in_hz_and_khz() -> None:
    assert [spoken_hz(hz) for hz in (32.4, 438, 1240, 12_345)] == ["32 Hz", "438 Hz", "1.24 kHz", "12.35 kHz"]


def test_the_header_shows_the_axis_beside_name_and_note(qtbot: QtBot) -> None:
    header = FrequencyHeader("Spectrogram")
    qtbot.addWidget(header)
    header.resize(168, 148)
    unnamed = pixels(header.grab().toImage()).astype(int)
    header.set_note("A track with a long name, take 12")
    plain = pixels(header.grab().toImage()).astype(int)
    header.set_scale(SCALE)
    shown = pixels(header.grab().toImage()).astype(int)
    assert (np.abs(plain - unnamed).max(axis=2) > 60)[:, 12:130].sum() > 100, "the note shows"
    changed = np.abs(shown - plain).max(axis=2) > 20
    for y, _ in header.labels():
        assert changed[max(0, round(y) - 5) : round(y) + 5, 130:].any()
    assert header.note in header.accessibleDescription()
    header.set_scale(None)
    assert header.labels() == []
