"""Cases that do, each, one of the things that none may: what the judge is tried with."""

from __future__ import annotations

import os
import subprocess
import time
from functools import partial
from pathlib import Path
from random import Random

from tests.fuzz.kinds import Doing, Kind, Place


def _speak(text: str) -> None:
    print(text)


def _fill(path: Path) -> None:
    path.write_bytes(bytes(2 << 20))


MISDEEDS = ("traceback", "crash", "hang", "memory", "disk", "read", "written", "changed", "started", "steering", "none")
"""What the case of each seed does."""


def draw(draw: Random, place: Place) -> Doing:
    """The next misdeed; the seeds count them."""
    number = int((place.examples / "next").read_text("ascii"))
    (place.examples / "next").write_text(str(number + 1), "ascii")
    deeds: dict[str, Doing] = {
        "traceback": partial(int, "no number"),
        "crash": os.abort,
        "hang": partial(time.sleep, 60),
        "memory": partial(bytearray, 1 << 34),
        "disk": partial(_fill, place.out / "big"),
        "read": (place.outside / "secret.txt").read_bytes,
        "written": partial(_fill, place.given.parent / "stray"),
        "changed": partial(_fill, place.outside / "secret.wav"),
        "started": partial(subprocess.run, ["true"], check=False),
        "steering": partial(_speak, "\x1b[2J"),
        "none": partial(_speak, "all is well"),
    }
    return deeds[MISDEEDS[number]]


def prepare(examples: Path) -> None:
    """Begin to count."""
    (examples / "next").write_text("0", "ascii")


KIND = Kind("misdeeds", prepare, draw, seconds=0.5, memory_bytes=64 << 20, disk_bytes=1 << 20)
