"""The critics of the vocoder: does a wave repeat as real ones do, do its spectra look like real ones. Training only."""

from __future__ import annotations

import itertools

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import weight_norm

from foleystudio.nets.config import VocoderDiscriminatorConfig

_SLOPE = 0.1  # of the leaky ReLU below 0


class Critic(nn.Module):
    """2-D convolutions whose hidden layers are also compared (feature matching).

    Parameters
    ----------
    layers
        The hidden convolutions.
    head
        The last one, to a single channel of scores.
    """

    def __init__(self, layers: list[nn.Conv2d], head: nn.Conv2d) -> None:
        super().__init__()
        self.layers = nn.ModuleList(weight_norm(layer) for layer in layers)
        self.head = weight_norm(head)

    def forward(self, x: Tensor) -> tuple[Tensor, list[Tensor]]:
        """[B, 1, H, W] -> scores [B, 1, H', W'] before any sigmoid, and every hidden layer's output."""
        features: list[Tensor] = []
        for layer in self.layers:
            x = nn.functional.leaky_relu(layer(x), _SLOPE)
            features.append(x)
        return self.head(x), features


class MultiPeriodDiscriminator(nn.Module):
    """Critics of the wave folded to rows of a prime number of samples each.

    Source: HiFi-GAN (Kong et al., 2020), section 2.3: periods 2, 3, 5, 7, 11; Conv2D k(5,1) s(3,1).
    """

    def __init__(self, config: VocoderDiscriminatorConfig) -> None:
        super().__init__()
        self.periods = config.periods
        self.critics = nn.ModuleList(_period_critic(config) for _ in config.periods)

    def forward(self, wave: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        """Wave [B, N] -> scores and features, one pair a period."""
        return [critic(_folded(wave, period)) for period, critic in zip(self.periods, self.critics, strict=True)]


class MultiResolutionDiscriminator(nn.Module):
    """Critics of the wave's magnitude spectra at several resolutions.

    Source: UnivNet (Jang et al., 2021), section 2.2; in Vocos in the place of HiFi-GAN's multi-scale critics.

    Departures
    ----------
    1. The magnitudes are given as logarithms, so that quiet tails are judged as loud attacks are.
    """

    def __init__(self, config: VocoderDiscriminatorConfig) -> None:
        super().__init__()
        self.resolutions = config.resolutions
        self.critics = nn.ModuleList(_resolution_critic(config.resolution_filters) for _ in config.resolutions)

    def forward(self, wave: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        """Wave [B, N] -> scores and features, one pair a resolution."""
        return [
            critic(_log_magnitude(wave, n_fft, hop)[:, None])
            for (n_fft, hop), critic in zip(self.resolutions, self.critics, strict=True)
        ]


class VocoderCritics(nn.Module):
    """Both kinds together."""

    def __init__(self, config: VocoderDiscriminatorConfig) -> None:
        super().__init__()
        self.period = MultiPeriodDiscriminator(config)
        self.resolution = MultiResolutionDiscriminator(config)

    def forward(self, wave: Tensor) -> list[tuple[Tensor, list[Tensor]]]:
        """Wave [B, N] -> scores and features of every critic."""
        return [*self.period(wave), *self.resolution(wave)]


def _period_critic(config: VocoderDiscriminatorConfig) -> Critic:
    kernel, pad = (config.period_kernel, 1), (config.period_kernel // 2, 0)
    widths = (1, *config.period_filters)
    strides = [config.period_stride] * (len(config.period_filters) - 1) + [1]
    layers = [
        nn.Conv2d(before, after, kernel, (stride, 1), pad)
        for (before, after), stride in zip(itertools.pairwise(widths), strides, strict=True)
    ]
    return Critic(layers, nn.Conv2d(widths[-1], 1, (3, 1), padding=(1, 0)))


def _resolution_critic(filters: int) -> Critic:
    layers = [
        nn.Conv2d(1, filters, (9, 3), padding=(4, 1)),
        nn.Conv2d(filters, filters, (9, 3), (2, 1), (4, 1)),
        nn.Conv2d(filters, filters, (9, 3), (2, 1), (4, 1)),
        nn.Conv2d(filters, filters, (9, 3), (2, 1), (4, 1)),
        nn.Conv2d(filters, filters, 3, padding=1),
    ]
    return Critic(layers, nn.Conv2d(filters, 1, 3, padding=1))


def _folded(wave: Tensor, period: int) -> Tensor:
    """Wave [B, N] -> [B, 1, N / period, period], its end mirrored to fill the last row."""
    missing = -wave.shape[1] % period
    padded = nn.functional.pad(wave[:, None], (0, missing), mode="reflect") if missing else wave[:, None]
    return padded.view(wave.shape[0], 1, -1, period)


def _log_magnitude(wave: Tensor, n_fft: int, hop: int) -> Tensor:
    """Wave [B, N] -> natural log magnitudes [B, bins, M]."""
    with torch.autocast(wave.device.type, enabled=False):
        window = torch.hann_window(n_fft, device=wave.device)
        spectrum = torch.stft(wave.float(), n_fft, hop, window=window, pad_mode="constant", return_complex=True)
        return spectrum.real.square().add(spectrum.imag.square()).clamp(min=1e-8).log() / 2
