"""Resemblyzer's embedding, the timbre measure of the published figures; an optional extra.

It is a speaker encoder: unrelated sounds already score .6 to .8, so it is only ever read between a floor and a
ceiling, and beside a measure that does not come from speech.
"""

from __future__ import annotations

import importlib
import warnings
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample
from foleystudio.progress import heed

_RATE_HZ = 16_000  # at which the net hears
_TOGETHER = 8  # stretches of 1.6 s that are embedded before it is asked whether to go on
HOW_TO_INSTALL = "pip install --no-deps resemblyzer && pip install webrtcvad-wheels librosa"


def is_installed() -> bool:
    """Whether the extra is there."""
    return all(find_spec(name) is not None for name in ("resemblyzer", "webrtcvad", "librosa"))


@lru_cache(maxsize=1)
def _resemblyzer() -> tuple[Any, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        package = importlib.import_module("resemblyzer")
        return package, package.VoiceEncoder("cpu", verbose=False)


def embed(sound: Sound) -> NDArray[np.float64]:
    """Embedding of a sound, ``float64 [256]``, of length 1.

    Quiet sounds are raised to -30 dB as Resemblyzer does it; its voice activity detector is left out, because it
    would throw away what is not speech.
    """
    package, encoder = _resemblyzer()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mono = resample(sound.mono(), sound.rate_hz, _RATE_HZ)
        if not np.any(mono):
            return np.zeros(256)
        even = package.audio.normalize_volume(mono, package.audio.audio_norm_target_dBFS, increase_only=True)
        return _embedded(package, encoder, even.astype(np.float32))


def _embedded(package: Any, encoder: Any, wave: NDArray[np.float32]) -> NDArray[np.float64]:
    """What `VoiceEncoder.embed_utterance` gives, a few stretches at a time: ten minutes at once are seconds of work."""
    import torch

    of_wave, of_mel = encoder.compute_partial_slices(len(wave), 1.3, 0.75)
    mel = package.audio.wav_to_mel_spectrogram(np.pad(wave, (0, max(0, of_wave[-1].stop - len(wave)))))
    parts = []
    for first in range(0, len(of_mel), _TOGETHER):
        heed()
        with torch.no_grad():
            some = np.array([mel[part] for part in of_mel[first : first + _TOGETHER]])
            parts.append(encoder(torch.from_numpy(some).to(encoder.device)).cpu().numpy())
    raw = np.concatenate(parts).mean(axis=0)
    return np.asarray(raw / np.linalg.norm(raw, 2), dtype=np.float64)
