"""Which clips are performed with which one-shots: fixed, by what a listener would try, then some drawn by a seed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from foleystudio.training.listening_test.plain_sampler import windowed_rms
from tests.benchmarks.sound.door import Bench, read
from tests.benchmarks.sound.readings import Mono, db

_METAL = "hammer-metal-impact"


@dataclass(frozen=True)
class Case:
    """A clip and the one-shots that it is performed with, by name."""

    kind: str
    clip: str
    shots: tuple[str, ...]


def _numbered(stem: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{stem}{n}" for n in numbers)


# The first of each kind are the quick ones.
CASES = (
    Case("metal", "hammer-1", _numbered(f"{_METAL}/oc-metalhit", 1, 2, 3, 4)),
    Case("dry step", "ice-steps-1", _numbered("footsteps/oc-stephard", 1, 2, 3, 4, 5)),
    Case("wood, speech", "child-at-table-1", _numbered("wood-impact/oc-woodhit", 1, 2, 3)),
    Case("door", "gun-2", ("door-mechanism/ad-sounds-door-close-01",)),
    Case("splash", "tennis-1", _numbered("water/oc-splash", 1, 2, 3)),
    Case("bark", "dog-1", ("dog/ad-sounds-dog-bark",)),
    Case("metal", "drum-1", (f"{_METAL}/oc-clanghard1",)),
    Case("metal", "gun-1", (f"{_METAL}/oc-gatehit",)),
    Case("metal", "tennis-1", _numbered(f"{_METAL}/oc-buckethit", 1, 2)),
    Case("dry step", "tennis-1", _numbered("footsteps/ad-sounds-node-step-hard-", 1, 2, 3)),
    Case("dry step", "drum-3", _numbered("footsteps/oc-stepsoft", 1, 2, 3, 4, 5, 6)),
    Case("wood, speech", "baby-laughter-1", _numbered("wood-impact/oc-dullwoodhit", 1, 2)),
    Case("wood, speech", "eating-crisps-1", _numbered("wood-impact/oc-chop", 1, 2, 3, 4, 5)),
    Case("door", "dog-2", ("door-mechanism/oc-doorclose2",)),
    Case("door", "hammer-1", ("door-mechanism/ad-sounds-door-close-03",)),
    Case("glass", "fireworks-1", _numbered("glass-ice/oc-glasshit", 1, 2, 3, 4)),
    Case("drum", "drum-4", ("drum/sp-drum-snare-hard",)),
    Case("drum", "conga-1", _numbered("drum/sp-tabla-ghe", 1, 2)),
    Case("gun", "gun-1", _numbered("gun/ad-sounds-pistol-fire-0", 1, 2)),
    Case("cymbal", "drum-2", ("drum/sp-drum-cymbal-hard",)),
    Case("tearing", "ripping-paper-1", _numbered("cloth-movement/oc-rustle", 1, 2, 3, 4)),
    Case("crunch", "eating-crisps-1", ("other/ad-sounds-apple-bite",)),
    Case("bark", "dog-2", ("dog/ad-sounds-puppy-bark",)),
    Case("bongo", "bongo-1", ("drum/sp-drum-tom-hi-hard",)),
)
_QUICK = 6
_DRAWN = 6


def cases(bench: Bench) -> list[Case]:
    """The cases of a bench."""
    if bench.quick:
        return list(CASES[:_QUICK])
    generator = np.random.default_rng(13)
    clips = sorted({case.clip for case in CASES})
    files = [name for name in gesture_names(bench) if not name.startswith(("loop-music/", "other/"))]
    drawn = generator.choice(len(files), _DRAWN, replace=False)
    return [*CASES, *(Case("drawn", str(generator.choice(clips)), (files[n],)) for n in drawn)]


def short_files(bench: Bench, longest_s: float = 3.0) -> list[Path]:
    """Every one-shot of at most some seconds."""
    files = sorted(bench.oneshots.rglob("*.flac"))
    return [file for file in files if read(file).duration_s <= longest_s]


def name_of(bench: Bench, file: Path) -> str:
    """A one-shot's name."""
    return file.relative_to(bench.oneshots).with_suffix("").as_posix()


def gesture_names(bench: Bench) -> list[str]:
    """Short files that are one gesture."""
    if "gestures" not in bench.kept:
        bench.kept["gestures"] = [
            name_of(bench, f) for f in short_files(bench) if is_gesture(read(f).mono(), read(f).rate_hz)
        ]
    return bench.kept["gestures"]


def is_gesture(mono: Mono, rate_hz: int) -> bool:
    """Whether a recording is of one thing done once, told from its level curve (RMS of 10 ms) alone.

    It is not when it both begins and ends within 15 dB of its loudest (a loop), nor when it is several bursts: three
    or more that rise within 10 dB of the loudest, each parted from the one before by at least 80 ms more than 25 dB
    below the loudest.
    """
    hop = round(0.01 * rate_hz)
    level = np.array([db(float(v)) for v in windowed_rms(np.pad(mono, (0, hop)), hop)[::hop]])
    under = level - level.max()
    if min(under[:5].max(), under[-6:].max()) > -15.0:
        return False
    bursts, quiet = 0, 8
    for value in under:
        if value < -25.0:
            quiet += 1
        elif value > -10.0:
            bursts += quiet >= 8
            quiet = 0
        elif quiet < 8:
            quiet = 0
    return bursts < 3
