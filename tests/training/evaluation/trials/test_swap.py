from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.intervals import Estimate
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.trials.swap import SwapTrial
from foleystudio.training.evaluation.voice import Voice


def test_references_move_the_timbre_and_events_do_not(cases: list[Case], subject: Subject, voice: Voice) -> None:
    trial = SwapTrial()
    trial.add(cases[0], cases[1], subject, voice)
    rows = dict(trial.table(0).rows)
    assert list(trial.sounds) == ["own reference, own events", "another reference", "other events"]
    between = {}
    for name in ("another reference", "other events"):
        cell = rows[name][3]
        assert isinstance(cell, Estimate)
        assert cell.value is not None
        between[name] = cell.value
    assert between["another reference"] < between["other events"]


def test_no_pair_gives_a_table_without_figures() -> None:
    rows = dict(SwapTrial().table(0).rows)
    assert rows["another reference"][0] == Estimate(None)
