import torch

from foleystudio.training.tasks.spectral_losses import _magnitude, multi_resolution_stft


def test_is_zero_for_equal_waves_and_deaf_to_a_small_shift() -> None:
    wave = torch.randn(2, 8192, generator=torch.Generator().manual_seed(0))
    other = torch.randn(2, 8192, generator=torch.Generator().manual_seed(1))
    assert multi_resolution_stft(wave, wave) == 0
    assert multi_resolution_stft(-wave, wave) == 0
    assert 0 < multi_resolution_stft(wave.roll(2, 1), wave) < 0.5 * multi_resolution_stft(other, wave)


def test_spectra_are_hann_windowed_magnitudes_of_centred_frames() -> None:
    wave = torch.randn(2, 4096, generator=torch.Generator().manual_seed(0))
    window = torch.hann_window(512)
    spectrum = torch.stft(wave, 512, 128, window=window, pad_mode="constant", return_complex=True)
    torch.testing.assert_close(_magnitude(wave, 512, 128, window), spectrum.abs(), atol=1e-5, rtol=1e-5)


def test_has_finite_slopes_at_silence() -> None:
    silent = torch.zeros(1, 8192, requires_grad=True)
    multi_resolution_stft(silent, torch.zeros(1, 8192)).backward()
    assert silent.grad is not None
    assert torch.isfinite(silent.grad).all()
