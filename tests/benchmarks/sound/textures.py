"""Row 5: recordings of something that goes on, kept up for as long as they last and for three times as long."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample
from foleystudio.project.settings import Renderer
from foleystudio.training.listening_test.plain_sampler import windowed_rms
from tests.benchmarks.sound.door import RATE_HZ, Bench, as_texture, hits_at, made, request_of
from tests.benchmarks.sound.figures import Figure
from tests.benchmarks.sound.readings import Mono, db, rms_between

ROW = "textures"
TEXTURES = (
    "water/ad-sounds-rain-light",
    "water/ad-sounds-rain-heavy-01",
    "other/ad-sounds-fire-crackle",
    "other/oc-fanloop",
    "water/ad-sounds-rain-medium",
    "water/oc-stereorain",
    "water/oc-waterfall",
    "other/oc-fire",
    "other/oc-windloop",
    "other/ad-sounds-fuse",
    "other/sp-vinyl-hiss",
    "other/ad-sounds-bees",
    "other/oc-electrical",
    "cloth-movement/oc-divingloop1",
    "other/oc-propellerloop",
    "other/ad-sounds-jet-ambience",
)
_QUICK = 4
_AT_S = 0.5
_EDGE_S = 0.1
_PIECE_S = 0.1
_DISTANCE_S = 0.3
ALIKE = 0.8
_SEARCH_HZ = 12_000
TIMES = (1, 3)

Told = dict[tuple[int, str], dict[str, dict[str, float]]]
"""By times and measure, by column, by texture."""


def measure(bench: Bench) -> list[Figure]:
    """All figures of the row."""
    names = TEXTURES[:_QUICK] if bench.quick else TEXTURES
    told: Told = defaultdict(lambda: defaultdict(dict))
    for name in names:
        for times in TIMES:
            _kept_up(bench, name, times, told)
    alone = told[1, "by itself"]
    return [
        Figure(ROW, f"{len(names)} textures kept up for their own length, kind told by itself: still heard, %",
               _means(alone), (">=", 90.0), notes={c: [n for n, v in w.items() if not v] for c, w in alone.items()}),
        *(figure for times in TIMES for figure in _figures(told, times)),
    ]  # fmt: skip


def _kept_up(bench: Bench, name: str, times: int, told: Told) -> None:
    shot = bench.shot(name)
    length_s = times * shot.duration_s
    events = hits_at([_AT_S], 1.0, length_s)
    requests = {str(r): request_of(r, (shot,), events, length_s + 2 * _AT_S) for r in bench.renderers}
    sounds = {column: made(as_texture(request)).sound for column, request in requests.items()}
    if times == 1:
        for column, request in requests.items():
            told[times, "by itself"][column][name] = 100.0 * _goes_on(made(request).sound.mono(), length_s)
    sounds["sampler"] = _looped(shot, times)
    bodies = {column: _body(sound.mono(), length_s) for column, sound in sounds.items()}
    own = shot.mono()
    bodies["reference"] = own[round(_EDGE_S * RATE_HZ) : len(own) - round(_EDGE_S * RATE_HZ)]
    for column, body in bodies.items():
        told[times, "recurring"][column][name] = 100 * recurring(body)
        told[times, "movement"][column][name] = movement_db(body)
        told[times, "level"][column][name] = db(rms_between(body, 0, len(body)))


def _goes_on(mono: Mono, length_s: float) -> bool:
    """Whether anything is heard in the last third of what is kept up."""
    body = _body(mono, length_s)
    return db(rms_between(body, 2 * len(body) // 3, len(body))) > db(rms_between(body, 0, len(body))) - 30.0


def _looped(shot: Sound, times: int) -> Sound:
    """What a sampler does with a texture: pastes it again and again."""
    silence = np.zeros((round(_AT_S * RATE_HZ), shot.channels), dtype=np.float32)
    return Sound(np.concatenate([silence, *[shot.samples] * times, silence]), RATE_HZ)


def _body(mono: Mono, length_s: float) -> Mono:
    return mono[round((_AT_S + _EDGE_S) * RATE_HZ) : round((_AT_S + length_s - _EDGE_S) * RATE_HZ)]


def recurring(mono: Mono) -> float:
    """Share of the 100 ms pieces that were heard before: that correlate above .8 with any place 300 ms earlier.

    Told at 12 kHz; pieces 60 dB below the loudest are not asked.
    """
    wave = resample(np.asarray(mono, dtype=np.float32), RATE_HZ, _SEARCH_HZ).astype(np.float64)
    piece, distance = round(_PIECE_S * _SEARCH_HZ), round(_DISTANCE_S * _SEARCH_HZ)
    size = 1 << (len(wave) + piece - 1).bit_length()
    spectrum = np.fft.rfft(wave, size)
    norms = windowed_rms(wave, piece) * np.sqrt(piece)
    found = []
    for start in range(0, len(wave) - piece + 1, piece):
        own = wave[start : start + piece]
        norm = float(np.linalg.norm(own))
        latest = start - distance
        if norm <= 1e-3 * norms.max() or latest <= 0:
            found.append(False)
            continue
        product = np.fft.irfft(spectrum * np.conj(np.fft.rfft(own, size)), size)[:latest]
        found.append(bool((product > ALIKE * norm * np.maximum(norms[:latest], 1e-9)).any()))
    return float(np.mean(found)) if found else 0.0


def movement_db(mono: Mono) -> float:
    """Standard deviation of the level in 100 ms, dB, held 60 dB below the loudest."""
    window = round(0.1 * RATE_HZ)
    levels = np.array([db(float(v)) for v in windowed_rms(mono, window)[::window]])
    return float(np.std(np.maximum(levels, levels.max(initial=-60.0) - 60))) if len(levels) else 0.0


def _figures(told: Told, times: int) -> list[Figure]:
    recurring_pc, movement, level = (told[times, what] for what in ("recurring", "movement", "level"))
    count, own = len(recurring_pc["reference"]), recurring_pc["reference"]
    more = {c: {n: x - own[n] for n, x in v.items()} for c, v in recurring_pc.items()}
    moves = {c: {n: 100 * abs(x / movement["reference"][n] - 1) for n, x in v.items()} for c, v in movement.items()}
    exemplar = level.get(str(Renderer.EXEMPLAR), {})
    rendered = {c: v for c, v in level.items() if exemplar and c not in ("reference", "sampler")}
    levels = {c: {n: abs(x - exemplar[n]) for n, x in v.items()} for c, v in rendered.items()}
    long = "own length" if times == 1 else f"{times} x own length"
    room = 5.0 if times == 1 else 15.0
    return [
        Figure(ROW, f"100 ms pieces that recur (r > {ALIKE}), {count} textures, {long}: mean %", _means(recurring_pc)),
        Figure(ROW, f"the same beyond the recording's own: worst, points, {long}", _worst(more), ("<=", room),
               notes=_notes(more, room)),
        Figure(ROW, f"movement of level (sd of dB in 100 ms): mean, {long}", _means(movement), digits=2),
        Figure(ROW, f"movement off the recording's: worst, %, {long}", _worst(moves), ("<=", 20.0),
               notes=_notes(moves, 20.0)),
        Figure(ROW, f"level: mean dBFS, {long}", _means(level)),
        Figure(ROW, f"level off the exemplar renderer's: worst, dB, {long}", _worst(levels), ("<=", 1.0), ("<=", 2.0),
               notes=_notes(levels, 1.0)),
    ]  # fmt: skip


def _means(values: dict[str, dict[str, float]]) -> dict[str, float | None]:
    return {column: float(np.mean(list(named.values()))) for column, named in values.items() if named}


def _worst(values: dict[str, dict[str, float]]) -> dict[str, float | None]:
    return {column: max(named.values()) for column, named in values.items() if named and column != "reference"}


def _notes(values: dict[str, dict[str, float]], most: float) -> dict[str, list[str]]:
    ranked = {c: sorted(named.items(), key=lambda item: -item[1]) for c, named in values.items()}
    return {c: [f"{name} {value:.1f}" for name, value in items if value > most] for c, items in ranked.items()}
