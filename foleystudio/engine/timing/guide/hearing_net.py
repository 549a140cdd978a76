"""The hearing net over a whole guide: read in blocks, so that memory stays bounded whatever the length."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onset_features import (
    BANDS,
    FEATURE_HOP,
    REACH_S,
    band_db,
    columns_of,
    level_db,
    neighbourhood_db,
    onset_features,
)
from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.engine.models.model_files import CONFIG_NAME, ReloadingCache, read_figure, read_net
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.nets.config import HearingConfig
from foleystudio.paths import models_dir

if TYPE_CHECKING:
    from foleystudio.nets.hearing import HearingNet

Floats = NDArray[np.float32]

MODEL = "hearing"
"""Folder of the model that ships."""

COLUMN_S = FEATURE_HOP / ONSET_RATE_HZ
"""Seconds between two columns."""

_BLOCK = 4000  # columns that are asked about in one go: 20 s
_AROUND = round(REACH_S / COLUMN_S) + 10  # columns that say how loud the neighbourhood is
_WINDOW = 6  # columns that half of the longest window of the features takes


@dataclass(frozen=True, eq=False)
class HearingModel:
    """A net ready to be asked.

    Parameters
    ----------
    net
        In evaluation mode.
    threshold, kept_threshold
        Probabilities from which on something is taken for struck, for kept up.
    """

    net: HearingNet
    threshold: float
    kept_threshold: float


@dataclass(frozen=True, eq=False)
class Heard:
    """What the net says of a sound, every `COLUMN_S`.

    Parameters
    ----------
    onset, kept
        ``float32 [M]``: probabilities that something is struck, that something is kept up.
    struck_db, kept_db
        ``float32 [M]``: level of what is struck and of what is kept up beside that of all that sounds, decibels.
    level_db
        ``float32 [M]``: level of all that sounds, RMS over 10 ms, decibels of full scale.
    """

    onset: Floats
    kept: Floats
    struck_db: Floats
    kept_db: Floats
    level_db: Floats

    def __len__(self) -> int:
        return len(self.onset)


def has_hearing_model() -> bool:
    """Whether the model is installed; does not read it."""
    return is_file(models_dir() / MODEL / CONFIG_NAME)


def load_hearing_model() -> HearingModel:
    """The model that ships, read once as long as its files stay.

    Raises
    ------
    FoleyError
        When it is not there or damaged.
    """
    return _kept.of(models_dir() / MODEL)


def read_hearing_model(folder: Path) -> HearingModel:
    """A model from any folder.

    Raises
    ------
    FoleyError
        As `load_hearing_model`.
    """
    from foleystudio.nets.hearing import HearingNet

    net = read_net(folder, HearingConfig, HearingNet).fused()
    if net.config.bands != BANDS:
        raise FoleyError("it was trained on other features", file=folder, remedy="train it anew")
    return HearingModel(
        net.requires_grad_(False), read_figure(folder, "threshold", 0.5), read_figure(folder, "kept_threshold", 0.5)
    )


_kept = ReloadingCache(read_hearing_model)


def hear(blocks: Iterable[Wave], model: HearingModel) -> Heard:
    """Ask the net about a whole sound.

    Parameters
    ----------
    blocks
        The sound at ``ONSET_RATE_HZ`` in pieces of any lengths, ``float32 [n]`` each.

    Returns
    -------
    The same whatever the pieces, but for rounding.
    """
    parts = list(_answers(blocks, model))
    if not parts:
        return Heard(*(np.zeros(0, np.float32) for _ in range(5)))
    return Heard(*(np.concatenate(curves) for curves in zip(*parts, strict=True)))


def _answers(blocks: Iterable[Wave], model: HearingModel) -> Iterator[tuple[Floats, ...]]:
    """The five curves, block by block; holds what the next block's neighbourhood needs of the sound, and no more."""
    held, begun, done = np.zeros(0, np.float32), 0, 0  # samples; the column they begin at; columns answered
    for block in blocks:
        held = np.concatenate([held, block])
        while begun + len(held) // FEATURE_HOP >= done + _BLOCK + _AROUND + _WINDOW:
            yield _answer(held, begun, done, done + _BLOCK, model)
            done += _BLOCK
            drop = max(0, done - _AROUND - begun)
            held, begun = held[drop * FEATURE_HOP :], begun + drop
    count = begun + columns_of(len(held))
    while done < count:
        yield _answer(held, begun, done, min(count, done + _BLOCK), model)
        done += _BLOCK


def _answer(held: Wave, begun: int, first: int, stop: int, model: HearingModel) -> tuple[Floats, ...]:
    """The curves of columns ``[first, stop)`` of a sound that is held from column ``begun`` on."""
    import torch

    levels = level_db(held)
    loudest = neighbourhood_db(levels)
    count, reach = len(levels), model.net.reach
    a, b = max(0, first - begun - reach), min(count, stop - begun + reach)
    left = min(a, _WINDOW)
    piece = held[(a - left) * FEATURE_HOP : (b + _WINDOW) * FEATURE_HOP]
    bands = band_db(piece)[:, left : left + b - a]
    features = onset_features(bands, levels[a:b], loudest[a:b])
    with torch.inference_mode():
        logits = model.net(torch.from_numpy(features)[None])[0].numpy()
    own = slice(first - begun - a, stop - begun - a)
    onset, struck, kept, level = (1 / (1 + np.exp(-np.clip(row[own], -40, 40))) for row in logits)
    return tuple(
        np.asarray(curve, np.float32)
        for curve in (onset, kept, _decibels(struck), _decibels(level), levels[first - begun : stop - begun])
    )


def _decibels(share: Floats) -> Floats:
    from foleystudio.nets.hearing import HIGHEST_SHARE_DB, SHARE_RANGE_DB

    return share * np.float32(SHARE_RANGE_DB + HIGHEST_SHARE_DB) - np.float32(SHARE_RANGE_DB)
