"""Whether pulling taps to the picture's proposals helps: ``python -m tests.benchmarks.pulled_taps [COUNT]``.

Made scenes of eight seconds whose true times are known; somebody taps along with each event, 25 ms (sd) off and early
or late as a whole; the picture source proposes by its net. Told are the taps' distances from the true times, as root
mean square and as share within 20 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.timing.picture.onset_net import load_timing_model
from foleystudio.engine.timing.picture.picture_fusion import candidates_of_activation, onset_activation
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.performing.pulling import DEFAULT_DEGREE, SURE, pulled
from foleystudio.project.proposals import Candidates
from foleystudio.training.scenes.audiovisual import draw_audiovisual_scene

DURATION_S = 8.0
FIRST_SEED = 7_300_000
JITTER_S = 0.025
DEGREES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
BIASES_S = (-0.03, 0.0, 0.03, 0.06)


@dataclass(frozen=True)
class Pull:
    """How taps are pulled: as the window does, but for what is said."""

    degree: float = DEFAULT_DEGREE
    least: float = SURE
    evenly: bool = True


VARIANTS = {
    "not at all": Pull(0.0),
    "as the window does": Pull(),
    "to all proposals, however doubtful": Pull(least=0.0),
    "to those at least 0.7 certain": Pull(least=0.7),
    "each for itself, the pass's lateness left in": Pull(evenly=False),
}


@dataclass(frozen=True)
class Scene:
    """What is true, and what the picture source finds."""

    times_s: np.ndarray
    found: Candidates


def scenes(count: int) -> list[Scene]:
    model, made = load_timing_model(), []
    for seed in range(FIRST_SEED, FIRST_SEED + count):
        scene = draw_audiovisual_scene(seed, DURATION_S)
        times_s = np.array([event.time_s for event in scene.visible if 0.3 < event.time_s < DURATION_S - 0.3])
        if not len(times_s):
            continue
        motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
        made.append(Scene(times_s, candidates_of_activation(onset_activation(motion, model), model.threshold)))
    return made


def errors(scene: Scene, bias_s: float, how: Pull, seed: int) -> np.ndarray:
    """Distances, in seconds, of each tap from its event once it was pulled."""
    jitter = np.random.default_rng(seed).normal(bias_s, JITTER_S, len(scene.times_s))
    taps = EventTrack(tuple(Event(max(0.0, float(at)), key=n) for n, at in enumerate(scene.times_s + jitter)))
    places = [each.event.time_s for each in scene.found.found if each.certainty >= how.least]
    after = pulled(taps, range(len(scene.times_s)), places, how.degree, evenly=how.evenly)
    return np.array([after.get(n).time_s - at for n, at in enumerate(scene.times_s)])


def told(found: list[Scene], bias_s: float, how: Pull) -> str:
    """Root mean square in ms; share within 20 ms."""
    every = np.concatenate([errors(scene, bias_s, how, n) for n, scene in enumerate(found)])
    rms_ms, near = 1000 * float(np.sqrt(np.mean(every**2))), float(np.mean(np.abs(every) <= 0.02))
    return f"{rms_ms:.0f} ms, {near:.0%}"


def table(title: str, rows: Mapping[str, Sequence[str]], columns: Sequence[str]) -> None:
    print(f"| {title} | " + " | ".join(columns) + " |\n| --- |" + " ---: |" * len(columns))
    for name, cells in rows.items():
        print(f"| {name} | " + " | ".join(cells) + " |")
    print()


def main(count: int) -> None:
    torch.set_num_threads(1)
    found = scenes(count)
    events = sum(len(scene.times_s) for scene in found)
    print(f"{len(found)} scenes, {events} events, taps {1000 * JITTER_S:.0f} ms (sd) off\n")
    by_degree = {f"{1000 * b:+.0f} ms": [told(found, b, Pull(degree)) for degree in DEGREES] for b in BIASES_S}
    table("taps late by", by_degree, [f"{degree:.0%}" for degree in DEGREES])
    others = {name: [told(found, bias_s, how) for bias_s in BIASES_S] for name, how in VARIANTS.items()}
    table(f"pulled by {DEFAULT_DEGREE:.0%}", others, [f"late by {1000 * b:+.0f} ms" for b in BIASES_S])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 90)
