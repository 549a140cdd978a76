import numpy as np
import pytest
import torch

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import PAPER, STUDIO, log_mel, natural_log
from foleystudio.engine.measures.timbre import mel_cepstral_distortion as distortion_of_sounds
from foleystudio.training.tasks.mel_distances import mel_cepstral_distortion


def _sounds() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    first = rng.normal(0, 0.1, 22_050).astype(np.float32)
    second = np.convolve(first, [0.6, 0.3, 0.1], "same").astype(np.float32)
    return first, second


def test_it_agrees_with_the_measure_of_sounds() -> None:
    first, second = _sounds()
    mels = [log_mel(torch.from_numpy(wave), PAPER)[None] for wave in (first, second)]
    expected = distortion_of_sounds(Sound(first[:, None], 22_050), Sound(second[:, None], 22_050)).aligned_db
    assert float(mel_cepstral_distortion(mels[0], mels[1], PAPER)) == pytest.approx(expected, rel=0.01)


def test_equal_mels_have_none_and_level_is_left_out() -> None:
    mel = torch.randn(2, 128, 30)
    assert mel_cepstral_distortion(mel, mel, STUDIO).tolist() == [0, 0]
    assert float(mel_cepstral_distortion(mel, mel + 1.5, STUDIO).max()) < 1e-3


def test_both_scales_mean_magnitudes() -> None:
    wave = torch.from_numpy(_sounds()[0])
    logs = natural_log(log_mel(wave, PAPER), PAPER)
    from dataclasses import replace

    assert torch.allclose(logs, log_mel(wave, replace(PAPER, value="log")), atol=1e-3)
