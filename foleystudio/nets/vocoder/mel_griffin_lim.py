"""Griffin-Lim iterations for a mel: a spectrum is brought to band levels and to consistency, in turn."""

from __future__ import annotations

from functools import lru_cache

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.nets.vocoder.band_levels import BandLevels
from foleystudio.nets.vocoder.short_time import magnitudes, scaled, spectrum_of, wave_of, weights_of
from foleystudio.progress import heed

_ROUND_COLUMNS = 4
"""How far one round looks: half a window to analyse, half a window to overlap, at four columns a window."""
_AUDIBLE_COLUMNS = 20
"""How far rounds look audibly, however many: in 24 and 3 of them what lay beyond moved samples by -111 dB (median of
recordings and dense mixtures, the worst of 32 by -66 dB), beyond 16 columns by -78 dB, beyond 12 by -52 dB."""

_OVERSHOOT = 1.2
"""A wave takes up only part of what a round asks for."""
_DOWN = 1.2
"""How much further what is too loud is brought down than what is too quiet up: leakage fills the valleys."""
_STEEPEST = 0.06
"""How far `_sharpened` goes: noise in the levels is amplified by at most about ``1 / (2 * sqrt(_STEEPEST))``."""
_FAINTEST = 1e-9
"""Smaller changes are none: far from a band they fall below the smallest normal number, with which processors take
twenty times as long."""


class MelGriffinLim(nn.Module):
    """What Griffin-Lim's iterations are for magnitudes, for the levels of a mel's bands.

    A round makes the wave of a spectrum, measures its bands, and multiplies each bin by what its bands lack. Within
    its bands a bin's magnitude stays free, so that it can agree with its neighbours'; phases that disagree cancel, and
    are moved as in Griffin-Lim.

    Parameters
    ----------
    mel
        Whose bands.
    share
        Only the lowest of so many parts of the spectrum, at as much lower a rate: as much less to transform.
    """

    def __init__(self, mel: MelConfig, share: int = 1) -> None:
        super().__init__()
        self.hop = mel.hop // share
        self.bins = mel.n_fft // share // 2 + 1
        measured = self.bins if share == 1 else self.bins - self.bins // 12  # the last ones are the decimation's edge
        self.levels = BandLevels(mel, measured)
        spread = nn.functional.pad(_sharpened(mel, measured), (0, self.bins - measured))
        self.window: Tensor
        self.spread: Tensor
        self.register_buffer("window", torch.hann_window(mel.n_fft // share), persistent=False)
        self.register_buffer("spread", _OVERSHOOT * spread, persistent=False)

    def forward(self, spectrum: Tensor, asked: Tensor, rounds: int, momentum: bool = False) -> Tensor:
        """Complex [B, M + 1, bins] and levels [B, M, F] to such a spectrum after some rounds.

        Nothing is asked of the last column, which is there to give the last hop its second half.

        Parameters
        ----------
        spectrum, asked
            What to begin with, and the levels asked for.
        rounds
            How many.
        momentum
            Go on in the direction of the round before, the further the more rounds there were (Nesterov's schedule).
            It takes some rounds to pay.
        """
        before, columns = None, spectrum.shape[1]
        weights = weights_of(self.window, self.hop, columns) if rounds else None
        for number in range(rounds):
            heed()
            wave = wave_of(spectrum, self.window, self.hop, (columns - 1) * self.hop, weights)
            now = spectrum_of(wave, self.window, self.hop)
            moved = now if before is None or not momentum else _lerp(before, now, 1 + (number + 1) / (number + 3))
            spectrum, before = self._with_levels(moved, asked), now
        return spectrum

    def _with_levels(self, spectrum: Tensor, asked: Tensor) -> Tensor:
        own = self.levels.of_magnitudes(magnitudes(spectrum[:, :-1]))
        lacking = nn.functional.leaky_relu((asked[:, :, : self.levels.bands] - own).clamp(-5, 5), _DOWN)
        lacking = nn.functional.pad(lacking, (0, 0, 0, 1))
        with torch.autocast(lacking.device.type, enabled=False):
            gains = torch.matmul(lacking, self.spread).exp_()
        return scaled(spectrum, gains)


def reach_of_rounds(rounds: int) -> int:
    """Columns to either side on which a column depends audibly after so many rounds."""
    return min(rounds * _ROUND_COLUMNS, _AUDIBLE_COLUMNS)


def _lerp(start: Tensor, end: Tensor, weight: float) -> Tensor:
    """Of complex tensors as real ones, which is ten times as fast."""
    return torch.view_as_complex(torch.lerp(torch.view_as_real(start), torch.view_as_real(end), weight))


@lru_cache(maxsize=4)
def _sharpened(mel: MelConfig, bins: int) -> Tensor:
    """Changes of bands to changes of bins [F, bins], so that the bands' means over their bins change as asked.

    Changes laid over the bins by the filters' shares alone come back blurred: of a step between two bands a
    third is lost. This is the blur's inverse, as far as it is safe (Tikhonov's).
    """
    levels = BandLevels(mel, bins)
    means = levels.filters / levels.filters.sum(1, keepdim=True).clamp(min=1e-12)
    blur = means @ levels.shares.T  # [F, F]
    inverse: Tensor = torch.linalg.solve(blur.T @ blur + _STEEPEST * torch.eye(len(blur), device=blur.device), blur.T)
    changes = levels.shares.T @ inverse
    return torch.where(changes.abs() < _FAINTEST, changes.new_zeros(()), changes).T.contiguous()
