"""Clicks to tap along with, and what the taps tell."""

from __future__ import annotations

import numpy as np
import pytest

from foleystudio.gui.playback.tap_along import CLICKS, PERIOD_S, clicks, latency_of

RATE_HZ = 48_000


def _taps(late_s: float, jitter_s: float = 0.0, seed: int = 0) -> list[float]:
    jitter = np.random.default_rng(seed).normal(0.0, jitter_s, CLICKS)
    return [number * PERIOD_S + late_s + float(jitter[number]) for number in range(CLICKS)]


def test_a_click_is_heard_every_half_second() -> None:
    wave = clicks()
    loud = np.flatnonzero(np.abs(wave[:, 0]) > 0.05)
    starts = loud[np.insert(np.diff(loud) > RATE_HZ // 10, 0, True)]
    assert starts / RATE_HZ == pytest.approx(np.arange(CLICKS) * PERIOD_S, abs=0.001)


@pytest.mark.parametrize("late_s", [-0.1, -0.02, 0.0, 0.035, 0.3])
def test_the_median_of_even_taps_is_the_latency(late_s: float) -> None:
    found = latency_of(_taps(late_s, 0.02))
    assert found.is_usable
    assert found.offset_s == pytest.approx(late_s, abs=0.015)
    assert 0.01 < found.spread_s < 0.03
    assert found.taps == CLICKS - 4


def test_some_taps_that_went_astray_do_no_harm() -> None:
    taps = _taps(0.05, 0.01)
    found = latency_of([*taps[:8], taps[8] + 0.2, *taps[10:], 7.77])
    assert found.is_usable
    assert found.offset_s == pytest.approx(0.05, abs=0.01)


def test_uneven_and_few_taps_are_refused() -> None:
    uneven = latency_of(_taps(0.1, 0.09, seed=3))
    assert not uneven.is_usable
    assert "too uneven" in uneven.told
    few = latency_of(_taps(0.1)[:9])
    assert not few.is_usable
    assert few.told.startswith("5 taps are too few")
    assert not latency_of([]).is_usable
