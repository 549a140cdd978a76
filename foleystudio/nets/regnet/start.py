"""How REGNET's nets begin."""

from __future__ import annotations

from torch import nn

_SPREAD = 0.02  # standard deviation, as published


def start_small(net: nn.Module) -> None:
    """Draw the weights of convolutions and linear layers from a narrow normal distribution, biases at zero."""
    for layer in net.modules():
        if isinstance(layer, nn.Conv1d | nn.ConvTranspose1d | nn.Linear):
            nn.init.normal_(layer.weight, 0.0, _SPREAD)
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)
