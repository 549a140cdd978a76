"""Row 4: which recording sounds, in what order, and how neighbours differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.project.events import EventTrack
from foleystudio.project.settings import Renderer
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.figures import Figure, median, share
from tests.benchmarks.sound.readings import likeness, spectral_likeness, split_hz, tilt_db

ROW = "velocity"
SOFT, HARD = 0.2, 0.9
_HITS = 12
_GAP_S = 0.25
_LONGEST_S = 1.5
"""Of a hit, this much is compared."""
SEEDS = (0, 1, 2)

POOLS = (
    tuple(f"footsteps/oc-stephard{n}" for n in range(1, 6)),
    tuple(f"hammer-metal-impact/oc-metalhit{n}" for n in range(1, 5)),
    tuple(f"wood-impact/oc-woodhit{n}" for n in range(1, 4)),
    tuple(f"glass-ice/oc-glasshit{n}" for n in range(1, 5)),
)
SINGLES = (
    "hammer-metal-impact/oc-metalhit1",
    "footsteps/oc-stephard1",
    "wood-impact/oc-woodhit1",
    "door-mechanism/ad-sounds-door-close-01",
    "drum/sp-drum-snare-hard",
    "glass-ice/oc-glasshit1",
)


def measure(bench: Bench) -> list[Figure]:
    """All figures of the row."""
    return [*_follows(bench), *_orders(bench), *_neighbours(bench)]


def pairs(bench: Bench) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Soft and hard recordings of one thing among the one-shots, by their names: each twin, and whole families."""
    names = {f.relative_to(bench.oneshots).with_suffix("").as_posix() for f in bench.oneshots.rglob("*.flac")}
    twins = [((soft,), (hard,)) for soft in sorted(names) if "soft" in soft and (hard := _twin(soft)) in names]
    families = [
        (_family(names, "footsteps/oc-stepsoft"), _family(names, "footsteps/oc-stephard")),
        (_family(names, "hammer-metal-impact/oc-clang"), _family(names, "hammer-metal-impact/oc-clanghard")),
    ]
    return [*twins, *((soft, hard) for soft, hard in families if soft and hard)]


def _twin(soft: str) -> str:
    return soft.replace("soft", "hard")


def _family(names: set[str], stem: str) -> tuple[str, ...]:
    return tuple(sorted(name for name in names if name.startswith(stem) and name[len(stem) :].isdigit()))


def _spaced(shots: Sequence[Sound], strengths: list[float]) -> tuple[EventTrack, float]:
    """Events far enough apart that no hit reaches into the next, and the length of the take."""
    gap_s = max(shot.duration_s for shot in shots) + _GAP_S
    times_s = [gap_s * (n + 1) for n in range(len(strengths))]
    return hits_at(times_s, strengths), times_s[-1] + gap_s


def _heard(take: Sound, events: EventTrack, shots: Sequence[Sound], column: str) -> list[int]:
    """Which recording each event got: the one that its stretch of the take is most like.

    Networks alone make waves of their own: theirs are told by their spectra.
    """
    leads = [main_hit(shot.mono(), RATE_HZ) for shot in shots]
    files = [shot.mono()[: lead + round(_LONGEST_S * RATE_HZ)] for shot, lead in zip(shots, leads, strict=True)]
    lead, body = max(leads), max(len(f) - lead for f, lead in zip(files, leads, strict=True))
    mono, heard = take.mono(), []
    for event in events:
        at = round(event.time_s * RATE_HZ)
        piece = mono[max(0, at - lead - 480) : at + body + 480, None]
        if column == Renderer.VARIETYSOUND:
            alike = [spectral_likeness(piece[:, 0], file, RATE_HZ) for file in files]
        else:
            alike = [likeness(piece, file[:, None])[0] for file in files]
        heard.append(int(np.argmax(alike)))
    return heard


