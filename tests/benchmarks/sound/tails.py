"""Row 1: how hits ring, and what lies between them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import EventTrack
from tests.benchmarks.sampler import sampled
from tests.benchmarks.sound.cases import cases, gesture_names
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.figures import Figure, median, share
from tests.benchmarks.sound.readings import (
    FLOOR_DB,
    Mono,
    attack_level,
    beside,
    db,
    main_hit,
    ring_db,
    rms_between,
    windowed_rms,
)

ROW = "tails"
AFTER_S = {0.2: 3.0, 0.5: 4.0}
"""When a ring is looked at, and how far from the reference's own it may be, dB."""
_BED_DB = 3.0
_EVENT_S = 1.0
_MOST_STRUCK = 60
_RINGING = ("hammer-metal-impact/", "door-mechanism/", "wood-impact/", "footsteps/", "glass-ice/", "drum/", "water/")


def measure(bench: Bench) -> list[Figure]:
    """Rings of single hits and of guide timing, and the bed before the next hit."""
    return [*_struck(bench), *_guided(bench)]


class _Tally:
    """Values by figure and column, with the cases behind them."""

    def __init__(self) -> None:
        self.values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.cases: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))

    def add(self, what: str, column: str, value: float, case: str) -> None:
        self.values[what][column].append(value)
        self.cases[what][column].append(f"{case} {value:.1f}")


