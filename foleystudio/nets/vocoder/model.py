"""The vocoder: a mel to a wave in one inverse Fourier transform."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from foleystudio.nets.config import VocoderConfig
from foleystudio.nets.vocoder.band_levels import BandLevels
from foleystudio.nets.vocoder.mel_griffin_lim import MelGriffinLim, reach_of_rounds
from foleystudio.nets.vocoder.short_time import scaled, wave_of

_LOW_SHARE = 4  # the lowest quarter of the spectrum is refined by itself
_ALL = slice(None)


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
    4. The wave's band levels are then measured and brought to the mel's, ``refinements`` times (`MelGriffinLim`).
       Before that the same is done ``low_refinements`` times, with momentum, to the lowest quarter of the spectrum by
       itself, where bands are as narrow as bins and tones last; there a transform takes a quarter of the time.
    """

    def __init__(self, config: VocoderConfig) -> None:
        super().__init__()
        self.config = config
        self.levels = BandLevels(config.mel)
        self.rounds = MelGriffinLim(config.mel)
        self.low_rounds = MelGriffinLim(config.mel, _LOW_SHARE)
        self.embed = nn.Conv1d(config.bands, config.dim, config.kernel, padding=config.kernel // 2)
        self.norm_in = nn.LayerNorm(config.dim)
        self.blocks = nn.ModuleList(
            ConvNeXtBlock(config.dim, config.expansion, config.kernel, 1 / config.blocks) for _ in range(config.blocks)
        )
        self.norm_out = nn.LayerNorm(config.dim)
        self.gains = nn.Linear(config.dim, config.bands)
        self.factors = nn.Linear(config.dim, 4 * (config.n_fft // 2 + 1))
        self.turns: Tensor
        self.register_buffer("turns", _turns(config.n_fft, config.hop), persistent=False)

    @property
    def convolved_columns(self) -> int:
        """Columns to either side on which a column of the spectrum depends."""
        return (self.config.blocks + 1) * (self.config.kernel // 2)

    @property
    def refined_columns(self) -> int:
        """Columns of the spectrum to either side on which one column's samples depend audibly."""
        return 2 + reach_of_rounds(self.config.refinements + self.config.low_refinements)

    def forward(self, mel: Tensor, first_column: int = 0, heard: slice = _ALL) -> Tensor:
        """Mel [B, F, M] -> wave [B, M * hop]; sample ``m * hop`` is the centre of column m of those that are heard.

        Parameters
        ----------
        mel
            The mel, or a chunk of it.
        first_column
            Where in the whole the chunk begins.
        heard
            Columns of the chunk to make sound of; the others are only convolved with them.
        """
        spectrum = self.spectrum(mel, first_column)
        return self._wave(spectrum[:, heard], self.levels.natural_log(mel.float())[:, heard])

    def _wave(self, spectrum: Tensor, asked: Tensor) -> Tensor:
        length = spectrum.shape[1] * self.config.hop
        # One more column gives the last hop its second half.
        spectrum = self._with_low_refined(torch.cat((spectrum, spectrum[:, -1:]), 1), asked)
        spectrum = self.rounds(spectrum, asked, self.config.refinements)
        return wave_of(spectrum, self.rounds.window, self.config.hop, length)

    def _with_low_refined(self, spectrum: Tensor, asked: Tensor) -> Tensor:
        """A spectrum [B, M + 1, bins] whose lowest quarter agrees with itself and with the levels asked for."""
        if not self.config.low_refinements:
            return spectrum
        bins = self.low_rounds.bins
        low, high = spectrum[:, :, :bins], spectrum[:, :, bins:]
        refined = self.low_rounds(low, asked, self.config.low_refinements, momentum=True)
        share = ((bins - 1 - torch.arange(bins, device=spectrum.device)) / (bins // 6)).clamp(max=1)
        return torch.cat((torch.lerp(low, refined, share.to(low.dtype)), high), 2)

    def spectrum(self, mel: Tensor, first_column: int = 0) -> Tensor:
        """Mel [B, F, M] -> complex spectrum [B, M, n_fft / 2 + 1], its levels not yet refined."""
        levels = self.levels.natural_log(mel.float())  # [B, M, F]
        gains, factors = self.corrections(levels)
        own_real, own_imag, steady_real, steady_imag = factors.float().chunk(4, dim=2)
        columns = torch.arange(first_column, first_column + mel.shape[2], device=mel.device)
        steady = torch.complex(steady_real, steady_imag) * self.turns[columns % len(self.turns)]
        return scaled(torch.complex(own_real, own_imag) + steady, self.levels.magnitudes(levels + gains.float()))

    def corrections(self, levels: Tensor) -> tuple[Tensor, Tensor]:
        """Levels [B, M, F] -> all that is learnt: gains a band [B, M, F], two complex factors a bin [B, M, 4 bins]."""
        x = self.norm_in(self.embed((levels - self.levels.silence).transpose(1, 2) / 4).transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        hidden = self.norm_out(x.transpose(1, 2))
        return self.gains(hidden).clamp(max=5), self.factors(hidden)  # a runaway gain would drown a step's loss


def _turns(n_fft: int, hop: int) -> Tensor:
    """How far each bin's own frequency has turned by each column, until it comes round again: complex [M, bins]."""
    at = torch.arange(0, n_fft, hop)
    turned = at[:, None] * torch.arange(n_fft // 2 + 1) % n_fft  # whole numbers: large angles would lose their fraction
    return torch.polar(torch.ones(()), turned * (2 * math.pi / n_fft))
