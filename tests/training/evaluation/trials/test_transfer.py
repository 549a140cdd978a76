import pytest

from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.trials.transfer import TransferTrial, level_correlation


def _trial(cases: list[Case], subject: Subject) -> TransferTrial:
    trial = TransferTrial()
    for case in cases:
        inputs = subject.of_case(case)
        trial.add(case, subject, inputs, subject.answer(inputs))
    return trial


def test_floors_and_ceiling_stand_beside_the_net(cases: list[Case], subject: Subject) -> None:
    trial = _trial(cases, subject)
    assert list(trial.scores) == ["net", "template", "draft", "second", "silence"]
    l1 = {name: sum(s.l1 for s in scores) for name, scores in trial.scores.items()}
    assert l1["second"] < l1["net"] < l1["silence"]
    assert l1["net"] == pytest.approx(l1["draft"], abs=1e-4)  # an untrained net refines nothing
    summary = trial.summary(0)
    assert summary["below the draft"].value == pytest.approx(0, abs=1e-4)
    assert summary["of the way, template to second"].value is not None
    assert len(trial.table(0).rows) == 5


def test_without_a_template_silence_is_the_floor(cases: list[Case], paper_subject: Subject) -> None:
    trial = _trial(cases[:1], paper_subject)
    assert list(trial.scores) == ["net", "second", "silence"]
    assert list(trial.summary(0)) == ["transfer L1"]


def test_levels_of_the_target_itself_correlate_wholly(cases: list[Case], subject: Subject) -> None:
    trial = TransferTrial()
    for case in cases:
        inputs = subject.of_case(case)
        trial.add(case, subject, inputs, subject.mel_of_wave(case.scene.target, inputs.gain))
    assert level_correlation(trial.scores["net"], 0).value == pytest.approx(1)
    assert trial.scores["silence"][0].level_error_db is not None
    assert level_correlation(trial.scores["silence"], 0).value is None
