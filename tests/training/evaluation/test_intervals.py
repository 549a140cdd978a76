import numpy as np

from foleystudio.training.evaluation.intervals import Estimate, mean_of, statistic_of


def test_the_interval_covers_the_true_mean_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(0)
    covered = 0
    for trial in range(60):
        found = mean_of([float(v) for v in rng.normal(2.0, 1.0, 40)], trial)
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= 2.0 <= found.high
    assert 50 <= covered <= 60


def test_the_same_seed_gives_the_same_interval_and_cases_without_a_value_are_left_out() -> None:
    values = [0.1, None, 0.5, 0.9]
    assert mean_of(values, 7) == mean_of(values, 7)
    assert mean_of(values, 7).count == 3
    assert mean_of([None], 7) == Estimate(None)
    assert str(mean_of([], 0)) == "-"


def test_any_statistic_of_rows() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 6.0]])
    found = statistic_of(rows, lambda drawn: float(drawn[:, 1].sum() / drawn[:, 0].sum()), 0)
    assert (found.value, found.low, found.high) == (2.0, 2.0, 2.0)


def test_rows_without_a_statistic_have_no_estimate() -> None:
    assert statistic_of(np.ones((2, 2)), lambda drawn: float("nan"), 0) == Estimate(None)
    assert str(statistic_of(np.ones((2, 2)), lambda drawn: float("nan"), 0)) == "-"
