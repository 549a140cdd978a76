import pytest

from foleystudio.training.evaluation.intervals import Estimate
from foleystudio.training.experiment.report.figures import Figures, Rebuilt
from foleystudio.training.experiment.report.tables import all_tables, verdict
from foleystudio.training.experiment.scoring import Row


def _row(pair: str, pairing: str, **figures: float) -> Row:
    return {"pair": pair, "pairing": pairing, "category": "dog", **figures}


def _figures() -> Figures:
    def rows(cosine: float, mcd: float) -> list[Row]:
        return [_row(f"dog-original-{i}", "original", mfcc=1.0, mcd=mcd + i, onset_f1_lift=0.2) for i in range(4)] + [
            _row(f"dog-swapped-{i}", "swapped", mfcc=cosine + 0.01 * i, mfcc_floor=0.1, mfcc_ceiling=0.9)
            for i in range(4)
        ]

    return Figures({"recorded": rows(0.3, 0), "varietysound": rows(0.8, 3), "cascade": rows(0.5, 4)}, Rebuilt(), 0)


@pytest.mark.parametrize(
    ("gap", "is_more_better", "said"),
    [
        (Estimate(0.2, 0.1, 0.3, 9), True, "ahead"),
        (Estimate(0.2, 0.1, 0.3, 9), False, "behind"),
        (Estimate(-0.2, -0.3, -0.1, 9), False, "ahead"),
        (Estimate(0.1, -0.1, 0.3, 9), True, "undecided"),
        (Estimate(None), True, "-"),
    ],
)
def test_who_is_ahead_is_said_when_all_of_the_interval_says_so(gap: Estimate, is_more_better: bool, said: str) -> None:
    assert verdict(gap, is_more_better) == said


def test_orders_are_of_differences_pair_by_pair() -> None:
    tables = {table.title: dict(table.rows) for table in all_tables(_figures())}
    gap, said, *_ = tables["Who is ahead"]["cosine, MFCC statistics"]
    assert isinstance(gap, Estimate)
    assert gap.value == pytest.approx(0.3)
    assert gap.low == pytest.approx(0.3)  # alike in every pair, however far pairs lie apart
    assert said == "ahead"
    assert tables["Who is ahead"]["MCD"][1] == "ahead"
    assert tables["Timbre"]["floor"][0].value == pytest.approx(0.1)  # type: ignore[union-attr]  # an estimate


def test_nothing_measured_leaves_what_was_published() -> None:
    assert [table.title for table in all_tables(Figures({}, Rebuilt(), 0))] == ["Listeners, as published"]
