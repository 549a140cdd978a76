"""The net of Owens et al.: sound features from the picture, and sounds to be heard in their place."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel_config import PAPER
from foleystudio.nets.config import COLUMNS_PER_FRAME, MELS_BY_BANDS
from foleystudio.nets.owens.config import OwensConfig
from foleystudio.nets.owens.exemplars import cut_exemplars
from foleystudio.nets.owens.sound_features import SoundFeatures


class OwensNet(nn.Module):
    """Regresses sound features from picture features by an LSTM.

    Source: Owens et al., "Visually Indicated Sounds", 2016, section 5: every frame's features are repeated up to the
    sound features' rate; an LSTM forward in time; a linear layer to the principal components.

    Departures
    ----------
    1. The picture's features are those of the windows that all systems here learn from, computed beforehand; the paper
       trains its image net along.
    2. 86 sound features a second for 21.5 frames, four a frame; in the paper 90 for 30, three a frame.
    """

    def __init__(self, config: OwensConfig) -> None:
        super().__init__()
        self.config = config
        self.mel = MELS_BY_BANDS.get(config.bands, PAPER)
        self.sound_features = SoundFeatures(config, self.mel)
        self.lstm = nn.LSTM(config.feature_dim, config.lstm_hidden, config.lstm_layers, batch_first=True)
        self.out = nn.Linear(config.lstm_hidden, config.components)
        self.exemplars: Tensor
        silence = torch.full((config.exemplars, config.bands, config.columns), self.mel.silence)
        self.register_buffer("exemplars", silence)

    def forward(self, features: Tensor) -> Tensor:
        """Picture features [B, T, D] -> sound features [B, 10, 4 T]."""
        states, _ = self.lstm(features.repeat_interleave(COLUMNS_PER_FRAME, 1))
        found: Tensor = self.out(states)
        return found.transpose(1, 2)

    def learn_sounds(self, mels: Iterable[Tensor]) -> None:
        """Take principal components and exemplars from the training's mels [B, F, M]; there must be some.

        Of more peaks than there is room for, as many are taken evenly from all; fewer come again.
        """
        heard = torch.cat(list(mels)).float()
        self.sound_features.fit(heard)
        found = torch.cat([cut_exemplars(self.sound_features, mel) for mel in heard])
        chosen = torch.linspace(0, len(found) - 1, self.config.exemplars).round().long()
        if len(found) < self.config.exemplars:
            chosen = torch.arange(self.config.exemplars) % len(found)
        self.exemplars.copy_(found[chosen])
