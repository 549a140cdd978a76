"""Row 7: how long a take takes, beside an earlier program: take by take in turn, each program in a process that waits.

Times are those of the processor, on one thread: what else the computer does then matters less. What is loaded once a
process (the networks) is loaded before.

python -m tests.benchmarks.sound.speed ONESHOTS     (one process: answers every line "renderer case number" with times)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer
from tests.benchmarks.sound.door import Bench, made, read, request_of
from tests.benchmarks.sound.figures import Figure

ROW = "speed"
WAYS = ("first", "again", "edited")
_WORDS = {"first": "references new", "again": "references known", "edited": "one event moved"}
_DURATION_S = 10.0
_EVENTS = 30
_PAIRS, _QUICK_PAIRS = 20, 3
_MOVED_S = 0.1
_NO_SLOWER = 1.0

CASES = {
    "four struck metals": tuple(f"hammer-metal-impact/oc-metalhit{n}" for n in range(1, 5)),
    "a cymbal": ("drum/sp-drum-cymbal-hard",),
    "rain": ("water/oc-stereorain",),
}
"""What takes are performed with: short sounds in turn, one that rings long, one that is kept up and has two sides."""

# Only the program is the old one: what measures it is this.
_PROCESS = """import sys, tests.benchmarks
before = sys.argv.pop(1)
if before: sys.path.insert(0, before)
from tests.benchmarks.sound.older import know_by_todays_names
know_by_todays_names()
from tests.benchmarks.sound.speed import main
main(sys.argv[1])
"""

Times = dict[str, float]
"""Processor seconds by way."""


class Program(Protocol):
    """A program that can be timed."""

    def times(self, renderer: str, case: str, number: int) -> Times:
        """Its times of one take, of the same again, and of the same with one event moved: which, the number says."""


@dataclass(frozen=True)
class _Waiting:
    """One program's process, waiting to be asked."""

    process: subprocess.Popen[str]

    def times(self, renderer: str, case: str, number: int) -> Times:
        """As `Program` has it."""
        to, answers = self.process.stdin, self.process.stdout
        if to is None or answers is None:
            raise ValueError("the process has no pipes")
        to.write(f"{renderer}\t{case}\t{number}\n")
        to.flush()
        times: Times = json.loads(answers.readline())
        return times


def measure(bench: Bench) -> list[Figure]:
    """Times, and how they compare with those of the earlier program where there is one."""
    with ExitStack() as running:
        now = running.enter_context(program(bench.oneshots, None))
        before = running.enter_context(program(bench.oneshots, bench.before)) if bench.before is not None else None
        figures = []
        for case in CASES:
            timed = {str(r): _in_turn(now, before, str(r), case, bench.quick) for r in bench.renderers}
            for way in WAYS:
                figures += _figures(case, way, timed)
        return figures


def _in_turn(now: Program, before: Program | None, renderer: str, case: str, quick: bool) -> list[tuple[Times, ...]]:
    """Pairs of times of this program and the earlier one; which goes first changes from pair to pair."""
    programs = [now] if before is None else [now, before]
    pairs = []
    for number in range(-1, _QUICK_PAIRS if quick else _PAIRS):
        order = programs if number % 2 else programs[::-1]
        times = {id(asked): asked.times(renderer, case, number) for asked in order}
        pairs.append(tuple(times[id(asked)] for asked in programs))
    return pairs[1:]  # during the first, what is loaded once is loaded


def _figures(case: str, way: str, timed: dict[str, list[tuple[Times, ...]]]) -> list[Figure]:
    what = f"10 s, {_EVENTS} events, {case}, {_WORDS[way]}"
    ms = {r: 1000 * float(np.median([pair[0][way] for pair in pairs])) for r, pairs in timed.items()}
    figures = [Figure(ROW, f"{what}: median ms", ms)]
    ratios = {r: [pair[0][way] / pair[1][way] for pair in pairs if len(pair) > 1] for r, pairs in timed.items()}
    if all(ratios.values()):
        medians = {r: float(np.median(values)) for r, values in ratios.items()}
        notes = {
            r: ["half of {} pairs {:.2f} to {:.2f}".format(len(v), *np.percentile(v, (25, 75)))]
            for r, v in ratios.items()
        }
        what = f"{what}: times the earlier program's, median of {len(next(iter(ratios.values())))} pairs"
        figures.append(Figure(ROW, what, medians, ("<=", _NO_SLOWER), notes=notes, digits=2))
    return figures


@contextmanager
def program(oneshots: Path, before: Path | None) -> Iterator[Program]:
    """This program, or that of another checkout, in a process of its own."""
    checkout = str(before.resolve()) if before is not None else ""
    command = [sys.executable, "-c", _PROCESS, checkout, str(oneshots.resolve())]
    one_thread = os.environ | {"OMP_NUM_THREADS": "1"}
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, env=one_thread
    ) as process:
        try:
            yield _Waiting(process)
        finally:
            process.terminate()


def main(oneshots: str) -> None:
    """One process: answers until nobody asks any more."""
    for line in sys.stdin:
        renderer, case, number = line.rstrip("\n").split("\t")
        shots = tuple(read(Path(oneshots) / f"{name}.flac") for name in CASES[case])
        print(json.dumps(timings(Renderer(renderer), shots, int(number))), flush=True)


def timings(renderer: Renderer, shots: tuple[Sound, ...], number: int) -> Times:
    """Seconds of a take of new references, of the same again, and of the same with one event moved."""
    events = _events()
    event = events.events[(7 * number + 10) % _EVENTS]  # another one each time, from all over the take
    moved = events.replaced(replace(event, time_s=event.time_s + _MOVED_S))
    request = request_of(renderer, tuple(Sound(s.samples.copy(), s.rate_hz) for s in shots), events, _DURATION_S)
    started = time.process_time()
    take = made(request)
    first = time.process_time()
    made(request)
    again = time.process_time()
    made(replace(request, events=moved), take)
    edited = time.process_time()
    return {"first": first - started, "again": again - first, "edited": edited - again}


def _events() -> EventTrack:
    """Events as a guide gives them: of every strength, kept up until the next."""
    generator = np.random.default_rng(7)
    times_s = np.sort(generator.uniform(0.2, _DURATION_S - 0.3, _EVENTS))
    ends_s = np.append(times_s[1:], _DURATION_S)
    curve = tuple(float(v) for v in np.exp(-np.linspace(0, 3, 8)).round(3))
    return EventTrack(tuple(
        Event(float(t), float(generator.uniform(0.2, 1)), float(end - t), curve)
        for t, end in zip(times_s, ends_s, strict=True)
    ))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1])
