"""Table how often the estimated picture-to-sound offset is right: ``python -m tests.benchmarks.offset_table``.

Drawn scenes with their sound (`training.scenes.audiovisual`), the sound moved by known offsets. *Offered* are estimates
that are as sure as the window asks and far enough from what is set (0); right is what lies within 45 ms of the truth, a
frame or so. Where the truth is 0, every offer is wrong.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ, onset_strength
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.offset import OFFERED_FROM, offset_between
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ

OFFSETS_MS = (-200, -120, -60, 0, 60, 120, 200)
RIGHT_MS, WORTH_MS = 45.0, 40.0
_LEVELS = (0.5, 0.55, 0.6, 0.65, 0.7)

Told = list[tuple[int, float, float]]
"""Truth, estimate (milliseconds; NaN for none) and its certainty."""


def estimates(scenes: int, duration_s: float) -> Told:
    """Every scene at every offset."""
    told: Told = []
    for seed in range(77_000, 77_000 + scenes):
        scene = draw_audiovisual_scene(seed, duration_s, simulated=False)
        motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
        wave = resample(scene.sound.target + scene.sound.background, SCENE_RATE_HZ, ONSET_RATE_HZ)
        for offset_ms in OFFSETS_MS:
            estimate = offset_between(motion, onset_strength(_moved(wave, offset_ms)).astype(np.float64))
            known = (estimate.offset_ms, estimate.confidence) if estimate is not None else (float("nan"), 0.0)
            told.append((offset_ms, *known))
    return told


def _moved(wave: NDArray[np.float32], offset_ms: float) -> NDArray[np.float32]:
    by = round(offset_ms / 1000 * ONSET_RATE_HZ)
    moved = np.zeros_like(wave)
    if by >= 0:
        moved[by:] = wave[: len(wave) - by]
    else:
        moved[:by] = wave[-by:]
    return moved


def row(told: Told, least: float) -> str:
    """What is offered from a certainty on."""
    sure = [(t, e) for t, e, c in told if c >= least]
    moved = [(t, e) for t, e in sure if t]
    right = sum(abs(e - t) <= RIGHT_MS for t, e in moved)
    still = sum(abs(e) >= WORTH_MS for t, e in sure if not t)
    count, zero = sum(1 for t, _, _ in told if t), sum(1 for t, _, _ in told if not t)
    away = np.median([e - t for t, e in moved]) if moved else float("nan")
    share = f"{right / max(1, len(moved)):.2f}"
    return f"| {least:.2f} | {len(moved)} of {count} | {share} | {away:+.0f} | {still} of {zero} |"


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scenes", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=12.0)
    asked = parser.parse_args(arguments)
    told = estimates(asked.scenes, asked.seconds)
    print("| certainty from | offered | of these right | median error, ms | offered where there is none |")
    print("|---:|---:|---:|---:|---:|")
    for least in sorted({*_LEVELS, OFFERED_FROM}):
        print(row(told, least))
    return 0


if __name__ == "__main__":
    sys.exit(main())
