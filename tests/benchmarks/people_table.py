"""Table how many persons are told in drawn scenes of people who pass each other, leave and come back.

    python -m tests.benchmarks.people_table [--seeds FIRST STOP]

Scenes of clothes that are mostly grey, 12 frames a second: two who pass each other, about as large, so that one is
hidden; the same with somebody who stands where they meet; one who leaves and comes back; one who leaves and another who
comes. *Right* are scenes with as many persons as there are people; *whose* is the share of persons' frames that are of
the one whom most of their frames are of.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from math import ceil

import numpy as np

from foleystudio.engine.picture.people.people import People
from foleystudio.engine.picture.people.persons import Person, persons_of
from foleystudio.engine.picture.people.pose_model import load_pose_model
from foleystudio.timebase import FrameTimes
from tests.engine.picture.people.figures import Clothes, Colour, Passer, pictures_of
from tests.engine.timing.people.walker import Walk, frames_at, regular_steps

Drawn = tuple[list[Passer], list[int], int]
"""Passers, whose person each is, and seconds."""

_FPS = 12
_LEFT_AT = 1.9  # heights of the picture: whoever walks so far has left it


def _clothes(rng: np.random.Generator) -> Clothes:
    def colour() -> Colour:
        shade = rng.uniform(15, 235) + rng.normal(0, 1, 3) * rng.choice([4, 12, 40])
        red, green, blue = (int(value) for value in np.clip(shade, 5, 245))
        return red, green, blue

    return Clothes(colour(), colour())


def _walk(rng: np.random.Generator) -> Walk:
    every_s = rng.uniform(0.4, 0.65)
    return Walk(regular_steps(30, first_s=0.4, every_s=every_s), stride=rng.uniform(0.35, 0.6))


def passing(rng: np.random.Generator) -> Drawn:
    """Two who pass each other."""
    height = rng.uniform(0.45, 0.75)
    one = Passer(rng.uniform(0.1, 0.3), _clothes(rng), _walk(rng), 1, height, 0.92)
    start, clothes, walk = rng.uniform(1.5, 1.7), _clothes(rng), _walk(rng)
    return [one, Passer(start, clothes, walk, -1, height * rng.uniform(0.8, 1.2), 0.92)], [0, 1], 5


def three(rng: np.random.Generator) -> Drawn:
    """Two who pass each other, and one who stands there."""
    (one, other), _, lasts_s = passing(rng)
    height, start = one.height * rng.uniform(0.85, 1.1), rng.uniform(0.8, 1.0)
    stands = Passer(start, _clothes(rng), Walk(((0.3, "L"),), stride=0.2), 1, height, 0.88)
    return [one, other, stands], [0, 1, 2], lasts_s


def _two_in_turn(rng: np.random.Generator, same: bool) -> Drawn:
    height, clothes = rng.uniform(0.5, 0.7), _clothes(rng)
    there = _walk(rng)
    every_s = there.steps[1][0] - there.steps[0][0]
    gone_s = (_LEFT_AT - 1.2) * every_s / (there.stride * height) + 0.4
    back_s = gone_s + rng.uniform(1.2, 3.0)
    back = replace(there, steps=regular_steps(30, first_s=back_s, every_s=every_s))
    between_s = gone_s + 0.3
    first = Passer(1.2, clothes, there, 1, height, 0.92, (0.0, between_s))
    second = Passer(2.0, clothes if same else _clothes(rng), back, -1, height, 0.92, (between_s, np.inf))
    return [first, second], [0, 0] if same else [0, 1], ceil(back_s + 3)


def returning(rng: np.random.Generator) -> Drawn:
    """One who leaves and comes back."""
    return _two_in_turn(rng, same=True)


def following(rng: np.random.Generator) -> Drawn:
    """One who leaves, and another who comes."""
    return _two_in_turn(rng, same=False)


KINDS: dict[str, Callable[[np.random.Generator], Drawn]] = {
    "two who pass each other": passing,
    "two who pass somebody who stands": three,
    "one who leaves and comes back": returning,
    "one who leaves, another who comes": following,
}


def whose(person: Person, drawn: Drawn) -> float:
    """Share of a person's frames that are of the one whom most are of."""
    passers, owners, _ = drawn
    at = person.seconds
    far = []
    for passer in passers:
        hips = passer.joints(at)[:, 7:9].mean(1)
        drawn_then = (at >= passer.there_s[0]) & (at < passer.there_s[1])
        far.append(np.where(drawn_then, np.hypot(*(hips - person.hips).T), np.inf))
    counts = np.bincount(np.array(owners)[np.argmin(far, axis=0)])
    return float(counts.max() / counts.sum())


def main(arguments: list[str] | None = None) -> int:
    """Draw, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs=2, default=(10, 15), metavar=("FIRST", "STOP"))
    asked = parser.parse_args(arguments)
    model = load_pose_model()
    print("| scenes | right | persons | people | whose |\n|---|---:|---:|---:|---:|")
    for kind, draw in KINDS.items():
        counts, shares = [], []
        for seed in range(*asked.seeds):
            drawn = draw(np.random.default_rng((11, seed, list(KINDS).index(kind))))
            at = frames_at(_FPS, drawn[2])
            times = FrameTimes.regular(len(at), Fraction(_FPS))
            persons = persons_of(People.of_pictures(pictures_of(drawn[0], at, seed=seed), times, model))
            counts.append((len(persons), len(set(drawn[1]))))
            shares += [whose(person, drawn) for person in persons]
        right = sum(found == wanted for found, wanted in counts)
        found, wanted = (sum(column) for column in zip(*counts, strict=True))
        print(f"| {kind} | {right} of {len(counts)} | {found} | {wanted} | {np.mean(shares):.3f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
