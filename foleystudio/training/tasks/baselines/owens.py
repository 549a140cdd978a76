"""The task of Owens et al.: sound features from the picture."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from foleystudio.nets.owens.config import OwensConfig
from foleystudio.nets.owens.exemplars import perform
from foleystudio.nets.owens.model import OwensNet
from foleystudio.training.data.window_files import Rows
from foleystudio.training.tasks.base import Figures
from foleystudio.training.tasks.baselines.windows_at import WindowsAt

_ROBUSTNESS = 1 / 25**2
"""Added to the squared distance before its logarithm is taken, as published."""
_HEARD = 512  # training windows from which components and exemplars are taken: as many as memory has room for
_READ_AT_ONCE = 32


class OwensTask:
    """Trains the regression; components and exemplars are taken from the training's windows beforehand.

    Source: Owens et al. 2016, section 5.1: the logarithm of the squared distance of the features, plus 1/25 squared,
    summed over time.

    Departures
    ----------
    1. The mean over time instead of the sum, and Adam instead of stochastic gradient descent.
    2. The average of the net's weights is what is measured and kept (see `TrainerConfig`).

    Parameters
    ----------
    config
        The net.
    windows
        What it learns from.
    """

    def __init__(self, config: OwensConfig, windows: WindowsAt) -> None:
        self._windows = windows
        net = OwensNet(config)
        step = max(1, len(windows.train) // _HEARD)
        heard = range(0, len(windows.train), step)[:_HEARD]
        parts = (heard[first : first + _READ_AT_ONCE] for first in range(0, len(heard), _READ_AT_ONCE))
        net.learn_sounds(windows.train.take(part)["mel"] for part in parts)
        self.net: nn.Module = net.to(windows.device)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:  # noqa: ARG002 - nothing is drawn
        """How far the predicted sound features are from the heard ones."""
        batch, net = self._windows.batch(step), _owens(self.net)
        wanted = net.sound_features(batch["mel"])
        squared = (self.net(batch["features"]).float() - wanted).square().sum(1)  # [B, M]
        return (squared + _ROBUSTNESS).log().mean(), {"distance": float(squared.detach().sqrt().mean())}

    @property
    def about(self) -> dict[str, str]:
        """What who uses the net has to know of its data."""
        return self._windows.about

    def measure(self, net: nn.Module) -> Figures:
        """Distance of sound features of unseen clips, with and without the picture; distortion of what is performed."""
        return self._windows.means(lambda batch: self._measure_batch(_owens(net), batch))

    def pictures(self, net: nn.Module) -> dict[str, Tensor]:
        """An unseen clip's mel, and what is performed to its picture."""
        batch = self._windows.unseen([0])
        return {"target": batch["mel"][0], "from the picture": self._performed(_owens(net), batch)[0]}

    def _measure_batch(self, net: OwensNet, batch: Rows) -> Figures:
        target, wanted = batch["mel"], net.sound_features(batch["mel"])
        still = torch.zeros_like(batch["features"])
        return {
            "distance": _distance(net(batch["features"]), wanted),
            "distance_without_picture": _distance(net(still), wanted),
            "mcd": self._windows.mcd(target, self._performed(net, batch)),
            "mcd_silence": self._windows.mcd(target, torch.full_like(target, net.mel.silence)),
        }

    def _performed(self, net: OwensNet, batch: Rows) -> Tensor:
        predicted = net(batch["features"]).float()
        return torch.stack([perform(net.sound_features, one, net.exemplars) for one in predicted])


def _distance(predicted: Tensor, wanted: Tensor) -> float:
    return float((predicted.float() - wanted).norm(dim=1).mean())


def _owens(net: nn.Module) -> OwensNet:
    if not isinstance(net, OwensNet):
        raise TypeError(f"sound features are predicted by the net of Owens et al., not by {type(net).__name__}")
    return net
