"""Row 7: how long a take takes, beside an earlier program: paired, in processes that alternate.

Times are those of the processor, on one thread: what else the computer does then matters less.

python -m tests.benchmarks.sound.speed ONESHOTS RENDERER,...     (one process: prints its times as JSON)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer
from tests.benchmarks.sound.door import Bench, made, read, request_of
from tests.benchmarks.sound.figures import Figure

ROW = "speed"
WAYS = ("first", "again", "edited")
_WORDS = {
    "first": "a 10 s take of 30 events, references new",
    "again": "the same, references known",
    "edited": "the same, after one event was moved",
}
_DURATION_S = 10.0
_EVENTS = 30
_REPEATS = 3
_PAIRS, _QUICK_PAIRS = 6, 1
_SHOTS = tuple(f"hammer-metal-impact/oc-metalhit{n}" for n in range(1, 5))
_SHARE = 1.1
"""What is measured as up to a tenth slower is no slower: two runs of one program differ by as much."""

# Only the program is the old one: what measures it is this.
_PROCESS = """import sys, tests.benchmarks
before = sys.argv.pop(1)
if before: sys.path.insert(0, before)
from tests.benchmarks.sound.speed import main
main(sys.argv[1:])
"""

Times = dict[str, dict[str, float]]
"""Processor seconds, by renderer and way."""


def measure(bench: Bench) -> list[Figure]:
    """Times, and how they compare with those of the earlier program where there is one."""
    pairs = _QUICK_PAIRS if bench.quick else _PAIRS
    now, ratios = [], []
    for _ in range(pairs):
        before = _timed(bench, bench.before) if bench.before is not None else None
        now.append(_timed(bench, None))
        if before is not None:
            ratios.append({r: {w: now[-1][r][w] / before[r][w] for w in WAYS} for r in before})
    figures = []
    for way in WAYS:
        ms = {str(r): 1000 * float(np.median([times[r][way] for times in now])) for r in bench.renderers}
        figures.append(Figure(ROW, f"{_WORDS[way]}: median ms", ms))
        if ratios:
            spread = {str(r): [ratio[r][way] for ratio in ratios] for r in bench.renderers}
            notes = {r: [f"{pairs} pairs {min(v):.2f} to {max(v):.2f}"] for r, v in spread.items()}
            medians = {r: float(np.median(v)) for r, v in spread.items()}
            figures.append(Figure(ROW, f"{_WORDS[way]}: times the earlier program's, median of {pairs} pairs", medians,
                                  ("<=", _SHARE), notes=notes, digits=2))  # fmt: skip
    return figures


def _timed(bench: Bench, before: Path | None) -> Times:
    program = str(before.resolve()) if before is not None else ""
    renderers = ",".join(bench.renderers)
    command = [sys.executable, "-c", _PROCESS, program, str(bench.oneshots.resolve()), renderers]
    one_thread = os.environ | {"OMP_NUM_THREADS": "1"}
    root = Path(__file__).parents[3]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root, env=one_thread)
    times: Times = json.loads(done.stdout.splitlines()[-1])
    return times


def main(arguments: list[str]) -> None:
    """One process: prints what `timings` gives."""
    oneshots, renderers = arguments
    print(json.dumps(timings(Path(oneshots), renderers.split(","))))


def timings(oneshots: Path, renderers: list[str]) -> Times:
    """Median seconds of a take; what is loaded once a process (the networks) is loaded before."""
    events = _events()
    moved = events.replaced(replace(events.events[10], time_s=events.events[10].time_s + 0.1))
    shots = [read(oneshots / f"{name}.flac") for name in _SHOTS]
    times: Times = {}
    for name in renderers:
        spent: dict[str, list[float]] = {way: [] for way in WAYS}
        made(request_of(Renderer(name), tuple(shots), events, 1.0))
        for _ in range(_REPEATS):
            fresh = tuple(Sound(shot.samples.copy(), shot.rate_hz) for shot in shots)
            request = request_of(Renderer(name), fresh, events, _DURATION_S)
            started = time.process_time()
            take = made(request)
            spent["first"].append(time.process_time() - started)
            started = time.process_time()
            made(request)
            spent["again"].append(time.process_time() - started)
            started = time.process_time()
            made(replace(request, events=moved), take)
            spent["edited"].append(time.process_time() - started)
        times[name] = {way: float(np.median(seconds)) for way, seconds in spent.items()}
    return times


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
    main(sys.argv[1:])
