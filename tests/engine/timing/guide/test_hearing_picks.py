from __future__ import annotations

import numpy as np
import pytest
import torch

from foleystudio.engine.timing.guide.hearing_net import COLUMN_S, Heard, HearingModel
from foleystudio.engine.timing.guide.hearing_picks import picks_of, spans_of, with_entry
from foleystudio.nets.config import HEARING_PRESETS
from foleystudio.nets.hearing import HearingNet

torch.manual_seed(0)
MODEL = HearingModel(HearingNet(HEARING_PRESETS["tiny"]), 0.5, 0.5)


def heard(onsets: dict[float, float] | None = None, kept: dict[tuple[int, int], float] | None = None) -> Heard:
    columns = np.arange(600)
    onset, sure = np.zeros(600, np.float32), np.zeros(600, np.float32)
    for at, height in (onsets or {}).items():
        onset = np.maximum(onset, height * np.exp(-0.5 * (columns - at) ** 2)).astype(np.float32)
    for (first, stop), height in (kept or {}).items():
        sure[first:stop] = height
    zeros = np.zeros(600, np.float32)
    return Heard(onset, sure, zeros - 3, zeros - 6, zeros - 20)


def test_peaks_lie_between_columns() -> None:
    one, other = picks_of(heard({100.3: 0.9, 200.0: 0.4}))
    assert one.time_s == pytest.approx(100.3 * COLUMN_S, abs=1e-4)
    assert (one.probability, one.level_db) == (pytest.approx(0.9, rel=0.1), pytest.approx(-23))
    assert other.time_s == pytest.approx(200 * COLUMN_S)
    assert other.probability == pytest.approx(0.4, rel=0.01)


def test_rolls_of_thirty_a_second_stay_hits() -> None:
    times = np.arange(100, 300, 1 / 30 / COLUMN_S)
    assert len(picks_of(heard(dict.fromkeys(times, 0.8)))) == len(times)


def test_what_is_kept_up_is_one_span_over_short_gaps() -> None:
    (span,) = spans_of(heard(kept={(100, 200): 0.9, (208, 300): 0.9}), MODEL)
    assert span.first == pytest.approx(100, abs=5)
    assert span.stop == pytest.approx(300, abs=5)
    assert span.probability == pytest.approx(0.9, abs=0.02)
    assert span.level_db == pytest.approx(-26, abs=0.01)
    assert len(spans_of(heard(kept={(100, 200): 0.9, (240, 300): 0.6}), MODEL)) == 2


def test_what_is_too_short_is_not_kept_up() -> None:
    assert spans_of(heard(kept={(100, 106): 0.9}), MODEL) == []
    assert spans_of(heard(), MODEL) == []


def test_the_beginning_goes_by_what_is_known_of_it() -> None:
    curves = heard({1: 0.9, 100: 0.9})
    picks = picks_of(curves)
    assert [round(p.probability, 1) for p in with_entry(picks, curves, None)] == [0.4, 0.9]
    assert with_entry(picks, curves, 0.0) == picks
    assert len(with_entry(picks_of(heard({100: 0.9})), heard({100: 0.9}), 0.01)) == 1, "the net hears nothing of it"
    added, later = with_entry(picks_of(heard({100: 0.9})), heard({1: 0.2, 100: 0.9}), 0.01)
    assert (added.time_s, added.level_db) == (0.0, -20.0), "as loud as it will be from the first sample on"
    assert added.probability > 0.7
    assert later.time_s == pytest.approx(100 * COLUMN_S, abs=1e-4)
