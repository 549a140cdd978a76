"""Row 1: how hits ring, and what lies between them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled, windowed_rms
from tests.benchmarks.sound.cases import cases, gesture_names
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.figures import Figure, median, share
from tests.benchmarks.sound.readings import FLOOR_DB, Mono, attack_level, beside, db, likeness, ring_db, rms_between

ROW = "tails"
AFTER_S = {0.2: 3.0, 0.5: 4.0}
"""When a ring is looked at, and how far from the reference's own it may be, dB."""
_BED_DB = 3.0
_HUMANISED = 0.03
_WHOLE = 0.5
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
        whole, moved = _placed(shot)
        if whole < _WHOLE:
            continue
        at = round((_EVENT_S + lead_s) * RATE_HZ)
        for after_s in AFTER_S:
            levels = _levels(sounds, at, moved, after_s)
            _compare(tally, f"struck {after_s}", own, hit, after_s, levels, name)
    return _rings(tally, "struck", "one-shots struck once")


def _placed(shot: Sound) -> tuple[float, int]:
    """How much of a recording one hit plays (correlation), and how far from the event this table's main hit falls.

    What is taken for several things done plays one of them, and has no ring to compare; and which attack is put on the
    event is asked elsewhere: here the ring is looked at behind one and the same.
    """
    at_s = shot.duration_s + 0.2
    take = take_of(Renderer.EXEMPLAR, (shot,), hits_at([at_s]), 2 * at_s + 0.5, humanise=0.0)
    alike, lag = likeness(take.samples, shot.samples)
    return alike, lag + main_hit(shot.mono(), RATE_HZ) - round(at_s * RATE_HZ)


def _levels(sounds: dict[str, Sound], at: int, moved: int, after_s: float) -> dict[str, float]:
    return {
        column: ring_db(sound.mono(), at + (0 if column == "sampler" else moved), after_s, RATE_HZ)
        for column, sound in sounds.items()
    }


def _compare(tally: _Tally, key: str, own: Mono, hit: int, after_s: float, levels: dict[str, float], case: str) -> None:
    """Levels of takes beside the reference's own, and how far off that they are.

    The own is taken at every time that pitch and start, as they are humanised, may move it to.
    """
    around = [ring_db(own, hit, after_s * (1 + _HUMANISED * step / 4), RATE_HZ) for step in range(-4, 5)]
    tally.add(key, "reference", around[4], case)
    for column, level in levels.items():
        tally.add(key, column, level, case)
        off = max(0.0, min(around) - level, level - max(around))
        tally.add(f"{key} off", column, off, f"{case} {around[4]:.0f} -> {level:.0f}, off")


def _rings(tally: _Tally, key: str, words: str) -> list[Figure]:
    figures = []
    for after_s, most in AFTER_S.items():
        values, off = tally.values[f"{key} {after_s}"], tally.values[f"{key} {after_s} off"]
        what, count = f"{after_s:g} s after the attack, {words}", len(values["reference"])
        medians = {c: median(v) for c, v in values.items()}
        within = {c: share([x <= most for x in v]) for c, v in off.items()}
        texts = tally.cases[f"{key} {after_s} off"]
        notes = {c: sorted((t for t in n if _last(t) > most), key=_last, reverse=True)[:20] for c, n in texts.items()}
        figures += [
            Figure(ROW, f"level {what}: median dB", medians, count=count),
            Figure(ROW, f"within {most:g} dB of the reference's, {what}: %", within, (">=", 95.0), notes=notes,
                   count=count),
        ]  # fmt: skip
    return figures


def _guided(bench: Bench) -> list[Figure]:
    tally = _Tally()
    for case in cases(bench):
        timed, shot = bench.timed(case.clip), bench.shot(case.shots[0])
        sounds = {str(r): take_of(r, (shot,), timed.events, timed.duration_s) for r in bench.renderers}
        sounds["sampler"] = sampled(timed.hits, (shot,), timed.duration_s)
        label = f"{case.kind}: {case.clip} x {case.shots[0].rsplit('/', 1)[-1]}"
        _isolated(tally, sounds, timed.hits, shot, label)
        _beds(tally, sounds, timed.hits, shot, label)
        _follows(tally, sounds, timed.hits, timed.guide, label)
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
    whole, moved = _placed(shot)
    if whole < _WHOLE:
        return
    places = [round(e.time_s * RATE_HZ) for e in events]
    for number, at in enumerate(places):
        before = at - places[number - 1] if number else 10**9
        following = places[number + 1] - at if number + 1 < len(places) else 10**9
        rest = min(following, len(next(iter(sounds.values()))) - at)
        for after_s in AFTER_S:
            if before < length or rest < (after_s + 0.03) * RATE_HZ + hit:
                continue
            levels = _levels(sounds, at, moved, after_s)
            _compare(tally, f"guided {after_s}", own, hit, after_s, levels, label)


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
