"""Where somebody speaks in a sound: Silero's voice activity net (MIT; models/speech/card.md), run by numpy alone."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.dsp.waves.resample import resample
from foleystudio.paths import models_dir
from foleystudio.progress import heed

RATE_HZ = 16_000  # what the net was trained at
CHUNK = 512
"""Samples at `RATE_HZ` that one answer is about: 32 ms."""

_CONTEXT = 64  # samples before a chunk that the net hears too
_WINDOW, _HOP = 256, 128  # samples of its Fourier transform: 16 and 8 ms
_FOLDER, _WEIGHTS = "speech", "weights.safetensors"
_STRIDES = (1, 2, 2, 1)  # of its four convolutions
_AT_ONCE = 256  # chunks: 8 s
_LOUD = 0.1  # peak that the net is told of: its probabilities fall with the level

Floats = NDArray[np.float32]


def speech_probability(samples: Wave, rate_hz: int) -> Floats:
    """Probability that somebody speaks, of every 32 ms; zeros where the model is not installed.

    Parameters
    ----------
    samples
        ``float32 [N, C]``.

    Returns
    -------
    ``float32 [ceil(N / rate_hz / 0.032)]``.
    """
    mono = resample(mean_of_channels(samples), rate_hz, RATE_HZ)
    count = -(-len(mono) // CHUNK)
    weights = _weights(models_dir() / _FOLDER / _WEIGHTS)
    if weights is None or not count:
        return np.zeros(count, dtype=np.float32)
    padded = np.zeros(_CONTEXT + count * CHUNK, dtype=np.float32)
    padded[_CONTEXT : _CONTEXT + len(mono)] = mono * np.float32(_LOUD / max(1e-6, float(np.abs(mono).max())))
    chunks = np.lib.stride_tricks.sliding_window_view(padded, _CONTEXT + CHUNK)[::CHUNK]
    parts = [_features(chunks[first : first + _AT_ONCE], weights) for first in range(0, count, _AT_ONCE)]
    return _answers(np.concatenate(parts), weights)


@lru_cache(maxsize=2)
def _weights(file: Path) -> dict[str, Floats] | None:
    try:
        return load_file(file)
    except (OSError, SafetensorError):
        return None


def _features(chunks: Floats, weights: dict[str, Floats]) -> Floats:
    """Chunks [n, 576] as the LSTM hears them [n, 128]."""
    heed()
    heard = np.pad(chunks, ((0, 0), (0, _CONTEXT)), mode="reflect")
    frames = np.lib.stride_tricks.sliding_window_view(heard, _WINDOW, axis=1)[:, ::_HOP]  # [n, 4, 256]
    spectra = frames @ weights["stft_conv.weight"][:, 0].T  # [n, 4, 258]
    half = spectra.shape[2] // 2
    values = np.sqrt(spectra[..., :half] ** 2 + spectra[..., half:] ** 2)
    for number, stride in enumerate(_STRIDES, start=1):
        values = _convolved(values, weights[f"conv{number}.weight"], weights[f"conv{number}.bias"], stride)
    features: Floats = values[:, 0].astype(np.float32)
    return features


def _convolved(values: Floats, kernel: Floats, bias: Floats, stride: int) -> Floats:
    """Three taps over time, then ReLU: values [n, t, Ci] -> [n, ceil(t / stride), Co]."""
    padded = np.pad(values, ((0, 0), (1, 1), (0, 0)))
    length = values.shape[1]
    total = sum(padded[:, tap : tap + length : stride] @ kernel[:, :, tap].T for tap in range(3)) + bias
    made: Floats = np.maximum(total, 0.0).astype(np.float32)
    return made


def _answers(features: Floats, weights: dict[str, Floats]) -> Floats:
    """The LSTM over all chunks and what it says of each."""
    told = features @ weights["lstm_cell.weight_ih"].T + weights["lstm_cell.bias_ih"] + weights["lstm_cell.bias_hh"]
    recurrent, size = weights["lstm_cell.weight_hh"].T, features.shape[1]
    hidden, cell = np.zeros(size, dtype=np.float32), np.zeros(size, dtype=np.float32)
    outputs = np.empty((len(features), size), dtype=np.float32)
    for number, gates in enumerate(told):
        if number % _AT_ONCE == 0:
            heed()
        gates = gates + hidden @ recurrent
        keep, forget, offer, show = gates[:size], gates[size : 2 * size], gates[2 * size : 3 * size], gates[3 * size :]
        cell = _sigmoid(forget) * cell + _sigmoid(keep) * np.tanh(offer)
        hidden = _sigmoid(show) * np.tanh(cell)
        outputs[number] = hidden
    logits = np.maximum(outputs, 0.0) @ weights["final_conv.weight"][0, :, 0] + weights["final_conv.bias"][0]
    return _sigmoid(logits)


def _sigmoid(values: Floats) -> Floats:
    made: Floats = (0.5 * (1.0 + np.tanh(0.5 * values))).astype(np.float32)
    return made
