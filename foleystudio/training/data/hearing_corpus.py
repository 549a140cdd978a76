"""A corpus of made recordings for the hearing net: what it hears and what is to be heard, in shards on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.onset_features import FEATURE_HOP, band_db, level_db, neighbourhood_db, onset_features
from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.nets.hearing import HIGHEST_SHARE_DB, SHARE_RANGE_DB
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.listening.heard_scene import KINDS, PRACTISED, HeardScene, draw_heard_scene
from foleystudio.training.scenes.listening.hit_bank import draw_bank
from foleystudio.training.shards import ShardedTensors, ShardPlan, shards_there, write_missing, write_shard

SHARD_SCENES = 160  # a file: few enough that a break costs little, many enough that files stay countable
COLUMNS = 800
"""Columns M of a recording: 4 s."""

COLUMNS_PER_S = ONSET_RATE_HZ / FEATURE_HOP
KEYS = ("features", "onset", "counted", "share", "kept", "sure")

_WIDTH = 1.0  # deviation of a label around its attack, columns of 5 ms
_DOUBT = 5  # columns about a hit of which nobody could say whether it is to be heard
_LIKELY = {"background": 2.0, "kept up": 2.0, "rolls": 1.5, "ringing": 1.5, "speech": 1.5,
           "talk": 1.5, "loud talk": 1.5, "kept up under hits": 3.0}  # fmt: skip
"""Shares of kinds of recording; the others have 1."""


@dataclass(frozen=True)
class HearingPlan(ShardPlan):
    """What a hearing corpus holds. What is heard of the shards that are held out is heard nowhere else.

    Parameters
    ----------
    folder, shards
        As of every plan.
    oneshots
        Folder of recordings with a ``CREDITS.csv``, or None for synthesis alone.
    scenes
        Recordings a shard.
    """

    kind: ClassVar[str] = "hearing"
    oneshots: Path | None = None
    scenes: int = SHARD_SCENES


def features_of(wave: Wave) -> np.ndarray:
    """What the net is given of a whole recording at the onset rate, ``float32 [M, 2 F + 2]``."""
    levels = level_db(wave)
    return onset_features(band_db(wave), levels, neighbourhood_db(levels))


def hearing_example(scene: HeardScene) -> dict[str, Tensor]:
    """A recording's tensors, 16-bit floats.

    Returns
    -------
    dict
        ``features`` [M, 2 F + 2]; ``onset`` [M], bells about what is struck; ``counted`` [M], how much a column's
        onset counts; ``share`` [2, M], 0-1, of what is struck and of what is kept up (-1 where there is none);
        ``kept`` [M], whether something is kept up; ``sure`` [M], where one can say so.
    """
    onset, counted, struck = _onsets(scene)
    share_db = 20 * np.log10(np.maximum(scene.kept, 1e-3))
    kept = scene.kept > 0
    share = np.stack([struck, np.where(kept, _share(share_db), -1)])
    arrays = {
        "features": features_of(scene.wave),
        "onset": onset,
        "counted": counted,
        "share": share,
        "kept": kept,
        "sure": scene.sure,
    }
    return {key: torch.from_numpy(np.asarray(value, np.float16)) for key, value in arrays.items()}


def _share(share_db: np.ndarray | float) -> np.ndarray:
    """A level beside the whole's, as the net tells it: 1 to 0."""
    return np.clip((np.asarray(share_db) + SHARE_RANGE_DB) / (SHARE_RANGE_DB + HIGHEST_SHARE_DB), 0, 1)


def _onsets(scene: HeardScene) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    columns = len(scene.kept)
    onset, counted, share = np.zeros(columns), np.ones(columns), np.full(columns, -1.0)
    where = np.arange(columns)
    for hit in scene.hits:
        if not hit.counts:
            middle = round(hit.time_s * COLUMNS_PER_S)
            counted[max(0, middle - _DOUBT) : middle + _DOUBT + 1] = 0
    for hit in scene.hits:
        if hit.counts:
            at = hit.time_s * COLUMNS_PER_S
            near = slice(max(0, round(at) - 4), round(at) + 5)
            onset[near] = np.maximum(onset[near], np.exp(-0.5 * np.square((where[near] - at) / _WIDTH)))
            counted[max(0, round(at) - 2) : round(at) + 3] = 1.0 + hit.strength
            share[max(0, round(at) - 2) : round(at) + 3] = _share(hit.share_db)
    return onset, counted, share


_recordings: list[Recording] = []  # a worker process reads them once


def _start_worker(oneshots: Path | None, held_out: bool) -> None:
    torch.set_num_threads(1)
    global _recordings
    _recordings = read_recordings(oneshots, held_out) if oneshots else []


def draw_shard(number: int, scenes: int, recordings: Sequence[Recording]) -> Iterator[HeardScene]:
    """The recordings of one shard, by its number alone."""
    rng = np.random.default_rng((731, number))
    bank = draw_bank(rng, recordings)
    names = [*KINDS, *PRACTISED]
    likely = np.array([_LIKELY.get(name, 1.0) for name in names])
    for kind in rng.choice(names, scenes, p=likely / likely.sum()):
        yield draw_heard_scene(str(kind), bank, rng, COLUMNS)


def _write_shard(job: tuple[Path, int, int]) -> Path:
    file, number, scenes = job
    write_shard(file, [hearing_example(scene) for scene in draw_shard(number, scenes, _recordings)])
    return file


def make_hearing_corpus(plan: HearingPlan, workers: int, progress: Callable[[int, int], None]) -> None:
    """Write the shards that are missing; ``progress`` gets the shards done and their total, first what is there."""
    write_missing(
        plan, lambda n: (plan.shard(n), n, plan.scenes), _write_shard, workers,
        _start_worker, lambda held_out: (plan.oneshots, held_out), progress,
    )  # fmt: skip


def read_hearing_corpus(plan: HearingPlan, held_out: bool) -> ShardedTensors:
    """The written part of a corpus: what is to be trained on, or what is held out.

    Raises
    ------
    FoleyError
        When nothing has been written, or a shard is damaged.
    """
    return ShardedTensors(shards_there([plan], held_out), KEYS)
