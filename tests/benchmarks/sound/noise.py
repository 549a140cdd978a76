"""What a noisy recording leaves behind its hits, and what morphing is: the hybrid renderer beside the exemplar one."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures.timbre import cosine, mfcc_statistics
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.figures import Figure
from tests.benchmarks.sound.readings import attack_level, ring_db

ROW = "noise"
_NOISE_DB = -25.0
_LASTS_S = 1.6
_LOOKED_AT_S = (0.6, 1.0)
_MORPHED = ("hammer-metal-impact/oc-metalhit1", "wood-impact/oc-woodhit1")


def measure(bench: Bench) -> list[Figure]:
    """Noise behind a hit, and where between two references a morphed take lies."""
    return [*_behind(bench), _between(bench)]


def _behind(bench: Bench) -> list[Figure]:
    clean = bench.shot("wood-impact/oc-woodhit1").mono()
    hit = main_hit(clean, RATE_HZ)
    level = attack_level(clean, hit, RATE_HZ) * 10 ** (_NOISE_DB / 20)
    wave = np.random.default_rng(3).standard_normal(round(_LASTS_S * RATE_HZ)) * level
    lead = round(0.2 * RATE_HZ)
    wave[lead : lead + len(clean)] += clean
    shot = Sound(wave[:, None].astype(np.float32), RATE_HZ)
    events, length_s = hits_at([0.5, 3.0]), 5.0
    takes = {str(r): take_of(r, (shot,), events, length_s) for r in bench.renderers}
    takes["sampler"] = sampled(events, (shot,), length_s)
    figures = []
    for after_s in _LOOKED_AT_S:
        values = {c: ring_db(take.mono(), round(3.0 * RATE_HZ), after_s, RATE_HZ) for c, take in takes.items()}
        values["reference"] = ring_db(shot.mono(), lead + hit, after_s, RATE_HZ)
        figures.append(Figure(ROW, f"a wood hit recorded in noise: level {after_s:g} s after the attack, dB", values))
    return figures


def _between(bench: Bench) -> Figure:
    """How much nearer a take at the middle of a morph is to the farther of its two references: MFCC cosine."""
    shots = tuple(bench.shot(name) for name in _MORPHED)
    events = hits_at([0.5, 1.5, 2.5])
    aims = [mfcc_statistics(shot) for shot in shots]
    values = {}
    for renderer in bench.renderers:
        take = mfcc_statistics(take_of(renderer, shots, events, 3.5, morph=0.5))
        values[str(renderer)] = min(cosine(take, aim) for aim in aims)
    values["reference"] = cosine(*aims)
    what = "morph .5 of metal and wood: MFCC cosine to the farther (reference: of the two)"
    return Figure(ROW, what, values, digits=3)
