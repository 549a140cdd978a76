"""Row 3: a recording of one gesture, struck once, is that recording."""

from __future__ import annotations

from pathlib import Path

from foleystudio.errors import FoleyError
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled
from tests.benchmarks.sound.cases import is_gesture, name_of, short_files
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, read, take_of
from tests.benchmarks.sound.figures import Figure, median, share
from tests.benchmarks.sound.readings import likeness

ROW = "gestures"
ALIKE = 0.95
_QUICK_STEP = 16
_NETWORK_STEP = 4
"""Networks alone are slow: every so-many-th file is enough."""


def measure(bench: Bench) -> list[Figure]:
    """Correlation of single hits with their files."""
    files = short_files(bench)
    if bench.quick:
        files = files[::_QUICK_STEP]
    whole = [file for file in files if is_gesture(read(file).mono(), RATE_HZ)]
    alike: dict[str, dict[Path, float]] = {"sampler": {file: _alike(bench, file, None) for file in files}}
    for renderer in bench.renderers:
        chosen = files[::_NETWORK_STEP] if renderer == "varietysound" and not bench.quick else files
        alike[str(renderer)] = {file: _alike(bench, file, renderer) for file in chosen}
    return [
        _figure(bench, f"of {len(whole)} one-gesture files <= 3 s, r >= {ALIKE}: %", alike, set(whole), 95.0),
        _figure(bench, f"of all {len(files)} files <= 3 s, r >= {ALIKE}: %", alike, set(files), None),
        Figure(ROW, "median r of the one-gesture files", {
            column: median([r for file, r in values.items() if file in set(whole)]) for column, values in alike.items()
        }, digits=3),
    ]  # fmt: skip


def _figure(
    bench: Bench, what: str, alike: dict[str, dict[Path, float]], files: set[Path], least: float | None
) -> Figure:
    shares, notes = {}, {}
    for column, values in alike.items():
        own = {file: r for file, r in values.items() if file in files}
        shares[column] = share([r >= ALIKE for r in own.values()])
        failing = sorted((r, name_of(bench, file)) for file, r in own.items() if r < ALIKE)
        notes[column] = [f"{name} {r:.2f}" for r, name in failing]
    asked = None if least is None else (">=", least)
    return Figure(ROW, what, shares, asked, notes=notes)


def _alike(bench: Bench, file: Path, renderer: object) -> float:
    """How like its file a single hit is: lead-in and end included, all that is more or less counts against it."""
    shot = read(file)
    lead_s = main_hit(shot.mono(), RATE_HZ) / RATE_HZ
    at_s = shot.duration_s + 0.2
    length_s = at_s + shot.duration_s - lead_s + 1.0
    events = hits_at([at_s])
    try:
        if renderer is None:
            take = sampled(events, (shot,), length_s)
        else:
            take = take_of(next(r for r in bench.renderers if r == renderer), (shot,), events, length_s, humanise=0.0)
    except FoleyError:
        return 0.0
    return likeness(take.samples, shot.samples)[0]
