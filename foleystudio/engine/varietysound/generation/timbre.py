"""A reference's inputs to the networks: its mel, its loudest hit's, and its texture's."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.spectra.column_frames import ColumnFrames
from foleystudio.dsp.spectra.mel import MelConfig, log_mel
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.references.reference import Exemplar, prepare
from foleystudio.engine.exemplar.voices.voice import make_voice
from foleystudio.engine.request import SynthesisRequest, SynthesisSettings
from foleystudio.project.events import Event
from foleystudio.project.settings import LevelMatch
from foleystudio.project.sounds.reference_cuts import ReferenceKind

HIT_COLUMNS = 128
"""Length of a hit's mel: 1.5 s of the full-band mel."""

LONGEST_TIMBRE_S = 12.0
"""What is heard of a longer reference, from its first hit on: timbre needs no more."""

_LOUD_SHARE = 0.7  # of the columns are left out: the texture is the mean of the louder rest
_FAINTEST = 1e-6  # -120 dB: a voice's gain of nothing can be divided by too


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


def told_scale(request: SynthesisRequest, exemplar: Exemplar) -> float:
    """What brings a performance of a reference to the level at which networks know it.

    They were trained with the reference's loudest hit, struck with full strength, at the level that `Exemplar.gain`
    brings it to, whatever level a take is played at.
    """
    is_texture = exemplar.kind is ReferenceKind.TEXTURE
    match = LevelMatch.WHOLE if request.settings.matches_guide else LevelMatch.NONE
    plain = SynthesisSettings(humanise=0.0, level_match=match)
    full = Event(0.0, 1.0, 1.0 if is_texture else 0.0)
    played = 0, exemplar.hits.index(exemplar.loudest)
    voice = make_voice(replace(request, settings=plain), full, exemplar, math.inf, played)
    known = exemplar.gain * (exemplar.level if is_texture else 1.0)
    return known / max(voice.gain, _FAINTEST)


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
    longest = round(LONGEST_TIMBRE_S * exemplar.rate_hz)
    samples = exemplar.samples
    if not all(one.enabled for one in exemplar.slices):
        # What is not to be performed, a voice perhaps, is not what the reference sounds like.
        samples = np.concatenate([samples[hit.start : hit.stop] for hit in exemplar.hits])
    elif len(samples) > longest:
        samples = samples[max(0, exemplar.hits[0].start) :]
    mono = mean_of_channels(samples[:longest])
    return np.ascontiguousarray(mono * np.float32(exemplar.gain))
