import math

import pytest
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.training.evaluation.mel_measures import attack_columns, mel_scores


def _decaying(onset: int, level: float = 0.0, attack: int = 1) -> torch.Tensor:
    columns = torch.arange(120.0)
    shape = torch.where(columns < onset, -6.0, level - (columns - onset) * 0.1)
    for before in range(1, attack):
        shape[onset - before] = -6.0 * before / attack
    return (shape + torch.linspace(0, -3, 128)[:, None]).clamp(min=STUDIO.silence)


def _raster(onset: int) -> torch.Tensor:
    raster = torch.zeros(2, 120)
    raster[0, onset] = 1.0
    return raster


def test_an_equal_mel_scores_perfectly() -> None:
    scores = mel_scores(_decaying(40), _decaying(40), _raster(40), STUDIO)
    assert (scores.l1, scores.mcd_db, scores.attack_l1, scores.level_error_db) == (0, 0, 0, 0)
    assert scores.mfcc == pytest.approx(1)
    assert scores.sharpness == pytest.approx(1)


def test_a_quieter_answer_is_told_in_decibels() -> None:
    scores = mel_scores(_decaying(40), _decaying(40, level=-math.log(2)), _raster(40), STUDIO)
    assert scores.level_error_db == pytest.approx(6.02, abs=0.1)
    assert scores.mcd_db < 1


def test_a_slow_attack_is_less_sharp() -> None:
    blurred = mel_scores(_decaying(40), _decaying(40, attack=3), _raster(40), STUDIO)
    assert blurred.sharpness is not None
    assert blurred.sharpness < 0.6
    assert blurred.attack_l1 == pytest.approx(0)  # it lies before the attack's columns


def test_without_onsets_attacks_have_no_scores() -> None:
    scores = mel_scores(_decaying(40), _decaying(50), torch.zeros(2, 120), STUDIO)
    assert scores.attack_l1 is None
    assert scores.sharpness is None
    assert scores.level_error_db is None
    assert scores.l1 > 0


def test_attacks_at_the_end_stay_inside() -> None:
    assert attack_columns(torch.tensor([3, 9]), 10).nonzero().flatten().tolist() == [3, 4, 5, 6, 9]
