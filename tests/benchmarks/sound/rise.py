"""Row 2: how hits begin: their rise, what sounds before them, and where their main hit falls."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.settings import Renderer
from foleystudio.training.listening_test.plain_sampler import attack_begin, main_hit, sampled, windowed_rms
from tests.benchmarks.sound.cases import gesture_names
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.figures import Figure, median, share
from tests.benchmarks.sound.readings import Mono, beside, db, has_clear_hit, likeness, rms_between

ROW = "rise"
PRE_FLOOR_DB = -90.0
_PRE_S = 0.05
_SMOOTHED_S = 0.0005
_SLOWEST_S = 0.02
"""Only clear attacks that rise within this are asked for rise and place: of others nobody says where they are."""
_PEAKS_WITHIN_S = 0.03
_MOST = 60
_LEAD_IN_DB = -40.0

WAYS = ("struck", "kept up", "humanised")

Values = dict[str, dict[str, list[float]]]


def measure(bench: Bench) -> list[Figure]:
    """All figures of the row."""
    sharp = [name for name in gesture_names(bench) if _is_sharp(bench.shot(name).mono())]
    chosen = sharp[:: max(1, len(sharp) // (12 if bench.quick else _MOST))]
    values: Values = defaultdict(lambda: defaultdict(list))
    notes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in chosen:
        _one(bench, name, values, notes)
    return [
        *_attacks(values, notes, len(chosen)),
        *_lead_ins(values, notes),
        *_placed(bench, chosen),
        *_known_places(bench),
        *_width(bench),
    ]


def _is_sharp(mono: Mono) -> bool:
    return has_clear_hit(mono, RATE_HZ) and 0 < rise_s(mono, main_hit(mono, RATE_HZ)) <= _SLOWEST_S


def _hit(shot: Sound) -> int:
    return main_hit(shot.mono(), RATE_HZ)


def rise_s(mono: Mono, attack: int, within_s: float = _PEAKS_WITHIN_S) -> float:
    """Seconds from 10 to 90 % of the peak within some time of an attack, RMS over 1/2 ms; 0 when never below 10 %."""
    window = round(_SMOOTHED_S * RATE_HZ)
    first = max(0, attack - round(0.1 * RATE_HZ))
    level = windowed_rms(np.pad(mono[first : attack + round(within_s * RATE_HZ)], (window - 1, 0)), window)
    begin = max(0, attack - first - 240)
    peak = float(level[begin:].max(initial=0.0))
    if peak <= 0:
        return 0.0
    high = begin + int(np.argmax(level[begin:] >= 0.9 * peak))
    low = np.flatnonzero(level[: high + 1] <= 0.1 * peak)
    if not len(low):
        return 0.0 if first > 0 else high / RATE_HZ
    return float(high - low[-1]) / RATE_HZ


def peak_within_s(mono: Mono, attack: int) -> float:
    """How long after an attack its peak is looked for: half as long again as the recording itself takes to it.

    What comes later is body, whose balance with the attack is another matter.
    """
    window = round(_SMOOTHED_S * RATE_HZ)
    level = windowed_rms(mono[attack : attack + round(_PEAKS_WITHIN_S * RATE_HZ)], window)
    return 0.001 + 1.5 * (int(np.argmax(level)) + window) / RATE_HZ if len(level) else _PEAKS_WITHIN_S


def before_db(mono: Mono, attack: int) -> float:
    """Level in the 50 ms before an attack (its last 2 ms left out) beside the peak of its level over 1/2 ms."""
    window = round(_SMOOTHED_S * RATE_HZ)
    peak = float(windowed_rms(mono[max(0, attack - 240) : attack + round(0.03 * RATE_HZ)], window).max(initial=0.0))
    near = round(0.002 * RATE_HZ)
    level = rms_between(mono, attack - near - round(_PRE_S * RATE_HZ), attack - near)
    return beside(level, peak, PRE_FLOOR_DB)


def beyond_db(take_db: float, own_db: float) -> float:
    """What of a level is beyond another by more than a decibel, as a level of its own."""
    more = 10 ** (take_db / 10) - 10 ** ((own_db + 1.0) / 10)
    return max(PRE_FLOOR_DB, 10 * float(np.log10(more))) if more > 0 else PRE_FLOOR_DB


def _one(bench: Bench, name: str, values: Values, notes: dict[str, dict[str, list[str]]]) -> None:
    """A single hit: struck; as the guide's timing gives it, kept up under a falling curve; and humanised as usual."""
    shot = bench.shot(name)
    own, hit = shot.mono(), _hit(shot)
    at_s = 0.7 + hit / RATE_HZ
    length_s = at_s + shot.duration_s + 0.5
    within_s = peak_within_s(own, hit)
    own_rise, own_before = rise_s(own, hit, within_s), before_db(own, hit)
    kept = EventTrack((Event(at_s, 1.0, min(0.5, shot.duration_s), (1.0, 0.4, 0.15, 0.05, 0.02)),))
    # Which attack of a recording is put on the event is another question: this one is looked for where it is.
    bare = take_of(Renderer.EXEMPLAR, (shot,), hits_at([at_s]), length_s, humanise=0.0)
    expected = likeness(bare.samples, shot.samples)[1] + hit
    for way, events in zip(WAYS, (hits_at([at_s]), kept, hits_at([at_s])), strict=True):
        humanise = 0.5 if way == "humanised" else 0.0
        takes = {str(r): take_of(r, (shot,), events, length_s, humanise=humanise) for r in bench.renderers}
        takes["sampler"] = sampled(events, (shot,), length_s)
        for column, take in takes.items():
            mono = take.mono()
            at = attack_begin(mono, round(at_s * RATE_HZ) if column == "sampler" else expected, RATE_HZ)
            ratio, pre = rise_s(mono, at, within_s) / max(1e-4, own_rise), before_db(mono, at)
            values[f"rise, {way}"][column].append(ratio)
            values[f"pre-echo, {way}"][column].append(beyond_db(pre, own_before))
            notes[f"rise, {way}"][column].append(f"{name} {ratio:.1f}")
            notes[f"pre-echo, {way}"][column].append(f"{name} {beyond_db(pre, own_before):.0f}")
            if own_before > _LEAD_IN_DB:
                values[f"lead-in, {way}"][column].append(pre - own_before)
                notes[f"lead-in, {way}"][column].append(f"{name} {own_before:.0f} -> {pre:.0f}")
    values["own rise"]["reference"].append(1000 * own_rise)