def _struck(bench: Bench) -> list[Figure]:
    names = [name for name in gesture_names(bench) if name.startswith(_RINGING)]
    step = max(1, len(names) // (12 if bench.quick else _MOST_STRUCK))
    tally = _Tally()
    for name in names[::step]:
        shot = bench.shot(name)
        own, hit = shot.mono(), main_hit(shot.mono(), RATE_HZ)
        lead_s = hit / RATE_HZ
        length_s = _EVENT_S + lead_s + shot.duration_s + 0.5
        events = hits_at([_EVENT_S + lead_s])
        sounds = {str(r): take_of(r, (shot,), events, length_s) for r in bench.renderers}
        sounds["sampler"] = sampled(events, (shot,), length_s)
        for after_s in AFTER_S:
            reference = ring_db(own, hit, after_s, RATE_HZ)
            tally.add(f"struck {after_s}", "reference", reference, name)
            for column, sound in sounds.items():
                at = round((_EVENT_S + lead_s) * RATE_HZ)
                tally.add(f"struck {after_s}", column, ring_db(sound.mono(), at, after_s, RATE_HZ), name)
    return _rings(tally, "struck", "one-shots struck once")


def _rings(tally: _Tally, key: str, words: str) -> list[Figure]:
    figures = []
    for after_s, most in AFTER_S.items():
        values = tally.values[f"{key} {after_s}"]
        names = [text.rsplit(" ", 1)[0] for text in tally.cases[f"{key} {after_s}"]["reference"]]
        own = values["reference"]
        what = f"{after_s:g} s after the attack, {words}"
        medians = {c: median(v) for c, v in values.items()}
        figures.append(Figure(ROW, f"level {what}: median dB", medians, count=len(own)))
        off = {c: np.subtract(v, own) for c, v in values.items() if c != "reference"}
        within = {c: share([bool(abs(x) <= most) for x in d]) for c, d in off.items()}
        notes = {
            c: [f"{n} {r:.0f} -> {r + x:.0f}" for n, x, r in zip(names, d, own, strict=True) if abs(x) > most][:20]
            for c, d in off.items()
        }
        figures.append(Figure(ROW, f"within {most:g} dB of the reference's, {what}: %", within, (">=", 95.0),
                              notes=notes, count=len(own)))  # fmt: skip
    return figures


def _guided(bench: Bench) -> list[Figure]:
    tally = _Tally()
    for case in cases(bench):
        timed, shot = bench.timed(case.clip), bench.shot(case.shots[0])
        sounds = {str(r): take_of(r, (shot,), timed.events, timed.duration_s) for r in bench.renderers}
        sounds["sampler"] = sampled(timed.events, (shot,), timed.duration_s)
        label = f"{case.kind}: {case.clip} x {case.shots[0].rsplit('/', 1)[-1]}"
        _isolated(tally, sounds, timed.events, shot, label)
        _beds(tally, sounds, timed.events, shot, label)
        _follows(tally, sounds, timed.events, timed.guide, label)
    bed, lost, follow = (tally.values[key] for key in ("bed", "lost", "follow"))
    within = {c: share([x <= _BED_DB for x in v]) for c, v in bed.items() if c != "sampler"}
    worst = {c: [f"{t}" for t in sorted(n, key=_last, reverse=True) if _last(t) > _BED_DB][:12]
             for c, n in tally.cases["bed"].items()}  # fmt: skip
    return [
        *_rings(tally, "guided", "isolated hits of guide timing"),
        Figure(ROW, f"bed in the 100 ms before the next hit <= {_BED_DB:g} dB above the sampler's: %",
               within, (">=", 95.0), notes=worst, count=len(bed["sampler"])),
        Figure(ROW, "that bed, dB under the hit before: median", {c: median(v) for c, v in lost.items()}),
        Figure(ROW, "ring before the next hit under the sampler's: 90th percentile, dB",
               {c: float(np.percentile(np.negative(v), 90)) for c, v in bed.items()}),
        Figure(ROW, "level between hits follows the guide's: median r",
               {c: median(v) for c, v in follow.items()}, digits=2),
    ]  # fmt: skip


def _last(text: str) -> float:
    return float(text.rsplit(" ", 1)[1])


def _isolated(tally: _Tally, sounds: dict[str, Sound], events: EventTrack, shot: Sound, label: str) -> None:
    """Rings of hits that nothing else of the take reaches into."""
    own = shot.mono()
    hit, length = main_hit(own, RATE_HZ), len(own)
    places = [round(e.time_s * RATE_HZ) for e in events]
    for number, at in enumerate(places):
        before = at - places[number - 1] if number else 10**9
        following = places[number + 1] - at if number + 1 < len(places) else 10**9
        rest = min(following, len(next(iter(sounds.values()))) - at)
        for after_s in AFTER_S:
            if before < length or rest < (after_s + 0.03) * RATE_HZ + hit:
                continue
            key = f"guided {after_s}"
            tally.add(key, "reference", ring_db(own, hit, after_s, RATE_HZ), label)
            for column, sound in sounds.items():
                tally.add(key, column, ring_db(sound.mono(), at, after_s, RATE_HZ), label)


def _beds(tally: _Tally, sounds: dict[str, Sound], events: EventTrack, shot: Sound, label: str) -> None:
    """Level in the 100 ms before each next hit (its last 10 ms and the lead-in left out), beside the sampler's."""
    lead = min(round(0.05 * RATE_HZ), main_hit(shot.mono(), RATE_HZ)) + round(0.01 * RATE_HZ)
    width = round(0.1 * RATE_HZ)
    for before, after in pairwise(round(e.time_s * RATE_HZ) for e in events):
        if after - before < 2 * width + lead:
            continue
        levels = {}
        for column, sound in sounds.items():
            mono = sound.mono()
            bed = rms_between(mono, after - lead - width, after - lead)
            levels[column] = beside(bed, attack_level(mono, before, RATE_HZ))
        for column, level in levels.items():
            tally.add("bed", column, level - levels["sampler"], label)
            tally.add("lost", column, level, label)


def _follows(tally: _Tally, sounds: dict[str, Sound], events: EventTrack, guide: Sound, label: str) -> None:
    """Correlation of level curves (20 ms) away from the hits."""
    step = round(0.02 * RATE_HZ)
    curves = {column: _curve(sound.mono(), step) for column, sound in sounds.items()}
    spoken = _curve(np.interp(
        np.arange(len(next(iter(sounds.values())))) / RATE_HZ,
        np.arange(len(guide)) / guide.rate_hz, guide.mono()), step)  # fmt: skip
    between = np.ones(len(spoken), dtype=bool)
    for event in events:
        at = event.time_s * RATE_HZ / step
        between[max(0, int(at - 3)) : int(at + 6)] = False
    for column, curve in curves.items():
        count = min(len(curve), len(spoken))
        keep = between[:count]
        if keep.sum() > 20:
            x, y = curve[:count][keep], spoken[:count][keep]
            r = float(np.corrcoef(x, y)[0, 1]) if x.std() > 0.1 and y.std() > 0.1 else 0.0
            tally.add("follow", column, r, label)


def _curve(mono: Mono, step: int) -> NDArray[np.float64]:
    level = np.array([db(float(v)) for v in windowed_rms(mono, step)[::step]])
    return np.asarray(np.maximum(level, level.max() + FLOOR_DB))
