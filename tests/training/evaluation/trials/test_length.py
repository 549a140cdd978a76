import numpy as np

from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.trials.length import LengthTrial, cut


def test_the_half_is_the_one_with_the_loudest_sample() -> None:
    reference = np.zeros(1000, dtype=np.float32)
    reference[700] = 1
    half, whole, twice = cut(reference)
    assert (len(half), len(whole), len(twice)) == (500, 1000, 2000)
    assert half.max() == 1


def test_each_length_is_measured(cases: list[Case], subject: Subject) -> None:
    trial = LengthTrial()
    for case in cases:
        trial.add(case, subject)
    assert {len(scores) for scores in trial.scores.values()} == {2}
    rows = dict(trial.table(0).rows)
    assert list(rows) == ["0.5x", "1x", "2x", "apart"]
    assert isinstance(rows["apart"][0], float)
    assert rows["apart"][0] >= 0
