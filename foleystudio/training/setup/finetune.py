"""Fine-tuning: a trained model taught on a user's own clips."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from foleystudio.engine.models.model_files import CONFIG_NAME, read_net
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists, is_file
from foleystudio.nets.config import VarietySoundConfig
from foleystudio.nets.varietysound.model import VarietySound
from foleystudio.paths import cache_dir, models_dir
from foleystudio.terminal_text import say
from foleystudio.training.data.clip_windows import Cutting
from foleystudio.training.data.preprocess import prepare_folder
from foleystudio.training.data.window_files import INDEX_NAME, Skipped, Windows
from foleystudio.training.run.distributed import first_before_others, rank
from foleystudio.training.tasks.transfer import TransferTask

SHIPPED_MODEL = "varietysound"
OWN_FRAMES = 86
"""Feature frames of an example of a user's own clips: 4 s."""


def own_clips_task(
    data: Path,
    start_from: Path | None,
    device: torch.device,
    batch: int,
    seed: int,
    report: Callable[[int, int, str], None],
) -> TransferTask:
    """A trained net with a user's own clips to learn from: each window performed with the sound of another.

    Parameters
    ----------
    data
        A folder of clips, prepared once and kept in the cache, or one that ``foleystudio preprocess --regime transfer``
        has made.
    start_from
        Folder of the model to start from; None takes the one that ships.
    device, batch, seed
        As for `transfer.TransferTask`.
    report
        Told of every clip that is prepared.

    Raises
    ------
    FoleyError
        When there is no model to start from, or none of the clips can be used.
    """
    net = trained_net(start_from)
    prepared = data
    if not exists(data / INDEX_NAME):
        prepared = cache_dir() / "own-clips" / hashlib.blake2b(str(data.resolve()).encode(), digest_size=8).hexdigest()
        cutting = Cutting("studio", OWN_FRAMES, holds="examples")
        first_before_others(lambda: _tell(prepare_folder(data, prepared, cutting, report=report).skipped))
    seen, unseen = (Windows(prepared, held_out, "examples") for held_out in (False, True))
    if seen.mel.n_bands != net.config.bands:
        raise FoleyError(
            f"the model speaks in {net.config.bands} bands and these clips were prepared with {seen.mel.n_bands}",
            file=prepared,
            remedy="run preprocess with --mel studio",
        )
    task = TransferTask(net.config, seen, unseen, device, batch, seed + 7919 * rank())
    task.net.load_state_dict(net.state_dict())
    return task


def trained_net(folder: Path | None) -> VarietySound:
    """The net of a model folder (or of a run's), or of the model that ships.

    Raises
    ------
    FoleyError
        When there is none, or its files are damaged.
    """
    where = folder or models_dir() / SHIPPED_MODEL
    if not is_file(where / CONFIG_NAME) and is_file(where / "net" / CONFIG_NAME):
        where = where / "net"  # a run's own folder
    if not is_file(where / CONFIG_NAME):
        raise FoleyError(
            "there is no trained model to start from",
            file=where,
            remedy="give one by --from, or train one first with foleystudio train varietysound",
        )
    return read_net(where, VarietySoundConfig, VarietySound)


def _tell(skipped: Sequence[Skipped]) -> None:
    for clip in skipped:
        say(f"left out: {clip.source}: {clip.why}")
