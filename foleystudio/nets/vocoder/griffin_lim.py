"""A mel made a wave without a trained vocoder."""

from __future__ import annotations

import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel import MelConfig, natural_log
from foleystudio.dsp.torchaudio_cpu import load_torchaudio


def griffin_lim(mel: Tensor, config: MelConfig) -> Tensor:
    """Torchaudio's Griffin-Lim on a mel [B, F, M] of any values -> wave [B, M * hop]: the floor of vocoders.

    Band magnitudes are spread over bins by the filterbank's pseudo-inverse.
    """
    functional = load_torchaudio().functional
    inverse = torch.linalg.pinv(torch.from_numpy(config.filters.copy()))
    magnitude = torch.matmul(inverse, natural_log(mel, config).exp()).clamp(min=0)
    window = torch.hann_window(config.n_fft)
    wave: Tensor = functional.griffinlim(
        torch.cat((magnitude, magnitude[:, :, -1:]), 2),
        window,
        config.n_fft,
        config.hop,
        config.n_fft,
        power=1.0,
        n_iter=32,
        momentum=0.99,
        length=mel.shape[2] * config.hop,
        rand_init=False,
    )
    return wave