def _attacks(values: Values, notes: dict[str, dict[str, list[str]]], count: int) -> list[Figure]:
    figures = []
    for way in WAYS:
        rise, pre = values[f"rise, {way}"], values[f"pre-echo, {way}"]
        kinds = f"{count} one-shots {way}"
        bad_rise = {c: _worst(notes[f"rise, {way}"][c], 1.2) for c in rise}
        is_asked = way != "humanised"  # which moves the balance of attack and lead-in by intent
        bad_pre = {c: _worst(notes[f"pre-echo, {way}"][c], -50.0) for c in pre}
        figures += [
            Figure(ROW, f"rise, times the reference's, {kinds}: 95th percentile",
                   {"reference": 1.0} | {c: float(np.percentile(v, 95)) for c, v in rise.items()},
                   ("<=", 1.2) if is_asked else None, ("<=", 1.5) if is_asked else None, bad_rise, digits=2),
            Figure(ROW, f"pre-echo beyond the reference's own, {kinds}: 95th percentile, dB",
                   {c: float(np.percentile(v, 95)) for c, v in pre.items()},
                   ("<=", -50.0) if is_asked else None, ("<=", -40.0) if is_asked else None, bad_pre),
        ]  # fmt: skip
    own = median(values["own rise"]["reference"])
    return [*figures, Figure(ROW, "the references' own rise: median ms", {"reference": own})]


def _worst(notes: list[str], most: float) -> list[str]:
    over = [note for note in notes if float(note.rsplit(" ", 1)[1]) > most]
    return sorted(over, key=lambda note: -float(note.rsplit(" ", 1)[1]))[:12]


def _lead_ins(values: Values, notes: dict[str, dict[str, list[str]]]) -> list[Figure]:
    figures = []
    for way in WAYS:
        lead = values[f"lead-in, {way}"]
        lost = {c: [n for n, x in zip(notes[f"lead-in, {way}"][c], v, strict=True) if abs(x) > 3][:12]
                for c, v in lead.items()}  # fmt: skip
        count = len(lead["sampler"])
        what = f"lead-in (50 ms before the hit) within 3 dB of the reference's, {count} {way} that have one: %"
        figures.append(Figure(ROW, what, {c: share([abs(x) <= 3 for x in v]) for c, v in lead.items()}, (">=", 95.0),
                              notes=lost))  # fmt: skip
    return figures


def _placed(bench: Bench, names: list[str]) -> list[Figure]:
    """How evenly hits of one file fall on their events, and how far from where this table reads its main hit."""
    spread: dict[str, list[float]] = defaultdict(list)
    apart: dict[str, list[float]] = defaultdict(list)
    notes: dict[str, dict[str, list[str]]] = {"spread": defaultdict(list), "apart": defaultdict(list)}
    for name in names[:: 2 if bench.quick else 1]:
        for column, errors in _errors(bench, bench.shot(name)).items():
            spread[column].append(max(errors) - min(errors))
            apart[column].append(abs(float(np.median(errors))) / RATE_HZ * 1000)
            for key, value in (("spread", spread), ("apart", apart)):
                if value[column][-1] > (0 if key == "spread" else 1):
                    notes[key][column].append(f"{name} {value[column][-1]:.1f}")
    own = f"{len(spread['sampler'])} one-shots x 3 places"
    within = {c: share([x <= 1.0 for x in v]) for c, v in apart.items()}
    return [
        Figure(ROW, f"main hits of {own} differ in place: worst, samples", {c: max(v) for c, v in spread.items()},
               ("<=", 0.0), ("<=", 96.0), notes["spread"], digits=0),
        Figure(ROW, "main hit within 1 ms of the event, as this table finds it by itself (networks: of the grains'): %",
               within, None, (">=", 95.0), notes["apart"]),
    ]  # fmt: skip


