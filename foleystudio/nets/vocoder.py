"""The vocoder: a mel to a wave in one inverse Fourier transform."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from foleystudio.nets.band_levels import BandLevels
from foleystudio.nets.config import VocoderConfig

_REFINING_COLUMNS = 4
"""How far one refinement looks: half a window to analyse, half a window to overlap, at four columns a window."""

_LOW_SHARE = 4
_MOMENTUM = 0.9


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution, then a pointwise bottleneck, on a residual scaled by a learnt gain.

    Source: ConvNeXt (Liu et al., 2022) in one dimension, as Vocos uses it.
    """

    def __init__(self, dim: int, expansion: int, kernel: int, initial_scale: float) -> None:
        super().__init__()
        self.depthwise = nn.Conv1d(dim, dim, kernel, padding=kernel // 2, groups=dim)
        self.norm = nn.LayerNorm(dim)
        self.widen = nn.Linear(dim, dim * expansion)
        self.narrow = nn.Linear(dim * expansion, dim)
        self.scale = nn.Parameter(torch.full((dim,), initial_scale))

    def forward(self, x: Tensor) -> Tensor:
        """[B, dim, M] -> [B, dim, M]."""
        hidden = self.norm(self.depthwise(x).transpose(1, 2))
        hidden = self.narrow(nn.functional.gelu(self.widen(hidden)))
        out: Tensor = x + (self.scale * hidden).transpose(1, 2)
        return out


class Vocoder(nn.Module):
    """Vocos-type vocoder: the whole net runs at column rate, the inverse STFT makes the samples.

    Source: Siuzdak, "Vocos", 2023.

    Departures
    ----------
    1. The mel's distance from silence is what is convolved, so that the zeros beyond its ends are silence; and
       :meth:`receptive_columns` says how far an output column looks, so that a caller can vocode in overlapping
       chunks with equal result.
    2. The mel itself, laid over the bins, is the magnitude that the net corrects (by a gain a band and complex
       factors a bin), instead of a magnitude drawn from nothing: it is nearly right before the first step.
    3. Two spectra are summed. In one a column's phases count from its own centre, as in Vocos: right for attacks.
       In the other they count from column 0 of the whole: a constant output is a steady tone on its bin, where
       the first kind can only repeat itself every hop. So a chunk must be told which column it begins with.
    4. The wave's band levels are then measured and set to the mel's, ``refinements`` times: a phase that disagrees
       with its neighbours' cancels, and is moved by this as by Griffin-Lim's iterations. Before that the same is
       done ``low_refinements`` times, with momentum, to the lowest quarter of the spectrum by itself, where bands
       are as narrow as bins and tones last; there a transform takes a quarter of the time.
    """

    def __init__(self, config: VocoderConfig) -> None:
        super().__init__()
        self.config = config
        self.levels = BandLevels(config.mel)
        self._low_bins = config.n_fft // 2 // _LOW_SHARE + 1
        self.low_levels = BandLevels(config.mel, self._low_bins - self._low_bins // 12)
        self.embed = nn.Conv1d(config.bands, config.dim, config.kernel, padding=config.kernel // 2)
        self.norm_in = nn.LayerNorm(config.dim)
        self.blocks = nn.ModuleList(
            ConvNeXtBlock(config.dim, config.expansion, config.kernel, 1 / config.blocks) for _ in range(config.blocks)
        )
        self.norm_out = nn.LayerNorm(config.dim)
        self.gains = nn.Linear(config.dim, config.bands)
        self.factors = nn.Linear(config.dim, 4 * (config.n_fft // 2 + 1))
        self.window: Tensor
        self.low_window: Tensor
        self.register_buffer("window", torch.hann_window(config.n_fft), persistent=False)
        self.register_buffer("low_window", torch.hann_window(config.n_fft // _LOW_SHARE), persistent=False)

    @property
    def receptive_columns(self) -> int:
        """Columns to either side on which one output column's samples depend."""
        convolved = (self.config.blocks + 1) * (self.config.kernel // 2)
        return convolved + 2 + (self.config.refinements + self.config.low_refinements) * _REFINING_COLUMNS

    def forward(self, mel: Tensor, first_column: int = 0) -> Tensor:
        """Mel [B, F, M] -> wave [B, M * hop]; sample ``m * hop`` is the centre of column m.

        Parameters
        ----------
        mel
            The mel, or a chunk of it.
        first_column
            Where in the whole the chunk begins.
        """
        length = mel.shape[2] * self.config.hop
        asked = _one_more(self.levels.natural_log(mel.float()))
        # One more column gives the last hop its second half.
        spectrum = _one_more(self.spectrum(mel, first_column))
        wave = self._wave(self._with_low_refined(spectrum, asked, length), length)
        for _ in range(self.config.refinements):
            wave = self._wave(_refined(self._spectrum_of(wave), asked, self.levels), length)
        return wave

    def _with_low_refined(self, spectrum: Tensor, asked: Tensor, length: int) -> Tensor:
        """A spectrum [B, bins, M + 1] whose lowest quarter agrees with itself and with the levels asked for."""
        if not self.config.low_refinements:
            return spectrum
        bins, n_fft, hop = self._low_bins, self.config.n_fft // _LOW_SHARE, self.config.hop // _LOW_SHARE
        asked = asked[:, : self.low_levels.bands]
        low, before = spectrum[:, :bins], None
        for _ in range(self.config.low_refinements):
            wave = torch.istft(low, n_fft, hop, window=self.low_window, length=length // _LOW_SHARE)
            now = torch.stft(wave, n_fft, hop, window=self.low_window, pad_mode="constant", return_complex=True)
            moved = now if before is None else now + _MOMENTUM * (now - before)
            low, before = _refined(moved, asked, self.low_levels), now
        share = ((bins - 1 - torch.arange(bins, device=spectrum.device)) / (bins // 6)).clamp(max=1)[:, None]
        return torch.cat((torch.lerp(spectrum[:, :bins], low, share.to(low.dtype)), spectrum[:, bins:]), 1)

    def spectrum(self, mel: Tensor, first_column: int = 0) -> Tensor:
        """Mel [B, F, M] -> complex spectrum [B, n_fft / 2 + 1, M], its levels not yet refined."""
        levels = self.levels.natural_log(mel.float())  # [B, F, M]
        x = self.norm_in(self.embed((levels - self.levels.silence) / 4).transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        hidden = self.norm_out(x.transpose(1, 2))
        gains = self.gains(hidden).transpose(1, 2).float().clamp(max=5)  # a runaway gain would drown a step's loss
        magnitude = self.levels.magnitudes(levels + gains)
        own_real, own_imag, steady_real, steady_imag = self.factors(hidden).transpose(1, 2).float().chunk(4, dim=1)
        steady = torch.complex(steady_real, steady_imag) * self._turns(first_column, mel.shape[2], mel.device)
        return magnitude * (torch.complex(own_real, own_imag) + steady)

    def _turns(self, first: int, columns: int, device: torch.device) -> Tensor:
        """How far each bin's own frequency has turned by each column from ``first`` on: complex [bins, M]."""
        config = self.config
        bins = torch.arange(config.n_fft // 2 + 1, device=device)
        at = torch.arange(first, first + columns, device=device) * config.hop % config.n_fft
        turned = bins[:, None] * at % config.n_fft  # whole numbers: large angles would lose their fraction
        return torch.polar(torch.ones((), device=device), turned * (2 * math.pi / config.n_fft))

    def _spectrum_of(self, wave: Tensor) -> Tensor:
        n_fft, hop = self.config.n_fft, self.config.hop
        return torch.stft(wave, n_fft, hop, window=self.window, pad_mode="constant", return_complex=True)

    def _wave(self, spectrum: Tensor, length: int) -> Tensor:
        n_fft, hop = self.config.n_fft, self.config.hop
        return torch.istft(spectrum, n_fft, hop, window=self.window, center=True, length=length)


def _refined(spectrum: Tensor, asked: Tensor, levels: BandLevels) -> Tensor:
    """A spectrum [B, bins, M], each bin multiplied by what its bands lack of the levels [B, F, M] asked for."""
    lacking = (asked - levels.of_magnitudes(spectrum.abs())).clamp(-5, 5)
    bins = levels.over_bins(lacking).exp()
    return spectrum * nn.functional.pad(bins, (0, 0, 0, spectrum.shape[1] - bins.shape[1]), value=1.0)


def _one_more(columns: Tensor) -> Tensor:
    """[B, C, M] -> [B, C, M + 1], the last column twice."""
    return torch.cat((columns, columns[:, :, -1:]), 2)
