"""Model folders: figures out of range, headers that lie, weights that are no numbers, bytes damaged."""

from __future__ import annotations

import json
import math
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

_FIGURES: tuple[Any, ...] = (
    0, 1, -1, 2, 3, 7, 63, 64, 8192, 10**6, 2**31, 2**63, -(2**63), 0.5, -1.0, 1e308, None, True, "8", [], [1], {},
)  # fmt: skip
_VALUES = (math.nan, math.inf, -math.inf, 1e38, -1e38, 1e20, 0.0)


def prepare(examples: Path) -> None:
    """A tiny model, a clip, a reference and events; rendered once."""
    import torch

    from foleystudio.engine.models.model_files import write_net
    from foleystudio.nets.config import PRESETS
    from foleystudio.nets.varietysound.model import VarietySound

    torch.manual_seed(0)
    write_net(examples / "model", VarietySound(PRESETS["tiny"]), PRESETS["tiny"])
    sound = np.zeros((24_000, 1), np.float32)
    sound[4800:6000, 0] = np.sin(np.arange(1200) / 3) * np.exp(-np.arange(1200) / 200)
    write_clip(examples / "clip.mov", frames=12, audio=sound)
    write_clip(examples / "knock.wav", frames=0, audio=sound)
    events = {"version": 1, "events": [{"time_s": 0.1, "strength": 1.0, "sustain_s": 0.0}]}
    (examples / "events.json").write_text(json.dumps(events), "utf-8")
    code = type_in(*_asked(examples, examples / "model"), "-o", examples / "out.wav")
    assert code == 0, "the whole model performs"


def draw(draw: Random, place: Place) -> Doing:
    """A model with one thing or several wrong; it is performed with."""
    model = place.given / "model"
    shutil.copytree(place.examples / "model", model)
    for _ in range(draw.choice((1, 1, 2))):
        _spoil(model, draw)
    return partial(_render, place, model, place.out / f"out.{draw.choice(('wav', 'mp4'))}")


def _asked(examples: Path, model: Path) -> tuple[object, ...]:
    told = ("--timing", examples / "events.json", "--renderer", "hybrid", "--model", model)
    return "render", examples / "clip.mov", "-r", examples / "knock.wav", *told


def _render(place: Place, model: Path, out: Path) -> None:
    """Perform; what is written must be sound."""
    from foleystudio.media.sound.reader import read_sound

    if type_in(*_asked(place.examples, model), "-o", out) == 0:
        samples = read_sound(out).samples
        if not np.isfinite(samples).all():
            raise AssertionError("what was written is no sound")


def _spoil(model: Path, draw: Random) -> None:
    config, weights = model / "config.json", model / "weights.safetensors"
    if not all(stat.S_ISREG(path.lstat().st_mode) for path in (config, weights)):
        return
    match draw.randrange(8):
        case 0 | 1 | 2:
            _configure(config, draw)
        case 3:
            config.write_bytes(mangled(config.read_bytes(), draw))
        case 4:
            weights.write_bytes(mangled(weights.read_bytes(), draw))
        case 5:
            _lie(weights, draw)
        case 6:
            _weigh(weights, draw)
        case _:
            _lead_away(draw.choice((config, weights)), draw)


def _configure(config: Path, draw: Random) -> None:
    try:
        described = json.loads(config.read_bytes())
        part = described["config"]
    except (ValueError, KeyError, TypeError, OSError, RecursionError):
        return
    while isinstance(part, dict) and part:
        name = draw.choice(sorted(part))
        if isinstance(part[name], dict) and draw.random() < 0.9:
            part = part[name]
            continue
        part[name] = draw.choice(_FIGURES)
        break
    config.write_text(json.dumps(described), "utf-8")


def _lie(weights: Path, draw: Random) -> None:
    """Another header over the same bytes."""
    data = weights.read_bytes()
    size = int.from_bytes(data[:8], "little")
    try:
        header = json.loads(data[8 : 8 + size])
        entry = header[draw.choice(sorted(name for name in header if name != "__metadata__"))]
        match draw.randrange(3):
            case 0:
                entry["shape"] = [draw.choice((0, 1, 2**31, 2**62)) for _ in range(draw.randint(0, 5))]
            case 1:
                entry["data_offsets"] = [draw.choice((0, 4, 2**40)), draw.choice((0, 8, 2**63))]
            case _:
                entry["dtype"] = draw.choice(("F64", "BF16", "I64", "BOOL", "F8_E4M3", "X"))
    except (ValueError, KeyError, TypeError, RecursionError):
        return
    made = json.dumps(header).encode()
    weights.write_bytes(len(made).to_bytes(8, "little") + made + data[8 + size :])


def _weigh(weights: Path, draw: Random) -> None:
    """One weight of a value, in a file that is whole."""
    data = bytearray(weights.read_bytes())
    start = 8 + int.from_bytes(data[:8], "little")
    if start + 8 < len(data):
        at = start + 4 * draw.randrange((len(data) - start) // 4)
        data[at : at + 4] = np.float32(draw.choice(_VALUES)).tobytes()
        weights.write_bytes(data)


def _lead_away(file: Path, draw: Random) -> None:
    file.unlink(missing_ok=True)
    match draw.randrange(4):
        case 0:
            os.mkfifo(file)
        case 1:
            file.symlink_to(draw.choice(("/dev/zero", file.name, "/dev/stdin", "/")))
        case 2:
            file.mkdir()
        case _:
            file.write_bytes(b"[" * 200_000)


KIND = Kind("model", prepare, draw, seconds=15)
