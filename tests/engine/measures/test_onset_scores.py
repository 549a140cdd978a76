from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from foleystudio.engine.measures.onset_scores import (
    average_precision,
    compare_onsets,
    confidences,
    onset_scores,
    shift_null,
    without_close_onsets,
)

TARGETS = [0.5, 1.0, 2.0, 3.0]


def test_perfect_predictions() -> None:
    scores = onset_scores(TARGETS, TARGETS, [0.9, 0.2, 0.5, 0.6])
    assert (scores.accuracy, scores.precision, scores.f1, scores.ap_strict, scores.ap_compat) == (1, 1, 1, 1, 1)
    assert scores.counts_equal
    assert scores.median_dt_s == 0


def test_by_hand() -> None:
    # 0.55 and 1.09 are near enough, 1.62 is spare, 2.0 and 3.0 are missed.
    scores = onset_scores(TARGETS, [1.09, 0.55, 1.62], [0.3, 0.9, 0.5])
    assert (scores.targets, scores.generated, scores.matched) == (4, 3, 2)
    assert scores.accuracy == 0.5
    assert scores.f1 == pytest.approx(4 / 7)
    assert scores.median_dt_s == pytest.approx(0.07)
    assert not scores.counts_equal
    strict = average_precision_score([1, 1, 1, 1, 0], [0.9, 0.3, 0, 0, 0.5])
    assert scores.ap_strict == pytest.approx(strict)


def test_compat_stops_when_the_generated_run_out() -> None:
    # After the first two targets both generated onsets are used up: the published scripts see no missed target.
    scores = onset_scores(TARGETS, [0.5, 1.0], [0.4, 0.4])
    assert scores.ap_compat == 1.0
    # A spare one keeps them going, and then the two agree.
    scores = onset_scores(TARGETS, [0.5, 1.0, 5.0], [0.4, 0.3, 0.9])
    assert scores.ap_compat == scores.ap_strict
    assert scores.ap_strict == pytest.approx(average_precision_score([1, 1, 1, 1, 0], [0.4, 0.3, 0, 0, 0.9]))


def test_a_target_takes_the_strongest_near_it_and_nothing_is_used_twice() -> None:
    scores = onset_scores([1.0, 1.05], [0.94, 1.08], [0.2, 0.9])
    # 1.0 takes the strong 1.08; 1.05 is left with 0.94, which is 0.11 away.
    assert scores.matched == 1
    assert scores.median_dt_s == pytest.approx(0.08)


def test_weaker_onsets_close_to_a_stronger_one_are_dropped() -> None:
    times, sure = without_close_onsets([1.0, 1.04, 1.08, 2.0], [0.5, 0.9, 0.6, 0.1])
    assert times.tolist() == [1.04, 2.0]
    assert sure.tolist() == [0.9, 0.1]


@pytest.mark.parametrize("sure", [[], [1.0, 1.0]])
def test_nothing_to_find(sure: list[float]) -> None:
    scores = onset_scores([], list(range(len(sure))), sure)
    assert scores.f1 is None
    assert scores.accuracy is None
    assert scores.ap_strict is None
    assert scores.counts_equal == (not sure)


def test_nothing_found_scores_nothing() -> None:
    scores = onset_scores(TARGETS, [], [])
    assert (scores.accuracy, scores.f1, scores.ap_strict, scores.ap_compat) == (0, 0, 0, 0)
    assert scores.precision is None
    assert scores.median_dt_s is None


@given(entries=st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.25, 0.5, 0.7, 1.0])), min_size=1, max_size=30))
@settings(max_examples=100)
def test_average_precision_equals_scikit_learn(entries: list[tuple[bool, float]]) -> None:
    truth, sure = zip(*entries, strict=True)
    if not any(truth):
        assert average_precision(truth, sure) is None
    else:
        assert average_precision(truth, sure) == pytest.approx(average_precision_score(truth, sure))


@given(
    targets=st.lists(st.floats(0, 10), max_size=20),
    generated=st.lists(st.floats(0, 10), max_size=20),
)
@settings(max_examples=100)
def test_scores_lie_between_0_and_1_and_count_rightly(targets: list[float], generated: list[float]) -> None:
    scores = onset_scores(targets, generated)
    assert scores.matched <= min(scores.targets, scores.generated)
    for value in (scores.accuracy, scores.f1, scores.ap_strict, scores.ap_compat, scores.precision):
        assert value is None or 0 <= value <= 1


def test_null_of_chance_predictions_equals_their_score() -> None:
    generator = np.random.default_rng(0)
    lifts = []
    for _ in range(60):
        targets, times = generator.uniform(0, 10, 12), generator.uniform(0, 10, 12)
        lift = compare_onsets(targets, times, generator.uniform(size=12), 10.0).lift
        assert lift.f1 is not None
        lifts.append(lift.f1)
    assert abs(np.mean(lifts)) < 0.03


def test_null_of_one_right_prediction_is_the_chance_of_a_hit() -> None:
    # One prediction and one target in 10 s, 24 shifts of 0.4 s: none comes within 0.1 s again.
    assert shift_null([5.0], [5.0], None, 10.0).f1 == 0.0
    # A metronome of 0.4 s comes onto itself at every shift.
    beats = np.arange(0.2, 10, 0.4)
    assert shift_null(beats, beats, None, 10.0).f1 == pytest.approx(1.0)


def test_shifts_go_round_the_scored_stretch_only() -> None:
    comparison = compare_onsets([1.0, 6.0, 8.0], [1.0, 6.02, 8.05], None, 10.0, from_s=5.0)
    assert comparison.scores.targets == comparison.scores.generated == 2
    assert comparison.scores.f1 == 1.0
    assert comparison.null.f1 is not None
    assert comparison.null.f1 < 0.5
    assert comparison.lift.f1 == pytest.approx(1.0 - comparison.null.f1)


def test_confidence_is_the_peak_near_the_onset() -> None:
    rate_hz = 1000
    wave = np.zeros(3000, np.float32)
    wave[1040], wave[2000] = -0.25, 0.5
    np.testing.assert_allclose(confidences(wave, rate_hz, [1.0, 2.02, 2.5]), [0.5, 1.0, 0.0], atol=1e-6)
    assert not confidences(np.zeros(100, np.float32), rate_hz, [0.05]).any()
    assert not confidences(np.zeros(0, np.float32), rate_hz, [0.05]).any()
