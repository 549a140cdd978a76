"""REGNET's task: mels from pictures, by their squared error and a critic."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from foleystudio.nets.regnet.config import RegnetConfig
from foleystudio.nets.regnet.discriminator import RegnetDiscriminator
from foleystudio.nets.regnet.model import Regnet
from foleystudio.training.data.window_files import Rows
from foleystudio.training.tasks.base import Figures
from foleystudio.training.tasks.baselines.windows_at import WindowsAt

_MEL_WEIGHT = 1e4
"""Of the squared errors beside the critic's term, as published."""


class RegnetTask:
    """Trains REGNET as published.

    Source: Chen et al. 2020, section III-E, and the published code: cross entropy of the critic's judgement, and the
    mean squared errors of the mels behind and before the post-net, both weighted 1e4; Adam, see `baseline_training`.

    Departures
    ----------
    1. In every step the net is taught first and the critic, on the same mel, after it; in the published code the other
       way round.
    2. The average of the net's weights is what is measured and kept (see `TrainerConfig`).

    Parameters
    ----------
    config
        The net.
    windows
        What it learns from.
    """

    def __init__(self, config: RegnetConfig, windows: WindowsAt) -> None:
        self._windows = windows
        self.net: nn.Module = Regnet(config).to(windows.device)
        self.critic: nn.Module = RegnetDiscriminator(config).to(windows.device)
        self._seen: tuple[Tensor, Tensor, Tensor] | None = None

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:
        """What the critic says of the mel, and how far it is from the target."""
        batch = self._windows.batch(step)
        features, target = batch["features"], batch["mel"]
        behind, before = self.net(features, target, generator)
        apart = functional.mse_loss(behind.float(), target) + functional.mse_loss(before.float(), target)
        logits = self.critic(features, behind).float()
        fooled = functional.binary_cross_entropy_with_logits(logits, torch.ones_like(logits))
        self._seen = features, target, behind.detach()
        figures = {
            "l1": float((behind.detach().float() - target).abs().mean()),
            "mse": float(apart.detach()),
            "adversarial": float(fooled.detach()),
        }
        return _MEL_WEIGHT * apart + fooled, figures

    def critic_loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:  # noqa: ARG002 - the batch is that of ``loss``
        """Cross entropy: real mels beside their picture are to be told from the net's, half of the sum each."""
        if self._seen is None:
            raise RuntimeError("the critic judges what the last loss made, and there was none")
        features, real, made = self._seen
        of_made, of_real = self.critic(features, made).float(), self.critic(features, real).float()
        loss = functional.binary_cross_entropy_with_logits(of_made, torch.zeros_like(of_made))
        loss = (loss + functional.binary_cross_entropy_with_logits(of_real, torch.ones_like(of_real))) / 2
        return loss, {"critic_margin": float((of_real.sigmoid().mean() - of_made.sigmoid().mean()).detach())}

    @property
    def about(self) -> dict[str, str]:
        """What who uses the net has to know of its data."""
        return self._windows.about

    def measure(self, net: nn.Module) -> Figures:
        """Error and distortion of unseen clips' mels: from the picture alone, with the hint, without the picture."""
        return self._windows.means(lambda batch: self._measure_batch(_regnet(net), batch))

    def pictures(self, net: nn.Module) -> dict[str, Tensor]:
        """An unseen clip's mel, what is made of its picture, and what with the hint that training gives."""
        batch = self._windows.unseen([0])
        made = {"from the picture": None, "with the training's hint": batch["mel"]}
        return {
            "target": batch["mel"][0],
            **{name: self._made(_regnet(net), batch["features"], hint)[0] for name, hint in made.items()},
        }

    def _measure_batch(self, net: Regnet, batch: Rows) -> Figures:
        target, features, mcd = batch["mel"], batch["features"], self._windows.mcd
        alone = self._made(net, features)
        return {
            "l1": float((alone - target).abs().mean()),
            "mcd": mcd(target, alone),
            "mcd_with_hint": mcd(target, self._made(net, features, target)),
            "mcd_without_picture": mcd(target, self._made(net, torch.zeros_like(features))),
            "mcd_silence": mcd(target, torch.full_like(target, self._windows.train.mel.silence)),
        }

    def _made(self, net: Regnet, features: Tensor, hint: Tensor | None = None) -> Tensor:
        generator = torch.Generator().manual_seed(0)  # measures of two steps differ by the net alone
        made: Tensor = net(features, hint, generator)[0]
        return made.float().clamp(0, 1)


def _regnet(net: nn.Module) -> Regnet:
    if not isinstance(net, Regnet):
        raise TypeError(f"mels are made of pictures by REGNET, not by {type(net).__name__}")
    return net
