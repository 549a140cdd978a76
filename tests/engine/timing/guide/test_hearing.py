from __future__ import annotations

import numpy as np
import pytest
import torch

from foleystudio.engine.timing.guide.hearing import candidates_of_heard, place_attack
from foleystudio.engine.timing.guide.hearing_net import COLUMN_S, Heard, HearingModel
from foleystudio.nets.config import HEARING_PRESETS
from foleystudio.nets.hearing import HearingNet
from foleystudio.project.proposals import Candidates
from tests.engine.timing.sounds import RATE, hits

torch.manual_seed(0)
MODEL = HearingModel(HearingNet(HEARING_PRESETS["tiny"]), 0.5, 0.5)


def found(
    onsets: dict[int, float], kept: tuple[int, int] | None = None, levels: dict[int, float] | None = None
) -> Candidates:
    columns = np.arange(600)
    onset = np.zeros(600, np.float32)
    for at, height in onsets.items():
        onset = np.maximum(onset, height * np.exp(-0.5 * (columns - at) ** 2)).astype(np.float32)
    sure, level = np.zeros(600, np.float32), np.full(600, -20, np.float32)
    if kept:
        sure[slice(*kept)] = 0.95
        level[slice(*kept)] = -26
    for at, level_db in (levels or {}).items():
        level[at : at + 20] = level_db
    zeros = np.zeros(600, np.float32)
    return candidates_of_heard(Heard(onset, sure, zeros, zeros, level), MODEL, lambda rough: rough)


def test_hits_have_no_sustain_and_strengths_beside_the_loudest() -> None:
    track = found({100: 0.9, 200: 0.8, 300: 0.2}, levels={200: -40.0}).events()
    assert [e.time_s for e in track] == pytest.approx([100 * COLUMN_S, 200 * COLUMN_S], abs=1e-4)
    assert [e.sustain_s for e in track] == [0, 0]
    assert [e.strength for e in track] == pytest.approx([1.0, 0.1], abs=0.01)


def test_the_doubtful_are_there_for_those_who_ask() -> None:
    all_ = found({100: 0.9, 300: 0.2})
    assert len(all_.events()) == 1
    assert len(all_.events(0.9)) == 2
    assert len(all_.events(0.0)) == 0
    assert [c.certainty for c in all_.found] == pytest.approx([0.926, 0.181], abs=0.01)


def test_what_is_hardly_heard_beside_the_loudest_has_to_be_surer() -> None:
    columns = {100: 0.9, 200: 0.8, 300: 0.8}
    levels = {200: -40.0, 300: -52.0}
    track = found(columns, levels=levels).events()
    assert [e.time_s for e in track] == pytest.approx([100 * COLUMN_S, 200 * COLUMN_S], abs=1e-4)
    assert len(found(columns, levels=levels).events(0.9)) == 3


def test_what_is_kept_up_begins_with_its_hit() -> None:
    (event,) = found({101: 0.9}, kept=(100, 300)).events()
    assert event.time_s == pytest.approx(101 * COLUMN_S, abs=1e-3)
    assert event.end_s == pytest.approx(300 * COLUMN_S, abs=0.03)
    assert not event.fades_in
    assert max(event.envelope) == 1.0


def test_what_swells_up_is_not_struck() -> None:
    (event,) = found({}, kept=(100, 300)).events()
    assert event.fades_in
    (running,) = found({}, kept=(0, 300)).events()
    assert running.was_running


def test_hits_stay_hits_over_what_is_kept_up() -> None:
    kept, *struck = found({200: 0.9, 250: 0.9}, kept=(100, 400)).events()
    assert kept.sustain_s > 1
    assert [e.sustain_s for e in struck] == [0, 0]


def test_attacks_are_placed_on_the_wave_but_not_on_anothers() -> None:
    wave = hits((0.5, 0.53), 1.0)
    assert place_attack(wave, RATE, 0.504) == pytest.approx(0.5, abs=5e-4)
    assert place_attack(wave, RATE, 0.533) == pytest.approx(0.53, abs=2e-3)
    assert place_attack(wave, RATE, 0.8) == pytest.approx(0.8, abs=0.011)


def test_nothing_is_found_in_silence() -> None:
    nothing = np.zeros(0, np.float32)
    assert len(candidates_of_heard(Heard(*([nothing] * 5)), MODEL, lambda rough: rough)) == 0