def _follows(bench: Bench) -> list[Figure]:
    right: dict[str, list[bool]] = {}
    notes: dict[str, list[str]] = {}
    chosen = pairs(bench)[:: 3 if bench.quick else 1]
    for number, (soft, hard) in enumerate(chosen):
        for names in ((*soft, *hard), (*hard, *soft)):
            shots = tuple(bench.shot(name) for name in names)
            strengths = [float(s) for s in np.random.default_rng(number).permutation([SOFT, HARD] * (_HITS // 2))]
            events, length_s = _spaced(shots, strengths)
            takes = {str(r): take_of(r, shots, events, length_s, humanise=0.0) for r in bench.renderers}
            takes["sampler"] = sampled(events, shots, length_s)
            for column, take in takes.items():
                heard = [names[n] in hard for n in _heard(take, events, shots, column)]
                correct = [is_hard == (s == HARD) for is_hard, s in zip(heard, strengths, strict=True)]
                right.setdefault(column, []).extend(correct)
                if not all(correct):
                    notes.setdefault(column, []).append(f"{names[0]} first {np.mean(correct):.0%}")
    what = f"hits of strength {SOFT} / {HARD} that get the soft / hard recording, {len(chosen)} pairs, both orders: %"
    return [Figure(ROW, what, {c: share(v) for c, v in right.items()}, (">=", 95.0), notes=notes)]


def _orders(bench: Bench) -> list[Figure]:
    different: dict[str, list[float]] = {}
    repeats: dict[str, list[bool]] = {}
    pools = POOLS[:2] if bench.quick else POOLS
    for names in pools:
        shots = tuple(bench.shot(name) for name in names)
        events, length_s = _spaced(shots, [0.8] * _HITS)
        for column in (*map(str, bench.renderers), "sampler"):
            orders = []
            for seed in SEEDS:
                if column == "sampler":
                    take = sampled(events, shots, length_s, seed)
                else:
                    renderer = next(r for r in bench.renderers if r == column)
                    take = take_of(renderer, shots, events, length_s, humanise=0.0, seed=seed)
                orders.append(tuple(_heard(take, events, shots, column)))
                repeats.setdefault(column, []).extend(a == b for a, b in pairwise(orders[-1]))
            different.setdefault(column, []).append(float(len(set(orders))))
    return [
        Figure(ROW, f"different orders of {len(SEEDS)} seeds, fewest of {len(pools)} pools of recordings",
               {c: min(v) for c, v in different.items()}, (">=", float(len(SEEDS))), digits=0),
        Figure(ROW, "the same recording twice running: %", {c: share(v) for c, v in repeats.items()}, ("<=", 0.0)),
    ]  # fmt: skip


def _neighbours(bench: Bench) -> list[Figure]:
    alike: dict[str, list[float]] = {}
    tilts: dict[str, list[float]] = {}
    notes: dict[str, list[str]] = {}
    singles = SINGLES[:3] if bench.quick else SINGLES
    for name in singles:
        shot = bench.shot(name)
        events, length_s = _spaced((shot,), [0.8] * _HITS)
        takes = {str(r): take_of(r, (shot,), events, length_s) for r in bench.renderers}
        takes["sampler"] = sampled(events, (shot,), length_s)
        for column, take in takes.items():
            hits = _cut(take, events, shot)
            most = max(likeness(a[:, None], b[:, None])[0] for a, b in pairwise(hits))
            split = split_hz(shot.mono(), RATE_HZ)
            spread = float(np.std([tilt_db(hit[: round(0.25 * RATE_HZ)], RATE_HZ, split) for hit in hits]))
            alike.setdefault(column, []).append(most)
            tilts.setdefault(column, []).append(spread)
            notes.setdefault(column, []).append(f"{name} r {most:.4f}, brightness {spread:.2f} dB")
    kinds = f"{len(singles)} single recordings x {_HITS} hits of one strength"
    return [
        Figure(ROW, f"likest neighbours, {kinds}: highest r", {c: max(v) for c, v in alike.items()}, ("<=", 0.99),
               notes=notes, digits=4),
        Figure(ROW, "brightness (power over 2 kHz beside that below) across them: least sd, dB",
               {c: min(v) for c, v in tilts.items()}, (">=", 0.5), notes=notes, digits=2),
        Figure(ROW, "the same: median sd, dB", {c: median(v) for c, v in tilts.items()}, digits=2),
    ]  # fmt: skip


def _cut(take: Sound, events: EventTrack, shot: Sound) -> list[Wave]:
    lead = main_hit(shot.mono(), RATE_HZ)
    body = min(len(shot) - lead, round(_LONGEST_S * RATE_HZ)) + 480
    mono = take.mono()
    places = [round(event.time_s * RATE_HZ) for event in events]
    return [mono[max(0, at - lead - 480) : at + body] for at in places]
