"""Mels as pictures for the eye that follows a training."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.files.atomic_files import whole_file

_HEIGHT = 256  # pixels of a mel, of its caption below, and of the gap between two
_CAPTION = 22
_GAP = 6
_WIDEST = 700  # of a mel: several side by side fit on a screen


def side_by_side(mels: Mapping[str, Tensor]) -> NDArray[np.uint8]:
    """Mels [F, M] with their captions in one picture ``uint8 [H, W, 3]`` (BGR), all on one scale of values.

    High bands are at the top.
    """
    values = {name: mel.detach().float().cpu().numpy() for name, mel in mels.items()}
    known = np.concatenate([mel[np.isfinite(mel)] for mel in values.values()])
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    panels = [_panel(name, (mel - low) / max(high - low, 1e-6)) for name, mel in values.items()]
    gap = np.zeros((_HEIGHT + _CAPTION, _GAP, 3), np.uint8)
    parts = [part for panel in panels for part in (panel, gap)][:-1]
    return np.concatenate(parts, axis=1)


def write_side_by_side(path: Path, mels: Mapping[str, Tensor]) -> None:
    """Write mels side by side as a PNG, whole or not at all.

    Raises
    ------
    FoleyError
        When it cannot be written.
    """
    _, encoded = cv2.imencode(".png", side_by_side(mels))
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(path, through_links=False) as temporary:
        temporary.write_bytes(encoded.tobytes())


def _panel(name: str, shares: NDArray[np.floating]) -> NDArray[np.uint8]:
    grey = (np.nan_to_num(shares[::-1]).clip(0, 1) * 255).astype(np.uint8)
    wide = cv2.resize(grey, (min(_WIDEST, 2 * grey.shape[1]), _HEIGHT), interpolation=cv2.INTER_NEAREST)
    coloured = cv2.applyColorMap(wide, cv2.COLORMAP_MAGMA)
    caption = np.zeros((_CAPTION, coloured.shape[1], 3), np.uint8)
    cv2.putText(caption, name, (4, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (255, 255, 255), 1, cv2.LINE_AA)
    return np.asarray(np.concatenate([caption, coloured]), np.uint8)
