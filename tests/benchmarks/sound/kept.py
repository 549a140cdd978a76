"""Row 6: what is better than the sampler already stays so."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import compare_sound_onsets
from foleystudio.engine.measures.timbre import Embed, mfcc_statistics, on_scale
from foleystudio.project.settings import Renderer
from foleystudio.training.listening_test.plain_sampler import sampled, windowed_rms
from tests.benchmarks.sound.cases import CASES, Case, cases, short_files
from tests.benchmarks.sound.door import RATE_HZ, Bench, Timed, hits_at, read, take_of
from tests.benchmarks.sound.figures import Figure, share
from tests.benchmarks.sound.readings import Mono, centroid_hz, db

ROW = "kept"
_ROLL_HZ = 30.0
_ROLL_S = 2.0
_BETTER_KINDS, _BETTER = ("bark", "tearing"), 0.05
"""Kinds of which the sampler is to be beaten, by so much."""
_OWN_KINDS = ("bark", "tearing", "crunch", "splash")
"""Kinds whose onsets are told by themselves too."""

Values = dict[str, dict[str, list[float]]]


def measure(bench: Bench) -> list[Figure]:
    """All figures of the row."""
    values: Values = defaultdict(lambda: defaultdict(list))
    judge = _judge(bench)
    for case in cases(bench):
        _case(bench, case, values, judge)
    return [*_onsets(values), *_timbre(values), *_jumps(values), *_softer(bench), *_same(bench), *_roll(bench)]


def _judge(bench: Bench) -> Embed | None:
    """The net that judges the timbre of sound effects, centred on a spread of the one-shots."""
    if bench.timbre_net is None:
        return None
    from foleystudio.engine.measures.effects_embedding import EffectsNet

    net = EffectsNet(bench.timbre_net)
    net.centre([read(file) for file in short_files(bench)[::12]])
    return net.embed


def _case(bench: Bench, case: Case, values: Values, judge: Embed | None) -> None:
    timed = bench.timed(case.clip)
    shots = tuple(bench.shot(name) for name in case.shots)
    unrelated = [bench.shot(other.shots[0]) for other in CASES if other.kind != case.kind][::4]
    takes = {str(r): take_of(r, shots, timed.events, timed.duration_s) for r in bench.renderers}
    takes["sampler"] = sampled(timed.hits, shots, timed.duration_s)
    sharpest = max(_jump(shot.samples) for shot in shots)
    for column, take in takes.items():
        _onsets_of(case, timed, take, values, column)
        timbre = on_scale(take, shots, unrelated, mfcc_statistics)
        values["timbre"][column].append(timbre.score)
        if judge is not None:
            judged = on_scale(take, shots, unrelated, judge)
            values["judged"][column].append(judged.score)
            values["judged floor"]["reference"].append(judged.floor or 0.0)
            if column == "sampler" and judged.ceiling is not None:
                values["judged"]["reference"].append(judged.ceiling)
        if column == "sampler":
            values["timbre"]["reference"].append(timbre.ceiling if timbre.ceiling is not None else 1.0)
            values["floor"]["reference"].append(timbre.floor or 0.0)
        values["jump"][column].append(_jump(take.samples) / sharpest)


def _onsets_of(case: Case, timed: Timed, take: Sound, values: Values, column: str) -> None:
    compared = compare_sound_onsets(timed.guide, take)
    f1, lift = compared.scores.f1 or 0.0, compared.lift.f1 or 0.0
    values["f1"][column].append(f1)
    values["lift"][column].append(lift)
    if case.kind in _OWN_KINDS:
        values[f"f1 of {case.kind}"][column].append(f1)


def _jump(samples: Mono) -> float:
    """Largest step from sample to sample beside the peak."""
    return float(np.abs(np.diff(samples, axis=0)).max(initial=0.0)) / max(1e-9, float(np.abs(samples).max(initial=0.0)))


def _mean(values: list[float]) -> float:
    return float(np.mean(values))


def _onsets(values: Values) -> list[Figure]:
    f1, lift = values["f1"], values["lift"]
    least = round(_mean(f1["sampler"]), 2)
    figures = [
        Figure(ROW, f"onsets of {len(f1['sampler'])} guide-timed takes against the guide's: mean F1",
               {c: _mean(v) for c, v in f1.items()}, (">=", least), digits=2),
        Figure(ROW, "the same beyond chance: mean lift", {c: _mean(v) for c, v in lift.items()}, digits=2),
    ]  # fmt: skip
    for kind in _OWN_KINDS:
        own = values.get(f"f1 of {kind}")
        if own:
            room = _BETTER if kind in _BETTER_KINDS else 0.0
            limit = (">=", round(_mean(own["sampler"]) + room, 2))
            figures.append(Figure(ROW, f"the same, {kind}", {c: _mean(v) for c, v in own.items()}, limit, digits=2))
    return figures


def _timbre(values: Values) -> list[Figure]:
    means = {column: _mean(v) for column, v in values["timbre"].items()}
    floor = _mean(values["floor"]["reference"])
    return [Figure(ROW, f"timbre: MFCC cosine to the references (floor {floor:.2f}; reference: ceiling), mean",
                   means, digits=3), *_judged(values)]  # fmt: skip


def _judged(values: Values) -> list[Figure]:
    if "judged" not in values:
        return []
    floor = _mean(values["judged floor"]["reference"])
    what = f"timbre: centred cosine of the net of sound effects (floor {floor:.2f}; reference: ceiling), mean"
    return [Figure(ROW, what, {column: _mean(v) for column, v in values["judged"].items()}, digits=3)]


def _jumps(values: Values) -> list[Figure]:
    worst = {column: max(v) for column, v in values["jump"].items()}
    return [Figure(ROW, "largest step between samples, times the references': worst", worst,
                   ("<=", max(1.0, round(1.05 * worst["sampler"], 2))), digits=2)]  # fmt: skip


def _softer(bench: Bench) -> list[Figure]:
    darker: dict[str, list[bool]] = defaultdict(list)
    notes: dict[str, list[str]] = defaultdict(list)
    for case in {c.shots[0]: c for c in cases(bench) if c.kind != "drawn"}.values():
        shot = bench.shot(case.shots[0])
        gap_s = shot.duration_s + 0.3
        events, length_s = hits_at([gap_s, 2 * gap_s], [1.0, 0.3]), 3 * gap_s
        takes = {str(r): take_of(r, (shot,), events, length_s, humanise=0.0) for r in bench.renderers}
        takes["sampler"] = sampled(events, (shot,), length_s)
        for column, take in takes.items():
            hard, soft = (
                centroid_hz(take.mono()[round((at - 0.02) * RATE_HZ) :][: round(0.4 * RATE_HZ)], RATE_HZ)
                for at in (gap_s, 2 * gap_s)
            )
            darker[column].append(soft < 0.995 * hard)
            if not darker[column][-1]:
                notes[column].append(f"{case.shots[0]} {hard:.0f} -> {soft:.0f} Hz")
    return [Figure(ROW, "one recording, strength .3 is darker than 1: %", {c: share(v) for c, v in darker.items()},
                   (">=", 100.0), notes=notes)]  # fmt: skip


def _same(bench: Bench) -> list[Figure]:
    """Two renders are equal to the byte; without shaping the hybrid is the exemplar renderer."""
    equal: dict[str, list[bool]] = defaultdict(list)
    off: list[float] = []
    for case in cases(bench)[: 3 if bench.quick else 8]:
        timed, names = bench.timed(case.clip), case.shots
        for renderer in bench.renderers:
            first, again = (
                take_of(renderer, tuple(_fresh(bench.shot(n)) for n in names), timed.events, timed.duration_s)
                for _ in range(2)
            )
            equal[str(renderer)].append(first.samples.tobytes() == again.samples.tobytes())
        shots = tuple(bench.shot(name) for name in names)
        bare, plain = (
            take_of(r, shots, timed.events, timed.duration_s, shaping=0.0) for r in (Renderer.HYBRID, Renderer.EXEMPLAR)
        )
        off.append(float(np.abs(bare.samples - plain.samples).max()))
    return [
        Figure(ROW, "two renders equal to the byte: %", {c: share(v) for c, v in equal.items()}, (">=", 100.0)),
        Figure(ROW, "without shaping, off the exemplar renderer: largest sample", {"hybrid": max(off)}, ("<=", 0.0),
               digits=6),
    ]  # fmt: skip


def _fresh(sound: Sound) -> Sound:
    return Sound(sound.samples.copy(), sound.rate_hz, sound.name, sound.file)


def _roll(bench: Bench) -> list[Figure]:
    """Thirty hits a second of a snare: how steady, and how many of them can be told."""
    shot = bench.shot("drum/sp-drum-snare-hard")
    times_s = [0.3 + n / _ROLL_HZ for n in range(round(_ROLL_S * _ROLL_HZ))]
    events, length_s = hits_at(times_s, 0.8), _ROLL_S + 1.2
    takes = {str(r): take_of(r, (shot,), events, length_s) for r in bench.renderers}
    takes["sampler"] = sampled(events, (shot,), length_s)
    steady, told = {}, {}
    for column, take in takes.items():
        mono = take.mono()
        body = mono[round(0.7 * RATE_HZ) : round(2.2 * RATE_HZ)]
        levels = [db(float(v)) for v in windowed_rms(body, round(0.1 * RATE_HZ))[:: round(0.05 * RATE_HZ)]]
        steady[column] = float(np.std(levels))
        told[column] = share([rises_at(mono, round(t * RATE_HZ)) for t in times_s])
    return [
        Figure(ROW, "roll, 30 hits a second: sd of level in 100 ms, dB", steady,
               ("<=", max(1.0, round(steady["sampler"], 2))), digits=2),
        Figure(ROW, "roll: hits that rise 2 dB or more over the 3 ms before: %", told,
               (">=", round(told["sampler"] or 0.0, 1))),
    ]  # fmt: skip


def rises_at(mono: Mono, at: int, least_db: float = 2.0) -> bool:
    """Whether the level of 3 ms rises within 4 ms of a sample."""
    window = round(0.003 * RATE_HZ)
    levels = [db(float(v)) for v in windowed_rms(mono[at - 2 * window : at + 3 * window], window)[:: window // 3]]
    return any(after - before >= least_db for before, after in zip(levels, levels[3:], strict=False))
