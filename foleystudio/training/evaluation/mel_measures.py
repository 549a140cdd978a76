"""What is measured of one answer's mel against the target's."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.spectra.mel import MelConfig, natural_log
from foleystudio.engine.measures.timbre import cosine, mfcc_statistics_of_levels
from foleystudio.training.tasks.mel_distances import mel_cepstral_distortion
from foleystudio.training.tasks.transfer import INAUDIBLE

Floats = NDArray[np.float64]

ATTACK_COLUMNS = 4
"""Columns of an attack: its own and the three after it."""

_PEAK_COLUMNS = 8  # from an onset on, 93 ms, in which its loudest is looked for
_DB_PER_NEPER = 20 / math.log(10)  # from natural logarithms of amplitude


@dataclass(frozen=True)
class MelScores:
    """One answer against its target.

    Parameters
    ----------
    l1
        Mean absolute difference of natural-log mels; what is too quiet to be heard is alike, as in training.
    l1_whole
        The same down to the mel's own floor.
    mcd_db
        Mel-cepstral distortion, coefficients 1-13, column against column, no warping.
    mfcc
        Cosine of MFCC statistics, of the mel's own bands.
    attack_l1
        ``l1`` of the columns of attacks alone.
    sharpness
        The answer's rise at attacks over the target's: below 1 it is blurred. None without an attack to compare.
    levels_db
        Levels at the events, ``[n, 2]``: target, answer.
    """

    l1: float
    l1_whole: float
    mcd_db: float
    mfcc: float
    attack_l1: float | None
    sharpness: float | None
    levels_db: Floats

    @property
    def level_error_db(self) -> float | None:
        """Mean absolute error of the events' levels."""
        return float(np.abs(self.levels_db[:, 0] - self.levels_db[:, 1]).mean()) if len(self.levels_db) else None


def mel_scores(target: Tensor, answer: Tensor, raster: Tensor, mel: MelConfig) -> MelScores:
    """Measure an answer.

    Parameters
    ----------
    target, answer
        Mels [F, M] of the kind ``mel``.
    raster
        Event raster [2, M]: where the attacks are.
    mel
        What their values mean.
    """
    floor = math.log(mel.floor)
    a, b = (natural_log(values[None], mel)[0].clamp(min=floor) for values in (target, answer))
    error = (a.clamp(min=floor + INAUDIBLE) - b.clamp(min=floor + INAUDIBLE)).abs()
    onsets = (raster[0] > 0).nonzero().flatten()
    at_attacks = attack_columns(onsets, target.shape[1])
    return MelScores(
        l1=float(error.mean()),
        l1_whole=float((a - b).abs().mean()),
        mcd_db=float(mel_cepstral_distortion(target[None], answer[None], mel)[0]),
        mfcc=mfcc_cosine(target, answer, mel),
        attack_l1=float(error[:, at_attacks].mean()) if bool(at_attacks.any()) else None,
        sharpness=_sharpness(a, b, onsets),
        levels_db=np.stack([_event_levels(a, onsets), _event_levels(b, onsets)], axis=1),
    )


def mfcc_cosine(one: Tensor, other: Tensor, mel: MelConfig) -> float:
    """Cosine of the MFCC statistics of two mels [F, M]."""
    levels = [natural_log(values[None], mel)[0].double().numpy() * _DB_PER_NEPER for values in (one, other)]
    return cosine(mfcc_statistics_of_levels(levels[0]), mfcc_statistics_of_levels(levels[1]))


def attack_columns(onsets: Tensor, columns: int) -> Tensor:
    """Which columns are an attack's: bool [M]."""
    marked = torch.zeros(columns, dtype=torch.bool)
    for after in range(ATTACK_COLUMNS):
        marked[(onsets + after).clamp(max=columns - 1)] = True
    return marked


def _rises(levels: Tensor, onsets: Tensor) -> Tensor:
    """The steepest mean rise of the bands from one column to the next, about each onset: [n]."""
    rise = torch.nn.functional.pad(levels.diff(dim=1).clamp(min=0).mean(0), (1, 0))  # [M]
    near = torch.stack([rise[(onsets + shift).clamp(0, len(rise) - 1)] for shift in (-2, -1, 0, 1, 2)])
    return near.amax(0)


def _sharpness(target: Tensor, answer: Tensor, onsets: Tensor) -> float | None:
    if not len(onsets):
        return None
    asked = float(_rises(target, onsets).mean())
    return float(_rises(answer, onsets).mean()) / asked if asked > 0.05 else None


def _event_levels(levels: Tensor, onsets: Tensor) -> Floats:
    """Loudest column after each onset in decibels, over all bands: float64 [n]."""
    power = torch.logsumexp(2 * levels.double(), dim=0) / 2  # [M]
    last = len(power) - 1
    if not len(onsets):
        return np.zeros(0)
    near = torch.stack([power[(onsets + after).clamp(max=last)] for after in range(_PEAK_COLUMNS)])
    return np.asarray(near.amax(0).numpy() * _DB_PER_NEPER, dtype=np.float64)
