"""The background encoder: what is left of a sound when its events are taken out."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.config import COLUMNS_PER_FRAME, BackgroundConfig


def energy_mask(mel: Tensor, floor: Tensor | float = 0.0) -> Tensor:
    """Mel [B, F, M] with the columns above the median energy over time set to ``floor``.

    Source: VarietySound, section 2.3. A column's energy is the mean of its values, so the mask orders
    columns alike for any monotonous mel scale up to the mixture of bands.
    """
    energy = mel.mean(1, keepdim=True)  # [B, 1, M]
    keep = energy <= energy.median(dim=2, keepdim=True).values
    return torch.where(keep, mel, torch.as_tensor(floor, dtype=mel.dtype, device=mel.device))


def static_spectrum(mel: Tensor, quantile: float) -> Tensor:
    """Mel [B, F, M] -> the given quantile of every band over time [B, F]."""
    return mel.float().quantile(quantile, dim=2).to(mel.dtype)


class BackgroundEncoder(nn.Module):
    """Energy-masked mel, or one static spectrum, to a background code at frame rate.

    Source: VarietySound, section 2.3 and appendix: a 2-layer LSTM of 128 on the energy-masked mel.

    Departures
    ----------
    1. The LSTM runs at column rate and its output is read once a frame (the decoder starts at frame
       rate); the paper does not say where the two rates meet.
    2. ``static``: one spectrum, the 15th percentile of every band over time, instead of the masked mel:
       the mask leaves the gaps where events were, from which timing can be read back.
    """

    def __init__(self, bands: int, config: BackgroundConfig) -> None:
        super().__init__()
        self.config = config
        self.code_dim = config.lstm_hidden
        if config.kind == "masked":
            self.net: nn.Module = nn.LSTM(bands, config.lstm_hidden, config.lstm_layers, batch_first=True)
        else:
            self.net = nn.Sequential(nn.Linear(bands, config.lstm_hidden), nn.Tanh())

    def forward(self, mel: Tensor, frames: int) -> Tensor:
        """Background's mel [B, F, M] -> code [B, T, code_dim] for T = ``frames``."""
        if self.config.kind == "static":
            code: Tensor = self.net(static_spectrum(mel, self.config.quantile))  # [B, code_dim]
            return code.unsqueeze(1).expand(-1, frames, -1)
        states, _ = self.net(energy_mask(mel).transpose(1, 2))  # [B, M, code_dim]
        at = torch.arange(frames, device=mel.device) * COLUMNS_PER_FRAME + COLUMNS_PER_FRAME - 1
        read: Tensor = states[:, at % states.shape[1]]  # a shorter background comes again
        return read
