"""The temporal encoder: when things happen, read from the picture, through a bottleneck of 8 channels."""

from __future__ import annotations

import itertools

from torch import Tensor, nn

from foleystudio.nets.config import TemporalConfig
from foleystudio.nets.motion_grid_stem import GridStem


class TemporalEncoder(nn.Module):
    """Picture features to a temporal code too narrow to carry how things sound.

    Source: VarietySound, section 2.1 and appendix: 8 x Conv1D k5 512, 2-layer BiLSTM 256, output 8.

    Departures
    ----------
    1. Batch norm and ReLU after each convolution: the paper names neither; REGNET, whose visual encoder
       this follows, uses both.
    2. The BiLSTM's 2 x 256 outputs reach 8 channels by one linear layer: the paper gives only "output
       dimension 8".
    3. Where the configuration asks for it, a :class:`GridStem` reads the features first: motion descriptors
       lie on a grid, and what a strike looks like does not depend on where it is. ``paper`` has none.
    """

    def __init__(self, config: TemporalConfig) -> None:
        super().__init__()
        self.stem = GridStem(config.stem) if config.stem else None
        widths = [config.stem.out if config.stem else config.feature_dim] + [config.filters] * config.convs
        self.convs = nn.Sequential(
            *(
                nn.Sequential(
                    nn.Conv1d(before, after, config.kernel, padding=config.kernel // 2),
                    nn.BatchNorm1d(after),
                    nn.ReLU(),
                )
                for before, after in itertools.pairwise(widths)
            )
        )
        self.lstm = nn.LSTM(
            config.filters, config.lstm_hidden, config.lstm_layers, batch_first=True, bidirectional=True
        )
        self.code = nn.Linear(2 * config.lstm_hidden, config.code_dim)

    def forward(self, features: Tensor) -> Tensor:
        """Picture features [B, T, D] -> temporal code [B, T, 8]."""
        if self.stem is not None:
            features = self.stem(features)
        hidden = self.convs(features.transpose(1, 2)).transpose(1, 2)  # [B, T, filters]
        hidden, _ = self.lstm(hidden)
        code: Tensor = self.code(hidden)
        return code
