import math
from dataclasses import replace

import pytest
import torch

from foleystudio.dsp.spectra.mel_config import PAPER, STUDIO, MelConfig
from foleystudio.nets.config import PAPER_PRESETS, PRESETS, BackgroundConfig
from foleystudio.nets.varietysound.background import (
    BackgroundEncoder,
    MelScale,
    column_energy,
    energy_mask,
    static_spectrum,
)
from foleystudio.nets.varietysound.model import VarietySound
from tests.nets.counting import parameters

MELS = pytest.mark.parametrize("mel", [PAPER, STUDIO])


def _values(magnitudes: torch.Tensor, mel: MelConfig) -> torch.Tensor:
    held = magnitudes.clamp(min=mel.floor)
    return held.log() if mel.value == "log" else ((20 * held.log10() + 80) / 100).clamp(0, 1)


@MELS
def test_energy_is_the_sum_of_power(mel: MelConfig) -> None:
    magnitudes = 10 ** (-3 * torch.rand(2, 4, 9))
    energy = column_energy(_values(magnitudes, mel), MelScale.of(mel))
    expected = magnitudes.square().sum(1).log()
    torch.testing.assert_close(energy - energy[:, :1], expected - expected[:, :1], atol=1e-4, rtol=0)


@MELS
def test_mask_silences_exactly_the_columns_above_the_median(mel: MelConfig) -> None:
    magnitudes = 10 ** (-3 * torch.rand(2, 4, 9))
    values = _values(magnitudes, mel)
    masked = energy_mask(values, MelScale.of(mel))
    energy = magnitudes.square().sum(1)
    above = energy > energy.median(dim=1, keepdim=True).values
    assert (masked == mel.silence).all(1).equal(above)
    assert masked.transpose(1, 2)[~above].equal(values.transpose(1, 2)[~above])


@MELS
def test_one_loud_band_is_more_than_a_faint_hiss_in_all(mel: MelConfig) -> None:
    tone, hiss, faint = (torch.full((20,), level) for level in (1e-3, 0.02, 1e-4))
    tone[3] = 1.0
    values = _values(torch.stack((tone, hiss, faint), 1)[None], mel)
    assert values.mean(1).argmax() == 1  # what the mean of logarithms would take for the loudest
    kept = (energy_mask(values, MelScale.of(mel)) == values).all(1)
    assert kept.tolist() == [[False, True, True]]


@pytest.mark.parametrize(("bands", "mel"), [(80, PAPER), (128, STUDIO)])
def test_a_net_masks_with_its_own_mel_s_silence(bands: int, mel: MelConfig) -> None:
    config = {80: PAPER_PRESETS["tiny"], 128: PRESETS["tiny"]}[bands]
    net = VarietySound(replace(config, background=BackgroundConfig(lstm_hidden=6))).eval()
    heard: list[torch.Tensor] = []
    net.background_encoder.net.register_forward_pre_hook(lambda _lstm, inputs: heard.append(inputs[0]))
    magnitudes = torch.full((1, bands, 9), 1e-3)
    magnitudes[:, :, 4:] = 0.1
    net.encode_background(_values(magnitudes, mel), 2)
    (given,) = heard  # [B, M, F], centred
    values = given * config.mel_spread + config.mel_centre
    quiet = _values(torch.tensor(1e-3), mel)
    torch.testing.assert_close(values[:, :4], quiet.expand(1, 4, bands))  # the loudest four of nine are masked
    torch.testing.assert_close(values[:, 4:], _values(magnitudes, mel)[:, :, 4:].transpose(1, 2))
    magnitudes[:, :, 7:] = 1.0
    net.encode_background(_values(magnitudes, mel), 2)
    values = heard[1] * config.mel_spread + config.mel_centre
    torch.testing.assert_close(values[:, 7:], torch.full((1, 2, bands), mel.silence), atol=1e-5, rtol=0)


def test_log_power_per_value_is_that_of_each_scale() -> None:
    assert PAPER.log_power_per_value == pytest.approx(math.log(10 ** (100 / 10)))  # the unit scale spans 100 dB
    assert STUDIO.log_power_per_value == 2  # a natural log of magnitudes


def test_published_parameter_count() -> None:
    net = BackgroundEncoder(80, PRESETS["paper"].background)
    assert parameters(net) == 4 * 128 * (80 + 128 + 2) + 4 * 128 * (128 + 128 + 2)  # a 2-layer LSTM of 128


def test_static_spectrum_ignores_rare_events() -> None:
    mel = torch.zeros(1, 3, 100)
    mel[:, :, ::10] = 7
    assert static_spectrum(mel, 0.15).abs().max() == 0


def test_code_has_the_clip_s_frames_whatever_the_background_s_length() -> None:
    for kind in ("masked", "static"):
        net = BackgroundEncoder(4, BackgroundConfig(kind=kind, lstm_hidden=6))
        for columns in (1, 7, 400):
            assert net(torch.randn(2, 4, columns), 30).shape == (2, 30, 6)
