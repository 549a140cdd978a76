"""The background encoder: what is left of a sound when its events are taken out."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel_config import PAPER, MelConfig
from foleystudio.nets.config import COLUMNS_PER_FRAME, BackgroundConfig


@dataclass(frozen=True)
class MelScale:
    """What the values of a mel mean, as far as a mask must know it.

    Parameters
    ----------
    silence
        The value of digital silence.
    log_power_per_value
        By how much the natural log of a band's power rises when its value rises by 1.
    """

    silence: float = PAPER.silence
    log_power_per_value: float = PAPER.log_power_per_value

    @classmethod
    def of(cls, mel: MelConfig, centre: float = 0.0, spread: float = 1.0) -> MelScale:
        """That of a mel whose values are given as ``(value - centre) / spread``."""
        return cls((mel.silence - centre) / spread, mel.log_power_per_value * spread)


def column_energy(mel: Tensor, scale: MelScale) -> Tensor:
    """Mel [B, F, M] -> natural log of every column's energy, the sum of its bands' power, up to a constant [B, M]."""
    return torch.logsumexp(mel.float() * scale.log_power_per_value, dim=1)


def energy_mask(mel: Tensor, scale: MelScale) -> Tensor:
    """Mel [B, F, M] with the columns above the median energy over time set to silence.

    Source: VarietySound, section 2.3. Energy is summed over bands as power, whatever the scale of the mel: the mean of
    logarithms would call a faint hiss in all bands louder than one loud tone.
    """
    energy = column_energy(mel, scale).unsqueeze(1)  # [B, 1, M]
    keep = energy <= energy.median(dim=2, keepdim=True).values
    return mel.masked_fill(~keep, scale.silence)


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
    3. Energy is the power of the mel's own bands, summed: the paper does not say of what it is measured. What lies
       below the mel's floor counts as the floor.
    4. A masked column becomes silence, where the paper says only that it is masked; of an even number of columns
       the lower of the two middle ones is the median, so that half of them stay.

    Parameters
    ----------
    bands, config
        Sizes.
    scale
        What the values mean of the mels that it is given.
    """

    def __init__(self, bands: int, config: BackgroundConfig, scale: MelScale | None = None) -> None:
        super().__init__()
        self.config = config
        self.scale = scale or MelScale()
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
        states, _ = self.net(energy_mask(mel, self.scale).transpose(1, 2))  # [B, M, code_dim]
        at = torch.arange(frames, device=mel.device) * COLUMNS_PER_FRAME + COLUMNS_PER_FRAME - 1
        read: Tensor = states[:, at % states.shape[1]]  # a shorter background comes again
        return read
