"""Prepared windows in which every click is a bright column, seen as a movement."""

from __future__ import annotations

from pathlib import Path

import torch

from foleystudio.training.data.window_files import Index, IndexEntry, write_index, write_windows

FRAMES, FEATURE_DIM = 12, 6


def clicking_windows(
    folder: Path, clips: int = 4, dim: int = FEATURE_DIM, frames: int = FRAMES, rings: int = 1, floor: float = 0.1
) -> Path:
    """Four windows of each of some clips, which differ in colour; written into the folder.

    A click rings for some columns, above a floor that is always there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    generator = torch.Generator().manual_seed(0)
    for clip in range(clips):
        rows = []
        for _ in range(4):
            raster = torch.zeros(2, 4 * frames)
            raster[0, torch.randint(0, 4 * frames, (3,), generator=generator)] = 1
            colour = torch.linspace(0.2, 1, 80).roll(20 * clip)
            sounding = torch.stack([raster[0].roll(late) for late in range(rings)]).amax(0)
            mel = floor + sounding * colour[:, None]
            seen = raster[0].view(frames, 4).amax(1, keepdim=True).expand(-1, dim)
            rows.append({"mel": mel, "raster": raster, "features": seen} if dim else {"mel": mel, "raster": raster})
        write_windows(folder / f"{clip}.safetensors", rows)
    entries = (IndexEntry(f"{clip}.safetensors", 4) for clip in range(clips))
    write_index(folder, Index("paper", frames, "motion" if dim else "", dim, entries=tuple(entries)))
    return folder
