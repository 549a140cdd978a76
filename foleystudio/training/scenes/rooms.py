"""Rooms and backgrounds: what stands around a sound."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foleystudio.training.scenes.objects.sound_object import (
    SCENE_RATE_HZ,
    Mono,
    random_spectrum,
    seconds_axis,
    shaped_noise,
)


@dataclass(frozen=True, eq=False)
class Room:
    """A room as its impulse response (direct sound first) and its background noise.

    Parameters
    ----------
    response
        float32 [N]; sample 0 is the direct sound.
    spectrum
        The background's spectrum, as (frequency, gain) points.
    noise_db
        Its level, dB full scale rms; ``-inf`` for none.
    """

    response: Mono
    spectrum: tuple[np.ndarray, np.ndarray]
    noise_db: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> Room:
        """A room: half of them dead, a third without background."""
        if rng.random() < 0.5:
            response = np.ones(1, dtype=np.float32)
        else:
            decay_s = float(np.exp(rng.uniform(np.log(0.05), np.log(0.8)))) / 6.9
            t = seconds_axis(min(1.2, 7 * decay_s))
            tail = shaped_noise(len(t), random_spectrum(rng, rng.uniform(-4, -1), bumps=2), rng) * np.exp(-t / decay_s)
            tail[: int(0.004 * SCENE_RATE_HZ)] = 0  # the direct sound comes alone
            response = (tail * np.float32(rng.uniform(0.003, 0.03))).astype(np.float32)
            response[0] = 1
        noise_db = -np.inf if rng.random() < 0.33 else float(rng.uniform(-75, -32))
        return cls(response, random_spectrum(rng, rng.uniform(-7, -1)), noise_db)

    def heard(self, dry: Mono) -> Mono:
        """A dry sound in the room, background left out: float32 [N]."""
        if len(self.response) == 1:
            return dry
        size = 1 << (len(dry) + len(self.response)).bit_length()
        wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(self.response, size), size)
        return wet[: len(dry)].astype(np.float32)

    def background(self, n_samples: int, rng: np.random.Generator) -> Mono:
        """The room with nothing happening: float32 [N]."""
        if not np.isfinite(self.noise_db):
            return np.zeros(n_samples, dtype=np.float32)
        return shaped_noise(n_samples, self.spectrum, rng) * np.float32(10 ** (self.noise_db / 20))
