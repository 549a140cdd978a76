"""Takes: rendered sounds that remember what they were made from, and where their files lie."""

from __future__ import annotations

import os
import re
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_folder, linked
from foleystudio.paths import data_dir, example_dir
from foleystudio.project.events import EventTrack
from foleystudio.project.ranges import (
    HIGHEST_RATE_HZ,
    LONGEST_S,
    LONGEST_TAKE_S,
    MOST_CHANNELS,
    MOST_LAYERS,
    MOST_REFERENCES,
    WIDEST_DB,
    at_most,
    check_counts,
    check_key,
    check_numbers,
    short_name,
)
from foleystudio.project.settings import Renderer, SynthesisSettings, Timing, insist
from foleystudio.project.sounds.layers import Layer, check_layers, references_heard
from foleystudio.project.sounds.reference_cuts import ReferenceCut
from foleystudio.timebase import STUDIO_RATE_HZ

_FOLDER_END = " takes"

SOUND_VERSION = 2
"""Generation of the renderers: raised when equal requests no longer give equal samples on purpose."""

_LOUDEST_DB = 1000.0  # of what was measured: a sound that is nearly silent may lie far below 0
_NAME_BYTES = 140
"""Leaves room in the 255 bytes of a name for the take's own digits, its suffix and what temporary files add."""


@dataclass(frozen=True)
class Provenance:
    """Everything a take was made from: enough to make it again, to the sample.

    Parameters
    ----------
    layers
        What sounds together, and the keys of the references that do; never none.
    settings
        The knobs, the seed and the offset among them.
    timing
        Which timing source was asked for.
    events
        The event track as it was when the take was made.
    renderer
        Which renderer.
    model
        Folder name of the model, for the varietysound renderer.
    cuts
        How each of `references` was cut; empty where all of them were told by themselves.
    sound_version
        Which generation of the renderers made it: an earlier one sounds different when it is made again.
    sound_track
        Which of the clip's sound tracks its ambience or level was taken from, counted from 0; None for the one meant
        to be heard, or where it took nothing from there.
    """

    layers: Annotated[tuple[Layer, ...], at_most(MOST_LAYERS)] = (Layer(),)
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    timing: Timing = Timing.AUTO
    events: EventTrack = field(default_factory=EventTrack)
    renderer: Renderer = Renderer.EXEMPLAR
    model: str | None = None
    cuts: tuple[ReferenceCut, ...] = ()
    sound_version: int = SOUND_VERSION
    sound_track: int | None = None

    @property
    def sounds_as_made(self) -> bool:
        """Whether it would sound the same if it were made again."""
        return self.sound_version == SOUND_VERSION

    @property
    def references(self) -> tuple[int, ...]:
        """Keys of all references that it was made from: those of its layers, then those of single hits."""
        return references_heard(self.layers, self.events)

    def __post_init__(self) -> None:
        insist(self, layers=tuple, timing=Timing, renderer=Renderer)
        check_layers(self.layers)
        check_counts(MOST_REFERENCES, references=self.references, cuts=self.cuts)


@dataclass(frozen=True)
class Take:
    """One rendered sound placed on a track.

    Parameters
    ----------
    path
        Its sound file, written before the take enters the project.
    name
        What it is called: by the user, or after the sounds it was made from.
    n_samples, rate_hz, channels
        Size of the sound.
    start_s
        Where its first sample lies on the clip's time axis; may be below 0.
    gain_db
        The user's own level for this take.
    loudness_lufs
        Integrated loudness, for level-matched comparison; None when unknown or silent.
    limited_db
        How much the limiter took off its loudest moment; 0 for nothing, or where that was not noted.
    provenance
        What it was made from; None for a sound brought in from outside.
    key
        Identity within the project; -1 until it is added.
    is_named
        Whether the name is the user's own; otherwise it goes with what the take is made from.
    """

    path: Path
    name: str
    n_samples: int
    rate_hz: int = STUDIO_RATE_HZ
    channels: int = 1
    start_s: float = 0.0
    gain_db: float = 0.0
    loudness_lufs: float | None = None
    provenance: Provenance | None = None
    key: int = -1
    is_named: bool = False
    limited_db: float = 0.0

    def __post_init__(self) -> None:
        check_key(self.key)
        check_numbers(LONGEST_S, start_s=self.start_s)
        check_numbers(WIDEST_DB, gain_db=self.gain_db)
        check_numbers(_LOUDEST_DB, loudness_lufs=self.loudness_lufs, limited_db=self.limited_db)
        check_numbers(HIGHEST_RATE_HZ, least=1, rate_hz=self.rate_hz)
        check_numbers(MOST_CHANNELS, least=1, channels=self.channels)
        check_numbers(LONGEST_TAKE_S * self.rate_hz, least=0, n_samples=self.n_samples)
        object.__setattr__(self, "name", short_name(self.name))

    @property
    def duration_s(self) -> float:
        """Length of its sound."""
        return self.n_samples / self.rate_hz

    @property
    def end_s(self) -> float:
        """Where its sound ends on the clip's time axis."""
        return self.start_s + self.duration_s


def takes_folder_of(project_file: Path) -> Path:
    """Folder beside a project file that holds its takes; of a link, beside the file it leads to."""
    file = linked(project_file)
    return file.with_name(f"{file.stem}{_FOLDER_END}")


def unsaved_takes_folder() -> Path:
    """Folder for the takes of projects that have no file yet; of its own, for what nobody names is deleted in time.

    ``FOLEYSTUDIO_TAKES`` names the folder that it lies in, where that is there; else it is among the user's data.
    """
    chosen = os.environ.get("FOLEYSTUDIO_TAKES", "")
    return Path(chosen) / "foleystudio takes" if chosen and is_folder(Path(chosen)) else data_dir() / "takes"


def new_take_path(project_file: Path | None, name: str) -> Path:
    """Fresh path for a take's sound; its folder is created. Takes of the shipped example never go beside it.

    Parameters
    ----------
    project_file
        The project's file, or None while it has none.
    name
        What the take is called; made safe for a file name.

    Raises
    ------
    FoleyError
        When the folder cannot be created.
    """
    own = project_file is not None and not project_file.is_relative_to(example_dir())
    folder = takes_folder_of(project_file) if project_file is not None and own else unsaved_takes_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FoleyError(
            f"the folder for takes cannot be created ({error.strerror})",
            file=folder,
            remedy="save the project elsewhere",
        ) from error
    return folder / f"{safe_name(name)} {uuid.uuid4().hex[:10]}.wav"


def safe_name(name: str) -> str:
    """A take's name as the beginning of a file's: nothing that a file system refuses, and never too long for one."""
    safe = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name).strip(" .")[:60]
    # File systems count bytes, and a letter may be four of them; half a letter at the end is dropped.
    return safe.encode(errors="ignore")[:_NAME_BYTES].decode(errors="ignore").strip(" .") or "take"


def leave_no_empty_folder(folder: Path) -> None:
    """Remove a folder beside a project that nothing came into."""
    if folder.name.endswith(_FOLDER_END):
        with suppress(OSError):  # there is something in it, or it is in use
            folder.rmdir()
