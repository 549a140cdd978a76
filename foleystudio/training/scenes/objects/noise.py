"""Bursts, shots, steps, drops and the textures that can be kept up: friction, rolling, rustling, tearing."""

from __future__ import annotations

import numpy as np

from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    Mono,
    normalised,
    random_spectrum,
    seconds_axis,
    shaped_noise,
)


class BurstObject:
    """A noise burst with its own spectrum and tails: shots, claps, explosions, fireworks."""

    sustains = False

    def __init__(self, kind: str, rng: np.random.Generator) -> None:
        self.kind = kind
        big = kind in ("explosion", "firework")
        tail_s = rng.uniform(0.3, 1.1) if big else rng.uniform(0.05, 0.3)
        self._layers = [
            (random_spectrum(rng, rng.uniform(-6, 1)), rng.uniform(0.003, 0.03), 1.0),
            (random_spectrum(rng, rng.uniform(-7, -1)), rng.uniform(0.04, 0.2), rng.uniform(0.2, 0.8)),
            (random_spectrum(rng, rng.uniform(-9, -3)), tail_s, rng.uniform(0.1, 0.5)),
        ]
        self._attack_s = rng.uniform(0.0003, 0.004)

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One burst."""
        t = seconds_axis(min(4.0, 7 * max(decay for _, decay, _ in self._layers)))
        wave = np.zeros_like(t)
        for spectrum, decay, level in self._layers:
            fall_s = decay * (0.8 + 0.4 * strength)
            heard = t[: int(7 * fall_s * SCENE_RATE_HZ)]  # to 60 dB down
            gain = np.float32(level * np.exp(0.15 * rng.standard_normal()))
            wave[: len(heard)] += gain * shaped_noise(len(heard), spectrum, rng) * np.exp(-heard / np.float32(fall_s))
        wave *= 1 - np.exp(-t / self._attack_s)
        return np.asarray(normalised(wave) * strength, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """Its middle layer, rumbling on."""
        return normalised(shaped_noise(len(seconds_axis(seconds)), self._layers[1][0], rng))


class StepObject:
    """Footsteps: heel, toe and the grit of the ground between them."""

    kind = "footstep"
    sustains = False

    def __init__(self, rng: np.random.Generator) -> None:
        self._heel = (random_spectrum(rng, rng.uniform(-9, -3)), rng.uniform(0.008, 0.04))
        self._grit = (random_spectrum(rng, rng.uniform(-2, 4)), rng.uniform(0.03, 0.15), rng.uniform(0.1, 1.0))
        self._gap_s = rng.uniform(0.03, 0.11)

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One step."""
        t = seconds_axis(0.5)
        spectrum, decay = self._heel
        toe_at = self._gap_s * np.exp(0.15 * rng.standard_normal())
        toe = np.where(t > toe_at, np.exp(-(t - toe_at) / decay), 0.0) * rng.uniform(0.3, 0.7)
        body = shaped_noise(len(t), spectrum, rng) * (np.exp(-t / decay) + toe)
        spectrum, decay, level = self._grit
        grains = (rng.random(len(t)) < 0.02).astype(np.float32) * rng.standard_normal(len(t)).astype(np.float32)
        grit = (shaped_noise(len(t), spectrum, rng) * 0.5 + grains) * np.exp(-np.abs(t - toe_at * 0.7) / decay) * level
        return np.asarray(normalised((body + grit).astype(np.float32)) * strength, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """Feet dragging over the grit."""
        return normalised(shaped_noise(len(seconds_axis(seconds)), self._grit[0], rng))


class DropObject:
    """A water drop: bubbles whose pitch rises as they close."""

    kind = "drop"
    sustains = False

    def __init__(self, rng: np.random.Generator) -> None:
        self._pitch_hz = float(np.exp(rng.uniform(np.log(400), np.log(2500))))
        self._rise = rng.uniform(2, 12)
        self._decay_s = rng.uniform(0.01, 0.06)
        self._splash = (random_spectrum(rng, rng.uniform(-2, 2)), rng.uniform(0.05, 0.6))

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One drop and its splash."""
        t = seconds_axis(0.4)
        wave = np.zeros_like(t)
        for delay in (0.0, *rng.exponential(0.04, int(rng.integers(0, 3)))):
            late = np.maximum(t - delay, 0)
            pitch = self._pitch_hz * np.exp(0.2 * rng.standard_normal()) / (0.5 + strength)
            sine = np.sin(2 * np.pi * pitch * (late + self._rise * np.square(late) / 2))
            wave += (np.where(t >= delay, np.exp(-late / self._decay_s), 0) * sine * rng.uniform(0.4, 1)).astype(
                np.float32
            )
        spectrum, level = self._splash
        wave += np.float32(level * strength * 0.3) * shaped_noise(len(t), spectrum, rng) * np.exp(-t / 0.04)
        return np.asarray(normalised(wave) * strength, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """A trickle."""
        out = np.zeros(len(seconds_axis(seconds)), dtype=np.float32)
        for at in rng.uniform(0, seconds, int(seconds * 14) + 1):
            hit = self.strike(float(rng.uniform(0.2, 0.8)), rng)
            start = int(at * SCENE_RATE_HZ)
            n = max(0, min(len(hit), len(out) - start))
            out[start : start + n] += hit[:n]
        return normalised(out)


class TextureObject:
    """A texture that is kept up: friction, rolling, rustling, tearing; its hits are short strokes."""

    sustains = True

    def __init__(self, kind: str, rng: np.random.Generator) -> None:
        self.kind = kind
        rough = {"friction": (60, 300), "rolling": (8, 40), "rustling": (15, 90), "tearing": (80, 700)}[kind]
        self._spectrum = random_spectrum(rng, rng.uniform(-5, 2), bumps=6)
        self._grains_hz = float(rng.uniform(*rough))
        self._depth = rng.uniform(0.3, 1.0)
        self._stroke_s = rng.uniform(0.05, 0.35)
        self._attack_s = rng.uniform(0.005, 0.04)

    def strike(self, strength: float, rng: np.random.Generator) -> Mono:
        """One stroke."""
        seconds = self._stroke_s * float(np.exp(0.2 * rng.standard_normal())) + 0.05
        t = seconds_axis(seconds)
        shape = (1 - np.exp(-t / self._attack_s)) * np.minimum(1, (seconds - t) / 0.04)
        return np.asarray(normalised(self.sustain(seconds, rng) * shape) * strength, dtype=np.float32)

    def sustain(self, seconds: float, rng: np.random.Generator) -> Mono:
        """The texture: shaped noise whose level is carried by random grains."""
        n = len(seconds_axis(seconds))
        grains = np.zeros(n, dtype=np.float32)
        at = rng.integers(0, n, max(1, int(seconds * self._grains_hz)))
        np.add.at(grains, at, rng.gamma(1.0, 1.0, len(at)).astype(np.float32))
        reach = max(8, int(SCENE_RATE_HZ / self._grains_hz))
        kernel = np.exp(-np.arange(4 * reach) / reach).astype(np.float32)
        size = 1 << (n + len(kernel)).bit_length()
        level = np.fft.irfft(np.fft.rfft(grains, size) * np.fft.rfft(kernel, size), size)[:n]
        level = level / (level.mean() + 1e-9)
        modulation = (1 - self._depth) + self._depth * level
        return normalised((shaped_noise(n, self._spectrum, rng) * modulation).astype(np.float32))
