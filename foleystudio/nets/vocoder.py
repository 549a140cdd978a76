"""The vocoder: a mel to a wave in one inverse Fourier transform."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.config import VocoderConfig

CONTEXT_COLUMNS_PER_BLOCK = 3
"""Half of a k7 kernel: what one ConvNeXt block sees to either side."""


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
    1. Mel padding at the edges is by zeros within the convolutions, and :meth:`receptive_columns` says how
       far an output column looks, so that a caller can vocode in overlapping chunks with equal result.
    """

    def __init__(self, config: VocoderConfig) -> None:
        super().__init__()
        self.config = config
        self.embed = nn.Conv1d(config.bands, config.dim, config.kernel, padding=config.kernel // 2)
        self.norm_in = nn.LayerNorm(config.dim)
        self.blocks = nn.ModuleList(
            ConvNeXtBlock(config.dim, config.expansion, config.kernel, 1 / config.blocks) for _ in range(config.blocks)
        )
        self.norm_out = nn.LayerNorm(config.dim)
        self.head = nn.Linear(config.dim, config.n_fft + 2)
        self.window: Tensor
        self.register_buffer("window", torch.hann_window(config.n_fft), persistent=False)

    @property
    def receptive_columns(self) -> int:
        """Columns to either side on which one output column's spectrum depends."""
        return (self.config.blocks + 1) * (self.config.kernel // 2)

    def forward(self, mel: Tensor) -> Tensor:
        """Log mel [B, F, M] -> wave [B, M * hop]; sample ``m * hop`` is the centre of column m."""
        spectrum = self.spectrum(mel)
        config = self.config
        length = mel.shape[2] * config.hop
        # One more column gives the last hop its second half.
        spectrum = torch.cat((spectrum, spectrum[:, :, -1:]), 2)
        return torch.istft(spectrum, config.n_fft, config.hop, window=self.window, center=True, length=length)

    def spectrum(self, mel: Tensor) -> Tensor:
        """Log mel [B, F, M] -> complex spectrum [B, n_fft / 2 + 1, M]."""
        x = self.norm_in(self.embed(mel).transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        log_magnitude, phase = self.head(self.norm_out(x.transpose(1, 2))).transpose(1, 2).chunk(2, dim=1)
        magnitude = log_magnitude.float().exp().clamp(max=1e3)  # a runaway magnitude would drown a step's loss
        return torch.polar(magnitude, phase.float())
