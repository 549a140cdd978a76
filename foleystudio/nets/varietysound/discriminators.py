"""The two critics of the mel: is it in time with the picture, is it a real mel. Training only."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn

from foleystudio.nets.config import DiscriminatorConfig


class TemporalAlignmentDiscriminator(nn.Module):
    """Judges whether a mel belongs to the picture beside it.

    Source: VarietySound, section 2.5 and appendix: features through 2 x ConvTranspose1D k4 s2 1024 to mel
    rate, joined with the mel, then 4 x Conv1D k4 512. Positive: real features with the real mel; negative:
    real features with the rebuilt mel.

    Departures
    ----------
    1. Leaky ReLU (0.2) between layers, stride 2 in the four convolutions and a linear 1-channel head: the
       paper names none of them; this is REGNET's discriminator shape.
    """

    def __init__(self, feature_dim: int, bands: int, config: DiscriminatorConfig) -> None:
        super().__init__()
        up = config.align_upsample_filters
        self.upsample = nn.Sequential(
            nn.ConvTranspose1d(feature_dim, up, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
            nn.ConvTranspose1d(up, up, 4, stride=2, padding=1),
            nn.LeakyReLU(0.2),
        )
        widths = [up + bands] + [config.align_filters] * config.align_convs
        layers: list[nn.Module] = []
        for before, after in itertools.pairwise(widths):
            layers += [nn.Conv1d(before, after, config.align_kernel, stride=2, padding=1), nn.LeakyReLU(0.2)]
        self.convs = nn.Sequential(*layers)
        self.head = nn.Conv1d(config.align_filters, 1, 1)

    def forward(self, features: Tensor, mel: Tensor) -> Tensor:
        """Features [B, T, D] and mel [B, F, 4 T] -> scores [B, M'] before any sigmoid."""
        joined = torch.cat((self.upsample(features.transpose(1, 2)), mel), 1)
        scores: Tensor = self.head(self.convs(joined)).squeeze(1)
        return scores


class MultiWindowMelDiscriminator(nn.Module):
    """Several critics, each shown a random window of the mel of its own length.

    Source: VarietySound, section 2.5, after HiFiSinger (Chen et al., 2020). The real and the rebuilt mel
    are cut at the same places when they are given together; every item of a batch at a place of its own.

    Departures
    ----------
    1. Windows of 32, 64 and 128 columns and four 2-D convolutions (k3, stride 2) of 128 filters with leaky ReLU (0.2)
       before a 1-channel one: the paper gives none of them.
    """

    def __init__(self, config: DiscriminatorConfig) -> None:
        super().__init__()
        self.windows = config.windows
        self.critics = nn.ModuleList(_window_critic(config) for _ in config.windows)

    def forward(self, *mels: Tensor, generator: torch.Generator | None = None) -> list[list[Tensor]]:
        """Mels [B, F, M] of one shape -> for each mel, one score map per window."""
        scores: list[list[Tensor]] = [[] for _ in mels]
        batch, bands, columns = mels[0].shape
        where = generator.device if generator is not None else torch.device("cpu")
        for window, critic in zip(self.windows, self.critics, strict=True):
            length = min(window, columns)
            starts = torch.randint(0, columns - length + 1, (batch, 1, 1), generator=generator, device=where)
            cut = (starts + torch.arange(length, device=where)).expand(-1, bands, -1)  # [B, F, window]
            for mel, found in zip(mels, scores, strict=True):
                found.append(critic(mel.gather(2, cut.to(mel.device)).unsqueeze(1)))
        return scores


def _window_critic(config: DiscriminatorConfig) -> nn.Sequential:
    layers: list[nn.Module] = []
    width = 1
    for _ in range(config.window_convs):
        layers += [nn.Conv2d(width, config.window_filters, 3, stride=2, padding=1), nn.LeakyReLU(0.2)]
        width = config.window_filters
    layers.append(nn.Conv2d(width, 1, 3, padding=1))
    return nn.Sequential(*layers)
