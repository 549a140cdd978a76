"""A corpus of made pictures for the timing net: motion features and what is seen to sound, in shards on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import torch
from torch import Tensor

from foleystudio.engine.picture.features import motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.errors import FoleyError
from foleystudio.file_names import exists
from foleystudio.project.events import EventTrack
from foleystudio.timebase import FEATURE_FPS, ColumnGrid
from foleystudio.training.scenes.pictures.staging import PictureScene, draw_picture_scene
from foleystudio.training.shards import ShardedTensors, shard_numbers, write_shard, written

SHARD_SCENES = 32
COLUMNS_PER_FRAME = 4
GRID = ColumnGrid(44_100, 512)
"""Columns of the rasters: the full-band mel's."""


@dataclass(frozen=True)
class TimingPlan:
    """What a timing corpus holds; the same plan makes the same corpus.

    Parameters
    ----------
    folder
        Where the shards are.
    shards
        How many, of ``SHARD_SCENES`` each.
    frames
        Feature frames T of a scene.
    """

    folder: Path
    shards: int
    frames: int = 128

    def shard(self, number: int) -> Path:
        """File of one shard."""
        return self.folder / f"timing-{number:04d}.safetensors"

    def numbers(self, held_out: bool) -> list[int]:
        """Shards to train on, or those held out."""
        return shard_numbers(self.shards, held_out)


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
    """Write the shards that are missing; ``progress`` gets the shards done and their total."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    missing = [(plan.shard(n), n, plan.frames) for n in range(plan.shards) if not exists(plan.shard(n))]
    done = plan.shards - len(missing)
    for _ in map(_write_shard, missing) if workers <= 1 else written(missing, _write_shard, workers, _start_worker, ()):
        done += 1
        progress(done, plan.shards)


class TimingCorpus(ShardedTensors):
    """The written part of a corpus, in memory at half precision.

    Parameters
    ----------
    plans
        What was written, in one folder or several.
    held_out
        Which of the two parts.

    Raises
    ------
    FoleyError
        When nothing has been written, or a shard is damaged.
    """

    def __init__(self, *plans: TimingPlan, held_out: bool) -> None:
        files = [plan.shard(n) for plan in plans for n in plan.numbers(held_out) if exists(plan.shard(n))]
        if not files:
            raise FoleyError("it holds no scenes", file=plans[0].folder, remedy="make the corpus first")
        super().__init__(files, ("features", "raster", "unseen"))
