"""Takes: rendered sounds that remember what they were made from, and where their files lie."""

from __future__ import annotations

import math
import os
import re
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.paths import data_dir, example_dir
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer, SynthesisSettings, Timing
from foleystudio.timebase import STUDIO_RATE_HZ


@dataclass(frozen=True)
class Provenance:
    """Everything a take was made from: enough to make it again, to the sample.

    Parameters
    ----------
    references
        Keys of the project's references, in the order they were used.
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
    """

    references: tuple[int, ...] = ()
    settings: SynthesisSettings = field(default_factory=SynthesisSettings)
    timing: Timing = Timing.AUTO
    events: EventTrack = field(default_factory=EventTrack)
    renderer: Renderer = Renderer.EXEMPLAR
    model: str | None = None


@dataclass(frozen=True)
class Take:
    """One rendered sound placed on a track.

    Parameters
    ----------
    path
        Its sound file, written before the take enters the project.
    name
        What the user calls it.
    n_samples, rate_hz, channels
        Size of the sound.
    start_s
        Where its first sample lies on the clip's time axis; may be below 0.
    gain_db
        The user's own level for this take.
    loudness_lufs
        Integrated loudness, for level-matched comparison; None when unknown or silent.
    provenance
        What it was made from; None for a sound brought in from outside.
    key
        Identity within the project; -1 until it is added.
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

    def __post_init__(self) -> None:
        if not all(math.isfinite(n) for n in (self.start_s, self.gain_db, self.loudness_lufs or 0.0)):
            raise ValueError("a take's numbers must be finite")
        if self.n_samples < 0 or self.rate_hz <= 0 or self.channels <= 0:
            raise ValueError("a take's sound has a length, a rate and channels")

    @property
    def duration_s(self) -> float:
        """Length of its sound."""
        return self.n_samples / self.rate_hz

    @property
    def end_s(self) -> float:
        """Where its sound ends on the clip's time axis."""
        return self.start_s + self.duration_s


def takes_folder_of(project_file: Path) -> Path:
    """Folder beside a project file that holds its takes."""
    return project_file.with_name(f"{project_file.stem} takes")


def unsaved_takes_folder() -> Path:
    """Folder for the takes of projects that have no file yet."""
    return data_dir() / "takes"


def new_take_path(project_file: Path | None, name: str, suffix: str = ".wav") -> Path:
    """Fresh path for a take's sound; its folder is created. Takes of the shipped example never go beside it.

    Parameters
    ----------
    project_file
        The project's file, or None while it has none.
    name
        What the take is called; made safe for a file name.
    suffix
        Kind of file.

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
    safe = re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", name).strip(" .")[:60] or "take"
    return folder / f"{safe} {uuid.uuid4().hex[:10]}{suffix}"


def collect_takes(paths: Iterable[Path], project_file: Path) -> dict[Path, Path]:
    """Bring takes into a project's own folder, by hard link where possible; answers old path -> new path.

    The old files stay where they are (an undo may still want them); files that are missing or already
    inside are left out of the answer.

    Raises
    ------
    FoleyError
        When a file cannot be brought in.
    """
    folder = takes_folder_of(project_file)
    moved: dict[Path, Path] = {}
    for old in paths:
        new = folder / old.name
        if old.parent == folder or not old.is_file():
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not new.exists():
                _link_or_copy(old, new)
        except OSError as error:
            raise FoleyError(
                f"the take cannot be brought into {folder} ({error.strerror})", file=old, remedy="free some space there"
            ) from error
        moved[old] = new
    return moved


def _link_or_copy(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:  # another disk, or a file system without links
        part = new.with_name(new.name + ".part")
        try:
            shutil.copyfile(old, part)
            part.replace(new)
        finally:
            part.unlink(missing_ok=True)
