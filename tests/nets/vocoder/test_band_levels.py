import math

import torch

from foleystudio.dsp.spectra.mel import PAPER, STUDIO, log_mel
from foleystudio.nets.vocoder.band_levels import BandLevels
from foleystudio.nets.vocoder.short_time import spectrum_of


def test_bands_to_bins_and_back_keeps_smooth_levels() -> None:
    levels = BandLevels(STUDIO)
    slope = torch.linspace(-1, -4, 128).expand(1, 5, 128)
    back = levels.of_magnitudes(levels.magnitudes(slope))
    assert (back - slope)[:, :, 1:-1].abs().max() < 0.1


def test_magnitudes_measure_as_the_mel_does() -> None:
    wave = 0.1 * torch.randn(1, 20 * 512, generator=torch.Generator().manual_seed(0))
    levels = BandLevels(STUDIO).of_magnitudes(spectrum_of(wave, torch.hann_window(2048), 512).abs())
    assert torch.allclose(levels.transpose(1, 2), log_mel(wave, STUDIO), atol=1e-3)


def test_unit_values_are_read_as_natural_logs() -> None:
    # value = (20 log10 m - 20 + 100) / 100
    levels = BandLevels(PAPER).natural_log(torch.tensor([[[0.8]], [[0.6]]]))
    assert torch.allclose(levels.flatten(), torch.tensor([0.0, math.log(0.1)]), atol=1e-5)


def test_nothing_sounds_where_no_band_reaches() -> None:
    magnitude = BandLevels(PAPER).magnitudes(torch.zeros(1, 2, 80))
    assert magnitude.shape == (1, 2, 513)
    assert (magnitude[:, :, 400:] == 0).all()  # 8.6 kHz and up
    assert (magnitude[:, :, 20:300] > 0).all()


def test_fewer_bins_have_the_bands_that_lie_in_them() -> None:
    whole, low = BandLevels(STUDIO), BandLevels(STUDIO, 257)
    assert 60 < low.bands < 100
    spectrum = torch.rand(1, 3, 1025)
    assert torch.allclose(low.of_magnitudes(spectrum), whole.of_magnitudes(spectrum)[:, :, : low.bands], atol=1e-5)
    assert low.over_bins(torch.zeros(1, 3, low.bands)).shape == (1, 3, 257)
