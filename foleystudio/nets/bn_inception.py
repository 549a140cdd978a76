"""BN-Inception: one picture, or a stack of optical flow, to the 1024 features that the paper reads timing from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn

FEATURES = 1024
"""Channels of the last block, averaged over the picture."""

PICTURE_SIDE = 224
"""Side of the square input, pixels."""


@dataclass(frozen=True)
class InceptionFigures:
    """A row of the published table; a width of 0 leaves that branch out, and then the block halves the picture.

    Parameters
    ----------
    one
        Filters of the 1x1 branch.
    three_reduce, three
        Of the 3x3 branch and of the 1x1 convolution before it.
    double_reduce, double
        Of the two 3x3 convolutions in a row and of the 1x1 before them.
    pool, project
        The pooling branch and the 1x1 convolution behind it.
    """

    one: int
    three_reduce: int
    three: int
    double_reduce: int
    double: int
    pool: Literal["avg", "max"]
    project: int

    @property
    def halves(self) -> bool:
        """Whether the block halves the picture and passes its pooled input on."""
        return self.one == 0

    def width(self, before: int) -> int:
        """Channels out for channels in."""
        return self.one + self.three + self.double + (self.project or before)


TABLE: dict[str, InceptionFigures] = {
    "3a": InceptionFigures(64, 64, 64, 64, 96, "avg", 32),
    "3b": InceptionFigures(64, 64, 96, 64, 96, "avg", 64),
    "3c": InceptionFigures(0, 128, 160, 64, 96, "max", 0),
    "4a": InceptionFigures(224, 64, 96, 96, 128, "avg", 128),
    "4b": InceptionFigures(192, 96, 128, 96, 128, "avg", 128),
    "4c": InceptionFigures(160, 128, 160, 128, 160, "avg", 128),
    "4d": InceptionFigures(96, 128, 192, 160, 192, "avg", 128),
    "4e": InceptionFigures(0, 128, 192, 192, 256, "max", 0),
    "5a": InceptionFigures(352, 192, 320, 160, 224, "avg", 128),
    "5b": InceptionFigures(352, 192, 320, 192, 224, "max", 128),
}
"""Figure 5 of Ioffe & Szegedy, 2015."""


class ConvNorm(nn.Module):
    """Convolution, batch norm, ReLU."""

    def __init__(self, before: int, after: int, kernel: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(before, after, kernel, stride, kernel // 2)
        self.norm = nn.BatchNorm2d(after)

    def forward(self, x: Tensor) -> Tensor:
        """[B, before, H, W] -> [B, after, H / stride, W / stride]."""
        out: Tensor = torch.relu(self.norm(self.conv(x)))
        return out


class InceptionBlock(nn.Module):
    """Up to four branches side by side, their outputs concatenated."""

    def __init__(self, before: int, figures: InceptionFigures) -> None:
        super().__init__()
        self.figures = figures
        stride = 2 if figures.halves else 1
        convs: dict[str, nn.Module] = {}
        if figures.one:
            convs["1x1"] = ConvNorm(before, figures.one, 1)
        convs["3x3_reduce"] = ConvNorm(before, figures.three_reduce, 1)
        convs["3x3"] = ConvNorm(figures.three_reduce, figures.three, 3, stride)
        convs["double_3x3_reduce"] = ConvNorm(before, figures.double_reduce, 1)
        convs["double_3x3_1"] = ConvNorm(figures.double_reduce, figures.double, 3)
        convs["double_3x3_2"] = ConvNorm(figures.double, figures.double, 3, stride)
        if figures.project:
            convs["pool_proj"] = ConvNorm(before, figures.project, 1)
        self.convs = nn.ModuleDict(convs)
        if figures.halves:
            self.pool: nn.Module = nn.MaxPool2d(3, 2, ceil_mode=True)
        elif figures.pool == "avg":
            self.pool = nn.AvgPool2d(3, 1, 1, ceil_mode=True)
        else:
            self.pool = nn.MaxPool2d(3, 1, 1, ceil_mode=True)

    def forward(self, x: Tensor) -> Tensor:
        """[B, C, H, W] -> [B, C', H', W']."""
        convs, pooled = self.convs, self.pool(x)
        branches = [convs["1x1"](x)] if self.figures.one else []
        branches.append(convs["3x3"](convs["3x3_reduce"](x)))
        branches.append(convs["double_3x3_2"](convs["double_3x3_1"](convs["double_3x3_reduce"](x))))
        branches.append(convs["pool_proj"](pooled) if self.figures.project else pooled)
        return torch.cat(branches, 1)


class BNInception(nn.Module):
    """Pictures to features.

    Source: Ioffe & Szegedy, "Batch Normalization", 2015, figure 5; with the input of two-stream action
    recognition (Wang et al., "Temporal Segment Networks", 2016): an RGB picture has 3 channels, a stack of optical
    flow two for each pair of pictures. VarietySound takes 1024 features of each, as REGNET does.

    Departures
    ----------
    1. The classifier is left out: features are what its input was.
    2. Block 4c's pooling branch projects to 128, which is what the table's later widths and all published weights
       have.

    Parameters
    ----------
    channels
        Of the input: 3, or 2 for each flow of a stack.
    """

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        self.channels = channels
        self.stem = nn.ModuleDict(
            {
                "conv1_7x7_s2": ConvNorm(channels, 64, 7, 2),
                "conv2_3x3_reduce": ConvNorm(64, 64, 1),
                "conv2_3x3": ConvNorm(64, 192, 3),
            }
        )
        self.pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        blocks: dict[str, nn.Module] = {}
        width = 192
        for name, figures in TABLE.items():
            blocks[name] = InceptionBlock(width, figures)
            width = figures.width(width)
        self.blocks = nn.ModuleDict(blocks)

    def forward(self, pictures: Tensor) -> Tensor:
        """Pictures [B, channels, 224, 224] -> features [B, 1024]; any size from 32 works."""
        x = self.pool(self.stem["conv1_7x7_s2"](pictures))
        x = self.pool(self.stem["conv2_3x3"](self.stem["conv2_3x3_reduce"](x)))
        for block in self.blocks.values():
            x = block(x)
        features: Tensor = x.mean((2, 3))
        return features


_STEM = re.compile(r"(conv[12]_[a-z0-9_]+?)(_bn)?\.(\w+)$")
_BLOCK = re.compile(r"inception_([345][a-e])_([a-z0-9_]+?)(_bn)?\.(\w+)$")


def from_published_names(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights under the names in which they are commonly published, renamed to this net's.

    ``inception_3a_3x3_reduce_bn.running_var`` and its like, with or without something before; classifiers are left
    out, and names that are already this net's stay.
    """
    own: dict[str, Tensor] = {}
    for name, tensor in weights.items():
        block, stem = _BLOCK.search(name), _STEM.search(name)
        if block:
            where, part, norm, what = block.groups()
            own[f"blocks.{where}.convs.{part}.{'norm' if norm else 'conv'}.{what}"] = tensor
        elif stem and not name.startswith("stem."):
            part, norm, what = stem.groups()
            own[f"stem.{part}.{'norm' if norm else 'conv'}.{what}"] = tensor
        elif name.startswith(("stem.", "blocks.")):
            own[name] = tensor
    return own
