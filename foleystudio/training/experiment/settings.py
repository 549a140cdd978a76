"""What an experiment is asked for, its sizes by preset, and the memory of what of it is done."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from foleystudio.engine.models.model_files import WEIGHTS_NAME
from foleystudio.errors import FoleyError
from foleystudio.files.atomic_files import whole_file, write_error
from foleystudio.files.file_names import exists
from foleystudio.files.json_text import json_of, parsed, read_bytes
from foleystudio.training.data.clip_windows import PAPER_FRAMES
from foleystudio.training.experiment.manifest import RECORDED
from foleystudio.training.run.trainer import NET_FOLDER

STATE_NAME = "experiment.json"
VARIETYSOUND = "varietysound"
ABLATIONS = ("no_mel_critic", "no_alignment_critic")
"""VarietySound trained again, without one of its discriminators."""

TRAININGS = (VARIETYSOUND, "regnet", "speechsplit", "owens", *ABLATIONS)
STAGES = ("data", *TRAININGS, "generate", "score", "rebuild", "report")
"""In the order in which they run."""

SYSTEMS: dict[str, tuple[str, ...]] = {
    VARIETYSOUND: (VARIETYSOUND,),
    "cascade": ("regnet", "speechsplit"),
    "owens": ("owens",),
    **{name: (name,) for name in ABLATIONS},
}
"""What makes sounds, and the trainings that it needs."""

TITLES = {
    RECORDED: "recorded",
    VARIETYSOUND: "VarietySound",
    "cascade": "cascade (REGNET, then SpeechSplit)",
    "owens": "Owens et al.",
    "no_mel_critic": "VarietySound without mel discriminator",
    "no_alignment_critic": "VarietySound without alignment discriminator",
}
"""What systems are called in tables."""


@dataclass(frozen=True)
class Sizes:
    """How large an experiment is.

    Parameters
    ----------
    frames
        Feature frames of a window.
    clips
        Made clips a class.
    pairs
        Swapped pairs and originals a category, at most.
    references, videos
        Of the timbre test, a category, at most.
    batch, rate
        Of every training.
    """

    frames: int
    clips: int
    pairs: int
    references: int
    videos: int
    batch: int
    rate: float


SIZES = {
    "tiny": Sizes(frames=22, clips=3, pairs=1, references=1, videos=1, batch=2, rate=1e-3),
    "small": Sizes(frames=86, clips=48, pairs=10, references=5, videos=3, batch=8, rate=1e-3),
    "paper": Sizes(frames=PAPER_FRAMES, clips=120, pairs=10, references=5, videos=3, batch=16, rate=3e-4),
}
"""By preset: ``paper`` lasts 10 s a window and samples pairs as published; ``tiny`` is for tests."""


@dataclass(frozen=True)
class Settings:
    """What decides an experiment: with the same, it goes on; with others, it is another experiment.

    Parameters
    ----------
    data
        ``scenes``, or the path of a folder of clips.
    preset
        A key of `SIZES`, and a preset of every net.
    seed
        Draws scenes, the held-out clips, batches and pairs.
    clips
        Made clips a class; 0 for the preset's.
    pairs
        Swapped pairs, originals, videos and references of the timbre test, a category at most; 0 for the preset's.
    extractor, weights
        Of picture features, see `engine.picture.features.extractor_of`.
    """

    data: str
    preset: str = "small"
    seed: int = 0
    clips: int = 0
    pairs: int = 0
    extractor: str = "motion"
    weights: str = ""

    @property
    def sizes(self) -> Sizes:
        """The preset's."""
        return SIZES[self.preset]


@dataclass
class State:
    """What is done; kept in the report's folder.

    Parameters
    ----------
    settings
        Of the experiment.
    done
        By finished stage, what it took: seconds, and whatever else the report tells of it.
    steps
        By training, how many steps were planned: one that goes on keeps its schedule.
    """

    settings: Settings
    done: dict[str, dict[str, float]] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)


class Experiment:
    """An experiment's folder, and its state; written whenever a stage ends.

    Trainings may run in processes of their own: each adds what it has done to what the others have written.

    Parameters
    ----------
    folder
        Of the report.
    settings
        What is asked for.

    Raises
    ------
    FoleyError
        When the folder cannot be written, holds another experiment, or a damaged state.
    """

    def __init__(self, folder: Path, settings: Settings) -> None:
        self.folder, self.settings = folder, settings
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(folder, error) from error
        self.state = _read_state(folder / STATE_NAME) or State(settings)
        if self.state.settings != settings:
            raise FoleyError(
                f"it holds another experiment ({_differences(self.state.settings, settings)})",
                file=folder,
                remedy="choose another folder",
            )

    @property
    def windows(self) -> Path:
        """Folder of the prepared windows."""
        return self.folder / "windows"

    def run(self, training: str) -> Path:
        """Folder of a training's run."""
        return self.folder / "runs" / training

    def scores(self, name: str) -> Path:
        """File of a system's scores, or of another measure's."""
        return self.folder / "scores" / f"{name}.json"

    def plan_steps(self, training: str, steps: int) -> None:
        """Keep how many steps a training has."""
        self._refresh()
        self.state.steps[training] = steps
        self._write()

    def finish(self, stage: str, **told: float) -> None:
        """Keep that a stage is done."""
        self._refresh()
        self.state.done[stage] = told
        self._write()

    def was_cut_short(self, training: str) -> bool:
        """Whether a training that is done had time for fewer steps than were planned."""
        told = self.state.done.get(training, {})
        return told.get("steps", 0) < told.get("planned", 0)

    def nets_of(self, system: str) -> list[Path]:
        """Files of the weights that a system's sounds come from."""
        return [self.run(training) / NET_FOLDER / WEIGHTS_NAME for training in SYSTEMS[system]]

    def trained_systems(self) -> tuple[str, ...]:
        """Systems whose trainings are done."""
        return tuple(name for name, needs in SYSTEMS.items() if all(need in self.state.done for need in needs))

    def _refresh(self) -> None:
        written = _read_state(self.folder / STATE_NAME)
        if written is not None:
            self.state = State(
                self.settings, {**self.state.done, **written.done}, {**self.state.steps, **written.steps}
            )

    def _write(self) -> None:
        write_values(self.folder / STATE_NAME, asdict(self.state))


def is_up_to_date(made: Path, sources: Sequence[Path]) -> bool:
    """Whether a file is there, and none of what it was made of has been written after it."""
    if not exists(made):
        return False
    return all(not exists(source) or source.stat().st_mtime_ns <= made.stat().st_mtime_ns for source in sources)


def write_values(path: Path, values: Any) -> None:
    """Write plain values as JSON, whole or not at all; the folder is made.

    Raises
    ------
    FoleyError
        When it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(path.parent, error) from error
    with whole_file(path) as temporary:
        temporary.write_bytes(msgspec.json.format(json_of(values), indent=1) + b"\n")


def _read_state(path: Path) -> State | None:
    if not os.path.lexists(path):
        return None
    try:
        state = msgspec.convert(parsed(read_bytes(path)), State)
    except (ValueError, msgspec.MsgspecError) as error:
        raise FoleyError("it cannot be read", file=path, remedy="remove it, or choose another folder") from error
    if state.settings.preset not in SIZES:
        raise FoleyError("it is of another version", file=path, remedy="choose another folder")
    return state


def _differences(one: Settings, other: Settings) -> str:
    before, asked = asdict(one), asdict(other)
    return ", ".join(f"{name} {before[name]}" for name in before if before[name] != asked[name])
