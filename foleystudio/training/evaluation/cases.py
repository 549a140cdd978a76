"""What a net is evaluated on: made scenes of objects that no training has drawn, or a user's own clips."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.timing.guide.guide import events_of_sound
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file, is_folder
from foleystudio.media.sound.reader import read_sound
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono
from foleystudio.training.scenes.performance import SoundScene, draw_sound_scene

COLUMNS = 344
"""Columns of a case: 4 s, what the nets are trained on."""

DURATION_S = COLUMNS * 512 / SCENE_RATE_HZ  # as long as what nets are trained on

_FIRST_SEED = 900_000_000
"""Scenes of every corpus have lower ones."""

_AUDIBLE = 1e-3  # -60 dBFS: of what stays below nothing can be measured
_LONGEST_CLIP_S = 60.0  # of a clip, its reference among them: more is not looked at


@dataclass(frozen=True, eq=False)
class Case:
    """One scene and whether its ceiling is known.

    Parameters
    ----------
    name
        For tables and captions.
    scene
        Target, reference (its sibling), events, background.
    has_second
        Whether the scene holds a second performance of the target.
    """

    name: str
    scene: SoundScene
    has_second: bool


def made_cases(count: int, seed: int, oneshots: Path | None, progress: Callable[[int, int], None]) -> list[Case]:
    """Made scenes that are in no corpus, of recordings that are held out.

    Parameters
    ----------
    count
        How many.
    seed
        The same seed draws the same scenes.
    oneshots
        Folder of recordings with a ``CREDITS.csv``, or None for synthesis alone.
    progress
        Gets the scenes made and their number.

    Raises
    ------
    FoleyError
        When the folder of recordings cannot be read.
    """
    recordings = read_recordings(oneshots, held_out=True) if oneshots else ()
    cases: list[Case] = []
    at = _FIRST_SEED + 1_000_000 * seed
    while len(cases) < count:
        scene = draw_sound_scene(at, DURATION_S, recordings)
        at += 1
        if scene.events.events and np.abs(scene.target).max() > _AUDIBLE:
            cases.append(Case(f"{scene.kind} {at - 1 - _FIRST_SEED}", scene, has_second=True))
            progress(len(cases), count)
    return cases


def clip_cases(folder: Path, count: int, skipped: Callable[[str], None]) -> list[Case]:
    """Windows of a folder's clips with sound: the first four seconds with events, and the rest as their reference.

    Parameters
    ----------
    folder
        Searched through, in order of names.
    count
        At most so many.
    skipped
        Told of each file that could not be used, and why.

    Raises
    ------
    FoleyError
        When there is no such folder, or nothing in it can be used.
    """
    if not is_folder(folder):
        raise FoleyError("there is no such folder", file=folder, remedy="give a folder of clips, or scenes")
    cases: list[Case] = []
    for path in sorted(path for path in folder.rglob("*") if is_file(path)):
        if len(cases) == count:
            break
        try:
            cases.append(_clip_case(path))
        except FoleyError as error:
            skipped(str(error))
    if not cases:
        raise FoleyError(
            "it holds no clip that could be used", file=folder, remedy="clips need 6 s or more of sound with events"
        )
    return cases


def _clip_case(path: Path) -> Case:
    sound = read_sound(path, max_duration_s=_LONGEST_CLIP_S)
    mono = resample(sound.mono(), sound.rate_hz, SCENE_RATE_HZ)
    n = round(DURATION_S * SCENE_RATE_HZ)
    if len(mono) < 1.5 * n:
        raise FoleyError("it is shorter than 6 s", file=path)
    if not np.isfinite(mono).all():
        raise FoleyError("its sound holds values that are no numbers", file=path)
    target, rest = mono[:n], mono[n:]
    events = events_of_sound(_sound(target))
    if not events.events or np.abs(rest).max() <= _AUDIBLE:
        raise FoleyError("nothing happens in its first four seconds, or nothing after them", file=path)
    silence = np.zeros(n, dtype=np.float32)
    return Case(path.stem, SoundScene(target, silence, rest, silence, events, path.parent.name), has_second=False)


def _sound(mono: Mono) -> Sound:
    return Sound(np.ascontiguousarray(mono[:, None]), SCENE_RATE_HZ)
