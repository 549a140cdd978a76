"""Distances between mels, on tensors: for losses' company and for tables."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel import MelConfig, natural_log
from foleystudio.dsp.torchaudio_cpu import load_torchaudio

_COEFFICIENTS = 13  # of mel-cepstral distortion, the level's left out


def mel_cepstral_distortion(target: Tensor, rebuilt: Tensor, mel: MelConfig) -> Tensor:
    """Mel-cepstral distortion of two mels [B, F, M] in decibels, one number an item [B]; without warping.

    Coefficients 1 to 13, without c0, times 10 / ln 10 * sqrt(2); the cepstra are the cosine series of the log
    magnitude (``ln |H| = c0 + 2 sum c_m cos``), as for sounds in ``engine.measures.timbre``.
    """
    bands = target.shape[1]
    create_dct = load_torchaudio().functional.create_dct
    # Without a norm its entries are 2 cos(...): the series' mean over bands takes half of them.
    basis = (create_dct(_COEFFICIENTS + 1, bands, None).T[1:] / (2 * bands)).to(target.device)
    gap = natural_log(target.float(), mel) - natural_log(rebuilt.float(), mel)
    cepstra = torch.matmul(basis, gap)  # [B, 13, M]
    distance: Tensor = cepstra.norm(dim=1).mean(1) * (10 / math.log(10) * math.sqrt(2))
    return distance
