"""The acoustic encoder: how things sound, read from the reference with its timing destroyed."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.config import AcousticConfig, ResamplingConfig
from foleystudio.nets.varietysound.background import static_spectrum
from foleystudio.nets.varietysound.resampling import RandomResampling

MIN_COLUMNS = 16
"""A shorter reference is repeated to this length (0.19 s): normalisation over time needs some time."""


class SelfGatedAcousticUnit(nn.Module):
    """One gated unit on two streams, the feature input x and the conditional input c.

    ``x_out = R[tanh(W_s*c + V*x) . sigmoid(W_o*c + V*x)]``, ``c_out = R[W_s*c]``, R random resampling.

    Source: VarietySound, section 2.2 and appendix: V two Conv1D, k5 then k7, 512 filters, instance norm;
    W_o Conv1D k3, W_s Conv1D k5, both with group norm.

    Departures
    ----------
    1. The number of groups is not given; 16 here, as in SpeechSplit.
    2. One draw of R serves both streams of a unit, so that c still conditions its own x.
    3. With ``norm_affine`` the instance norm learns a scale and a shift of its own; ``paper`` has the plain norm,
       since the paper names no more.
    """

    def __init__(self, x_dim: int, c_dim: int, config: AcousticConfig, resampling: ResamplingConfig) -> None:
        super().__init__()
        first, second = config.input_kernels
        filters = config.filters
        self.input_gate = nn.Sequential(
            nn.Conv1d(x_dim, filters, first, padding=first // 2),
            nn.Conv1d(filters, filters, second, padding=second // 2),
            nn.InstanceNorm1d(filters, affine=config.norm_affine),
        )
        self.output_gate = nn.Sequential(
            nn.Conv1d(c_dim, filters, config.output_kernel, padding=config.output_kernel // 2),
            nn.GroupNorm(config.norm_groups, filters),
        )
        self.skip_gate = nn.Sequential(
            nn.Conv1d(c_dim, filters, config.skip_kernel, padding=config.skip_kernel // 2),
            nn.GroupNorm(config.norm_groups, filters),
        )
        self.resampling = RandomResampling(resampling)

    def forward(self, x: Tensor, c: Tensor, generator: torch.Generator | None = None) -> tuple[Tensor, Tensor]:
        """[B, Cx, M] and [B, Cc, M] -> two of [B, filters, M]."""
        value, skip = self.input_gate(x), self.skip_gate(c)
        gated = torch.tanh(skip + value) * torch.sigmoid(self.output_gate(c) + value)
        x_out, c_out = self.resampling(gated, skip, generator=generator)
        return x_out, c_out


class AcousticEncoder(nn.Module):
    """Reference mel to one timbre code.

    Source: VarietySound, section 2.2 and appendix: 5 units, then a 2-layer LSTM of 256.

    Departures
    ----------
    1. The code is the LSTM's last output, one vector for the whole reference: the paper does not say how
       time is reduced, and references of any length must be accepted.
    2. With ``with_level`` the mean, the peak and the 15th percentile of every band stand beside the code
       (after a linear layer): instance norm removes level, which a new reference must be able to set. The
       percentile, which is the reference's own background, also ends the code as it is. ``paper`` has none.
    3. The first unit's conditional input is the resampled mel that is also its feature input: the paper says that
       both receive the input vectors, and nothing of a start of their own.
    4. A reference of fewer than 16 columns is repeated until it has as many. The paper's references are seconds long;
       an instance norm makes zeros of a single column, and one of few columns says more of them than of a timbre.
    """

    def __init__(self, bands: int, config: AcousticConfig, resampling: ResamplingConfig) -> None:
        super().__init__()
        self.resampling = RandomResampling(resampling)
        widths = [bands] + [config.filters] * config.units
        self.units = nn.ModuleList(SelfGatedAcousticUnit(width, width, config, resampling) for width in widths[:-1])
        self.lstm = nn.LSTM(config.filters, config.lstm_hidden, config.lstm_layers, batch_first=True)
        self.level = nn.Linear(3 * bands, config.lstm_hidden) if config.with_level else None
        self.code_dim = config.lstm_hidden + (config.lstm_hidden + bands if config.with_level else 0)

    def forward(self, mel: Tensor, generator: torch.Generator | None = None) -> Tensor:
        """Reference mel [B, F, M], any M >= 1 -> timbre code [B, code_dim]."""
        if mel.shape[2] < MIN_COLUMNS:
            mel = mel.repeat(1, 1, -(-MIN_COLUMNS // mel.shape[2]))
        (x,) = self.resampling(mel, generator=generator)
        c = x
        for unit in self.units:
            x, c = unit(x, c, generator)
        states, _ = self.lstm(x.transpose(1, 2))  # [B, M, hidden]
        code: Tensor = states[:, -1]
        if self.level is None:
            return code
        floor = static_spectrum(mel, 0.15)
        levels = torch.cat((mel.mean(2), mel.amax(2), floor), 1)  # [B, 3 F]
        return torch.cat((code, self.level(levels), floor.to(code.dtype)), 1)
