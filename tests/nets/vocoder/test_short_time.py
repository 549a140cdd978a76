import pytest
import torch

from foleystudio.nets.vocoder.short_time import magnitudes, scaled, spectrum_of, wave_of

_SIZES = pytest.mark.parametrize(("n_fft", "hop"), [(2048, 512), (1024, 256), (64, 32)])


def _spectrum(n_fft: int, columns: int) -> torch.Tensor:
    torch.manual_seed(0)
    return torch.randn(2, columns, n_fft // 2 + 1, dtype=torch.complex64)


@_SIZES
@pytest.mark.parametrize("columns", [2, 3, 40])
def test_waves_are_those_of_torch(n_fft: int, hop: int, columns: int) -> None:
    spectrum, window, length = _spectrum(n_fft, columns), torch.hann_window(n_fft), (columns - 1) * hop
    theirs = torch.istft(spectrum.transpose(1, 2), n_fft, hop, window=window, length=length)
    torch.testing.assert_close(wave_of(spectrum, window, hop, length), theirs, atol=1e-6, rtol=1e-5)


@_SIZES
def test_spectra_are_those_of_torch(n_fft: int, hop: int) -> None:
    wave, window = torch.randn(2, 20 * hop), torch.hann_window(n_fft)
    theirs = torch.stft(wave, n_fft, hop, window=window, pad_mode="constant", return_complex=True)
    torch.testing.assert_close(spectrum_of(wave, window, hop), theirs.transpose(1, 2), atol=1e-4, rtol=1e-5)


@_SIZES
def test_a_wave_comes_back_from_its_spectrum(n_fft: int, hop: int) -> None:
    wave, window = torch.randn(2, 20 * hop), torch.hann_window(n_fft)
    spectrum = spectrum_of(wave, window, hop)
    assert spectrum.shape == (2, 21, n_fft // 2 + 1)
    assert spectrum.is_contiguous()
    torch.testing.assert_close(wave_of(spectrum, window, hop, 20 * hop), wave, atol=1e-5, rtol=0)


def test_magnitudes_and_gains_are_those_of_complex_arithmetic_and_silence_has_a_gradient() -> None:
    spectrum, gains = _spectrum(64, 5), torch.rand(2, 5, 33)
    torch.testing.assert_close(magnitudes(spectrum), spectrum.abs())
    torch.testing.assert_close(scaled(spectrum, gains), spectrum * gains)
    silence = torch.zeros(3, dtype=torch.complex64, requires_grad=True)
    magnitudes(silence).sum().backward()
    assert silence.grad is not None
    assert torch.equal(silence.grad, torch.zeros(3, dtype=torch.complex64))
