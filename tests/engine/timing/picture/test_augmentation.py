import numpy as np
import pytest
import torch

from foleystudio.engine.picture.optical_flow import CHANNELS, GRID
from foleystudio.engine.timing.picture.augmentation import View

SPEED, FLOW_X, TEXTURE = (CHANNELS.index(name) for name in ("speed", "flow_x", "texture"))


def blob(x: float, width: float = 2.0) -> torch.Tensor:
    """A thing of a cell's width or more that moves right, somewhere along the picture's middle row."""
    place = np.arange(GRID)
    bell = (
        np.exp(-0.5 * ((place - x) / width) ** 2)[None]
        * np.exp(-0.5 * ((place - (GRID - 1) / 2) / width) ** 2)[:, None]
    )
    grid = np.zeros((3, GRID, GRID, len(CHANNELS)), np.float32)
    grid[..., [SPEED, FLOW_X, TEXTURE]] = bell[..., None]
    return torch.from_numpy(grid.reshape(3, -1))


def seen(look: View, features: torch.Tensor) -> torch.Tensor:
    return look.at(features).view(3, GRID, GRID, len(CHANNELS))


def centre(channel: torch.Tensor) -> float:
    row = channel[0].sum(0)
    return float((row * torch.arange(GRID)).sum() / row.sum())


def test_a_plain_look_changes_nothing() -> None:
    assert torch.equal(View().at(blob(3.0)), blob(3.0))


def test_mirrored_twice_is_as_it_was() -> None:
    features = blob(3.0)
    once = View(mirrored=True).at(features)
    assert centre(once.view(3, GRID, GRID, -1)[..., SPEED]) == pytest.approx(
        GRID - 1 - centre(seen(View(), features)[..., SPEED])
    )
    assert float(once.view(3, GRID, GRID, -1)[..., FLOW_X].max()) <= 0
    assert torch.equal(View(mirrored=True).at(once), features)


@pytest.mark.parametrize("nearer", [0.8, 1.25])
def test_from_nearer_things_lie_farther_out_and_move_farther(nearer: float) -> None:
    middle = (GRID - 1) / 2
    grid = seen(View(nearer), blob(middle + 3.0, 1.2))
    assert centre(grid[..., TEXTURE]) - middle == pytest.approx(3.0 * nearer, abs=0.15)
    strongest = grid[0, ..., SPEED].max() / grid[0, ..., TEXTURE].max()
    assert float(strongest) == pytest.approx(nearer, abs=1e-4)


def test_what_comes_into_view_is_still() -> None:
    everywhere = torch.ones(3, GRID * GRID * len(CHANNELS))
    grid = seen(View(0.5), everywhere)
    assert float(grid[:, 0].abs().max()) == 0
    assert float(grid[:, GRID // 2, GRID // 2, TEXTURE].min()) == pytest.approx(1.0)
