import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.training.evaluation.intervals import Estimate
from foleystudio.training.evaluation.tables import Cell
from foleystudio.training.evaluation.trials.onset import OnsetTrial


def _clicks(*at_s: float) -> Sound:
    wave = np.random.default_rng(0).standard_normal((4 * 44_100, 1)).astype(np.float32) * 1e-4
    decay = np.exp(-np.arange(6_000) / 800).astype(np.float32)
    for time_s in at_s:
        start = round(time_s * 44_100)
        wave[start : start + 6_000, 0] += (
            np.random.default_rng(1).standard_normal(6_000).astype(np.float32) * decay * 0.3
        )
    return Sound(wave, 44_100)


def _value(cell: Cell) -> float:
    assert isinstance(cell, Estimate)
    assert cell.value is not None
    return cell.value


def test_what_is_in_time_scores_and_what_is_not_does_not() -> None:
    trial = OnsetTrial()
    trial.add(_clicks(0.5, 1.4, 2.9), {"good": _clicks(0.52, 1.41, 2.9), "late": _clicks(0.9, 1.9, 3.4)})
    rows = dict(trial.table(0).rows)
    f1 = {name: _value(cells[1]) for name, cells in rows.items()}
    lift = {name: _value(cells[3]) for name, cells in rows.items()}
    assert f1 == {"good": 1.0, "late": 0.0}
    assert lift["good"] > 0.7 > lift["late"]
