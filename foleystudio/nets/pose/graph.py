"""A feed-forward convolutional net from its description: a list of layers, each made of some that came before it.

For nets that were taught elsewhere and of which graph and weights were published, no code. A description may come from
anybody: layers are held against each other when the net is made, before anything is computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

import torch
from msgspec import Meta
from torch import Tensor, nn
from torch.nn import functional

from foleystudio.nets.ranges import Width, check

Operation = Literal["convolution", "sum", "concatenation", "maximum", "unfold", "resize", "rows", "sigmoid"]

MOST_LAYERS = 400  # more than the pose nets have, and few enough to refuse a made-up file at once
_LARGEST = 1 << 24  # numbers that any layer may answer for one picture

Places = Annotated[tuple[Annotated[int, Meta(ge=0, le=MOST_LAYERS)], ...], Meta(min_length=1, max_length=8)]
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Layer:
    """One layer: what it does to which of the layers before it.

    Parameters
    ----------
    does
        ``convolution``; ``sum``, ``concatenation`` (along the second axis) of several; ``maximum`` of each square of
        ``kernel`` pixels; ``unfold``: channels to squares of ``kernel`` pixels; ``resize`` to ``kernel`` times the
        size, bilinear; ``rows``: [B, C, H, W] to [B, H W C / channels, channels], in the order of height, width,
        channels; ``sigmoid``.
    of
        Places of its inputs: 0 is what the net is shown, n the n-th layer.
    channels
        That a convolution or ``rows`` answers.
    kernel
        Side of a convolution's window, or of what a square is; how many times the size.
    stride, padding, groups
        Of a convolution.
    clipped
        Whether what it answers is clipped to 0-6.
    """

    does: Operation
    of: Places
    channels: Width = 1
    kernel: Annotated[int, Meta(ge=1, le=7)] = 1
    stride: Annotated[int, Meta(ge=1, le=4)] = 1
    padding: Annotated[int, Meta(ge=0, le=3)] = 0
    groups: Width = 1
    clipped: bool = False


@dataclass(frozen=True)
class GraphConfig:
    """A net as a list of layers.

    Parameters
    ----------
    side
        Of the square picture that it is shown, pixels.
    layers
        In the order in which they are computed.
    outputs
        Places of the layers that it answers.

    Raises
    ------
    ValueError
        When a layer is made of one that comes later.
    """

    side: Annotated[int, Meta(ge=1, le=1024)]
    layers: Annotated[tuple[Layer, ...], Meta(min_length=1, max_length=MOST_LAYERS)]
    outputs: Places

    def __post_init__(self) -> None:
        for place, layer in enumerate(self.layers, 1):
            check(max(layer.of) < place, f"layer {place} is made of one that comes later")
        check(max(self.outputs) <= len(self.layers), "an output is of no layer")


class GraphNet(nn.Module):
    """The net of a description.

    Raises
    ------
    ValueError
        When layers do not fit each other.
    """

    def __init__(self, config: GraphConfig) -> None:
        super().__init__()
        self.config = config
        self.convolutions = nn.ModuleDict()
        shapes: list[Shape] = [(3, config.side, config.side)]
        for place, layer in enumerate(config.layers, 1):
            inputs = [shapes[n] for n in layer.of]
            try:
                shapes.append(_shape(layer, inputs))
            except (ValueError, ArithmeticError) as error:
                raise ValueError(f"layer {place} does not fit those before it ({error})") from error
            if layer.does == "convolution":
                self.convolutions[str(place)] = nn.Conv2d(
                    inputs[0][0], layer.channels, layer.kernel, layer.stride, layer.padding, groups=layer.groups
                )

    def forward(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Pictures [B, 3, side, side] -> one tensor for each of the outputs."""
        made = [pictures]
        for place, layer in enumerate(self.config.layers, 1):
            inputs = [made[n] for n in layer.of]
            has_weights = layer.does == "convolution"
            answer = self.convolutions[str(place)](inputs[0]) if has_weights else _answer(layer, inputs)
            made.append(functional.hardtanh_(answer, 0.0, 6.0) if layer.clipped else answer)
        return tuple(made[n] for n in self.config.outputs)


def _answer(layer: Layer, inputs: list[Tensor]) -> Tensor:
    """What a layer without weights makes of its inputs."""
    first, size = inputs[0], layer.kernel
    match layer.does:
        case "sum":
            return torch.stack(inputs).sum(0) if len(inputs) > 2 else first + inputs[1]
        case "concatenation":
            return torch.cat(inputs, 1)
        case "maximum":
            return functional.max_pool2d(first, size)
        case "unfold":
            batch, channels, height, width = first.shape
            # The square's place counts before the channel, unlike in torch's pixel_shuffle.
            split = first.view(batch, size, size, channels // size**2, height, width).permute(0, 3, 4, 1, 5, 2)
            return split.reshape(batch, channels // size**2, height * size, width * size)
        case "resize":
            return functional.interpolate(first, scale_factor=float(size), mode="bilinear", align_corners=False)
        case "rows":
            return first.permute(0, 2, 3, 1).reshape(len(first), -1, layer.channels)
        case _:
            return torch.sigmoid(first)


def _shape(layer: Layer, inputs: list[Shape]) -> Shape:
    """What a layer answers for one picture: [C, H, W], or [N, channels] of rows."""
    shape = _fitting(layer, inputs)
    check(all(n > 0 for n in shape), "it answers nothing")
    answered = 1
    for n in shape:
        answered *= n
    check(answered <= _LARGEST, "it answers too much")
    return shape


def _fitting(layer: Layer, inputs: list[Shape]) -> Shape:
    first, size = inputs[0], layer.kernel
    check(len(inputs) == 1 or layer.does in ("sum", "concatenation"), "it is of one layer")
    if layer.does == "sum":
        check(len(inputs) > 1 and all(other == first for other in inputs), "a sum is of several layers of one shape")
        return first
    if layer.does == "concatenation":
        check(all(other[1:] == first[1:] for other in inputs), "sizes differ")
        return (sum(other[0] for other in inputs), *first[1:])
    if layer.does == "sigmoid":
        return first
    check(len(first) == 3, "it is of rows")
    channels, height, width = first
    if layer.does == "convolution":
        check(channels % layer.groups == 0 == layer.channels % layer.groups, "groups do not divide the channels")
        side = [(n + 2 * layer.padding - size) // layer.stride + 1 for n in (height, width)]
        return (layer.channels, *side)
    if layer.does == "maximum":
        return channels, height // size, width // size
    if layer.does == "rows":
        check(channels % layer.channels == 0, "rows do not divide the channels")
        return channels * height * width // layer.channels, layer.channels
    if layer.does == "unfold":
        check(channels % size**2 == 0, "squares do not divide the channels")
        channels //= size**2
    return channels, height * size, width * size
