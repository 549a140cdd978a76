from __future__ import annotations

import numpy as np
import pytest

from foleystudio.engine.timing.guide.clear_hits import clear_hits, left_out

RATE_HZ = 22_050


def _struck(times_s: tuple[float, ...], levels: tuple[float, ...] | None = None) -> np.ndarray:
    wave = 0.0005 * np.random.default_rng(0).standard_normal(round((max(times_s) + 0.5) * RATE_HZ)).astype(np.float32)
    t = np.arange(RATE_HZ // 5) / RATE_HZ
    for at, level in zip(times_s, levels or (0.7,) * len(times_s), strict=True):
        start = round(at * RATE_HZ)
        strike = level * np.sin(2 * np.pi * 300 * t) * np.exp(-t / 0.02)
        wave[start : start + len(t)] += strike.astype(np.float32)
    return wave


@pytest.fixture(params=["by the net", "without it"])
def _heard(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "without it":
        monkeypatch.setattr("foleystudio.engine.timing.guide.clear_hits.has_hearing_model", lambda: False)


@pytest.mark.usefixtures("_heard")
def test_both_of_a_double_hit_are_heard() -> None:
    times = (0.4, 0.55, 1.2, 1.32)
    assert clear_hits(_struck(times), RATE_HZ) == pytest.approx(times, abs=0.01)


@pytest.mark.usefixtures("_heard")
def test_what_is_faint_or_swells_is_no_clear_hit() -> None:
    wave = _struck((0.5, 1.0), (0.7, 0.03))
    assert clear_hits(wave, RATE_HZ) == pytest.approx([0.5], abs=0.01)
    t = np.arange(RATE_HZ) / RATE_HZ
    swell = (t * np.sin(2 * np.pi * 300 * t)).astype(np.float32)
    assert len(clear_hits(swell, RATE_HZ)) == 0
    assert len(clear_hits(np.zeros(RATE_HZ, np.float32), RATE_HZ)) == 0
    assert len(clear_hits(np.zeros(0, np.float32), RATE_HZ)) == 0


def test_hits_without_an_event_near_are_left_out() -> None:
    found = np.array([0.4, 0.55, 1.2])
    assert left_out(found, [0.42, 1.2]) == (0.55,)
    assert left_out(found, []) == (0.4, 0.55, 1.2)
