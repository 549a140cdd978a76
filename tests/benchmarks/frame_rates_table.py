"""Table what the picture timing finds of one film at every frame rate.

    python -m tests.benchmarks.frame_rates_table [--films N]

A hammer that strikes, a ball that bounces and somebody who sways, drawn as functions of time and filmed with a shutter
half open (`tests.engine.timing.films`), before several walls. What is found at 240 frames a second is asked for; an
event at a lower rate is the same within 40 ms, of less than 24 frames a second within 40 ms and a frame.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.benchmarks.guide_scores import matches
from tests.engine.timing.films import HAMMER_S, RATES, times_of, write_film

SAME_S = 0.04
_SLOW_FPS = 24


def tolerance_s(rate_fps: Fraction) -> float:
    """How far an event may lie from where it is at the highest rate."""
    return SAME_S if rate_fps >= _SLOW_FPS - 0.1 else SAME_S + 1 / float(rate_fps)


def row(rate_fps: Fraction, found: list[NDArray[np.float64]], wanted: list[NDArray[np.float64]]) -> str:
    """One rate: events, those that are the same, how far they lie, and how many of the hammer's strokes are there."""
    pairs = [matches(f.tolist(), w.tolist(), tolerance_s(rate_fps)) for f, w in zip(found, wanted, strict=True)]
    away = [float(f[n] - w[m]) for f, w, ms in zip(found, wanted, pairs, strict=True) for n, m in ms]
    count, same, asked = sum(map(len, found)), sum(map(len, pairs)), sum(map(len, wanted))
    strokes = sum(len(matches(f.tolist(), HAMMER_S, 0.06 + 1 / float(rate_fps))) for f in found)
    far = f"{1000 * np.median(away):+.0f}, {1000 * np.abs(away).max():.0f}" if away else "-"
    return (
        f"| {float(rate_fps):.4g} | {count} | {same} | {2 * same / max(1, count + asked):.2f} | {far} "
        f"| {strokes} of {len(HAMMER_S) * len(found)} |"
    )


def main(arguments: list[str] | None = None) -> int:
    """Film, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--films", type=int, default=3, help="so many walls")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        found = {
            rate: [
                times_of(write_film(Path(name) / f"{seed}-{float(rate):.3f}.mp4", rate, seed=seed))
                for seed in range(asked.films)
            ]
            for rate in RATES
        }
    print("| frames a second | events | the same | F1 | away, ms: median, largest | the hammer's |")
    print("|---:|---:|---:|---:|---:|---:|")
    for rate, times in found.items():
        print(row(rate, times, found[RATES[-1]]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
