"""Sound features: how loud a sound is in each of the ear's bands, compressed, in few dimensions."""

from __future__ import annotations

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from foleystudio.dsp.spectra.filterbank import band_edges_hz
from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.nets.owens.config import OwensConfig

_FULL_SCALE = 10.0
"""About the magnitude in a band of a tone of full scale: envelopes are shares of it, as the paper's are."""


class SoundFeatures(nn.Module):
    """A mel's cochleagram, and its principal components.

    Source: Owens et al. 2016, section 4: band-pass filters evenly spaced on the scale of equivalent rectangular
    bandwidths, their envelopes at 90 Hz to the power 0.3; section 5.1: 10 principal components.

    Departures
    ----------
    1. Envelopes are gathered from the mel's bands, 86 times a second, where the paper filters the wave: every system
       that is compared here hears the same mel.
    """

    def __init__(self, config: OwensConfig, mel: MelConfig) -> None:
        super().__init__()
        self.config, self.silence = config, mel.silence
        self._log_step = mel.log_power_per_value
        self._full_scale = 1.0 if mel.value == "unit" else math.log(_FULL_SCALE)
        self.gathering: Tensor
        self.mean: Tensor
        self.basis: Tensor
        self.register_buffer("gathering", _ear_bands(config.subbands, mel), persistent=False)
        self.register_buffer("mean", torch.zeros(config.subbands))
        self.register_buffer("basis", torch.eye(config.subbands)[: config.components].clone())

    def cochleagram(self, mel: Tensor) -> Tensor:
        """Mel [B, F, M] -> compressed envelopes [B, 42, M]."""
        power = ((mel.float() - self._full_scale) * self._log_step).exp()
        return torch.matmul(self.gathering, power).pow(self.config.power / 2)

    def forward(self, mel: Tensor) -> Tensor:
        """Mel [B, F, M] -> sound features [B, 10, M]."""
        return torch.matmul(self.basis, self.cochleagram(mel) - self.mean[:, None])

    def loudness(self, features: Tensor) -> Tensor:
        """Sound features [B, 10, M] -> the sum of the envelopes that they stand for [B, M]."""
        envelopes = torch.matmul(self.basis.T, features) + self.mean[:, None]
        return envelopes.clamp_min(0).sum(1)

    def fit(self, mel: Tensor) -> None:
        """Take mean and principal components from mels [B, F, M]."""
        rows = self.cochleagram(mel).transpose(1, 2).reshape(-1, len(self.mean)).double()
        mean = rows.mean(0)
        _, vectors = torch.linalg.eigh((rows - mean).T @ (rows - mean) / len(rows))  # the smallest first
        self.mean.copy_(mean)
        self.basis.copy_(vectors.flip(1)[:, : len(self.basis)].T)


def _ear_bands(count: int, mel: MelConfig) -> Tensor:
    """Which share of every mel band's power is heard in every band of the ear: ``[count, F]``."""
    edges = _erb_number(band_edges_hz(mel.n_bands, mel.low_hz, mel.high_hz))
    corners = np.linspace(edges[0], edges[-1], count + 2)
    apart = np.abs(edges[1:-1] - corners[1:-1, None])  # [count, F]
    heard = np.maximum(0, 1 - apart / (corners[1] - corners[0]))
    # Low down the ear's bands may be narrower than the mel's: such a one hears the nearest.
    heard = np.where(heard.sum(1, keepdims=True) > 0, heard, apart == apart.min(1, keepdims=True))
    return torch.tensor((heard / heard.sum(1, keepdims=True)).tolist())


def _erb_number(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Place on the scale of equivalent rectangular bandwidths (Glasberg and Moore, 1990)."""
    return 21.4 * np.log10(1 + 0.00437 * hz)
