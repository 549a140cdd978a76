from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.waves.pan import pan_gains, panned


@pytest.mark.parametrize("pan", [-1.0, -0.4, 0.0, 0.25, 1.0])
def test_power_is_constant(pan: float) -> None:
    left, right = pan_gains(pan)
    assert left**2 + right**2 == pytest.approx(2.0)
    assert (left > right) == (pan < 0)


def test_mono_gets_two_sides_and_surround_stays() -> None:
    mono, surround = np.ones((4, 1), np.float32), np.ones((4, 6), np.float32)
    np.testing.assert_allclose(panned(mono, 1.0), np.tile([0.0, np.sqrt(2)], (4, 1)), atol=1e-7)
    assert panned(mono, 0.0) is mono
    assert panned(surround, 0.5) is surround
