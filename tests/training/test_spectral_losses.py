import torch

from foleystudio.training.spectral_losses import multi_resolution_stft


def test_is_zero_for_equal_waves_and_deaf_to_a_small_shift() -> None:
    wave = torch.randn(2, 8192, generator=torch.Generator().manual_seed(0))
    other = torch.randn(2, 8192, generator=torch.Generator().manual_seed(1))
    assert multi_resolution_stft(wave, wave) == 0
    assert multi_resolution_stft(-wave, wave) == 0
    assert 0 < multi_resolution_stft(wave.roll(2, 1), wave) < 0.5 * multi_resolution_stft(other, wave)


def test_has_finite_slopes_at_silence() -> None:
    silent = torch.zeros(1, 8192, requires_grad=True)
    multi_resolution_stft(silent, torch.zeros(1, 8192)).backward()
    assert silent.grad is not None
    assert torch.isfinite(silent.grad).all()
