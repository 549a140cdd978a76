import numpy as np

from foleystudio.engine.varietysound.generation.windows import FADE, STEP, WINDOW, first_column, joined, windows_of


def test_windows_that_agree_are_joined_without_a_seam() -> None:
    def ramp(number: int) -> np.ndarray:
        return np.arange(first_column(number), first_column(number) + WINDOW, dtype=np.float32)[None]

    values = joined(ramp, 0, 3 * STEP)
    np.testing.assert_allclose(values[0], np.arange(3 * STEP), rtol=1e-5, atol=1e-3)
    np.testing.assert_array_equal(joined(ramp, 200, 500), values[:, 200:500])


def test_the_first_column_is_heard_at_full_weight() -> None:
    assert joined(lambda _: np.ones((1, WINDOW), dtype=np.float32), 0, 1)[0, 0] == 1


def test_every_column_has_its_windows() -> None:
    for column in (0, STEP - FADE - 1, STEP - FADE, STEP - 1, STEP, 5000):
        heard = list(windows_of(column, column + 1))
        assert heard == [n for n in range(30) if first_column(n) <= column < first_column(n) + WINDOW]
