"""Between the bands of a mel and the bins of a spectrum."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel_config import MelConfig


class BandLevels(nn.Module):
    """A mel's filterbank read in both directions; all levels are natural logs of magnitudes.

    Parameters
    ----------
    mel
        Which mel.
    bins
        Read only so many of the lowest bins, and only the bands that lie wholly in them; None for all.
    """

    def __init__(self, mel: MelConfig, bins: int | None = None) -> None:
        super().__init__()
        self.mel = mel
        self.silence = math.log(mel.floor)
        filters = torch.from_numpy(mel.filters.copy())  # [F, bins]
        if bins is not None:
            filters = filters[filters[:, bins:].sum(1) == 0, :bins]
        self.bands = len(filters)
        self.filters: Tensor
        self.shares: Tensor
        self.size: Tensor
        self.register_buffer("filters", filters, persistent=False)
        self.register_buffer("shares", filters / filters.sum(0, keepdim=True).clamp(min=1e-12), persistent=False)
        self.register_buffer("size", filters.sum(1).clamp(min=1e-12).log(), persistent=False)

    def natural_log(self, mel: Tensor) -> Tensor:
        """A mel's own values [B, F, M] -> levels of its bands [B, M, F]."""
        columns = mel.transpose(1, 2)
        return columns if self.mel.value == "log" else (columns * 100.0 - 80.0) * (math.log(10) / 20)

    def over_bins(self, levels: Tensor) -> Tensor:
        """Band levels, or changes of them, [B, M, F] -> bins [B, M, n_fft / 2 + 1], shared by the filters."""
        return _exactly(levels, self.shares)

    def magnitudes(self, levels: Tensor) -> Tensor:
        """Band levels [B, M, F] -> magnitudes of bins [B, M, n_fft / 2 + 1]; nothing where no band reaches."""
        return self.over_bins(levels - self.size).exp() * (self.shares.sum(0) > 0)

    def of_magnitudes(self, magnitudes: Tensor) -> Tensor:
        """Magnitudes of bins [B, M, n_fft / 2 + 1] -> levels of bands, none below silence."""
        heard = magnitudes[:, :, : self.filters.shape[1]]
        return _exactly(heard, self.filters.T).clamp(min=self.mel.floor).log()


def _exactly(columns: Tensor, matrix: Tensor) -> Tensor:
    """A product in float32 also under autocast: half precision tells levels apart by a third of a decibel only."""
    with torch.autocast(columns.device.type, enabled=False):
        return torch.matmul(columns.float(), matrix)
