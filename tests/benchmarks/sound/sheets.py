"""Contact sheets: wave and spectrogram of take, reference, sampler and guide, whole and at one hit, to be looked at."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample
from foleystudio.training.listening_test.plain_sampler import main_hit, sampled
from tests.benchmarks.sound.cases import Case, cases
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.readings import Mono
from tests.benchmarks.sound.textures import TEXTURES

Picture = NDArray[np.uint8]

_WIDTH, _WAVE, _SPECTRUM, _LABEL = 900, 70, 130, 16
_N_FFT = 1024
_RANGE_DB = 90.0
_BEFORE_S, _AFTER_S = 0.15, 0.75
_DARK, _LIGHT, _LINE = (24, 22, 20), (220, 220, 220), (90, 180, 255)


def write_sheets(bench: Bench, folder: Path) -> list[Path]:
    """A sheet for every case, and for every texture kept up; names say which."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, case in enumerate(cases(bench)):
        paths.append(folder / f"{number:02d}-{case.kind.replace(', ', '-')}-{case.clip}.png")
        cv2.imwrite(str(paths[-1]), _case_sheet(bench, case))
    for name in TEXTURES[: 4 if bench.quick else None]:
        paths.append(folder / f"texture-{Path(name).name}.png")
        cv2.imwrite(str(paths[-1]), _texture_sheet(bench, name))
    return paths


def _case_sheet(bench: Bench, case: Case) -> Picture:
    """Left the whole, right around the hit that has the most room after it."""
    timed = bench.timed(case.clip)
    shots = tuple(bench.shot(name) for name in case.shots)
    sounds = {"guide": timed.guide, "sampler": sampled(timed.hits, shots, timed.duration_s)}
    sounds |= {str(r): take_of(r, shots, timed.events, timed.duration_s) for r in bench.renderers}
    times_s = [event.time_s for event in timed.hits]
    gaps = np.diff([*times_s, timed.duration_s])
    at_s = times_s[int(np.argmax(gaps))] if times_s else 0.0
    first = shots[0]
    lead_s = main_hit(first.mono(), first.rate_hz) / first.rate_hz
    rows = [row_of(f"reference: {case.shots[0]} ({len(shots)})", first, 0.0, first.duration_s, lead_s, [lead_s])]
    rows += [
        row_of(f"{case.clip}: {label}", sound, 0.0, timed.duration_s, at_s, times_s) for label, sound in sounds.items()
    ]
    return np.vstack(rows)


def _texture_sheet(bench: Bench, name: str) -> Picture:
    shot = bench.shot(name)
    length_s = 3 * shot.duration_s
    rows = [row_of(f"reference: {name}", shot, 0.0, length_s, 0.3, [])]
    for renderer in bench.renderers:
        take = take_of(renderer, (shot,), hits_at([0.5], 1.0, length_s), length_s + 1.0)
        ends_s = [0.5 + n * shot.duration_s for n in range(4)]
        rows.append(row_of(f"{renderer}: kept up three times its length", take, 0.5, length_s + 0.5, ends_s[1], ends_s))
    return np.vstack(rows)


def row_of(label: str, sound: Sound, start_s: float, stop_s: float, hit_s: float, marks_s: list[float]) -> Picture:
    wave = resample(sound.mono(), sound.rate_hz, RATE_HZ)
    whole = _panel(label, wave, start_s, stop_s, marks_s)
    near = _panel("at a hit", wave, hit_s - _BEFORE_S, hit_s + _AFTER_S, marks_s)
    return np.hstack([whole, np.full((len(whole), 6, 3), 255, np.uint8), near])


def _panel(label: str, wave: Mono, start_s: float, stop_s: float, marks_s: list[float]) -> Picture:
    first, stop = round(start_s * RATE_HZ), round(stop_s * RATE_HZ)
    piece = np.pad(wave[max(0, first) : max(0, stop)], (max(0, -first), max(0, stop - max(len(wave), first))))
    title = np.full((_LABEL, _WIDTH, 3), _DARK, np.uint8)
    peak = float(np.abs(wave).max(initial=1e-9))
    text = f"{label}   peak {20 * np.log10(peak):.1f} dBFS   {stop_s - start_s:.2f} s"
    cv2.putText(title, text, (4, 12), cv2.FONT_HERSHEY_SIMPLEX, 0.4, _LIGHT, 1, cv2.LINE_AA)
    body = np.vstack([_wave(piece, peak), _spectrum(piece, peak)])
    for mark_s in marks_s:
        x = int((mark_s - start_s) / (stop_s - start_s) * _WIDTH)
        if 0 <= x < _WIDTH:
            body[:10, x] = _LINE
    return np.vstack([title, body])


def _wave(piece: Mono, peak: float) -> Picture:
    """Upper half linear, as an outline; lower half the level in decibels (60 dB high)."""
    picture = np.full((_WAVE, _WIDTH, 3), _DARK, np.uint8)
    edges = np.linspace(0, len(piece), _WIDTH + 1).astype(int)
    highest = [float(np.abs(piece[a : max(a + 1, b)]).max(initial=0.0)) for a, b in pairwise(edges)]
    half = _WAVE // 2
    for x, value in enumerate(np.array(highest) / peak):
        picture[half - round(half * value) : half, x] = _LIGHT
        level = max(0.0, 1 + np.log10(max(value, 1e-9)) / 3)
        picture[_WAVE - round((half - 2) * level) : _WAVE, x] = (150, 200, 120)
    return picture


def _spectrum(piece: Mono, peak: float) -> Picture:
    """Spectrogram, 0-24 kHz on a scale that opens the low end, 90 dB."""
    hop = max(1, len(piece) // _WIDTH)
    padded = np.pad(piece / peak, _N_FFT // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _N_FFT)[::hop] * np.hanning(_N_FFT)
    power = np.abs(np.fft.rfft(frames, axis=1)) ** 2
    level = 10 * np.log10(power / (_N_FFT / 4) ** 2 + 1e-12).T
    bins = (np.linspace(0, 1, _SPECTRUM) ** 2 * (len(level) - 1)).astype(int)
    scaled = np.clip((level[bins][::-1] + _RANGE_DB) / _RANGE_DB, 0, 1)
    coloured = cv2.applyColorMap((255 * scaled).astype(np.uint8), cv2.COLORMAP_INFERNO)
    return np.asarray(cv2.resize(coloured, (_WIDTH, _SPECTRUM), interpolation=cv2.INTER_AREA), dtype=np.uint8)
