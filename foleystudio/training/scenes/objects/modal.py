"""Struck bodies: sums of decaying modes, from steel bars to drum skins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    Mono,
    normalised,
    random_spectrum,
    seconds_axis,
    shaped_noise,
)


@dataclass(frozen=True)
class Material:
    """Ranges from which a struck body's identity is drawn.

    Parameters
    ----------
    pitch_hz
        Lowest mode, log-uniform.
    ring_s
        Time for the lowest mode to fall 60 dB, log-uniform.
    damping_rise
        How much faster high modes die: the decay rate grows with ``(f / f0) ** damping_rise``.
    inharmonicity
        Spread of the modes' ratios: 0 lays them like a bar's, 1 anywhere.
    contact_ms
        Length of the contact noise.
    contact_level
        Its level against the modes'.
    """

    pitch_hz: tuple[float, float]
    ring_s: tuple[float, float]
    damping_rise: tuple[float, float]
    inharmonicity: tuple[float, float]
    contact_ms: tuple[float, float]
    contact_level: tuple[float, float]


MATERIALS = {
    "metal": Material((180, 2400), (0.5, 3.5), (0.1, 0.5), (0.1, 0.7), (0.5, 4), (0.05, 0.4)),
    "thin metal": Material((300, 3000), (0.2, 1.2), (0.0, 0.4), (0.5, 1.0), (1, 6), (0.2, 0.8)),
    "wood": Material((120, 1200), (0.04, 0.3), (0.4, 1.0), (0.2, 0.8), (1, 8), (0.2, 1.0)),
    "stone": Material((400, 3000), (0.02, 0.12), (0.3, 0.9), (0.4, 1.0), (1, 12), (0.5, 1.5)),
    "glass": Material((900, 5000), (0.15, 1.2), (0.1, 0.5), (0.3, 0.9), (0.3, 2), (0.05, 0.5)),
    "ceramic": Material((500, 3200), (0.08, 0.6), (0.2, 0.7), (0.3, 0.9), (0.5, 3), (0.1, 0.6)),
    "plastic": Material((150, 1800), (0.02, 0.1), (0.5, 1.1), (0.4, 1.0), (1, 6), (0.3, 1.2)),
    "cardboard": Material((70, 500), (0.03, 0.1), (0.7, 1.3), (0.5, 1.0), (4, 25), (0.5, 1.6)),
}
"""Struck materials by name."""

# Ratios of a circular membrane's modes to its lowest (zeros of Bessel functions over the first).
_MEMBRANE = np.array([1.0, 1.593, 2.136, 2.295, 2.653, 2.917, 3.156, 3.5, 3.6, 4.06, 4.15, 4.6, 4.83, 5.13, 5.4])


_HITS_OF_A_ROLL = 6
"""So many differ; a hit of forty modes takes as long to make as the rest of a scene."""


def _log_uniform(rng: np.random.Generator, bounds: tuple[float, float]) -> float:
    return float(np.exp(rng.uniform(np.log(bounds[0]), np.log(bounds[1]))))


class ModalObject:
    """A struck body whose modes, damping and contact noise are its identity.

    Parameters
    ----------
    kind
        A key of ``MATERIALS``, or ``membrane``.
    rng
        Draws the identity.
    """

    sustains = False

    def __init__(self, kind: str, rng: np.random.Generator) -> None:
        self.kind = kind
        skin = kind == "membrane"
        material = (
            Material((50, 450), (0.12, 1.2), (0.2, 0.7), (0.0, 0.3), (1, 8), (0.1, 0.7)) if skin else MATERIALS[kind]
        )
        pitch = _log_uniform(rng, material.pitch_hz)
        ratios = self._ratios(skin, rng.uniform(*material.inharmonicity), rng)
        frequency = pitch * ratios
        heard = frequency < 0.46 * SCENE_RATE_HZ
        self._frequency: NDArray[np.float64] = frequency[heard]
        decay = 6.91 / _log_uniform(rng, material.ring_s)
        rise = ratios[heard] ** rng.uniform(*material.damping_rise)
        self._decay: NDArray[np.float64] = decay * rise * rng.uniform(0.7, 1.4, heard.sum())
        self._amplitude: NDArray[np.float64] = rng.gamma(1.2, 1.0, heard.sum()) * ratios[heard] ** -rng.uniform(
            0.2, 1.2
        )
        self._glide = rng.uniform(0.0, 0.25) if skin else 0.0
        self._contact_s = _log_uniform(rng, material.contact_ms) / 1000
        self._contact_level = rng.uniform(*material.contact_level)
        self._contact_spectrum = random_spectrum(rng, rng.uniform(-5, 2))
        self._hardness_hz = _log_uniform(rng, (1500, 12_000))

    @staticmethod
    def _ratios(skin: bool, spread: float, rng: np.random.Generator) -> NDArray[np.float64]:
        if skin:
            return np.asarray(_MEMBRANE * (1 + spread * 0.1 * rng.standard_normal(len(_MEMBRANE))), dtype=np.float64)
        count = int(rng.integers(10, 40))
        bar = ((2 * np.arange(1, count + 1) + 1) / 3.0) ** 2  # a free bar's modes
        loose = np.cumsum(rng.exponential(0.7, count)) + 1
        ratios = (1 - spread) * bar + spread * loose
        return np.asarray(np.sort(ratios / ratios.min()), dtype=np.float64)

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One hit: harder hits are louder and brighter, each struck at a slightly other place."""
        length = min(4.0, 7.5 / float(self._decay.min()) + self._contact_s)
        t = seconds_axis(length)
        softness = self._hardness_hz * (0.25 + strength)
        place = np.exp(0.25 * rng.standard_normal(len(self._frequency)))
        level = self._amplitude * place * np.exp(-self._frequency / softness)
        phase = rng.uniform(0, 0.4, len(level))
        glide = 1 + self._glide * strength * np.exp(-t / 0.05)
        cycles = np.cumsum(glide) / SCENE_RATE_HZ if self._glide else t
        wave = np.zeros_like(t)
        for a, f, d, p in zip(level, self._frequency, self._decay, phase, strict=True):
            n = min(len(t), int(7.5 / d * SCENE_RATE_HZ) + 1)  # to 65 dB down
            wave[:n] += (a * np.exp(-d * t[:n]) * np.sin(2 * np.pi * f * cycles[:n] + p)).astype(np.float32)
        wave = normalised(wave)
        touch = t[: int(7 * self._contact_s * SCENE_RATE_HZ) + 1]
        noise = shaped_noise(len(touch), self._contact_spectrum, rng) * np.exp(-touch / np.float32(self._contact_s))
        wave[: len(touch)] += np.float32(0.3 * self._contact_level * (0.5 + 0.5 * strength)) * noise
        gain = strength * np.exp(0.08 * rng.standard_normal())
        return np.asarray(normalised(wave.astype(np.float32)) * gain, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """A roll: hits too dense to hear apart."""
        out = np.zeros(len(seconds_axis(seconds)), dtype=np.float32)
        hits = [
            self.strike(float(rng.uniform(0.4, 0.9)), rng) for _ in range(min(_HITS_OF_A_ROLL, 1 + int(20 * seconds)))
        ]
        at = 0.0
        while at < seconds:
            hit = hits[int(rng.integers(len(hits)))]
            start = int(at * SCENE_RATE_HZ)
            n = min(len(hit), len(out) - start)
            out[start : start + n] += hit[:n]
            at += rng.exponential(0.04) + 0.01
        return normalised(out)
