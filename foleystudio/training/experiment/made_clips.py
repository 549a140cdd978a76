"""Made scenes of the eight classes of VAS, as a folder of clips laid out like it."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import cv2
import torch

from foleystudio.files.atomic_files import write_error
from foleystudio.files.file_names import exists
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.causes import CAUSES, cause_of
from foleystudio.training.scenes.clip_files import EVENTS_SUFFIX, write_scene_clip
from foleystudio.training.scenes.performance import object_of_scene

FIRST_SEED = 70_000_000
"""Of the scenes; those of all corpora have lower ones or much higher ones."""

_SEEDS_APART = 1_000_000  # between the seeds of two experiments: far more than one looks through

# What a class of VAS is made of here: kinds of objects, and what is seen to cause them (any that fits where None).
_CLASSES: dict[str, tuple[frozenset[str], str | None]] = {
    "baby": (frozenset({"cry"}), None),
    "cough": (frozenset({"cough"}), None),
    "dog": (frozenset({"bark"}), None),
    "drum": (frozenset({"membrane"}), "striker"),
    "fireworks": (frozenset({"firework"}), None),
    "gun": (frozenset({"shot"}), None),
    "hammer": (frozenset(), "striker"),  # whatever is solid
    "sneeze": (frozenset({"sneeze"}), None),
}
CLASSES = tuple(_CLASSES)


@dataclass(frozen=True)
class _Job:
    clip: Path
    seed: int
    seconds: float
    cause: str | None


def make_clips(
    folder: Path, per_class: int, seconds: float, seed: int, workers: int, progress: Callable[[int, int], None]
) -> None:
    """Write so many clips of every class to ``folder/CLASS/videos``; those that are there stay.

    Every clip's object is one of its own: a clip that is held out holds a sound that no other does.

    Parameters
    ----------
    folder
        Where to.
    per_class, seconds
        How many of each of `CLASSES`, and how long.
    seed
        The same seed makes the same clips.
    workers
        Processes.
    progress
        Gets the clips that are there and their number.

    Raises
    ------
    FoleyError
        When the folder cannot be written.
    """
    jobs = [job for name in CLASSES for job in _jobs_of(folder, name, per_class, seconds, seed)]
    missing = [job for job in jobs if not exists(job.clip.with_suffix(EVENTS_SUFFIX))]
    done = len(jobs) - len(missing)
    progress(done, len(jobs))
    for _ in _written(missing, workers):
        done += 1
        progress(done, len(jobs))


def _jobs_of(folder: Path, name: str, clips: int, seconds: float, seed: int) -> list[_Job]:
    home = folder / name / "videos"
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(home, error) from error
    seeds = islice(_seeds_of(name, FIRST_SEED + seed * _SEEDS_APART), clips)
    return [_Job(home / f"{name}-{at}.mp4", at, seconds, _CLASSES[name][1]) for at in seeds]


def _seeds_of(name: str, first: int) -> Iterator[int]:
    kinds = _CLASSES[name][0]
    for seed in count(first):
        kind = object_of_scene(seed).kind
        if kind in kinds or (not kinds and cause_of(kind) is CAUSES["solid"]):
            yield seed


def _written(jobs: Sequence[_Job], workers: int) -> Iterator[None]:
    if workers <= 1:
        yield from map(_write, jobs)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, max(1, len(jobs))), context, _start_worker) as pool:
        for future in as_completed([pool.submit(_write, job) for job in jobs]):
            yield future.result()


def _start_worker() -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)


def _write(job: _Job) -> None:
    # Drawn ones alone: simulated ones take several times as long to make, and are not everywhere.
    write_scene_clip(job.clip, draw_audiovisual_scene(job.seed, job.seconds, (), job.cause, simulated=False))
