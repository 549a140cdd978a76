from pathlib import Path

import numpy as np
import pytest
import torch

from foleystudio.dsp.spectra.mel import PAPER, STUDIO, log_mel
from foleystudio.engine.models.model_files import write_net
from foleystudio.errors import FoleyError
from foleystudio.nets.config import VOCODER_PRESETS
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.training.evaluation.voice import voice_of


@pytest.mark.parametrize("mel", [STUDIO, PAPER])
def test_griffin_lim_gives_the_sound_back_at_its_level(mel: object) -> None:
    assert mel in (STUDIO, PAPER)
    config = STUDIO if mel is STUDIO else PAPER
    t = torch.arange(config.rate_hz // 2) / config.rate_hz
    wave = 0.4 * torch.sin(2 * torch.pi * 880 * t)
    sound = voice_of(config, None).sound(log_mel(2 * wave, config)[:, :40], gain=2.0, name="a")
    assert sound.rate_hz == config.rate_hz
    assert len(sound) == 40 * config.hop
    middle = sound.samples[5 * config.hop : 35 * config.hop, 0]
    assert float(np.sqrt((middle**2).mean())) == pytest.approx(0.4 / 2**0.5, rel=0.2)


def test_a_vocoder_is_taken_when_it_reads_the_mel(tmp_path: Path) -> None:
    write_net(tmp_path / "net", Vocoder(VOCODER_PRESETS["tiny"]), VOCODER_PRESETS["tiny"])
    assert "tiny" in voice_of(STUDIO, tmp_path).description
    assert voice_of(PAPER, tmp_path).description == "Griffin-Lim"
    assert len(voice_of(STUDIO, tmp_path).sound(torch.full((128, 9), -4.0))) == 9 * 512


def test_a_folder_without_a_vocoder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="no such vocoder"):
        voice_of(STUDIO, tmp_path / "nowhere")
