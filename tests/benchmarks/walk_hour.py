"""Time and memory for the people of an hour: ``python -m tests.benchmarks.walk_hour [--minutes N] [--rate FPS]``.

Draws somebody who walks through a small picture, in at one side and out at the other, repeats the packets of that,
looks for people, their ground and their steps in a process of its own, and prints how much memory that process has
after each minute of the film: resident as a whole, and its own without files mapped into it. Linux.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

from foleystudio.engine.clip import open_clip
from foleystudio.engine.picture.people.people import people_of
from foleystudio.engine.timing.people.cast import cast_of
from foleystudio.engine.timing.people.feet import candidates_of_feet
from tests.benchmarks.hour_long_clip import repeated
from tests.clips import write_clip
from tests.engine.picture.people.figures import Passer, pictures_of
from tests.engine.timing.people.walker import Walk, regular_steps

PIECE_S = 8
SIZE = 240, 240


def memory_mb() -> tuple[float, float]:
    """Resident memory of this process, and what of it is no file's, MB."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    resident, own = (int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "RssAnon"))
    return resident, own


def write_walks(folder: Path, rate_fps: Fraction, minutes: float) -> Path:
    """A clip in which somebody walks through the picture every `PIECE_S`."""
    walker = Passer(-0.3, walk=Walk(regular_steps(13, every_s=0.55), stride=0.3))
    count = round(PIECE_S * rate_fps)
    seconds = [number / float(rate_fps) for number in range(count)]
    pictures = list(pictures_of([walker], seconds, SIZE, noise=0.0))
    piece = write_clip(
        folder / "piece.mp4", size=SIZE, frames=count, rate_fps=rate_fps, gop=count, picture=pictures.__getitem__
    )
    return repeated(piece, folder / "walks.mp4", round(60 * minutes / PIECE_S), Fraction(PIECE_S))


def look(path: str) -> None:
    """Find the people of a clip and their steps, and print what it took."""
    clip = open_clip(Path(path))
    begun, worked, minute = time.monotonic(), time.process_time(), 1

    def told(share: float, _stage: str) -> None:
        nonlocal minute
        if share * clip.duration_s >= 60 * minute:
            resident, own = memory_mb()
            print(f"minute {minute}: {resident:.0f} MB, its own {own:.0f} MB", flush=True)
            minute += 1

    people_of(clip, told)
    took, work = time.monotonic() - begun, time.process_time() - worked
    print(f"people: {clip.duration_s / took:.2f} x real time, {1000 * work / len(clip.frames):.1f} ms of work a frame")
    cast = cast_of(clip)
    print("ground and persons: {:.0f} MB, its own {:.0f} MB".format(*memory_mb()), flush=True)
    steps = len(candidates_of_feet(cast).events())
    print(f"{len(cast.persons)} persons, {steps} steps:", "{:.0f} MB, its own {:.0f} MB".format(*memory_mb()))


def main(arguments: list[str] | None = None) -> int:
    """Make the clip, look, print what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=Fraction, default=Fraction(30), help="frames a second")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        clip = write_walks(Path(name), asked.rate, asked.minutes)
        code = "import sys; from tests.benchmarks import walk_hour; walk_hour.look(sys.argv[1])"
        environment = {**os.environ, "FOLEYSTUDIO_CACHE": name}
        return subprocess.run([sys.executable, "-c", code, str(clip)], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
