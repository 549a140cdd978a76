from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Wave
from foleystudio.engine.loudness.levels import decibels, level_curve
from foleystudio.engine.varietysound.shaping.fitted import FittedBody, Handover, fit_reach
from tests.engine.exemplar.sounds import RATE_HZ, knock

ATTACK = 24_000
GRAINS, VOCODED = Handover(is_alike=True, raised_db=3.0), Handover(is_alike=False, raised_db=6.0)


class _Wave:
    """Stands in for a draft, or for what was made of one."""

    channels = 1

    def __init__(self, samples: Wave) -> None:
        self._samples = np.pad(samples, (0, 200_000))[:, None]

    def read(self, start: int, stop: int) -> Wave:
        return self._samples[start:stop].copy()

    def struck_cells(self, first: int, count: int, cell: int) -> list[int]:
        return [ATTACK // cell - first] if first <= ATTACK // cell < first + count else []

    def noise_powers(self, _first: int, count: int, _cell: int) -> np.ndarray:
        return np.zeros(count)


def _ring() -> Wave:
    ring = np.zeros(96_000, dtype=np.float32)
    ring[ATTACK:] = knock(1.5, decay_s=0.3)
    return ring


def _smeared(ring: Wave, gain: float) -> Wave:
    """The same in other phases, its attack spread over 40 ms before and after it."""
    noise = np.random.default_rng(0).standard_normal(len(ring)).astype(np.float32)
    levels = np.convolve(np.abs(ring), np.ones(3840) / 3840, mode="same")
    return np.asarray(gain * noise * levels, dtype=np.float32)


@pytest.mark.parametrize("joint", [GRAINS, VOCODED])
@pytest.mark.parametrize("gain", [0.9, 1.5, 10.0])
def test_level_attack_and_silence_are_the_draft_s(joint: Handover, gain: float) -> None:
    ring = _ring()
    made = FittedBody(_Wave(ring), _Wave(_smeared(ring, gain)), joint, RATE_HZ).read(0, 96_000)
    assert not made[: ATTACK - 480].any()
    np.testing.assert_array_equal(made[ATTACK - 240 : ATTACK + 480, 0], ring[ATTACK - 240 : ATTACK + 480])
    away = slice(ATTACK + 4800, 80_000)
    own, body = (decibels(level_curve(wave[away], RATE_HZ, 0.1)) for wave in (ring[:, None], made))
    assert np.abs(own - body)[20:-20].max() < 1.5
    assert not np.array_equal(made[away, 0], ring[away])


def test_what_is_missing_is_not_made_up_for_without_end() -> None:
    ring = _ring()
    faint = FittedBody(_Wave(ring), _Wave(0.001 * ring), GRAINS, RATE_HZ).read(0, 96_000)
    assert np.abs(faint[ATTACK + 9600 : 90_000]).max() < 0.002 * np.abs(ring).max()


def test_any_stretch_is_that_of_the_whole() -> None:
    ring = _ring()

    def made() -> FittedBody:
        return FittedBody(_Wave(ring), _Wave(_smeared(ring, 0.7)), GRAINS, RATE_HZ)

    whole = made().read(0, 96_000)
    for start, stop in ((0, 1), (23_000, 46_081), (46_079, 70_000)):
        np.testing.assert_array_equal(made().read(start, stop), whole[start:stop])


def test_nothing_changes_beyond_reach() -> None:
    ring, other = _ring(), _ring()
    other[70_000:70_500] += 0.3
    one, changed = (
        FittedBody(_Wave(wave), _Wave(_smeared(_ring(), 0.7)), GRAINS, RATE_HZ).read(0, 96_000)
        for wave in (ring, other)
    )
    differs = np.flatnonzero(one[:, 0] != changed[:, 0])
    assert differs[0] >= 70_000 - fit_reach(RATE_HZ)
    assert differs[-1] < 70_500 + fit_reach(RATE_HZ)
