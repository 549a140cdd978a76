from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.engine.mix.measured_mix import dithered
from foleystudio.media.sound.files import quantise


def test_dither_keeps_what_is_softer_than_a_step() -> None:
    t = np.arange(480_000)
    soft: Wave = (0.4 / 32_768 * np.sin(2 * np.pi * 1000 * t / 48_000)).astype(np.float32)[:, None]
    blocks = [soft[start : start + 48_000] for start in range(0, len(soft), 48_000)]
    plain = quantise(soft, 16) >> 16
    found = np.concatenate([quantise(block, 16) >> 16 for block in dithered(iter(blocks))])
    assert not plain.any(), "without it nothing is left"
    spectrum = np.abs(np.fft.rfft(found[:, 0]))
    assert int(np.argmax(spectrum)) == 10_000
    assert np.array_equal(found, np.concatenate([quantise(b, 16) >> 16 for b in dithered(iter(blocks))]))
    error = found[:, 0] - soft[:, 0] * 32_768
    assert abs(float(error.mean())) < 0.005
    assert abs(float(np.var(error)) - 0.25) < 0.02, "two dice and the rounding: 1/6 + 1/12"
