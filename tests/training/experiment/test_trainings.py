import pytest

from foleystudio.training.experiment.trainings import Budget


def test_minutes_are_shared_by_weight_and_what_is_saved_is_passed_on() -> None:
    now = [0.0]
    budget = Budget.of(600, lambda: now[0])
    first = budget.share("varietysound", ["regnet", "generate", "score"])
    assert first == pytest.approx(180)
    now[0] = 100.0  # it took less
    assert budget.share("regnet", ["generate", "score"]) == pytest.approx(500 * 3 / 7)
    now[0] = 700.0
    assert budget.share("score", []) == 0


def test_without_minutes_there_is_no_end() -> None:
    assert Budget.of(float("inf"), lambda: 0.0).share("owens", ["score"]) == float("inf")
