"""A spatial stem: shared 2-D convolutions over the grid of motion descriptors."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.config import GridStemConfig

_FLOOR = 0.05
"""Compressed motion below which a clip counts as still, so that its noise is not blown up."""


class GridStem(nn.Module):
    """Motion descriptors on a grid to one vector a frame.

    Not in the paper, whose features come from a network that has already looked at the picture. Shared
    convolutions over space and short ones over time see how motion starts, stops and turns round at each
    place; the largest and the mean answer over all places are what is handed on.

    Values are compressed by a square root, and given twice: as they are, and relative to how much the clip
    moves as a whole, since one and the same stroke is small in a wide view and large in a close one.
    """

    def __init__(self, config: GridStemConfig) -> None:
        super().__init__()
        self.config = config
        first, second, third = config.filters
        channels = 2 * config.channels
        self.look = nn.Sequential(nn.Conv2d(channels, first, 4, 2, 1), nn.BatchNorm2d(first), nn.GELU())
        self.change = nn.Sequential(nn.Conv2d(first, second, (5, 1), padding=(2, 0)), nn.BatchNorm2d(second), nn.GELU())
        self.around = nn.Sequential(
            nn.Conv2d(second, second, 3, padding=1, groups=second),
            nn.Conv2d(second, second, 1),
            nn.BatchNorm2d(second),
            nn.GELU(),
        )
        self.follow = nn.Sequential(nn.Conv2d(second, third, (3, 1), padding=(1, 0)), nn.BatchNorm2d(third), nn.GELU())
        self.out = nn.Sequential(nn.Linear(2 * third + 2 * channels, config.out), nn.GELU())

    def forward(self, features: Tensor) -> Tensor:
        """Motion descriptors [B, T, side * side * C] -> [B, T, out]."""
        grid = self._given_twice(features)  # [B, T, 2 C, side, side]
        batch, frames = grid.shape[:2]
        seen = self._places(grid)
        largest = torch.cat([seen.amax(3), seen.mean(3)], 1).transpose(1, 2)  # [B, T, 2 third]
        overall = torch.cat([grid.amax((3, 4)), grid.mean((3, 4))], 2)  # [B, T, 4 C]
        out: Tensor = self.out(torch.cat([largest, overall.view(batch, frames, -1)], 2))
        return out

    def _places(self, grid: Tensor) -> Tensor:
        """[B, T, 2 C, side, side] -> [B, third, T, places], a quarter as many places as there were."""
        batch = len(grid)
        seen = self.look(grid.flatten(0, 1))  # [B T, first, side / 2, side / 2]
        side = seen.shape[-1]
        seen = self.change(_over_time(seen, batch))  # [B, second, T, places]
        seen = self.around(_over_space(seen, side))
        out: Tensor = self.follow(_over_time(seen, batch))
        return out

    def _given_twice(self, features: Tensor) -> Tensor:
        side, channels = self.config.side, self.config.channels
        grid = features.view(*features.shape[:2], side, side, channels).permute(0, 1, 4, 2, 3)
        compressed = grid.sign() * grid.abs().sqrt()
        size = compressed.square().mean((1, 3, 4), keepdim=True).sqrt()  # [B, 1, C, 1, 1]
        return torch.cat([compressed, compressed / (size + _FLOOR)], 2)


def _over_time(seen: Tensor, batch: int) -> Tensor:
    """[B T, C, h, w] -> [B, C, T, h w]."""
    return seen.view(batch, -1, *seen.shape[1:]).transpose(1, 2).flatten(3)


def _over_space(seen: Tensor, side: int) -> Tensor:
    """[B, C, T, side side] -> [B T, C, side, side]."""
    batch, channels, frames, _ = seen.shape
    return seen.transpose(1, 2).reshape(batch * frames, channels, side, side)
