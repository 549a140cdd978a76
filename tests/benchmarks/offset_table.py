"""Table how often the estimated picture-to-sound offset is right: ``python -m tests.benchmarks.offset_table``.

Drawn scenes with their sound (`training.scenes.audiovisual`), the sound moved by known offsets. What is *estimated* is
told who asks; *offered unasked* is what both halves of a clip say and what lies 100 ms or more from what is set (0). An
estimate is right within 45 ms, a frame or so, and leaves less than a viewer notices within 80 ms. Where the truth is 0,
every offer is wrong.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ, onset_strength
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.offset import OffsetEstimate, offset_between
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ

OFFSETS_MS = (-200, -120, -60, 0, 60, 120, 200)
RIGHT_MS, NEAR_MS, WORTH_MS = 45.0, 80.0, 100.0

Told = list[tuple[int, OffsetEstimate | None]]
"""Truth, milliseconds, and what is estimated."""


def estimates(scenes: int, duration_s: float) -> Told:
    """Every scene at every offset."""
    told: Told = []
    for seed in range(77_000, 77_000 + scenes):
        scene = draw_audiovisual_scene(seed, duration_s, simulated=False)
        motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
        wave = resample(scene.sound.target + scene.sound.background, SCENE_RATE_HZ, ONSET_RATE_HZ)
        for offset_ms in OFFSETS_MS:
            strength = onset_strength(_moved(wave, offset_ms)).astype(np.float64)
            told.append((offset_ms, offset_between(motion, strength)))
    return told


def _moved(wave: NDArray[np.float32], offset_ms: float) -> NDArray[np.float32]:
    by = round(offset_ms / 1000 * ONSET_RATE_HZ)
    moved = np.zeros_like(wave)
    if by >= 0:
        moved[by:] = wave[: len(wave) - by]
    else:
        moved[:by] = wave[-by:]
    return moved


def row(name: str, told: Told, unasked: bool) -> str:
    """What is said, and how right it is."""
    known = [(truth, said) for truth, said in told if said is not None]
    if unasked:
        known = [(truth, said) for truth, said in known if said.is_steady and abs(said.offset_ms) >= WORTH_MS]
    away = [abs(said.offset_ms - truth) for truth, said in known if truth]
    shares = [f"{sum(a <= within for a in away) / max(1, len(away)):.2f}" for within in (RIGHT_MS, NEAR_MS)]
    still = sum(1 for truth, _ in known if not truth)
    moved, unmoved = sum(1 for truth, _ in told if truth), sum(1 for truth, _ in told if not truth)
    return f"| {name} | {len(away)} of {moved} | {' | '.join(shares)} | {still} of {unmoved} |"


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=12.0)
    asked = parser.parse_args(arguments)
    told = estimates(asked.scenes, asked.seconds)
    print("| | where there is an offset | right within 45 ms | within 80 ms | where there is none |")
    print("|---|---:|---:|---:|---:|")
    print(row("estimated", told, False))
    print(row("offered unasked", told, True))
    return 0


if __name__ == "__main__":
    sys.exit(main())
