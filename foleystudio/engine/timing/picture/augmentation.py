"""Test-time augmentation of motion features: views that are mirrored, magnified or shrunk, to average answers over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from foleystudio.engine.picture.optical_flow import CHANNELS, GRID

if TYPE_CHECKING:
    from torch import Tensor

_LENGTHS = [CHANNELS.index(name) for name in ("flow_x", "flow_y", "speed", "change")]
_FLOW_X = CHANNELS.index("flow_x")


@dataclass(frozen=True)
class View:
    """One augmentation of motion features.

    Parameters
    ----------
    nearer
        How much larger everything is seen: below 1 from farther off, with stillness around.
    mirrored
        Whether left is right.
    """

    nearer: float = 1.0
    mirrored: bool = False

    def at(self, features: Tensor) -> Tensor:
        """Motion features [T, D], seen so."""
        grid = features.view(len(features), GRID, GRID, len(CHANNELS))
        if self.nearer != 1:
            grid = _from_nearer(grid, self.nearer)
        if self.mirrored:
            grid = grid.flip(2).clone()
            grid[..., _FLOW_X] *= -1
        return grid.reshape(features.shape)


def _from_nearer(grid: Tensor, nearer: float) -> Tensor:
    """[T, y, x, C] about the picture's middle; what is nearer moves farther."""
    import torch
    from torch.nn import functional

    count = len(grid)
    placing = torch.tensor([[1 / nearer, 0, 0], [0, 1 / nearer, 0]], dtype=grid.dtype).expand(count, 2, 3)
    sampling = functional.affine_grid(placing, [count, 1, GRID, GRID], align_corners=False)
    seen = functional.grid_sample(grid.permute(0, 3, 1, 2), sampling, align_corners=False).permute(0, 2, 3, 1)
    seen[..., _LENGTHS] *= nearer
    return seen
