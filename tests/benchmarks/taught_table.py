"""Table how well four marks teach by ear: made mixtures of two things, and of one thing under speech.

    python -m tests.benchmarks.taught_table [--mixtures N] [--oneshots DIR] [--seed N]

Two things are struck in turn at random, for 20 s, some in a room, over a noise floor (with --oneshots: things and
recordings that no training heard). The first four hits of one are marked; what comes after the last of them is scored
within 50 ms. *Let in*: of the other thing's hits, those at which an event is proposed and the taught thing sounds not.
*Heard*, the null: everything that the guide's own timing proposes there.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.engine.timing.by_ear import Lessons, candidates_by_margin, margins_by_ear
from foleystudio.engine.timing.guide.guide import candidates_of_sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.training.data.transfer_corpus import read_recordings
from foleystudio.training.scenes.listening import beds, channel
from foleystudio.training.scenes.listening.hit_bank import draw_bank
from foleystudio.training.scenes.listening.laying import Mix, lay_strokes
from foleystudio.training.scenes.listening.patterns import Stroke
from tests.benchmarks.guide_scores import matches

MARKS, SECONDS, WITHIN_S = 4, 20.0, 0.05
_A_BANK = 8  # mixtures of things of one bank
_LEAST_REST = 5


@dataclass(frozen=True, eq=False)
class Mixture:
    """Made of one thing and another, or of one thing and speech: the sound, and when each is struck."""

    wave: Wave
    first_s: NDArray[np.float64]
    other_s: NDArray[np.float64]
    speech: bool


@dataclass
class Count:
    """Hits met, events, hits asked for; of the other thing's hits those let in, and all."""

    met: int = 0
    found: int = 0
    wanted: int = 0
    let_in: int = 0
    others: int = 0
    f1s: list[float] = field(default_factory=list)

    def add(self, events_s: list[float], mixture: Mixture, after_s: float) -> None:
        """Score one mixture."""
        first = mixture.first_s[mixture.first_s > after_s]
        alone = np.array([t for t in mixture.other_s if t > after_s and _distance(t, mixture.first_s) > WITHIN_S])
        events = [t for t in events_s if t > after_s]
        met = len(matches(events, first.tolist(), WITHIN_S))
        self.met, self.found, self.wanted = self.met + met, self.found + len(events), self.wanted + len(first)
        self.let_in += sum(_distance(t, np.array(events)) <= WITHIN_S for t in alone)
        self.others += len(alone)
        self.f1s.append(2 * met / max(1, len(events) + len(first)))

    def row(self, name: str) -> str:
        """Of the table."""
        precision, recall = self.met / max(1, self.found), self.met / max(1, self.wanted)
        f1 = 2 * self.met / max(1, self.found + self.wanted)
        let_in = f"{self.let_in / self.others:.3f}" if self.others else "-"
        lowest = float(np.percentile(self.f1s, 10))
        return f"| {name} | {len(self.f1s)} | {recall:.3f} | {precision:.3f} | {f1:.3f} | {lowest:.2f} | {let_in} |"


HEADER = (
    "| | mixtures | recall | precision | F1 | F1, tenth lowest | others let in |\n|---|---:|---:|---:|---:|---:|---:|"
)


def made_mixtures(count: int, oneshots: Path | None, seed: int) -> Iterator[Mixture]:
    """Mixtures, every fourth of a thing and speech."""
    recordings = read_recordings(oneshots, held_out=True) if oneshots else []
    rng = np.random.default_rng((seed, 5))
    for number in range(count):
        if number % _A_BANK == 0:
            bank = draw_bank(rng, recordings, 24, 4)
        speech = number % 4 == 3
        things = [bank.struck[int(n)] for n in rng.choice(len(bank.struck), 2, replace=False)]
        strokes = [s for s in _in_turn(rng) if not (speech and s.thing)]
        mix = Mix(round(SECONDS * ONSET_RATE_HZ))
        lay_strokes(mix, strokes, things, rng)
        times = np.array([each.start / ONSET_RATE_HZ for each in mix.laid if each.gain > 0])
        which = np.array([stroke.thing for stroke in strokes])
        yield Mixture(recorded(mix.hits, speech, rng), times[which == 0], times[which == 1], speech)


def _in_turn(rng: np.random.Generator) -> list[Stroke]:
    strokes, at = [], rng.uniform(0.1, 0.6)
    while at < SECONDS - 0.5:
        strength = float(np.clip(0.7 * np.exp(0.35 * rng.standard_normal()), 0.15, 1))
        strokes.append(Stroke(at, strength, int(rng.random() < 0.5)))
        at += max(0.12, float(rng.exponential(0.45)))
    return strokes


def recorded(dry: Wave, speech: bool, rng: np.random.Generator) -> Wave:
    """A mixture in a room or not, over a noise floor, perhaps under speech."""
    wave = channel.in_a_room(dry, rng) if rng.random() < 0.4 else dry
    top = float(np.abs(wave).max())
    wave = wave + beds.noise(SECONDS, rng)[: len(wave)] * np.float32(top * 10 ** (rng.uniform(-70, -45) / 20))
    if speech:
        wave = wave + beds.speech(SECONDS, rng)[: len(wave)] * np.float32(top * 10 ** (rng.uniform(-26, -8) / 20))
    return np.asarray(wave * np.float32(0.5 / float(np.abs(wave).max())), np.float32)


def _distance(time_s: float, others_s: NDArray[np.float64]) -> float:
    return float(np.abs(others_s - time_s).min(initial=np.inf))


def main(arguments: list[str] | None = None) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mixtures", type=int, default=64)
    parser.add_argument("--oneshots", type=Path, help="recordings with a CREDITS.csv: those held out are laid too")
    parser.add_argument("--seed", type=int, default=2)
    wanted = parser.parse_args(arguments)
    counts = {(name, speech): Count() for name in ("heard", "taught") for speech in (False, True)}
    for mixture in made_mixtures(wanted.mixtures, wanted.oneshots, wanted.seed):
        first = np.sort(mixture.first_s)
        if len(first) < MARKS + _LEAST_REST:
            continue
        found = candidates_of_sound(Sound(mixture.wave[:, None], ONSET_RATE_HZ))
        marks = EventTrack(tuple(Event(float(t), marked=True) for t in first[:MARKS]))
        lessons = Lessons.of(marks, None, EventTrack())
        margins = margins_by_ear(mixture.wave, found, lessons)
        taught = candidates_by_margin(found, margins, lessons) if margins is not None else found
        after_s = float(first[MARKS - 1]) + WITHIN_S
        for name, candidates in (("heard", found), ("taught", taught)):
            counts[name, mixture.speech].add([e.time_s for e in candidates.events()], mixture, after_s)
    print(HEADER)
    for (name, speech), count in counts.items():
        print(count.row(f"{name}, {'a thing under speech' if speech else 'two things'}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
