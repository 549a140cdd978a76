"""Time and memory for the guide of an hour: ``python -m tests.benchmarks.guide_hour [--minutes N]``.

Makes a clip of small pictures with an hour of sound, a hit a second, by repeating the packets of a short one, lets
``foleystudio events --timing guide`` hear it in a process of its own, and prints how much faster than real time that
was and the process's peak memory, beside those of a clip of a tenth of the length. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks.hour_long_clip import PIECE_FRAMES, PIECE_S, hits_sound, peak_bytes, repeated
from tests.clips import Picture, write_clip


def main(arguments: list[str] | None = None) -> int:
    """Make the clips, hear them, print what it took."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=int, default=60)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        piece = write_clip(
            folder / "piece.mp4", size=(32, 32), frames=PIECE_FRAMES, gop=50, picture=_grey, audio=hits_sound()
        )
        for minutes in (asked.minutes / 10, asked.minutes):
            clip = repeated(piece, folder / "long.mp4", round(minutes * 60 / PIECE_S))
            command = [sys.executable, "-m", "foleystudio", "events", str(clip), "--timing", "guide"]
            begun = time.monotonic()
            done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
            took = time.monotonic() - begun
            count = len(json.loads(done.stdout)["events"])
            print(f"{minutes:g} min: {count} events in {took:.1f} s, {60 * minutes / took:.0f} x real time,", end=" ")
            print(f"peak memory {peak_bytes() / 1e6:.0f} MB", flush=True)
    return 0


def _grey(number: int) -> Picture:
    return np.full((32, 32, 3), 60, np.uint8)


if __name__ == "__main__":
    raise SystemExit(main())
