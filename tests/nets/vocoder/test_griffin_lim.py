import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER, STUDIO, MelConfig, log_mel, natural_log
from foleystudio.nets.vocoder.griffin_lim import griffin_lim


@pytest.mark.parametrize("config", [PAPER, STUDIO])
def test_a_wave_has_the_mel_that_it_was_made_of(config: MelConfig) -> None:
    t = np.arange(config.rate_hz, dtype=np.float32) / np.float32(config.rate_hz)
    wave = torch.from_numpy(np.asarray(0.5 * np.sin(2 * np.pi * 660 * t), np.float32))[None]
    mel = log_mel(wave, config)[:, :, :86]
    rebuilt = griffin_lim(mel, config)
    assert rebuilt.shape == (1, 86 * config.hop)
    apart = natural_log(log_mel(rebuilt, config), config) - natural_log(log_mel(wave, config), config)
    assert float(apart[:, :, 5:80].abs().mean()) < 1.0
