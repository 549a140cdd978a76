from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foleystudio.training.listening_test.answers import Answers, Item, Key, KeyTrial, read_answers, read_key
from foleystudio.training.listening_test.design import Question
from foleystudio.training.listening_test.kit import Kit
from foleystudio.training.listening_test.scores import Rating, faults, mean_over, scored, wilson
from tests.training.listening_test.made import asleep, listening, write_answers


def given(kit: Kit, folder: Path, *judges: object) -> list[Answers]:
    files = [
        write_answers(folder / f"{n}.json", kit.key, n, judge)  # type: ignore[arg-type]  # judges all
        for n, judge in enumerate(judges, 1)
    ]
    return read_answers(files, read_key(kit.key))


def test_known_answers_give_known_means_and_preferences(kit: Kit, tmp_path: Path) -> None:
    scores = scored(given(kit, tmp_path, listening, listening), read_key(kit.key))
    assert scores.raters == (1, 2)
    for question in (Question.REALISM, Question.ALIGNMENT, Question.TIMBRE):
        assert scores.mean(question, "good").value == 4.5
        assert scores.mean(question, "poor").value == 1.5
        assert scores.mean(question, "real").value == 5
        assert scores.mean(question, "good", "bell").value == 4
    assert scores.mean(Question.REALISM, "good").count == 4
    assert scores.mean(Question.REALISM, "nobody").value is None
    (preference,) = scores.preferences(Question.BELONGS)
    assert (preference.first, preference.second, preference.share.value) == ("good", "poor", 1.0)
    assert preference.share.count == 4
    assert scores.categories == ["bell", "wood"]


def test_who_takes_anchors_for_real_is_rejected_with_the_reason(kit: Kit, tmp_path: Path) -> None:
    one = given(kit, tmp_path, listening, asleep)
    scores = scored(one, read_key(kit.key))
    assert scores.raters == (1,)
    (why,) = scores.rejected.values()
    assert "realism: 5.0 for anchors, 1.0 for what is real" in why
    assert "choices: 0 right of 4" in why
    assert scores.mean(Question.REALISM, "good").value == 4.5
    everybody = scored(one, read_key(kit.key), keep_all=True)
    assert everybody.raters == (1, 2)
    assert everybody.mean(Question.REALISM, "good").value == 3.75


def test_who_answered_too_little_to_tell_is_kept(kit: Kit, tmp_path: Path) -> None:
    (one,) = given(kit, tmp_path, asleep)
    key = read_key(kit.key)
    few = {name: value for name, value in one.values.items() if not key.trials[name].is_control}
    assert faults(replace(one, values=few), key) == []


def test_who_always_says_the_same_is_found_out(kit: Kit, tmp_path: Path) -> None:
    (one,) = given(kit, tmp_path, lambda _trial, _item: 3)
    assert [fault.split(":")[0] for fault in faults(one, read_key(kit.key))][:3] == ["realism", "alignment", "timbre"]


def ratings(points: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> list[Rating]:
    return [
        Rating(rater, Question.REALISM, f"case {case}", "a", "one", points[rater, case])
        for rater in range(points.shape[0])
        for case in range(points.shape[1])
    ]


def test_intervals_hold_over_raters_and_clips_alike() -> None:
    """With 12 raters and 12 clips drawn anew, 95 in 100 intervals should hold the truth; answers alone are too sure."""
    rng = np.random.default_rng(0)
    held, widths = 0, []
    for _ in range(60):
        points = (
            3 + 0.5 * rng.standard_normal((12, 1)) + 0.5 * rng.standard_normal((1, 12)) + rng.standard_normal((12, 12))
        )
        found = mean_over(ratings(points), lambda rating: rating.points, 0)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 3 <= found.high
        widths.append(found.high - found.low)
    assert held >= 52
    naive = 2 * 1.96 * 1.22 / 12
    assert np.median(widths) > 1.5 * naive


def test_one_rater_s_interval_is_over_clips() -> None:
    points = np.array([[1.0, 5.0] * 10])
    found = mean_over(ratings(points), lambda rating: rating.points, 0)
    assert found.low is not None
    assert found.high is not None
    assert (found.value, found.count) == (3, 20)
    assert found.high - found.low == pytest.approx(2 * 1.96 * 2 / np.sqrt(20), rel=0.15)
    assert mean_over([], lambda rating: rating.points, 0).value is None


def test_wilson_s_intervals_are_those_of_the_tables() -> None:
    assert wilson(5, 10) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_a_tie_of_systems_is_no_preference() -> None:
    trial = KeyTrial(Question.BELONGS, "a", "a", False, (Item("1", "one", ""), Item("2", "two", "")))
    key = Key("k", {"one": "One", "two": "Two"}, {"t": trial}, 4)
    scores = scored([Answers(n, 1, {"t": "12"[n % 2]}) for n in range(1, 5)], key)
    (preference,) = scores.preferences(Question.BELONGS)
    assert preference.share.value == 0.5
    assert preference.wilson[0] < 0.5 < preference.wilson[1]
