from __future__ import annotations

import numpy as np

from foleystudio.gui.panels.reference_editor.wave_outline import WaveOutline

RATE_HZ = 48_000


def test_no_peak_is_lost_from_afar_and_samples_are_shown_close_up() -> None:
    mono = np.zeros(60 * RATE_HZ, np.float32)
    mono[1_234_567], mono[2_000_001] = 1.0, -0.7
    outline = WaveOutline(mono, RATE_HZ)
    seconds, values = outline.pick(0, 60, 900)
    assert len(values) < 4 * 900
    assert (values.max(), values.min()) == (1.0, np.float32(-0.7))
    assert abs(seconds[np.argmax(values)] - 1_234_567 / RATE_HZ) < 0.1
    seconds, values = outline.pick(25.72, 25.721, 900)
    assert len(values) < 60
    assert seconds[np.argmax(values)] == 1_234_567 / RATE_HZ


def test_outside_the_sound_nothing_is_drawn() -> None:
    outline = WaveOutline(np.ones(100, np.float32), RATE_HZ)
    seconds, values = outline.pick(-1, 5, 100)
    assert len(seconds) == len(values) > 0
    assert np.isfinite(seconds).all()
