"""An experiment's clips: prepared once, parted by clip, and those held out as cases to be generated for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.media.picture.files import write_pictures
from foleystudio.media.picture.pictures import Picture
from foleystudio.media.picture.video import VideoReader
from foleystudio.timebase import FEATURE_FPS, FrameTimes
from foleystudio.training.data.clip_folders import Source, find_sources
from foleystudio.training.data.clip_windows import Cutting, first_window
from foleystudio.training.data.preprocess import prepare_folder
from foleystudio.training.data.window_files import MELS, Index, Windows, read_index, write_index
from foleystudio.training.experiment.made_clips import make_clips
from foleystudio.training.experiment.settings import Experiment, Settings
from foleystudio.training.run.eta import TimeLeft
from foleystudio.training.setup.build_tasks import SCENES

MEL = "paper"
"""The mel of everything here: the published one."""

_HELD_OUT_SHARE = 1 / 8  # of a category's clips: six of 48 are enough to swap
_FEWEST_TO_SWAP = 2  # held out of a category of four clips or more: fewer cannot be swapped
_SHOWN_SIDE = 480  # pixels, the longer side of the videos in a report: for a listener's screen, not for a film


@dataclass(frozen=True, eq=False)
class Case:
    """A held-out clip's first window.

    Parameters
    ----------
    name
        Unique among the cases, for files.
    category
        Its class; empty where folders tell none.
    source
        The clip.
    number
        Of its window among those held out.
    first_frame
        Where in the clip the window begins, in feature frames.
    own
        What is heard in it.
    """

    name: str
    category: str
    source: Source
    number: int
    first_frame: int
    own: Sound


def cutting_of(settings: Settings) -> Cutting:
    """How clips are cut: as published, in windows as long as the preset has them."""
    weights = Path(settings.weights) if settings.weights else None
    return Cutting(MEL, settings.sizes.frames, settings.extractor, weights)


def clips_folder(experiment: Experiment) -> Path:
    """Where the clips are: the user's folder, or that of the made ones."""
    data = experiment.settings.data
    return experiment.folder / "clips" if data == SCENES else Path(data)


def prepare(experiment: Experiment, workers: int, report: Callable[[int, int, str], None]) -> Index:
    """Make the clips where they are made, cut all into windows, and hold some of every category out.

    Raises
    ------
    FoleyError
        When none of the clips can be used, too few to hold one out, or a file cannot be written.
    """
    settings, folder = experiment.settings, clips_folder(experiment)
    if settings.data == SCENES:
        seconds = float(settings.sizes.frames / FEATURE_FPS)
        tell = TimeLeft("made clips")
        make_clips(folder, settings.clips or settings.sizes.clips, seconds, settings.seed, workers, _seldom(tell))
    index = prepare_folder(folder, experiment.windows, cutting_of(settings), workers, report)
    parted = _parted(index, settings.seed, folder)
    write_index(experiment.windows, parted)
    return parted


def held_out_cases(experiment: Experiment) -> list[Case]:
    """One case a held-out clip, in the order of the index.

    Raises
    ------
    FoleyError
        When the windows or a clip are not there any more.
    """
    cutting = cutting_of(experiment.settings)
    sources = {str(source.video): source for source in find_sources(clips_folder(experiment))}
    cases: list[Case] = []
    seen: set[str] = set()
    number = 0
    for entry in read_index(experiment.windows).entries:
        if not entry.held_out:
            continue
        if entry.source not in seen:
            seen.add(entry.source)
            if entry.source not in sources:
                raise FoleyError("the clip is not there any more", file=Path(entry.source))
            cases.append(_case(sources[entry.source], number, cutting, len(cases)))
        number += entry.windows
    return cases


def window_rows(experiment: Experiment, case: Case) -> dict[str, Tensor]:
    """A case's mel [F, M], raster [2, M] and features [T, D]."""
    rows = Windows(experiment.windows, held_out=True).take([case.number])
    return {name: row[0] for name, row in rows.items()}


def write_video(path: Path, case: Case, seconds: float) -> None:
    """Write the pictures of a case's window, without sound.

    Raises
    ------
    FoleyError
        When the clip cannot be read, or the video not be written.
    """
    start_s = float(case.first_frame / FEATURE_FPS)
    with VideoReader(case.source.video) as reader:
        shown = np.flatnonzero(reader.frames.seconds < start_s + seconds)
        first = reader.frames.frame_at(start_s)
        stop = max(first + 1, int(shown[-1]) + 1 if len(shown) else 1)
        units = round(start_s / float(reader.frames.time_base))
        pts = np.maximum(reader.frames.pts[first:stop] - units, 0)
        times = FrameTimes(pts, reader.frames.time_base, int(pts[-1]) + 1)
        write_pictures(path, _pictures(reader, first, stop), times)


def _pictures(reader: VideoReader, first: int, stop: int) -> Iterator[Picture]:
    for _, picture in reader.iterate(first, stop, _SHOWN_SIDE):
        yield picture


def _case(source: Source, number: int, cutting: Cutting, place: int) -> Case:
    first_frame, wave = first_window(source, cutting)
    sound = Sound(np.ascontiguousarray(wave[:, None]), MELS[cutting.mel].rate_hz)
    category = _plain(source.kind)
    return Case(f"{category or 'clip'}-{place:03d}", category, source, number, first_frame, sound)


def _plain(name: str) -> str:
    """A folder's name in small letters, digits and hyphens: it becomes a part of files' names."""
    letters = [letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower()]
    return "-".join(part for part in "".join(letters).split("-") if part)[:40]


def _parted(index: Index, seed: int, folder: Path) -> Index:
    """The same with an eighth of every category's clips held out, two at least where it has four."""
    kinds: dict[str, list[str]] = {}
    for entry in index.entries:
        if entry.windows and entry.source not in kinds.setdefault(entry.kind, []):
            kinds[entry.kind].append(entry.source)
    rng = np.random.default_rng(seed)
    held_out: set[str] = set()
    for clips in kinds.values():
        wanted = max(round(_HELD_OUT_SHARE * len(clips)), min(_FEWEST_TO_SWAP, len(clips) // 2))
        held_out |= {clips[int(i)] for i in rng.permutation(len(clips))[:wanted]}
    if not held_out:
        raise FoleyError(
            "it has no category of two clips that can be used",
            file=folder,
            remedy="put two clips or more of a kind into one folder: one to learn from, one to be judged by",
        )
    return replace(index, entries=tuple(replace(entry, held_out=entry.source in held_out) for entry in index.entries))


def _seldom(tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        if done in (0, total) or done % 16 == 0:
            tell(done, total)

    return report
