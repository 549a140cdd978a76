"""What a recording goes through: rooms, band limits, lossy codecs, limiters, clipping, fades."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ as RATE_HZ
from foleystudio.dsp.spectra.stft import hann
from foleystudio.training.scenes.objects.sound_object import Mono, random_spectrum

_BLOCK = 55  # samples in which a limiter's gain is constant: 2.5 ms
_CODEC_WINDOW = 1024  # samples, 46 ms, as AAC has it: so far its errors spread


def in_a_room(dry: Mono, rng: np.random.Generator) -> Mono:
    """A dry sound in a made room: early reflections and a tail, the direct sound as it was."""
    decay_s = float(np.exp(rng.uniform(np.log(0.08), np.log(1.3)))) / 6.9
    n = min(len(dry), int(7 * decay_s * RATE_HZ))
    t = np.arange(n, dtype=np.float32) / np.float32(RATE_HZ)
    tail = rng.standard_normal(n, dtype=np.float32) * np.exp(-t / np.float32(decay_s))
    tail[: int(rng.uniform(0.002, 0.02) * RATE_HZ)] = 0
    early = rng.integers(int(0.001 * RATE_HZ), int(0.03 * RATE_HZ), int(rng.integers(0, 7)))
    early = early[early < n]
    tail *= np.float32(rng.uniform(0.05, 0.7) / max(1e-9, float(np.sqrt(np.sum(np.square(tail))))))
    tail[early] += np.asarray(rng.uniform(-0.5, 0.5, len(early)), np.float32)
    size = len(dry) + n
    size += -size % 4096
    wet = np.fft.irfft(np.fft.rfft(dry, size) * _darkened(np.fft.rfft(tail, size), rng), size)[: len(dry)]
    return np.asarray(dry + wet, np.float32)


def _darkened(spectrum: NDArray[np.complexfloating], rng: np.random.Generator) -> NDArray[np.complex64]:
    frequency = np.linspace(0, RATE_HZ / 2, len(spectrum), dtype=np.float32)
    return np.asarray(spectrum / (1 + np.square(frequency / np.float32(rng.uniform(1500, 9000)))), np.complex64)


def response(n: int, limited: bool, rng: np.random.Generator) -> NDArray[np.float32]:
    """A gain for each of ``n`` bins from 0 to half the rate: an equaliser, and the band that a codec leaves."""
    frequency = np.linspace(0, RATE_HZ / 2, n)
    gains = np.ones(n)
    if rng.random() < 0.6:
        points, curve = random_spectrum(rng, rng.uniform(-3, 3), bumps=3)
        gains = np.interp(np.log(np.maximum(frequency, 10)), np.log(points), np.sqrt(curve))
    if limited:
        top, low = np.exp(rng.uniform(np.log(3000), np.log(9500))), np.exp(rng.uniform(np.log(20), np.log(350)))
        gains = gains / (1 + (frequency / top) ** 24) / (1 + (low / np.maximum(frequency, 1)) ** 6)
    return np.asarray(gains, np.float32)


def coded(wave: Mono, rng: np.random.Generator) -> Mono:
    """What a lossy codec leaves: soft bins are dropped, the others coarse, and errors spread ahead of attacks."""
    hop = _CODEC_WINDOW // 2
    padded = np.pad(wave, (hop, _CODEC_WINDOW))
    windows = np.lib.stride_tricks.sliding_window_view(padded, _CODEC_WINDOW)[::hop]
    window = np.sqrt(hann(_CODEC_WINDOW))
    spectra = np.fft.rfft(windows * window, axis=1)
    size = np.abs(spectra)
    step = size.max(axis=1, keepdims=True) * np.float32(10 ** (rng.uniform(-50, -26) / 20)) + 1e-9
    spectra *= np.round(size / step) * step / np.maximum(size, 1e-9)
    frames = np.fft.irfft(spectra, _CODEC_WINDOW, axis=1).astype(np.float32) * window
    out = np.zeros(hop * (len(frames) + 1), np.float32)
    halves = frames.reshape(len(frames), 2, hop)
    out[: hop * len(frames)] += halves[:, 0].reshape(-1)
    out[hop:] += halves[:, 1].reshape(-1)
    return out[hop : hop + len(wave)]


def limited(wave: Mono, rng: np.random.Generator) -> Mono:
    """Through a limiter, or a recorder's automatic gain: loud parts held down, quiet ones brought up after a while."""
    threshold_db = rng.uniform(-24, -3)
    release = rng.choice([rng.uniform(6, 25), rng.uniform(60, 400)]) * _BLOCK / RATE_HZ  # dB a block
    blocks = -(-len(wave) // _BLOCK)
    padded = np.zeros(blocks * _BLOCK, np.float32)
    padded[: len(wave)] = wave
    peaks = np.abs(padded.reshape(blocks, _BLOCK)).max(axis=1)
    peaks = np.maximum(peaks, np.append(peaks[1:], 0))  # it looks ahead
    over = np.minimum(0.0, threshold_db - 20 * np.log10(np.maximum(peaks / max(1e-9, float(peaks.max())), 1e-6)))
    steps = np.arange(blocks) * release
    gain_db = np.minimum(0.0, np.minimum.accumulate(over - steps) + steps)
    middles = (np.arange(blocks) + 0.5) * _BLOCK
    gain = 10 ** (np.interp(np.arange(len(wave)), middles, gain_db) / 20)
    return np.asarray(wave * gain, np.float32)


def clipped(wave: Mono, rng: np.random.Generator) -> Mono:
    """Too loud for what records it, by up to 18 dB."""
    drive = 10 ** (rng.uniform(2, 18) / 20)
    loud = wave * np.float32(drive / max(1e-9, float(np.abs(wave).max())))
    return np.asarray(np.tanh(loud) if rng.random() < 0.3 else np.clip(loud, -1, 1), np.float32)


def fade(length: int, rng: np.random.Generator) -> Mono:
    """Gain of a recording that is faded in, out or both, over 0.2 to 2 s."""
    gain = np.ones(length, np.float32)
    which = rng.choice(["in", "out", "both"])
    for end in ("in", "out"):
        if which in (end, "both"):
            n = min(length, int(rng.uniform(0.2, 2.0) * RATE_HZ))
            ramp = np.linspace(0, 1, n, dtype=np.float32) ** np.float32(rng.choice([1.0, 2.0]))
            if end == "in":
                gain[:n] *= ramp
            else:
                gain[length - n :] *= ramp[::-1]
    return gain
