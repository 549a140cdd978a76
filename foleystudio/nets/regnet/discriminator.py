"""REGNET's critic: whether a mel is real and belongs to the picture beside it. Training only."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.regnet.config import RegnetConfig
from foleystudio.nets.regnet.start import start_small


class RegnetDiscriminator(nn.Module):
    """Judges stretches of a mel beside the picture's features.

    Source: Chen et al. 2020, section III-D: features through two ConvTranspose1D k4 s2 to mel rate and 64 channels,
    the mel to 64 channels, both joined, then four Conv1D k4, of which the first two halve time. Norms, and leaky ReLU
    of 0.2, as in the published code.

    Departures
    ----------
    1. It answers logits; the published sigmoid is in the loss, where it is computed without overflow.
    """

    def __init__(self, config: RegnetConfig) -> None:
        super().__init__()
        up, joined = config.critic_upsample_filters, config.critic_joined
        self.of_features = nn.Sequential(
            nn.ConvTranspose1d(config.feature_dim, up, 4, stride=2, padding=1),
            nn.BatchNorm1d(up),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose1d(up, joined, 4, stride=2, padding=1),
        )
        self.of_mel = nn.Conv1d(config.bands, joined, 1)
        first, second, third = config.critic_filters
        self.convs = nn.Sequential(
            nn.Conv1d(2 * joined, first, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.Conv1d(first, second, 4, stride=2, padding=1),
            nn.BatchNorm1d(second),
            nn.LeakyReLU(0.2),
            nn.Conv1d(second, third, 4, padding=1),
            nn.BatchNorm1d(third),
            nn.LeakyReLU(0.2),
            nn.Conv1d(third, 1, 4, padding=1),
        )
        start_small(self)

    def forward(self, features: Tensor, mel: Tensor) -> Tensor:
        """Features [B, T, D] and mel [B, F, 4 T], T >= 3 -> logits [B, T - 2]."""
        joined = torch.cat((self.of_features(features.transpose(1, 2)), self.of_mel(mel)), 1)
        logits: Tensor = self.convs(joined).squeeze(1)
        return logits
