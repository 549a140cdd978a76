from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.evaluation import Evaluation
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.voice import Voice


def test_every_test_sees_every_case(cases: list[Case], subject: Subject, voice: Voice) -> None:
    steps: list[tuple[int, int]] = []
    evaluation = Evaluation(subject, voice, seed=0)
    evaluation.run(cases, lambda done, total: steps.append((done, total)))
    assert steps == [(1, 2), (2, 2)]
    assert len(evaluation.transfer.scores["net"]) == len(evaluation.swaps.onsets["events"]) == 2
    assert next(table.title for table in evaluation.tables()) == "Transfer to unseen objects"
    assert len(evaluation.heard) == 2
    assert "second" in evaluation.heard[0].sounds
    assert not evaluation.left_out
