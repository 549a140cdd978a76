"""The hearing net: from short-time spectra to what is struck and what is kept up."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from foleystudio.nets.config import HearingConfig

ONSET, STRENGTH, KEPT, LEVEL = range(4)
"""Channels of the answer."""

SHARE_RANGE_DB = 30.0
"""A part's level beside the whole's is told down to here, and up to the other."""

HIGHEST_SHARE_DB = 3.0  # top of the scale on which the net tells shares


class HearingNet(nn.Module):
    """Two mel spectra and levels every 5 ms to four curves.

    Convolutions over time and frequency as in Schlueter and Boeck, "Improved Musical Onset Detection with
    Convolutional Neural Networks" (ICASSP 2014), then, instead of its dense layer over a fixed context, dilated
    residual convolutions over time (Davies and Boeck, "Temporal convolutional networks for musical audio beat
    tracking", EUSIPCO 2019), so that what merely rings is told from what is kept up by more than a second of context.
    Sizes are smaller, and there are three outputs besides the onset.
    """

    def __init__(self, config: HearingConfig) -> None:
        super().__init__()
        self.config = config
        first, second = config.filters
        self.near = nn.Sequential(
            nn.Conv2d(2, first, (5, 3), padding=(2, 1)), nn.BatchNorm2d(first), nn.ReLU(), nn.MaxPool2d((1, 2)),
            nn.Conv2d(first, second, 3, padding=1), nn.BatchNorm2d(second), nn.ReLU(), nn.MaxPool2d((1, 2)),
        )  # fmt: skip
        self.join = nn.Sequential(nn.Conv1d(second * (config.bands // 4) + 2, config.width, 1), nn.ReLU())
        self.far = nn.ModuleList(_Block(config.width, config.kernel, 2**n) for n in range(config.blocks))
        self.out = nn.Conv1d(config.width, 4, 1)

    def forward(self, features: Tensor) -> Tensor:
        """Features [B, M, 2 F + 2] -> [B, 4, M]: logits of onset and of kept up; shares as logits of 0-1."""
        batch, columns, _ = features.shape
        bands = self.config.bands
        spectra = features[:, :, : 2 * bands].reshape(batch, columns, 2, bands).transpose(1, 2)  # [B, 2, M, F]
        near = self.near(spectra)  # [B, second, M, F / 4]
        near = near.permute(0, 1, 3, 2).reshape(batch, -1, columns)
        heard = self.join(torch.cat([near, features[:, :, 2 * bands :].transpose(1, 2)], 1))
        for block in self.far:
            heard = block(heard)
        out: Tensor = self.out(heard)
        return out

    def fused(self) -> HearingNet:
        """Draw the norms into the convolutions before them: the same answers, a fifth sooner, but not to be trained."""
        self.near = nn.Sequential(*_fused(list(self.near)))
        for conv in (each for each in self.near if isinstance(each, nn.Conv2d)):
            conv.weight.data = conv.weight.data.contiguous(memory_format=torch.channels_last)
        for block in (each for each in self.far if isinstance(each, _Block)):
            block.fuse()
        return self

    @property
    def reach(self) -> int:
        """Columns to either side that have a say in an answer."""
        return 3 + (self.config.kernel // 2) * ((1 << self.config.blocks) - 1)


class _Block(nn.Module):
    """A dilated convolution with a way round it."""

    def __init__(self, width: int, kernel: int, dilation: int) -> None:
        super().__init__()
        self.wide: nn.Module = nn.Conv1d(width, width, kernel, padding=dilation * (kernel // 2), dilation=dilation)
        self.norm: nn.Module = nn.BatchNorm1d(width)
        self.mix = nn.Conv1d(width, width, 1)

    def fuse(self) -> None:
        """Draw the norm into the convolution before it."""
        self.wide, self.norm = _fused([self.wide, self.norm])

    def forward(self, heard: Tensor) -> Tensor:
        """[B, width, M] -> the same."""
        out: Tensor = heard + self.mix(torch.relu(self.norm(self.wide(heard))))
        return out


def _fused(layers: list[nn.Module]) -> list[nn.Module]:
    """Layers in evaluation mode, with every norm that follows a convolution drawn into it."""
    fused: list[nn.Module] = []
    for layer in layers:
        before = fused[-1] if fused else None
        if isinstance(before, nn.Conv1d | nn.Conv2d) and isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            fused[-1:] = [fuse_conv_bn_eval(before, layer), nn.Identity()]
        else:
            fused.append(layer)
    return fused
