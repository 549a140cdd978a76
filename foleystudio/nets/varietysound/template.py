"""Template placement: the reference's own mel put where the events are; the floor every net must beat."""

from __future__ import annotations

import torch
from torch import Tensor


def place_template(
    hit: Tensor, raster: Tensor, floor: float, level_per_decade: float, texture: Tensor | None = None
) -> Tensor:
    """Place one attack-aligned hit at every onset; where sounds overlap the louder value stands.

    Parameters
    ----------
    hit
        Log mel of the reference's hit [B, F, K], column 0 on its onset.
    raster
        Event raster [B, 2, M]: onset strengths in channel 0.
    floor
        Log-mel value of silence.
    level_per_decade
        By how much the log mel rises when the amplitude grows tenfold (``ln 10`` for a natural log of the
        magnitude), with which an event's strength lowers its hit.
    texture
        Log mel of the reference while it is kept up [B, F]; laid along the sustains when given.

    Returns
    -------
    Tensor
        [B, F, M].
    """
    onsets = raster[:, 0]  # [B, M]
    batch, bands, length = hit.shape
    columns = onsets.shape[1]
    placed = hit.new_full((batch, bands, columns + length), floor)
    item, at = (onsets > 0).nonzero(as_tuple=True)
    gain = onsets[item, at].log10() * level_per_decade  # [E]
    values = (hit[item] + gain[:, None, None]).clamp(min=floor)  # [E, F, K]
    index = at[:, None] + torch.arange(length, device=hit.device)  # [E, K]
    flat = placed.permute(0, 2, 1).reshape(batch * (columns + length), bands)
    rows = (item[:, None] * (columns + length) + index).reshape(-1, 1).expand(-1, bands)
    flat = flat.scatter_reduce(0, rows, values.permute(0, 2, 1).reshape(-1, bands), "amax")
    placed = flat.view(batch, columns + length, bands).permute(0, 2, 1)[:, :, :columns]
    if texture is None:
        return placed
    sustain = raster[:, 1:2]  # [B, 1, M]
    kept_up = texture[:, :, None] + sustain.clamp(min=1e-6).log10() * level_per_decade
    return torch.where(sustain > 0, placed.maximum(kept_up.clamp(min=floor)), placed)
