from foleystudio.training.evaluation.cases import Case
from foleystudio.training.evaluation.subject import Subject
from foleystudio.training.evaluation.trials.ablation import AblationTrial


def test_every_part_is_taken_away_both_ways(cases: list[Case], subject: Subject, paper_subject: Subject) -> None:
    for net, parts in ((subject, 5), (paper_subject, 3)):  # the template, and all that tells the timing, besides
        trial = AblationTrial()
        trial.add(cases[0], net, 0)
        table = trial.table(0)
        assert next(name for name, _ in table.rows) == "whole"
        assert len(table.rows) == 1 + parts
        assert len(trial.pictures) == 2 + 2 * parts
        assert {len(values) for values in trial.mcd_db.values()} == {1}


def test_a_net_that_only_passes_its_template_on_misses_nothing_else(cases: list[Case], subject: Subject) -> None:
    trial = AblationTrial()
    trial.add(cases[0], subject, 0)
    whole = trial.mcd_db["whole", "zeros"]
    assert trial.mcd_db["temporal", "zeros"] == whole == trial.mcd_db["timbre", "noise"]
    assert trial.mcd_db["template", "zeros"] != whole
