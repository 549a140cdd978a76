"""Windows of made scenes: sounds with their events, in the form in which a folder of clips is prepared."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import torch
from torch import Tensor

from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.picture.features import MOTION_DIM, motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.engine.varietysound.generation.timbre import mel_of
from foleystudio.files.atomic_files import write_error
from foleystudio.files.file_names import exists
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.timebase import FEATURE_FPS
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.data.window_files import HELD_OUT_EVERY, MELS, Index, IndexEntry, write_index, write_windows
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.catalogue import Recording
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ
from foleystudio.training.scenes.performance import SoundScene, draw_sound_scene

FILE_WINDOWS = 64  # a file: few enough that a break costs little, many enough that files stay countable

_FIRST_SEED = 50_000_000  # scenes of other corpora have lower ones


@dataclass(frozen=True)
class WindowKind:
    """What windows are made.

    Parameters
    ----------
    mel
        A key of `MELS`.
    frames
        Feature frames T.
    pictures
        Whether the scenes have pictures, and windows the features of their motion.
    """

    mel: str
    frames: int
    pictures: bool = False

    @property
    def duration_s(self) -> float:
        """Length of a scene."""
        return float(self.frames / FEATURE_FPS)

    def draw(self, seed: int, recordings: Sequence[Recording]) -> dict[str, Tensor]:
        """The window of a seed."""
        if not self.pictures:
            sound = draw_sound_scene(seed, self.duration_s, recordings, filmed=True)
            return window_of(sound, self.mel, self.frames)
        # Drawn ones alone: simulated ones take several times as long to make.
        scene = draw_audiovisual_scene(seed, self.duration_s, recordings, simulated=False)
        motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
        features = torch.from_numpy(motion_features(motion, self.frames))
        return {**window_of(scene.sound, self.mel, self.frames), "features": features}


def window_of(scene: SoundScene, mel_name: str, frames: int) -> dict[str, Tensor]:
    """A scene's target and events as a window: ``mel`` [F, M] and ``raster`` [2, M]."""
    mel, columns = MELS[mel_name], COLUMNS_PER_FRAME * frames
    wave = resample(scene.target, SCENE_RATE_HZ, mel.rate_hz)
    return {
        "mel": mel_of(wave, mel, columns),
        "raster": torch.from_numpy(raster_of(scene.events, columns, mel.grid)),
    }


def make_windows(
    folder: Path,
    kind: WindowKind,
    files: int,
    oneshots: Path | None,
    workers: int,
    progress: Callable[[int, int], None],
) -> None:
    """Write windows of made scenes, `FILE_WINDOWS` a file; files that are there already stay.

    Parameters
    ----------
    folder
        Where to.
    kind
        Of windows.
    files
        How many; every tenth holds scenes of recordings that no other does.
    oneshots
        Folder of recordings with a ``CREDITS.csv``, or None for synthesis alone.
    workers
        Processes.
    progress
        Gets the files done and their total, first those that are there.

    Raises
    ------
    FoleyError
        When the folder cannot be written or the recordings cannot be read.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(folder, error) from error
    context = multiprocessing.get_context("spawn")
    missing = [n for n in range(files) if not exists(folder / _name(n))]
    done = files - len(missing)
    if missing:
        progress(done, files)
    for held_out in (True, False):
        jobs = [(folder / _name(n), n, kind) for n in missing if _is_held_out(n) == held_out]
        if jobs:
            with context.Pool(min(workers, len(jobs)), _start_worker, (oneshots, held_out)) as pool:
                for _ in pool.imap_unordered(_write_file, jobs):
                    done += 1
                    progress(done, files)
    entries = (IndexEntry(_name(n), FILE_WINDOWS, "made", held_out=_is_held_out(n)) for n in range(files))
    extractor, dim = ("motion", MOTION_DIM) if kind.pictures else ("", 0)
    write_index(folder, Index(kind.mel, kind.frames, extractor, dim, entries=tuple(entries)))


def _name(number: int) -> str:
    return f"made-{number:04d}.safetensors"


def _is_held_out(number: int) -> bool:
    return number % HELD_OUT_EVERY == HELD_OUT_EVERY - 1


_recordings: Sequence[Recording] = ()  # a worker process reads them once


def _start_worker(oneshots: Path | None, held_out: bool) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    global _recordings
    _recordings = read_recordings(oneshots, held_out) if oneshots else ()


def _write_file(job: tuple[Path, int, WindowKind]) -> None:
    file, number, kind = job
    seeds = range(_FIRST_SEED + number * FILE_WINDOWS, _FIRST_SEED + (number + 1) * FILE_WINDOWS)
    write_windows(file, [kind.draw(seed, _recordings) for seed in seeds])
