from __future__ import annotations

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.engine.measures import speech_embedding
from tests.dsp.sounds import hits

needs_extra = pytest.mark.skipif(not speech_embedding.is_installed(), reason="Resemblyzer is an optional extra")


@needs_extra
def test_embedding_has_length_1_and_forgives_level_and_rate() -> None:
    sound = Sound(hits([0.2, 1.0, 1.7], 2.5, 48_000)[:, None] * np.float32(0.1), 48_000)
    quiet = Sound(sound.samples * np.float32(0.3), 48_000)
    first, second = speech_embedding.embed(sound), speech_embedding.embed(quiet)
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-5)
    assert float(first @ second) > 0.99


@needs_extra
@pytest.mark.parametrize("seconds", [0.4, 2.5, 31.0])
def test_it_is_the_packages_own_embedding(seconds: float) -> None:
    package, encoder = speech_embedding._resemblyzer()
    wave = hits(list(np.arange(0.1, seconds - 0.2, 0.7)), seconds, 16_000)
    even = package.audio.normalize_volume(wave, package.audio.audio_norm_target_dBFS, increase_only=True)
    own = encoder.embed_utterance(even.astype(np.float32))
    assert np.allclose(speech_embedding.embed(Sound(wave[:, None], 16_000)), own, atol=1e-6)


@needs_extra
def test_silence_has_no_embedding() -> None:
    assert not speech_embedding.embed(Sound(np.zeros((16_000, 1), np.float32), 16_000)).any()


def test_missing_extra_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_embedding, "find_spec", lambda name: None)
    assert not speech_embedding.is_installed()
