"""The timing net: VarietySound's temporal encoder with its event head, on their own."""

from __future__ import annotations

from torch import Tensor, nn

from foleystudio.nets.config import TimingConfig
from foleystudio.nets.event_coding import EventHead
from foleystudio.nets.varietysound.temporal import TemporalEncoder


class TimingNet(nn.Module):
    """Picture features to the temporal code, and from it to events.

    The same two parts as in VarietySound, under the same names, trained by themselves on pictures whose events
    are known. Of the raster's two channels the first says how sure it is that something starts; the second,
    which VarietySound reads as what is kept up, is the level that is heard: a hit rings, so its level says how
    hard it was.
    """

    def __init__(self, config: TimingConfig) -> None:
        super().__init__()
        self.config = config
        self.temporal_encoder = TemporalEncoder(config.temporal)
        self.event_head = EventHead(config.temporal.code_dim, config.events)

    def forward(self, features: Tensor) -> Tensor:
        """Picture features [B, T, D] -> logits of onsets and level [B, 2, 4 T]."""
        logits: Tensor = self.event_head(self.temporal_encoder(features))
        return logits
