import pytest
import torch

from foleystudio.nets.config import PRESETS, TIMING_PRESETS, GridStemConfig
from foleystudio.nets.motion_grid_stem import GridStem
from foleystudio.nets.varietysound.temporal import TemporalEncoder

CONFIG = GridStemConfig(filters=(8, 8, 8), out=12)
WIDTH = CONFIG.side**2 * CONFIG.channels


def features(batch: int = 2, frames: int = 9, seed: int = 0) -> torch.Tensor:
    return torch.randn(batch, frames, WIDTH, generator=torch.Generator().manual_seed(seed))


def test_one_vector_a_frame() -> None:
    assert GridStem(CONFIG)(features()).shape == (2, 9, 12)


def test_gradients_reach_every_parameter() -> None:
    stem = GridStem(CONFIG)
    stem(features()).square().mean().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in stem.parameters())


def test_where_it_happens_hardly_matters() -> None:
    torch.manual_seed(0)
    stem = GridStem(CONFIG).eval()
    grid = torch.zeros(2, 9, 14, 14, 8)
    grid[0, 4, 4:6, 4:6] = 1.0
    grid[1, 4, 8:10, 6:8] = 1.0
    with torch.no_grad():
        one, other = stem(grid.flatten(2))
        still = stem(torch.zeros(1, 9, WIDTH))[0]
    assert (one - other).abs().max() < 0.15 * (one - still).abs().max()


@pytest.mark.parametrize("gain", [0.1, 10.0])
def test_a_wide_view_is_told_from_a_close_one_and_yet_alike(gain: float) -> None:
    stem = GridStem(CONFIG)
    given = stem._given_twice(features())
    other = stem._given_twice(features() * gain)
    assert torch.allclose(other[:, :, :8], given[:, :, :8] * gain**0.5, atol=1e-4)
    assert (other[:, :, 8:] - given[:, :, 8:]).abs().mean() < 0.25 * given[:, :, 8:].abs().mean()


def test_only_timing_presets_have_one() -> None:
    assert all(config.temporal.stem is None for config in PRESETS.values())
    assert TemporalEncoder(PRESETS["tiny"].temporal).stem is None
    assert TemporalEncoder(TIMING_PRESETS["tiny"].temporal).stem is not None
