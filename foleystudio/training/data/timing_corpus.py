"""A corpus of made pictures for the timing net: motion features and what is seen to sound, in shards on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import cv2
import torch
from torch import Tensor

from foleystudio.engine.picture.features import motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.project.events import EventTrack
from foleystudio.timebase import FEATURE_FPS, ColumnGrid
from foleystudio.training.scenes.pictures.staging import PictureScene, draw_picture_scene
from foleystudio.training.shards import ShardedTensors, ShardPlan, shards_there, write_missing, write_shard

SHARD_SCENES = 32  # a file: few enough that a break costs little, many enough that files stay countable
COLUMNS_PER_FRAME = 4  # mel columns to a feature frame, as the sound nets have it
GRID = ColumnGrid(44_100, 512)
"""Columns of the rasters: the full-band mel's."""


@dataclass(frozen=True)
class TimingPlan(ShardPlan):
    """What a timing corpus holds.

    Parameters
    ----------
    folder, shards
        As of every plan.
    frames
        Feature frames T of a scene.
    """

    kind: ClassVar[str] = "timing"
    frames: int = 128


def timing_example(scene: PictureScene, frames: int) -> dict[str, Tensor]:
    """A scene's tensors, 16-bit floats.

    Returns
    -------
    dict
        ``features`` [T, D]; ``raster`` [2, 4 T], what is seen to sound; ``unseen`` [4 T], onsets just outside of the
        picture, of which a net should neither be asked to propose them nor to leave them out.
    """
    motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
    columns = frames * COLUMNS_PER_FRAME

    def raster(track: EventTrack) -> Tensor:
        return torch.from_numpy(raster_of(track, columns, GRID))

    return {
        "features": torch.from_numpy(motion_features(motion, frames)).half(),
        "raster": raster(scene.events).half(),
        "unseen": raster(scene.unseen)[0].half(),
    }


def _start_worker() -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def _write_shard(job: tuple[Path, int, int]) -> Path:
    file, number, frames = job  # seeds depend on the shard's number alone, so that any may be written anywhere
    duration_s = float(frames / FEATURE_FPS)
    seeds = range(number * SHARD_SCENES, (number + 1) * SHARD_SCENES)
    write_shard(file, [timing_example(draw_picture_scene(seed, duration_s), frames) for seed in seeds])
    return file


def make_timing_corpus(plan: TimingPlan, workers: int, progress: Callable[[int, int], None]) -> None:
    """Write the shards that are missing; ``progress`` gets the shards done and their total, first what is there."""
    write_missing(
        plan, lambda n: (plan.shard(n), n, plan.frames), _write_shard, workers, _start_worker, lambda _: (), progress
    )


def read_timing_corpus(plans: Sequence[TimingPlan], held_out: bool) -> ShardedTensors:
    """The written part of a corpus, in one folder or several: what is to be trained on, or what is held out.

    Raises
    ------
    FoleyError
        When nothing has been written, or a shard is damaged.
    """
    return ShardedTensors(shards_there(plans, held_out), ("features", "raster", "unseen"))
