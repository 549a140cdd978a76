"""Counting what a net has learnt or will."""

from __future__ import annotations

from torch import nn


def parameters(net: nn.Module) -> int:
    """Weights of a module."""
    return sum(p.numel() for p in net.parameters())
