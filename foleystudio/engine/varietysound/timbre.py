"""A reference as the networks hear it: its mel, its loudest hit, what it sounds like when kept up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.column_frames import ColumnFrames
from foleystudio.dsp.mel import MelConfig, log_mel
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.exemplar.reference import Exemplar, prepare

HIT_COLUMNS = 128
"""Length of a hit's mel: 1.5 s of the full-band mel."""

LONGEST_REFERENCE_S = 12.0
"""What is heard of a longer reference, from its first hit on: timbre needs no more."""

_LOUD_SHARE = 0.7


@dataclass(frozen=True, eq=False)
class ReferenceTimbre:
    """What the networks are given of a reference, brought to the level at which its loudest hit has full strength.

    Parameters
    ----------
    mel
        Log mel of the reference [F, M].
    hit
        Log mel of its loudest hit [F, HIT_COLUMNS], the attack on column 0.
    texture
        Mean log mel of its loud columns [F].
    gain
        What its samples were multiplied by.
    """

    mel: Tensor
    hit: Tensor
    texture: Tensor
    gain: float


def timbre_of(reference: Sound, mel: MelConfig) -> ReferenceTimbre:
    """Analyse a reference for the networks.

    Raises
    ------
    FoleyError
        When it is silent or empty.
    """
    exemplar = prepare(reference, mel.rate_hz)
    whole = log_mel(torch.from_numpy(_heard(exemplar)), mel)
    energy = whole.mean(0)
    return ReferenceTimbre(
        mel=whole,
        hit=mel_of(exemplar.alone(exemplar.loudest) * np.float32(exemplar.gain), mel),
        texture=whole[:, energy >= energy.quantile(_LOUD_SHARE)].mean(1),
        gain=exemplar.gain,
    )


def heard_mel(exemplar: Exemplar, mel: MelConfig, semitones: float = 0.0) -> Tensor:
    """Log mel [F, M] of what is heard of a reference, at any rate, played higher or lower."""
    mono, frames = _heard(exemplar), ColumnFrames(mel, exemplar.rate_hz)
    if semitones:
        mono = resample(mono, exemplar.rate_hz, round(exemplar.rate_hz * 2 ** (-semitones / 12)))
    columns = mel.column_count(len(mono) * mel.rate_hz // exemplar.rate_hz)
    start, stop = frames.span(0, columns)
    padded = np.zeros((stop - start, 1), dtype=np.float32)
    padded[-start : len(mono) - start, 0] = mono[:stop]
    return torch.from_numpy(frames.log_mel(frames.analyse(padded, 0, columns)))


def mel_of(mono: Wave, mel: MelConfig, columns: int = HIT_COLUMNS) -> Tensor:
    """Log mel [F, columns] of a mono wave [N]; what is missing is silence."""
    needed = columns * mel.hop
    padded = np.zeros(needed, dtype=np.float32)
    padded[: min(needed, len(mono))] = mono[:needed]
    return log_mel(torch.from_numpy(padded), mel)[:, :columns]


def _heard(exemplar: Exemplar) -> Wave:
    longest = round(LONGEST_REFERENCE_S * exemplar.rate_hz)
    first = max(0, exemplar.hits[0].start) if len(exemplar.samples) > longest else 0
    mono = exemplar.samples[first : first + longest].mean(axis=1, dtype=np.float32)
    return np.ascontiguousarray(mono * np.float32(exemplar.gain))
