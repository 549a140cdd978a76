"""Tiny tasks to train in tests."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.config import VarietySoundConfig


class LineNet(nn.Module):
    """A line, with dropout so that random state matters, and a configuration so that it is kept as a model."""

    def __init__(self, config: VarietySoundConfig | None = None) -> None:
        super().__init__()
        self.config = config
        self.layers = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2), nn.Linear(8, 1))

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.layers(x).squeeze(1)
        return out


class Line:
    """Fits a line."""

    def __init__(self, seed: int = 1, shift: float = 0.0) -> None:
        torch.manual_seed(seed)
        self.net: nn.Module = LineNet(VarietySoundConfig(name="line"))
        self._shift = shift

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        x = torch.randn(16, 3, generator=generator) + self._shift
        return (self.net(x) - x.sum(1)).square().mean(), {}

    def measure(self, net: nn.Module) -> dict[str, float]:
        x = torch.randn(64, 3, generator=torch.Generator().manual_seed(9))
        return {"error": float((net(x) - x.sum(1)).square().mean())}


class JudgedLine(Line):
    """A line with a critic and a picture."""

    def __init__(self) -> None:
        super().__init__()
        self.critic: nn.Module = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.2), nn.Linear(8, 1))
        self._seen: tuple[Tensor, Tensor] | None = None

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        x = torch.randn(16, 3, generator=generator)
        y = self.net(x)
        self._seen = (x, y.detach())
        judged = self.critic(torch.cat((x, y[:, None]), 1))
        return (y - x.sum(1)).square().mean() + 0.1 * (judged - 1).square().mean(), {
            "judged": float(judged.detach().mean())
        }

    def critic_loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, dict[str, float]]:
        assert self._seen is not None
        x, y = self._seen
        real = self.critic(torch.cat((x, x.sum(1, keepdim=True)), 1))
        made = self.critic(torch.cat((x, y[:, None]), 1))
        return (real - 1).square().mean() + made.square().mean(), {}

    def pictures(self, net: nn.Module) -> dict[str, Tensor]:
        return {"target": torch.rand(8, 20), "rebuilt": torch.rand(8, 30)}
