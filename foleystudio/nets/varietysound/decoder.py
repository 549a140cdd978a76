"""The mel decoder: the three codes to a mel, four columns a frame."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from foleystudio.nets.config import DecoderConfig


class FeedForwardTransformerBlock(nn.Module):
    """Self-attention, then two convolutions, each with a residual and a layer norm.

    Source: FastSpeech (Ren et al., 2019), as VarietySound's appendix sizes it: hidden 512, 2 heads,
    Conv1D k9, 512 filters, with ReLU between the convolutions.

    Departures
    ----------
    1. Layer norm stands before each part, not after: training is stable without a warm-up of thousands
       of steps.
    2. With a condition, FiLM scales and shifts each norm's output (the studio's regime).
    3. The appendix has one kernel and one width for FastSpeech's two convolutions. ``paper`` takes them for the first
       one's; the second, back to the hidden width, is k1, as in FastSpeech 2 (Ren et al., 2021), whose tables name
       the same two figures. Older nets have k9 in both.
    4. Dropout of 0.1 after attention and after the convolutions is FastSpeech's; the paper names none.
    """

    def __init__(self, config: DecoderConfig, condition_dim: int | None = None) -> None:
        super().__init__()
        self.heads = config.heads
        self.norm_attention = nn.LayerNorm(config.hidden)
        self.qkv = nn.Linear(config.hidden, 3 * config.hidden)
        self.out = nn.Linear(config.hidden, config.hidden)
        self.norm_convs = nn.LayerNorm(config.hidden)
        first, second = config.block_kernel, config.block_second_kernel
        self.convs = nn.Sequential(
            nn.Conv1d(config.hidden, config.block_filters, first, padding=first // 2),
            nn.ReLU(),
            nn.Conv1d(config.block_filters, config.hidden, second, padding=second // 2),
        )
        self.dropout = nn.Dropout(config.dropout)
        self.film = nn.Linear(condition_dim, 4 * config.hidden) if condition_dim else None

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """[B, M, hidden] and condition [B, condition_dim] -> [B, M, hidden]."""
        scale_a, shift_a, scale_c, shift_c = self._modulation(x, condition)
        batch, columns, hidden = x.shape
        normed = self.norm_attention(x) * (1 + scale_a) + shift_a
        q, k, v = self.qkv(normed).view(batch, columns, 3, self.heads, hidden // self.heads).permute(2, 0, 3, 1, 4)
        attended = nn.functional.scaled_dot_product_attention(q, k, v)  # [B, heads, M, hidden / heads]
        x = x + self.dropout(self.out(attended.transpose(1, 2).reshape(batch, columns, hidden)))
        normed = self.norm_convs(x) * (1 + scale_c) + shift_c
        out: Tensor = x + self.dropout(self.convs(normed.transpose(1, 2)).transpose(1, 2))
        return out

    def _modulation(self, x: Tensor, condition: Tensor | None) -> tuple[Tensor, ...]:
        if self.film is None or condition is None:
            return (x.new_zeros(()),) * 4
        modulation: Tensor = self.film(condition).unsqueeze(1)  # [B, 1, 4 hidden]
        return modulation.chunk(4, dim=2)


class FilmConvolutionBlock(nn.Module):
    """A dilated depthwise convolution, FiLM, then a pointwise bottleneck, on a residual.

    Source: ConvNeXt (Liu et al., 2022) in one dimension, with FiLM (Perez et al., 2018) after its norm. Stands in
    the place of :class:`FeedForwardTransformerBlock`: what it looks at is near, and it learns from fewer examples.
    """

    def __init__(self, config: DecoderConfig, condition_dim: int | None, dilation: int) -> None:
        super().__init__()
        pad = config.block_kernel // 2 * dilation
        self.depthwise = nn.Conv1d(
            config.hidden, config.hidden, config.block_kernel, padding=pad, dilation=dilation, groups=config.hidden
        )
        self.norm = nn.LayerNorm(config.hidden)
        self.film = nn.Linear(condition_dim, 2 * config.hidden) if condition_dim else None
        self.widen = nn.Linear(config.hidden, config.block_filters)
        self.narrow = nn.Linear(config.block_filters, config.hidden)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, x: Tensor, condition: Tensor | None = None) -> Tensor:
        """[B, M, hidden] and condition [B, condition_dim] -> [B, M, hidden]."""
        hidden = self.norm(self.depthwise(x.transpose(1, 2)).transpose(1, 2))
        if self.film is not None and condition is not None:
            scale, shift = self.film(condition).unsqueeze(1).chunk(2, dim=2)  # [B, 1, hidden]
            hidden = hidden * (1 + scale) + shift
        out: Tensor = x + self.dropout(self.narrow(nn.functional.gelu(self.widen(hidden))))
        return out


_DILATIONS = (1, 2, 4, 8)  # columns; blocks take them in turn


def sinusoidal_positions(columns: int, hidden: int, device: torch.device | str) -> Tensor:
    """Positions as sines and cosines: [M, hidden] (Vaswani et al., 2017)."""
    position = torch.arange(columns, device=device, dtype=torch.float32).unsqueeze(1)
    rate = torch.exp(torch.arange(0, hidden, 2, device=device) * (-math.log(10_000.0) / hidden))
    table = torch.zeros(columns, hidden, device=device)
    table[:, 0::2] = torch.sin(position * rate)
    table[:, 1::2] = torch.cos(position * rate[: hidden // 2])
    return table


class MelDecoder(nn.Module):
    """Temporal, timbre and background codes to a mel.

    Source: VarietySound, section 2.4 and appendix: 2 x ConvTranspose1D k4 s2 1024 (each doubles time),
    4 feed-forward transformer blocks, a linear layer to the bands.

    Departures
    ----------
    1. ``concat``: the timbre code is tiled over time and concatenated with the two others, as published;
       ``film``: it modulates every block instead.
    2. ``block_kind``: convolutions in the place of attention need no positions.
    3. ``template``: the reference's own mel, placed at the events, is added to the input of the
       blocks, also as how far it lies above the reference's own background (the end of the timbre code),
       and the net predicts a correction to it; the last layer starts at zero, so training starts at the
       bare template.
    4. A ReLU follows each transposed convolution: the paper names no activation.
    5. A linear layer leads from their 1024 filters to the blocks' hidden 512: the paper gives both widths and nothing
       between.
    6. Sines are added as positions before the blocks, as FastSpeech does; the paper does not speak of it.
    7. A layer norm follows the last block, since the blocks' own stand before their parts and leave what leaves
       them unnormed.
    """

    def __init__(
        self, bands: int, temporal_dim: int, timbre_dim: int, background_dim: int, config: DecoderConfig
    ) -> None:
        super().__init__()
        self.config = config
        film = config.conditioning == "film"
        width = temporal_dim + background_dim + (0 if film else timbre_dim)
        layers: list[nn.Module] = []
        for _ in range(config.upsamplings):
            layers += [
                nn.ConvTranspose1d(width, config.filters, config.kernel, stride=2, padding=(config.kernel - 2) // 2),
                nn.ReLU(),
            ]
            width = config.filters
        self.upsample = nn.Sequential(*layers)
        self.project = nn.Linear(config.filters, config.hidden)
        self.template = nn.Linear(2 * bands, config.hidden) if config.template != "none" else None
        self.blocks = nn.ModuleList(
            _block(config, timbre_dim if film else None, number) for number in range(config.blocks)
        )
        self.norm = nn.LayerNorm(config.hidden)
        self.to_mel = nn.Linear(config.hidden, bands)
        if config.template != "none":
            nn.init.zeros_(self.to_mel.weight)
            nn.init.zeros_(self.to_mel.bias)

    def forward(self, temporal: Tensor, timbre: Tensor, background: Tensor, template: Tensor | None = None) -> Tensor:
        """Codes [B, T, Ct], [B, Ca], [B, T, Cb] and template [B, F, 4 T] -> mel [B, F, 4 T]."""
        parts = [temporal, background]
        film = self.config.conditioning == "film"
        if not film:
            parts.append(timbre.unsqueeze(1).expand(-1, temporal.shape[1], -1))
        x = self.upsample(torch.cat(parts, 2).transpose(1, 2)).transpose(1, 2)  # [B, M, filters]
        x = self.project(x)
        if self.config.block_kind == "transformer":
            x = x + sinusoidal_positions(x.shape[1], self.config.hidden, x.device).to(x.dtype)
        if self.template is not None:
            if template is None:
                raise ValueError("this decoder refines a template, and none was given")
            above = template - timbre[:, -template.shape[1] :, None]  # what the reference's own background is not
            x = x + self.template(torch.cat((template, above), 1).transpose(1, 2))
        for block in self.blocks:
            x = block(x, timbre if film else None)
        mel: Tensor = self.to_mel(self.norm(x)).transpose(1, 2)
        return mel if template is None or self.template is None else mel + template


def _block(config: DecoderConfig, condition_dim: int | None, number: int) -> nn.Module:
    if config.block_kind == "transformer":
        return FeedForwardTransformerBlock(config, condition_dim)
    return FilmConvolutionBlock(config, condition_dim, _DILATIONS[number % len(_DILATIONS)])
