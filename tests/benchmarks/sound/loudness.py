"""Equal strength is equally loud: single hits of many one-shots, of fast and of slow attacks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.training.listening_test.plain_sampler import main_hit, sampled, windowed_rms
from tests.benchmarks.sound.cases import gesture_names
from tests.benchmarks.sound.door import RATE_HZ, Bench, hits_at, take_of
from tests.benchmarks.sound.figures import Figure
from tests.benchmarks.sound.readings import Mono, db
from tests.benchmarks.sound.rise import rise_s

ROW = "loudness"
_FAST_S, _SLOW_S = 0.003, 0.01
_EACH = 20
_MOMENT_S = 0.4


def measure(bench: Bench) -> list[Figure]:
    """Spread of the loudness of hits of full strength."""
    rises = {name: rise_s(bench.shot(name).mono(), main_hit(bench.shot(name).mono(), RATE_HZ))
             for name in gesture_names(bench)}  # fmt: skip
    each = 6 if bench.quick else _EACH
    fast = _spread([name for name, rise in rises.items() if 0 < rise <= _FAST_S], each)
    slow = _spread([name for name, rise in rises.items() if rise >= _SLOW_S], each)
    loud: dict[str, list[float]] = {}
    for name in (*fast, *slow):
        shot = bench.shot(name)
        at_s = shot.duration_s + 0.1
        events, length_s = hits_at([at_s]), at_s + shot.duration_s + 0.5
        takes = {str(r): take_of(r, (shot,), events, length_s, humanise=0.0) for r in bench.renderers}
        takes["sampler"] = sampled(events, (shot,), length_s)
        for column, take in takes.items():
            loud.setdefault(column, []).append(loudest_moment_db(take.mono()))
    apart = {c: float(np.mean(v[: len(fast)]) - np.mean(v[len(fast) :])) for c, v in loud.items()}
    return [
        Figure(ROW, f"loudest 400 ms (K-weighted), strength 1, {len(fast)} fast and {len(slow)} slow attacks: sd, dB",
               {c: float(np.std(v)) for c, v in loud.items()}, ("<=", 2.0)),
        Figure(ROW, "fast ones louder than slow ones by, dB", apart),
        Figure(ROW, "mean loudness of them, LUFS", {c: float(np.mean(v)) for c, v in loud.items()}),
    ]  # fmt: skip


def _spread(names: list[str], most: int) -> list[str]:
    return names[:: max(1, len(names) // most)][:most]


def loudest_moment_db(mono: Mono) -> float:
    """Momentary loudness at its highest, LUFS of one channel: K-weighted RMS over 400 ms (ITU-R BS.1770)."""
    spectrum = np.fft.rfft(np.pad(mono, (0, RATE_HZ // 4)))
    weighted = np.fft.irfft(spectrum * k_weights(len(spectrum)))
    window = round(_MOMENT_S * RATE_HZ)
    return db(float(windowed_rms(np.pad(weighted, (window, window)), window).max())) - 0.691


def k_weights(bins: int) -> NDArray[np.float64]:
    """Magnitude of the K-weighting at evenly spaced frequencies from 0 to 24 kHz; its coefficients are for 48 kHz."""
    z = np.exp(-1j * np.linspace(0, np.pi, bins))
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(np.abs(shelf * high_pass))
