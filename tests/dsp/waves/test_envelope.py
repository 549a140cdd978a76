from __future__ import annotations

import librosa
import numpy as np
import pytest

from foleystudio.dsp.waves.envelope import SILENCE_DB, amplitude_to_db, db_to_amplitude, rms
from tests.dsp.sounds import noise


@pytest.mark.parametrize(("window", "hop"), [(512, 128), (2048, 1024), (2048, 512)])
@pytest.mark.parametrize("n_samples", [3000, 16_384, 50_001])
@pytest.mark.parametrize("centred", [True, False])
def test_equals_librosa(window: int, hop: int, n_samples: int, centred: bool) -> None:
    wave = noise(n_samples)
    expected = librosa.feature.rms(y=wave, frame_length=window, hop_length=hop, center=centred, pad_mode="constant")[0]
    np.testing.assert_allclose(rms(wave, window, hop, centred=centred), expected, atol=1e-6)


def test_too_short_without_centring_is_empty() -> None:
    assert len(rms(noise(511), 512, 128, centred=False)) == 0
    assert len(rms(noise(0), 512, 128)) == 1


def test_quiet_beside_loud_is_exact() -> None:
    wave = np.concatenate([np.full(4096, 1.0, np.float32), np.full(4096, 1e-5, np.float32)])
    assert rms(wave, 512, 512, centred=False)[-1] == pytest.approx(1e-5, rel=1e-5)


def test_decibels() -> None:
    np.testing.assert_allclose(amplitude_to_db(np.array([1, -0.1, 0], np.float32)), [0, -20, SILENCE_DB], atol=1e-4)
    assert db_to_amplitude(-20.0) == pytest.approx(0.1)
