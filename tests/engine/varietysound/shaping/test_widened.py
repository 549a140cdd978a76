from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.varietysound.shaping.widened import StereoWidener
from tests.engine.exemplar.sounds import RATE_HZ

N = RATE_HZ
INNER = slice(4800, N - 4800)
NOISES = np.random.default_rng(0).standard_normal((3, N + 48_000)).astype(np.float32)


class _Wave:
    """Stands in for a draft, or for what the vocoder made."""

    def __init__(self, *channels: Wave) -> None:
        self._samples = np.stack(channels, axis=1).astype(np.float32)
        self.channels = len(channels)

    def read(self, start: int, stop: int) -> Wave:
        return np.pad(self._samples, ((0, 48_000), (0, 0)))[start:stop]

    def struck_cells(self, _first: int, _count: int, _cell: int) -> list[int]:
        return []

    def noise_powers(self, _first: int, count: int, _cell: int) -> np.ndarray:
        return np.zeros(count)


def _widened(left: Wave, right: Wave) -> Wave:
    return StereoWidener(_Wave(left, right), _Wave(NOISES[2]), STUDIO, RATE_HZ).read(0, N)[INNER]


def _likeness(one: Wave, other: Wave) -> float:
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def _db(wave: Wave) -> float:
    return float(20 * np.log10(np.std(wave) + 1e-9))


def test_sides_are_as_loud_to_each_other_as_the_draft_s() -> None:
    made = _widened(NOISES[0], 0.25 * NOISES[0])
    assert abs(_db(made[:, 0]) - _db(made[:, 1]) - 12.04) < 1.0
    assert _likeness(*made.T) > 0.9, "one source is heard as one"
    right_alone = _widened(0 * NOISES[0], NOISES[0])
    assert _db(right_alone[:, 0]) < _db(right_alone[:, 1]) - 30


def test_what_is_the_same_on_both_sides_stays_so() -> None:
    made = _widened(NOISES[0], NOISES[0])
    np.testing.assert_allclose(made[:, 0], made[:, 1], atol=1e-4)
    np.testing.assert_allclose(made[:, 0], NOISES[2][INNER], atol=0.02)


def test_width_stays_and_the_sum_of_the_sides_is_the_one_channel() -> None:
    made = _widened(NOISES[0], NOISES[1])
    assert abs(_likeness(*made.T)) < 0.2
    assert abs(_db(made[:, 0]) - _db(made[:, 1])) < 0.5
    assert _likeness(made.mean(axis=1), NOISES[2][INNER]) > 0.98
    assert abs(_db(made.mean(axis=1)) - (_db(NOISES[2]) - 3.01)) < 0.7


def test_any_stretch_is_that_of_the_whole() -> None:
    whole = StereoWidener(_Wave(NOISES[0], NOISES[1]), _Wave(NOISES[2]), STUDIO, RATE_HZ).read(0, N)
    piece = StereoWidener(_Wave(NOISES[0], NOISES[1]), _Wave(NOISES[2]), STUDIO, RATE_HZ).read(20_000, 40_000)
    np.testing.assert_array_equal(piece, whole[20_000:40_000])
