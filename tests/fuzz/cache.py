"""Cache entries: those of a clip and its sound damaged, exchanged, or sealed anew with other contents."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
from functools import partial
from pathlib import Path
from random import Random

import numpy as np

from foleystudio.media.cache import SEAL_BYTES, new_cache_file
from foleystudio.media.picture.thumbnails import read_thumbnails
from foleystudio.media.sound.levels.peaks import build_peaks
from foleystudio.paths import cache_dir
from tests.clips import write_clip
from tests.fuzz.kinds import Doing, Kind, Place, mangled, type_in

_FRAMES = 12


def prepare(examples: Path) -> None:
    """Two clips, and the caches that looking at them leaves."""
    for name, frames in (("clip.mov", _FRAMES), ("other.mov", 8)):
        sound = np.sin(np.arange(24_000) / (10 + frames), dtype=np.float32)[:, None] * np.float32(0.5)
        write_clip(examples / name, frames=frames, audio=sound)
        _look(examples / name)
    shutil.copytree(cache_dir(), examples / "cache")
    (examples / "said.txt").write_text(_look(examples / "clip.mov"), "utf-8")


def draw(draw: Random, place: Place) -> Doing:
    """One entry or several spoilt; what is told of the clip must stay the same."""
    shutil.copytree(place.examples / "cache", cache_dir(), dirs_exist_ok=True)
    entries = sorted(path for path in cache_dir().rglob("*") if path.is_file())
    whole = sorted(path for path in (place.examples / "cache").rglob("*") if path.is_file())
    for entry in draw.sample(entries, draw.randint(1, 3)):
        _spoil(entry, whole, draw)
    return partial(_look_and_compare, place.examples / "clip.mov", (place.examples / "said.txt").read_text("utf-8"))


def _look_and_compare(clip: Path, before: str) -> None:
    if _look(clip) != before:
        raise AssertionError("wrong contents were used")


def _look(clip: Path) -> str:
    """What the command line tells of a clip, and what the window draws of it, as text."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        type_in("inspect", clip, "--json")
    outline = build_peaks(clip).read(0, 24_000, 50)
    pictures: dict[int, float] = {}
    read_thumbnails(clip, [0, 5], 24, lambda frame, picture, _exact: pictures.update({frame: float(picture.mean())}))
    return f"{said.getvalue()}{outline.round(4).tolist()}{sorted(pictures.items())}"


def _spoil(entry: Path, others: list[Path], draw: Random) -> None:
    try:
        data = entry.read_bytes()
    except FileNotFoundError:  # the one spoilt before was so large that the cache let go of this one
        return
    match draw.randrange(6):
        case 0:
            entry.write_bytes(mangled(data, draw))
        case 1:
            entry.write_bytes(draw.choice(others).read_bytes())
        case 2:
            _put(entry, lambda: entry.symlink_to(draw.choice(("/dev/zero", "/dev/stdin", entry.name, "/"))))
        case 3:
            _put(entry, lambda: os.mkfifo(entry))
        case 4:
            os.truncate(entry, draw.choice((0, 1, SEAL_BYTES, 1 << 36, max(0, len(data) - 1))))
        case _ if entry.suffix == ".npz":
            _seal_anew(entry, draw)
        case _:
            entry.write_bytes(draw.randbytes(len(data)))


def _put(entry: Path, make: object) -> None:
    entry.unlink()
    assert callable(make)
    make()


def _seal_anew(entry: Path, draw: Random) -> None:
    """A table that only its contents show not to be this clip's."""
    try:
        with np.load(entry, allow_pickle=False) as kept:
            arrays = dict(kept)
    except (OSError, ValueError):
        return
    arrays["pts"] = draw.choice(
        (arrays["pts"][::-1], np.zeros(10_000_000, np.int64), np.arange(10_000_000), arrays["pts"] - (1 << 62),
         arrays["pts"].astype(np.float64) * np.nan, arrays["pts"].reshape(-1, 2), arrays["pts"][:0])
    )  # fmt: skip
    with new_cache_file(entry) as temporary, temporary.open("wb") as file:
        (np.savez_compressed if draw.random() < 0.5 else np.savez)(file, allow_pickle=False, **arrays)


KIND = Kind("cache", prepare, draw, memory_bytes=512 << 20)
