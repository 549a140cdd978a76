"""Memory and time for an hour of 1080p: ``python -m tests.benchmarks.hour_long_clip [--renderer hybrid]``.

Makes an hour-long clip (25 pictures a second, sound of its own, with a hit a second) by repeating the packets of
a short one, lets ``foleystudio render`` re-perform it in a process of its own, and prints that process's peak
memory and the seconds of each stage. Exit code 1 when the peak passes 1.5 GB. Linux and macOS.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tests.clips import Picture, write_clip

PEAK_LIMIT_BYTES = 1_500_000_000
RATE_HZ = 48_000
PIECE_FRAMES = 256
PIECE_S = Fraction(PIECE_FRAMES, 25)  # as many samples as 480 AAC packets have: rounds follow each other without a seam


def main() -> int:
    """Make the clip, render it, print what it took; answers the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--timing", default="guide", choices=["guide", "picture"])
    parser.add_argument("--renderer", default="exemplar", choices=["exemplar", "hybrid", "varietysound"])
    parser.add_argument("--suffix", default=".mp4", choices=[".mp4", ".mov", ".mkv", ".wav"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        piece = write_clip(
            folder / "piece.mp4", size=(1920, 1080), frames=PIECE_FRAMES, gop=50, picture=_picture, audio=hits_sound()
        )
        clip = repeated(piece, folder / "hour.mp4", round(asked.minutes * 60 / PIECE_S))
        reference = write_clip(folder / "knock.wav", frames=0, audio=hits_sound()[: RATE_HZ // 2])
        command = [sys.executable, "-m", "foleystudio", "render", str(clip), "-r", str(reference), "--json"]
        command += ["--timing", asked.timing, "--renderer", asked.renderer, "-o", str(folder / f"out{asked.suffix}")]
        env = os.environ | {"FOLEYSTUDIO_CACHE": str(folder / "cache")}
        done = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=True)
    made = json.loads(done.stdout)
    peak = peak_bytes()
    stages = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in made["timings_s"].items())
    print(f"{asked.minutes} min of 1080p, {asked.timing} timing, {asked.renderer}, {asked.suffix}:", end=" ")
    print(f"{len(made['events'])} events; {stages}")
    print(f"peak memory {peak / 1e6:.0f} MB (limit {PEAK_LIMIT_BYTES / 1e6:.0f} MB)")
    return 0 if peak < PEAK_LIMIT_BYTES else 1


def _picture(number: int) -> Picture:
    picture = np.full((1080, 1920, 3), 60, np.uint8)
    at = 40 + 150 * (number % 12)
    picture[400:700, at : at + 200] = np.random.default_rng(3).integers(80, 255, (300, 200, 3))
    return picture


def hits_sound() -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A hit a second over faint noise, stereo."""
    rng = np.random.default_rng(4)
    second = 0.0005 * rng.standard_normal((RATE_HZ, 2))
    fall = np.exp(-np.arange(RATE_HZ // 4) / 2_000)[:, None]
    second[: RATE_HZ // 4] += 0.3 * fall * rng.standard_normal((RATE_HZ // 4, 2))
    return np.tile(second, (11, 1))[: int(PIECE_S * RATE_HZ)].astype(np.float32)


def repeated(piece: Path, out: Path, times: int, piece_s: Fraction = PIECE_S) -> Path:
    """Write a clip's packets, or as long a part of them, again and again, one round after the other."""
    with av.open(str(piece)) as source, av.open(str(out), "w") as target:
        streams = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        kept = [
            (packet, packet.stream.index, packet.pts, packet.dts, packet.time_base)
            for packet in source.demux()
            if packet.pts is not None and packet.dts is not None and 0 <= packet.pts * packet.time_base < piece_s
        ]
        for turn in range(times):
            for packet, index, pts, dts, time_base in kept:
                shift = int(turn * piece_s / time_base)
                packet.stream = streams[index]
                packet.pts, packet.dts, packet.time_base = pts + shift, dts + shift, time_base
                target.mux(packet)
    return out


def peak_bytes() -> int:
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    raise SystemExit(main())
