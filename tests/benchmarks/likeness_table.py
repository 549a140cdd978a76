"""Table how well events are split by likeness: made mixtures of two or three things, and hammers that are only seen.

    python -m tests.benchmarks.likeness_table [--mixtures N] [--oneshots DIR] [--films N] [--seed N]

By ear: things are struck in turn at random, for 20 s, some in a room, over a noise floor (with --oneshots: things and
recordings that no training heard); the events are those that the guide's own timing finds, each of the thing whose hit
it is. By eye: films of hammers side by side, the events at their blows. *In the right group*: share of events that the
best naming of the groups has right, at the true number of groups; *all in one*: what one group for all would have.
*Adjusted Rand*: 0 is chance, 1 all right. *Number found*: how often the number of groups offered first is the true one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Sound
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.engine.timing.hit_sounds import hit_sounds
from foleystudio.engine.timing.splitting.likeness import MOST_GROUPS, looks_around, split_of
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.listening.hit_bank import draw_bank
from foleystudio.training.scenes.listening.laying import Mix, lay_strokes
from foleystudio.training.scenes.listening.patterns import Stroke
from tests.benchmarks.taught_table import SECONDS, WITHIN_S, recorded
from tests.engine.timing.scenes import Stage, strike_height

Numbers = NDArray[np.int64]
_A_BANK = 8  # mixtures of things of one bank
_FILM_S, _BLOWS = 12.0, 7  # of a film, and of each of its hammers


@dataclass
class Count:
    """Scores of one kind of case."""

    right: list[float] = field(default_factory=list)
    largest: list[float] = field(default_factory=list)
    rand: list[float] = field(default_factory=list)
    found: list[bool] = field(default_factory=list)

    def add(self, embeddings: NDArray[np.float64], truth: Numbers, things: int) -> None:
        """Score one mixture or film."""
        split = split_of(embeddings, range(len(truth)))
        table = np.zeros((MOST_GROUPS, things))
        for group, keys in enumerate(split.of(things)):
            table[group] = np.bincount(truth[list(keys)], minlength=things)
        table = table[:things]
        self.right.append(max(sum(table[list(p), range(things)]) for p in permutations(range(things))) / len(truth))
        self.largest.append(float(table.sum(axis=0).max()) / len(truth))
        self.rand.append(_adjusted_rand(table))
        self.found.append(split.best == things)

    def row(self, name: str) -> str:
        """Of the table."""
        right, lowest = float(np.mean(self.right)), float(np.percentile(self.right, 10))
        rand, largest = float(np.mean(self.rand)), float(np.mean(self.largest))
        found = float(np.mean(self.found))
        return f"| {name} | {len(self.right)} | {right:.3f} | {lowest:.2f} | {largest:.2f} | {rand:.2f} | {found:.2f} |"


HEADER = (
    "| | cases | in the right group | tenth lowest | all in one | adjusted Rand | number found |\n"
    "|---|---:|---:|---:|---:|---:|---:|"
)


def _adjusted_rand(table: NDArray[np.float64]) -> float:
    def pairs(counts: NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(table.sum(keepdims=True))
    return (pairs(table) - expected) / ((rows + columns) / 2 - expected)


def by_ear(count: int, oneshots: Path | None, seed: int) -> Iterator[tuple[NDArray[np.float64], Numbers, int]]:
    """Embeddings of the events of mixtures, the thing that each is of, and how many things there are."""
    recordings = read_recordings(oneshots, held_out=True) if oneshots else []
    rng = np.random.default_rng((seed, 6))
    for number in range(count):
        if number % _A_BANK == 0:
            bank = draw_bank(rng, recordings, 24, 4)
        things = 2 + number % 2
        chosen = [bank.struck[int(n)] for n in rng.choice(len(bank.struck), things, replace=False)]
        strokes = _in_turn(rng, things)
        mix = Mix(round(SECONDS * ONSET_RATE_HZ))
        lay_strokes(mix, strokes, chosen, rng)
        times = np.array([each.start / ONSET_RATE_HZ for each in mix.laid if each.gain > 0])
        which = np.array([stroke.thing for stroke in strokes])
        wave = recorded(mix.hits, False, rng)
        events = [e.time_s for e in candidates_of_sound(Sound(wave[:, None], ONSET_RATE_HZ)).events()]
        events = [at for at in events if np.abs(times - at).min() <= WITHIN_S]
        yield hit_sounds(wave, events), which[[int(np.abs(times - at).argmin()) for at in events]], things


def _in_turn(rng: np.random.Generator, things: int) -> list[Stroke]:
    strokes, at = [], rng.uniform(0.1, 0.6)
    while at < SECONDS - 0.5:
        strength = float(np.clip(0.7 * np.exp(0.35 * rng.standard_normal()), 0.15, 1))
        strokes.append(Stroke(at, strength, int(rng.integers(things))))
        at += max(0.12, float(rng.exponential(0.45)))
    return strokes


def by_eye(count: int, seed: int) -> Iterator[tuple[NDArray[np.float64], Numbers, int]]:
    """The same of films of two or three hammers, each beating at random."""
    rng = np.random.default_rng((seed, 7))
    for number in range(count):
        things = 2 + number % 2
        blows = [np.cumsum(rng.uniform(0.85, 2.2, _BLOWS)) for _ in range(things)]
        blows = [times[times < _FILM_S - 0.3] for times in blows]
        stage, places = Stage(int(rng.integers(1 << 30))), np.linspace(50, 190, things)
        pictures = [
            stage.picture(
                [
                    (x, 150 - 80 * strike_height(float(t), tuple(times.tolist())), 20.0)
                    for x, times in zip(places, blows, strict=True)
                ]
            )
            for t in stage.clock(_FILM_S)
        ]
        events = np.concatenate(blows)
        truth = np.concatenate([np.full(len(times), thing) for thing, times in enumerate(blows)])
        yield looks_around(stage.scene(pictures).motion, events.tolist()), truth, things


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mixtures", type=int, default=64)
    parser.add_argument("--oneshots", type=Path, help="recordings with a CREDITS.csv: those held out are laid too")
    parser.add_argument("--films", type=int, default=16)
    parser.add_argument("--seed", type=int, default=2)
    wanted = parser.parse_args(arguments)
    print(HEADER)
    for sense, cases in (
        ("by ear", by_ear(wanted.mixtures, wanted.oneshots, wanted.seed)),
        ("by eye", by_eye(wanted.films, wanted.seed)),
    ):
        counts = {2: Count(), 3: Count()}
        for embeddings, truth, things in cases:
            counts[things].add(embeddings, truth, things)
        for things, told in ((2, "two things"), (3, "three things")):
            print(counts[things].row(f"{sense}, {told}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
