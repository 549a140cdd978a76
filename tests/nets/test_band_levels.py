import math

import torch

from foleystudio.dsp.mel import PAPER, STUDIO, log_mel
from foleystudio.nets.band_levels import BandLevels


def test_bands_to_bins_and_back_keeps_smooth_levels() -> None:
    levels = BandLevels(STUDIO)
    slope = torch.linspace(-1, -4, 128)[None, :, None].expand(1, 128, 5)
    back = levels.of_magnitudes(levels.magnitudes(slope))
    assert (back - slope)[:, 1:-1].abs().max() < 0.1


def test_magnitudes_measure_as_the_mel_does() -> None:
    wave = 0.1 * torch.randn(1, 20 * 512, generator=torch.Generator().manual_seed(0))
    spectrum = torch.stft(wave, 2048, 512, window=torch.hann_window(2048), pad_mode="constant", return_complex=True)
    assert torch.allclose(BandLevels(STUDIO).of_magnitudes(spectrum.abs()), log_mel(wave, STUDIO), atol=1e-3)


def test_unit_values_are_read_as_natural_logs() -> None:
    # value = (20 log10 m - 20 + 100) / 100
    levels = BandLevels(PAPER).natural_log(torch.tensor([[[0.8]], [[0.6]]]))
    assert torch.allclose(levels.flatten(), torch.tensor([0.0, math.log(0.1)]), atol=1e-5)


def test_nothing_sounds_where_no_band_reaches() -> None:
    magnitude = BandLevels(PAPER).magnitudes(torch.zeros(1, 80, 2))
    assert magnitude.shape == (1, 513, 2)
    assert (magnitude[:, 400:] == 0).all()  # 8.6 kHz and up
    assert (magnitude[:, 20:300] > 0).all()


def test_fewer_bins_have_the_bands_that_lie_in_them() -> None:
    whole, low = BandLevels(STUDIO), BandLevels(STUDIO, 257)
    assert 60 < low.bands < 100
    spectrum = torch.rand(1, 1025, 3)
    assert torch.allclose(low.of_magnitudes(spectrum), whole.of_magnitudes(spectrum)[:, : low.bands], atol=1e-5)
    assert low.over_bins(torch.zeros(1, low.bands, 3)).shape == (1, 257, 3)
