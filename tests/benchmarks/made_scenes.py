"""How fast scenes are made: ``python -m tests.benchmarks.made_scenes [COUNT]``.

Processor time of one process with one thread, as a training's workers have it; scenes of 4 seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import cv2
import torch

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.training.data.examples import ExampleShape, audiovisual_example, example_of
from foleystudio.training.scenes.audiovisual import AudioVisualScene, draw_audiovisual_scene
from foleystudio.training.scenes.performance import draw_sound_scene
from foleystudio.training.scenes.physics.loading import has_mujoco
from foleystudio.training.scenes.physics.worlds import WORLDS

SHAPE = ExampleShape(STUDIO)
Maker = Callable[[int], int]
"""Makes the scene of a seed; answers how many pictures it has."""


def seen(scene: AudioVisualScene) -> int:
    return sum(1 for _ in scene.pictures())


def sound(seed: int) -> int:
    draw_sound_scene(seed, SHAPE.duration_s)
    return 0


def sound_example(seed: int) -> int:
    example_of(draw_sound_scene(seed, SHAPE.duration_s), SHAPE)
    return 0


def drawn(seed: int) -> int:
    return seen(draw_audiovisual_scene(seed, SHAPE.duration_s, simulated=False))


def simulated(seed: int) -> int:
    worlds = list(WORLDS)
    return seen(draw_audiovisual_scene(seed, SHAPE.duration_s, cause=worlds[seed % len(worlds)]))


def picture_example(seed: int) -> int:
    scene = draw_audiovisual_scene(seed, SHAPE.duration_s)
    audiovisual_example(scene, SHAPE)
    return len(scene.frames)


def row(name: str, make: Maker, count: int) -> str:
    make(10_000)  # what is loaded once is not a scene's
    began = time.process_time()
    pictures = sum(make(seed) for seed in range(count))
    seconds = time.process_time() - began
    return f"| {name} | {count / seconds:.1f} | {f'{pictures / seconds:.0f}' if pictures else ''} |"


def main(count: int) -> None:
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    print("| | scenes a second | pictures a second |\n| --- | ---: | ---: |")
    print(row("sound alone", sound, count), flush=True)
    print(row("sound, as a training example", sound_example, count), flush=True)
    print(row("sound and drawn pictures", drawn, count), flush=True)
    if has_mujoco():
        print(row("sound and simulated contacts", simulated, count), flush=True)
    print(row("sound and pictures, some simulated, as a training example", picture_example, count), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
