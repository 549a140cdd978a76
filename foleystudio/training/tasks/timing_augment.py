"""Made scenes seen otherwise: mirrored, nearer or farther, slower or faster, fainter or noisier, in feature space."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from foleystudio.engine.picture.optical_flow import CHANNELS, GRID
from foleystudio.training.data.timing_corpus import COLUMNS_PER_FRAME

_SPEEDS = [CHANNELS.index(name) for name in ("flow_x", "flow_y", "speed", "divergence", "change")]
_LENGTHS = [CHANNELS.index(name) for name in ("flow_x", "flow_y", "speed", "change")]
_ROUGH = [CHANNELS.index(name) for name in ("speed", "change", "unexplained")]
_SPEED = CHANNELS.index("speed")
_JOINED = 0.25  # share of scenes
_TURN = 0.4
"""Deviation of how far a picture is turned, radians: strokes come from everywhere."""
_FLOW_X, _FLOW_Y = CHANNELS.index("flow_x"), CHANNELS.index("flow_y")
_BRIGHTNESS = CHANNELS.index("brightness")


class _Dice:
    """Random numbers on the batch's device, drawn on the CPU so that they are the same everywhere."""

    def __init__(self, generator: torch.Generator, device: torch.device) -> None:
        self._generator, self._device = generator, device

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        return (torch.rand(shape, generator=self._generator) * (high - low) + low).to(self._device)

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self._generator).to(self._device)


def augmented(batch: dict[str, Tensor], seed: int) -> dict[str, Tensor]:
    """A batch as another camera might have seen it.

    Parameters
    ----------
    batch
        ``features`` [B, T, D], ``raster`` [B, 2, 4 T], ``unseen`` [B, 4 T].
    seed
        Draws everything; the same seed gives the same batch.

    Returns
    -------
    The same shapes.
    """
    dice = _Dice(torch.Generator().manual_seed(seed), batch["features"].device)
    features, raster, unseen = batch["features"], batch["raster"], batch["unseen"]
    count, frames, _ = features.shape
    grid = features.view(count, frames, GRID, GRID, len(CHANNELS)).permute(0, 1, 4, 2, 3)  # [B, T, C, y, x]
    grid = _placed(grid, dice)
    grid, rasters = _joined(grid, torch.cat([raster, unseen[:, None]], 1), dice)
    grid, rasters = _stretched(grid, rasters, float(dice.uniform(0.8, 1.25, 1)))
    grid = _filmed(grid, dice)
    features = grid.permute(0, 1, 3, 4, 2).reshape(count, frames, -1)
    return {"features": features, "raster": rasters[:, :2], "unseen": rasters[:, 2]}


def _placed(grid: Tensor, dice: _Dice) -> Tensor:
    """Mirrored, turned, shifted, nearer or farther; what comes into view is still."""
    count = len(grid)
    mirror = torch.where(dice.uniform(0, 1, count) < 0.5, -1.0, 1.0)
    nearer = torch.exp(dice.uniform(-0.4, 0.6, count))
    shift = dice.uniform(-0.35, 0.35, count, 2)
    turn = _TURN * dice.normal(count)
    cosine, sine = turn.cos(), turn.sin()
    matrix = torch.zeros(count, 2, 3, device=grid.device)
    matrix[:, 0, 0], matrix[:, 0, 1] = mirror * cosine / nearer, -sine / nearer
    matrix[:, 1, 0], matrix[:, 1, 1] = mirror * sine / nearer, cosine / nearer
    matrix[:, :, 2] = shift
    sampling = functional.affine_grid(matrix, [count, 1, GRID, GRID], align_corners=False)
    grid = functional.grid_sample(grid.flatten(1, 2), sampling, align_corners=False).view(grid.shape)
    grid = _turned(grid, cosine[:, None, None, None], sine[:, None, None, None])
    gain = torch.ones(count, 1, len(CHANNELS), 1, 1, device=grid.device)
    gain[:, 0, _LENGTHS] = nearer[:, None, None, None]
    gain[:, 0, _FLOW_X] *= mirror[:, None, None]
    return grid * gain