def _errors(bench: Bench, shot: Sound) -> dict[str, list[float]]:
    """Samples from each event to the main hit, humanise 0: by correlation with the file.

    Networks make waves of their own: where theirs rises most, beside where that of the grains does.
    """
    hit = _hit(shot)
    gap_s = shot.duration_s + 0.25
    times_s = [gap_s + 0.000_31, 2 * gap_s + 0.137_77, 3 * gap_s + 0.291_01]
    events, length_s = hits_at(times_s), 4 * gap_s + 0.5
    takes = {str(r): take_of(r, (shot,), events, length_s, humanise=0.0) for r in bench.renderers}
    takes["sampler"] = sampled(events, (shot,), length_s)
    grains = takes.get(str(Renderer.EXEMPLAR), takes["sampler"]).mono()
    errors: dict[str, list[float]] = defaultdict(list)
    for column, take in takes.items():
        for time_s in times_s:
            at = round(time_s * RATE_HZ)
            if column == Renderer.VARIETYSOUND:
                errors[column].append(float(steepest(take.mono(), at) - steepest(grains, at)))
                continue
            first = max(0, at - hit - 2400)
            piece = take.samples[first : at + len(shot) - hit + 2400]
            errors[column].append(float(first + likeness(piece, shot.samples)[1] + hit - at))
    return errors


def steepest(mono: Mono, near: int, reach_s: float = 0.02) -> int:
    """Sample near another at which the RMS of 2 ms rises most over that of the 2 ms before."""
    window, reach = round(0.002 * RATE_HZ), round(reach_s * RATE_HZ)
    level = windowed_rms(mono[near - reach - window : near + reach + window], window)
    return near - reach + int(np.argmax(level[window:] - level[:-window]))


def _known_places(bench: Bench) -> list[Figure]:
    """Made hits whose first sample is known: the main hit falls on the event's own sample."""
    errors: dict[str, list[float]] = defaultdict(list)
    for shot, _ in made_hits():
        times_s = [1.000_31, 2.137_77]
        for renderer in bench.renderers:
            take = take_of(renderer, (shot,), hits_at(times_s), 3.5, humanise=0.0).mono()
            made = sampled(hits_at(times_s), (shot,), 3.5).mono()
            for time_s in times_s:
                at = round(time_s * RATE_HZ)
                if renderer == Renderer.VARIETYSOUND:
                    found = at + steepest(take, at) - steepest(made, at)
                else:
                    found = attack_begin(take, at, RATE_HZ)
                errors[str(renderer)].append(abs(found - at))
    what = f"made hits, known to the sample ({len(made_hits())}, with and without lead-in): worst error, samples"
    return [Figure(ROW, what, {"sampler": 0.0} | {c: max(v) for c, v in errors.items()}, ("<=", 0.0), ("<=", 48.0),
                   digits=0)]  # fmt: skip


def made_hits() -> list[tuple[Sound, int]]:
    """Steps that ring, after silence or a rustling lead-in, and the sample that each begins at."""
    made = []
    for number, (lead_s, hz) in enumerate([(0.0, 900.0), (0.0137, 2500.0), (0.12, 700.0), (0.31, 4000.0)]):
        hit, after = round(lead_s * RATE_HZ), np.arange(round(0.4 * RATE_HZ)) / RATE_HZ
        ring = 0.7 * np.cos(2 * np.pi * hz * after) * np.exp(-after / 0.05)
        rustle = np.random.default_rng(number).standard_normal(hit) * 0.01 * np.linspace(0.2, 1, max(1, hit))[:hit]
        made.append((Sound(np.concatenate([rustle, ring])[:, None].astype(np.float32), RATE_HZ), hit))
    return made


def _width(bench: Bench) -> list[Figure]:
    """What is wide stays as wide: side beside mid of a made stereo recording."""
    mono = bench.shot("hammer-metal-impact/oc-metalhit1").mono()
    right = np.concatenate([np.zeros(29, dtype=np.float32), 0.7 * mono[:-29]])
    shot = Sound(np.stack([mono, right], axis=1).astype(np.float32), RATE_HZ)
    takes = {str(r): take_of(r, (shot,), hits_at([1.0]), 2.5) for r in bench.renderers}
    widths = {"reference": _side_db(shot), "sampler": _side_db(sampled(hits_at([1.0]), (shot,), 2.5))}
    widths |= {column: _side_db(take) for column, take in takes.items()}
    least = widths["reference"] - 3.0
    return [Figure(ROW, "stereo kept: side beside mid, dB", widths, (">=", round(least, 1)))]


def _side_db(sound: Sound) -> float:
    if sound.channels == 1:
        return -120.0
    left, right = sound.samples[:, 0], sound.samples[:, 1]
    return db(float(np.linalg.norm(left - right))) - db(float(np.linalg.norm(left + right)))
