"""Event tracks and the temporal code: one net in, one head out, so that timing is editable."""

from __future__ import annotations

from torch import Tensor, nn

from foleystudio.nets.config import COLUMNS_PER_FRAME, EventConfig

RASTER_CHANNELS = 2
"""Per column: onset strength (0 where nothing starts), sustain level."""


def _convs(width: int, config: EventConfig) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(config.convs):
        layers += [nn.Conv1d(width, config.filters, config.kernel, padding=config.kernel // 2), nn.GELU()]
        width = config.filters
    return nn.Sequential(*layers)


class EventEncoder(nn.Module):
    """An event raster to the same 8-channel temporal code that the picture gives.

    Not in the paper: an edited, guide-made or performed event track drives the decoder through it exactly
    as the picture does through the temporal encoder.
    """

    def __init__(self, code_dim: int, config: EventConfig) -> None:
        super().__init__()
        self.convs = _convs(COLUMNS_PER_FRAME * RASTER_CHANNELS, config)
        self.code = nn.Linear(config.filters, code_dim)

    def forward(self, raster: Tensor) -> Tensor:
        """Event raster [B, 2, 4 T] -> temporal code [B, T, code_dim]."""
        batch, channels, columns = raster.shape
        frames = columns // COLUMNS_PER_FRAME
        folded = raster[:, :, : frames * COLUMNS_PER_FRAME].reshape(batch, channels, frames, COLUMNS_PER_FRAME)
        folded = folded.permute(0, 1, 3, 2).reshape(batch, channels * COLUMNS_PER_FRAME, frames)  # [B, 8, T]
        code: Tensor = self.code(self.convs(folded).transpose(1, 2))
        return code


class EventHead(nn.Module):
    """The temporal code to an event raster: the picture's timing as something a user can edit.

    Not in the paper. Its logits say how sure it is, so a threshold decides what is proposed.
    """

    def __init__(self, code_dim: int, config: EventConfig) -> None:
        super().__init__()
        self.convs = _convs(code_dim, config)
        self.raster = nn.Conv1d(config.filters, COLUMNS_PER_FRAME * RASTER_CHANNELS, 1)

    def forward(self, code: Tensor) -> Tensor:
        """Temporal code [B, T, code_dim] -> logits of the event raster [B, 2, 4 T]."""
        out = self.raster(self.convs(code.transpose(1, 2)))  # [B, 8, T]
        batch, _, frames = out.shape
        out = out.view(batch, RASTER_CHANNELS, COLUMNS_PER_FRAME, frames).permute(0, 1, 3, 2)
        logits: Tensor = out.reshape(batch, RASTER_CHANNELS, frames * COLUMNS_PER_FRAME)
        return logits
