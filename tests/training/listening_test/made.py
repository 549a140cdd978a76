"""Made sources of a listening test, and raters whose opinions are known."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.media.sound.files import write_sound
from foleystudio.training.listening_test.answers import Item, Key, KeyTrial, read_key
from foleystudio.training.listening_test.design import ANCHORS, Role
from foleystudio.training.listening_test.kit import Kit, Wishes, write_kit
from foleystudio.training.listening_test.sources import Source, read_source
from tests.clips import write_clip

RATE_HZ = 48_000
FRAMES, FPS = 12, 25
LENGTH = FRAMES * RATE_HZ // FPS
CASES = ("bell-1", "wood-1")

OPINIONS = {"good": {"bell-1": 4, "wood-1": 5}, "poor": {"bell-1": 2, "wood-1": 1}}
"""Of a rater who listens: points by system and case; what is real gets 5, anchors get 1."""


def struck(hz: float, level: float = 0.3, at_s: float = 0.1) -> Wave:
    """``float32 [N, 1]``: one hit that rings."""
    times = np.arange(LENGTH) / RATE_HZ - at_s
    wave = level * np.sin(2 * np.pi * hz * times) * np.exp(-12 * np.maximum(times, 0)) * (times >= 0)
    return np.asarray(wave[:, None], np.float32)


def write_systems(folder: Path) -> Path:
    """A folder of two clips and two systems; answers the folder."""
    for name in ("clips", "references", "good", "poor"):
        (folder / name).mkdir(parents=True)
    for number, name in enumerate(CASES):
        hz = 400.0 * (number + 1)
        write_clip(folder / "clips" / f"{name}.mp4", frames=FRAMES, rate_fps=Fraction(FPS), audio=struck(hz))
        write_sound(folder / "references" / f"{name}.flac", Sound(struck(1.5 * hz), RATE_HZ))
        write_sound(folder / "good" / f"{name}.flac", Sound(struck(1.4 * hz, 0.05), RATE_HZ))
        write_sound(folder / "poor" / f"{name}.wav", Sound(struck(3 * hz, 0.8), RATE_HZ))
    return folder


def made_source(folder: Path) -> Source:
    """What `write_systems` writes, read."""
    return read_source(write_systems(folder))


def made_kit(folder: Path, **wishes: Any) -> Kit:
    """A kit of it, below a folder."""
    return write_kit(made_source(folder / "systems"), folder / "kit", Wishes(**wishes), lambda _done, _total: None)


Judge = Callable[[KeyTrial, Item], float]


def listening(trial: KeyTrial, item: Item) -> float:
    """Points of a rater who listens."""
    if item.system:
        return OPINIONS[item.system][trial.case]
    return 5 if item.role == Role.REAL else 1


def asleep(trial: KeyTrial, item: Item) -> float:
    """Points of one who takes anchors for what is real."""
    return 5 if item.role in ANCHORS else 3 if item.system else 1


def answer_of(trial: KeyTrial, judge: Judge) -> int | str:
    """What a rater answers: points, or the file of the better one."""
    if trial.question.is_choice:
        return max(trial.items, key=lambda item: judge(trial, item)).file
    return int(judge(trial, trial.items[0]))


def answers(key: Key, rater: int, judge: Judge = listening) -> dict[str, Any]:
    """All that a rater answers, as the page saves it."""
    rows = [
        {"trial": name, "question": str(trial.question), "answer": answer_of(trial, judge), "plays": [1], "seconds": 2}
        for name, trial in key.trials.items()
    ]
    return {
        "kind": "foleystudio-listening-answers", "version": 1, "kit": key.kit, "rater": rater, "started": "",
        "finished": "", "trials": len(rows), "browser": "", "answers": rows,
    }  # fmt: skip


def write_answers(path: Path, key_path: Path, rater: int, judge: Judge = listening) -> Path:
    """The same as a file."""
    path.write_text(json.dumps(answers(read_key(key_path), rater, judge)), encoding="utf-8")
    return path
