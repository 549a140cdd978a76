"""A corpus of made examples on disk: written once in shards, resumable, drawn from by seed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import ClassVar

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.files.json_text import read_bytes
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.sounds.reference_cuts import ReferenceKind
from foleystudio.training.data.examples import EXAMPLE_KEYS, ExampleShape, audiovisual_example, example_of
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.performance import draw_sound_scene
from foleystudio.training.shards import (
    HELD_OUT_EVERY,
    ShardedTensors,
    ShardPlan,
    shards_there,
    write_missing,
    write_shard,
)

SHARD_EXAMPLES = 64  # a file: few enough that a break costs little, many enough that files stay countable


@dataclass(frozen=True)
class CorpusPlan(ShardPlan):
    """What a corpus for sounds to be re-performed holds. Objects of the held-out part are seen nowhere else.

    Parameters
    ----------
    folder, shards
        As of every plan.
    shape
        Sizes of the examples.
    oneshots
        Folder of recordings with a ``CREDITS.csv``, or None for synthesis alone.
    pictures
        Whether scenes have pictures, and examples the features of their motion. Other scenes than without: what
        sounds is what can be seen. The same plan makes the same corpus where MuJoCo is, or where it is not.
    """

    kind: ClassVar[str] = "shard"
    shape: ExampleShape
    oneshots: Path | None = None
    pictures: bool = False


_AUDIBLE = 1e-3  # -60 dBFS: recordings that stay below teach nothing
_LONGEST_CREDITS = 16 << 20  # bytes: far more than any list has; a file that is none is not read to its end


def read_recordings(folder: Path, held_out: bool) -> list[Recording]:
    """The credited one-shots of a folder, cut at their attack; held-out ones and the others never meet.

    Raises
    ------
    FoleyError
        When the folder has no ``CREDITS.csv``.
    """
    credits = folder / "CREDITS.csv"
    if not is_file(credits):
        raise FoleyError("it has no CREDITS.csv", file=folder, remedy="train only on recordings whose licence is known")
    names = _credited(credits)
    wanted = [name for i, name in enumerate(names) if (i % HELD_OUT_EVERY == 0) == held_out]
    recordings = []
    for name in wanted:
        if "loop-music" in name:  # music is no object
            continue
        sound = read_sound(folder / name, max_duration_s=6.0)
        mono = resample(sound.mono(), sound.rate_hz, SCENE_RATE_HZ)
        if np.abs(mono).max(initial=0) > _AUDIBLE:
            recordings.append(_recording(name, mono))
    return recordings


def _credited(credits: Path) -> list[str]:
    """Names of the files that a list of credits names; all within its own folder."""
    remedy = "give each file of the folder a row, with its name under file"
    try:
        text = read_bytes(credits, _LONGEST_CREDITS).decode("utf-8-sig")
        names = sorted(row["file"] for row in csv.DictReader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error, KeyError) as error:
        raise FoleyError("it is no list of credits", file=credits, remedy=remedy) from error
    stray = next((name for name in names if _is_elsewhere(name)), None)
    if stray is not None:
        raise FoleyError(f"it names a file elsewhere ({stray[:80]})", file=credits, remedy=remedy)
    return names


def _is_elsewhere(name: str | None) -> bool:
    """Whether a name leads out of the folder that it is read in, on whatever system."""
    path = PureWindowsPath(name or "..")
    return bool(path.anchor) or ".." in path.parts


def _recording(name: str, mono: NDArray[np.float32]) -> Recording:
    """With its loudest hit as the renderers cut it: one hit is what the studio takes for one."""
    exemplar = prepare(Sound(mono[:, None], SCENE_RATE_HZ), SCENE_RATE_HZ)
    samples = np.ascontiguousarray(exemplar.samples.mean(axis=1, dtype=np.float32))
    first = min(each.attack for each in exemplar.hits)
    return Recording(name, samples[first:], exemplar.alone(exemplar.loudest), exemplar.kind is ReferenceKind.TEXTURE)


_recordings: list[Recording] = []  # a worker process reads them once


def _start_worker(oneshots: Path | None, held_out: bool) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    global _recordings
    _recordings = read_recordings(oneshots, held_out) if oneshots else []


def _example(seed: int, shape: ExampleShape, pictures: bool) -> dict[str, Tensor]:
    if pictures:
        return audiovisual_example(draw_audiovisual_scene(seed, shape.duration_s, _recordings), shape)
    return example_of(draw_sound_scene(seed, shape.duration_s, _recordings), shape)


def _write_shard(job: tuple[Path, int, ExampleShape, bool]) -> Path:
    file, number, shape, pictures = job
    write_shard(file, [_example(number * SHARD_EXAMPLES + i, shape, pictures) for i in range(SHARD_EXAMPLES)])
    return file


def make_corpus(plan: CorpusPlan, workers: int, progress: Callable[[int, int], None]) -> None:
    """Write the shards that are missing; ``progress`` gets the shards done and their total, first what is there."""
    write_missing(
        plan, lambda n: (plan.shard(n), n, plan.shape, plan.pictures), _write_shard, workers,
        _start_worker, lambda held_out: (plan.oneshots, held_out), progress,
    )  # fmt: skip


class Corpus:
    """Examples of a written corpus, in memory at half precision.

    Parameters
    ----------
    plan
        What was written.
    held_out
        Which of its two parts.
    """

    def __init__(self, plan: CorpusPlan, held_out: bool) -> None:
        keys = (*EXAMPLE_KEYS, *(("features",) if plan.pictures else ()))
        self._tensors = ShardedTensors(shards_there([plan], held_out), keys)
        self.mel: MelConfig = plan.shape.mel

    def __len__(self) -> int:
        return len(self._tensors)

    def take(self, index: Sequence[int]) -> dict[str, Tensor]:
        """The examples of these numbers as one batch, float32."""
        return self._tensors.take(torch.as_tensor(index))

    def batch(self, step: int, size: int, seed: int) -> dict[str, Tensor]:
        """The batch of one training step: the same for the same step and seed, whatever came before."""
        rng = np.random.default_rng((seed, step))
        return self.take(rng.integers(0, len(self), size).tolist())