def _turned(grid: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """Flow that points where the turned picture moves."""
    x, y = grid[:, :, _FLOW_X], grid[:, :, _FLOW_Y]
    turned = torch.stack([cosine * x + sine * y, cosine * y - sine * x], 2)
    return torch.cat([turned, grid[:, :, 2:]], 2)


def _joined(grid: Tensor, rasters: Tensor, dice: _Dice) -> tuple[Tensor, Tensor]:
    """Some scenes share their picture with another: at each place that is seen which moves more."""
    other, sounding = grid.roll(1, 0), rasters.roll(1, 0)
    joins = dice.uniform(0, 1, len(grid)) < _JOINED
    more = other[:, :, _SPEED].abs() > grid[:, :, _SPEED].abs()  # [B, T, y, x]
    grid = torch.where(more[:, :, None] & joins[:, None, None, None, None], other, grid)
    return grid, torch.where(joins[:, None, None], torch.maximum(rasters, sounding), rasters)


def _stretched(grid: Tensor, rasters: Tensor, speed: float) -> tuple[Tensor, Tensor]:
    """Played faster (above 1) or slower; what is missing at the end stands still."""
    frames = grid.shape[1]
    at = (torch.arange(frames, device=grid.device) + 0.5) * speed - 0.5
    before = at.floor().clamp(0, frames - 1).long()
    share = (at - before).clamp(0, 1)[None, :, None, None, None]
    after = (before + 1).clamp(max=frames - 1)
    moved = grid[:, before] * (1 - share) + grid[:, after] * share
    moved[:, at > frames - 1] = 0
    moved[:, :, _SPEEDS] *= speed
    columns = frames * COLUMNS_PER_FRAME
    out = torch.zeros_like(rasters)
    which, channel, column = torch.nonzero(rasters, as_tuple=True)
    place = ((column + 0.5) / speed).long()
    kept = place < columns
    out[which[kept], channel[kept], place[kept]] = rasters[which[kept], channel[kept], column[kept]]
    return moved, out


def _filmed(grid: Tensor, dice: _Dice) -> Tensor:
    """Fainter or stronger, noisier, brighter or darker; now and then a channel is missing."""
    count = len(grid)
    overall = torch.exp(0.35 * dice.normal(count, 1, 1, 1, 1))
    each = torch.exp(0.2 * dice.normal(count, 1, len(CHANNELS), 1, 1))
    keep = (dice.uniform(0, 1, count, 1, len(CHANNELS), 1, 1) > 0.04).float()
    grid = grid * overall * each * keep
    level = torch.exp(dice.uniform(-7, -3.2, count, 1, 1, 1, 1)) * (dice.uniform(0, 1, count, 1, 1, 1, 1) < 0.5)
    noise = level * dice.normal(count, grid.shape[1], 2, GRID, GRID) + _misjudged(grid, dice)
    grid = torch.cat([grid[:, :, :2] + noise, grid[:, :, 2:]], 2)
    grid[:, :, _ROUGH] += noise.abs().mean(2, keepdim=True)
    dark = torch.where(dice.uniform(0, 1, count) < 0.3, -1.0, 1.0)
    grid[:, :, _BRIGHTNESS] *= dark[:, None, None, None]
    return grid


def _misjudged(grid: Tensor, dice: _Dice) -> Tensor:
    """What is left of a camera motion that was judged a little wrong: flow [B, T, 2, y, x], smooth in space."""
    count, frames = grid.shape[:2]
    level = torch.exp(dice.uniform(-6, -2.8, count, 1, 1, 1, 1)) * (dice.uniform(0, 1, count, 1, 1, 1, 1) < 0.4)
    coarse = dice.normal(count * frames, 2, 3, 3)
    smooth = functional.interpolate(coarse, (GRID, GRID), mode="bilinear", align_corners=True)
    return level * smooth.view(count, frames, 2, GRID, GRID)
