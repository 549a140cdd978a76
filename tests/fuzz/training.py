"""Training folders: damaged records, indexes and windows, runs with damaged logs and checkpoints, odd names."""

from __future__ import annotations

import json
import os
import shutil
import stat
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from tests.clips import write_clip
from tests.fuzz.kinds import Doing, Kind, Place, mangled, type_in

_VALUES: tuple[Any, ...] = (
    0, 1, -1, 10**9, 2**63, 1e308, None, True, "", "..", "../outside/secret.txt", "/etc/passwd", "\x1b[2J", [], [1], {},
    "a" * 5000,
)  # fmt: skip
_NAMES = ("\x1b]0;a\x07", "a\nb", "\u202ecod", "x" * 200, "-o", " ", "%d")


def prepare(examples: Path) -> None:
    """Two clips prepared to learn from, a tiny net, and a run of one step."""
    import torch

    from foleystudio.engine.models.model_files import write_net
    from foleystudio.nets.config import PRESETS
    from foleystudio.nets.varietysound.model import VarietySound

    write_net(examples / "net", VarietySound(PRESETS["tiny"]), PRESETS["tiny"])
    torch.set_num_threads(1)
    sound = np.zeros((48_000, 1), np.float32)
    for at in (5_000, 20_000, 36_000):
        sound[at : at + 4_800, 0] = np.exp(-np.arange(4_800) / 900) * np.sin(np.arange(4_800) * 0.2)
    (examples / "clips").mkdir()
    for name, frames in (("one.mp4", 25), ("two.mp4", 24)):
        write_clip(examples / "clips" / name, frames=frames, audio=sound)
    assert _preprocess(examples / "clips", examples / "prepared") == 0
    assert _train(examples, examples / "prepared", examples / "run", 1) == 0


def draw(draw: Random, place: Place) -> Doing:
    """A prepared folder or a run with one thing or several wrong; the user goes on with it."""
    prepared, run, clips = (place.out / name for name in ("prepared", "run", "clips"))
    for folder in (prepared, run, clips):
        shutil.copytree(place.examples / folder.name, folder)
    if draw.random() < 0.05:
        _spoil(sorted(run.glob("*.*")), draw)
        return partial(_train, place.examples, place.examples / "prepared", run, 2)
    for _ in range(draw.choice((1, 1, 2))):
        _spoil(sorted(path for path in prepared.iterdir() if path.is_file()), draw)
    if draw.random() < 0.3:
        (clips / "two.mp4").rename(clips / f"{draw.choice(_NAMES)}.mp4")
    if draw.random() < 0.05:
        return partial(_train, place.examples, prepared, place.out / "new", 1)
    return partial(_preprocess, clips, prepared)


def _preprocess(clips: Path, prepared: Path) -> int:
    return type_in("preprocess", clips, "-o", prepared, "--regime", "transfer", "--seconds", "0.5")


def _train(examples: Path, data: Path, run: Path, steps: int) -> int:
    start = ("--from", examples / "net", "--steps", steps, "--batch", 1, "--measure-every", 10)
    return type_in("train", "--data", data, "--out", run, *start)


def _spoil(files: list[Path], draw: Random) -> None:
    file = draw.choice(files)
    if not stat.S_ISREG(file.lstat().st_mode):
        return
    match draw.randrange(6):
        case 0 | 1 | 2 if file.suffix in (".json", ".jsonl"):
            _rewrite(file, draw)
        case 3:
            file.unlink()
            os.mkfifo(file)
        case 4:
            file.unlink()
            file.symlink_to(draw.choice(("/dev/zero", file.name, "../../outside/secret.txt")))
        case 5:
            file.write_bytes(draw.choice((b"[" * 100_000, b"[1]", b"{}", b"null", b"\xff\xfe", b"")))
        case _:
            file.write_bytes(mangled(file.read_bytes(), draw))


def _rewrite(file: Path, draw: Random) -> None:
    """Another value at one place of a JSON file."""
    try:
        whole = json.loads(file.read_bytes())
    except (ValueError, RecursionError):
        file.write_bytes(b"[1]\n" + file.read_bytes())
        return
    part = whole
    while isinstance(part, dict | list) and part:
        key: Any = draw.choice(sorted(part)) if isinstance(part, dict) else draw.randrange(len(part))
        if isinstance(part[key], dict | list) and part[key] and draw.random() < 0.9:
            part = part[key]
            continue
        part[key] = draw.choice(_VALUES)
        break
    file.write_text(json.dumps(whole), "utf-8")


KIND = Kind("training", prepare, draw, seconds=20, written=("out", "home"))
