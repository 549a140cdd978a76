from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.gui.panels.reference_editor.sounds import shown_sound

RATE_HZ = 48_000


@pytest.mark.parametrize("seconds", [0.5, 4.0, 300.0])
def test_short_sounds_are_drawn_finely_and_long_ones_in_no_more_columns_than_can_be(seconds: float) -> None:
    samples = np.zeros((round(seconds * RATE_HZ), 2), np.float32)
    samples[len(samples) // 2] = 0.9
    shown = shown_sound(Sound(samples, RATE_HZ))
    columns = shown.columns.shape[1]
    assert columns <= 16_384
    assert columns * shown.column_s == pytest.approx(seconds, abs=2 * shown.column_s)
    loudest = int(np.argmax(shown.columns.sum(axis=0, dtype=np.int64))) * shown.column_s
    assert loudest == pytest.approx(seconds / 2, abs=0.02)
    assert shown.duration_s == seconds
