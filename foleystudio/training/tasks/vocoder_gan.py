"""The vocoder's second phase: critics beside the spectral losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foleystudio.nets.config import VocoderDiscriminatorConfig
from foleystudio.nets.vocoder.discriminators import VocoderCritics
from foleystudio.training.tasks.base import Figures
from foleystudio.training.tasks.vocoder import VocoderTask

Judged = Sequence[tuple[Tensor, list[Tensor]]]


@dataclass(frozen=True)
class CriticWeights:
    """How much the critics count beside the spectral losses, which are about 1.

    Parameters
    ----------
    adversarial
        Of what the critics say.
    features
        Of the distance of their hidden layers.
    """

    adversarial: float = 0.05
    features: float = 0.05


class CriticisedVocoderTask:
    """Trains a vocoder as another task does, and by multi-period and multi-resolution critics.

    Source: Vocos (Siuzdak, 2023): hinge losses and feature matching.

    Parameters
    ----------
    task
        Which.
    critics
        The critics' sizes.
    device
        Where it runs.
    weights
        How much they count.
    """

    def __init__(
        self,
        task: VocoderTask,
        critics: VocoderDiscriminatorConfig,
        device: torch.device,
        weights: CriticWeights | None = None,
    ) -> None:
        self._task = task
        self.net: nn.Module = task.net
        self.critic: nn.Module = VocoderCritics(critics).to(device)
        self._weights = weights or CriticWeights()
        self._seen: tuple[Tensor, Tensor] | None = None

    def measure(self, net: nn.Module) -> dict[str, float]:
        """As the other task does."""
        return self._task.measure(net)

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:  # noqa: ARG002 - nothing random inside
        """The spectral distances, and what the critics hear."""
        wave, rebuilt = self._task.rebuilt(step)
        loss, figures = self._task.spectral_loss(wave, rebuilt)
        judged = self.critic(rebuilt)
        with torch.no_grad():
            real = self.critic(wave)
        fooled, unlike = generator_loss(judged), feature_distance(real, judged)
        self._seen = wave, rebuilt.detach()
        weights = self._weights
        figures |= {"adversarial": float(fooled.detach()), "features": float(unlike.detach())}
        return loss + weights.adversarial * fooled + weights.features * unlike, figures

    def critic_loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:  # noqa: ARG002 - the waves are those of ``loss``
        """Hinge: real waves are to score above 1, rebuilt ones below -1."""
        if self._seen is None:
            raise RuntimeError("the critics judge what the last loss rebuilt, and there was none")
        wave, rebuilt = self._seen
        return critic_hinge(self.critic(wave), self.critic(rebuilt)), {}


def generator_loss(judged: Judged) -> Tensor:
    """Hinge: what is rebuilt is to score above 1; the mean over critics."""
    return torch.stack([(1 - scores.float()).clamp(min=0).mean() for scores, _ in judged]).mean()


def feature_distance(real: Judged, judged: Judged) -> Tensor:
    """Mean absolute difference of the critics' hidden layers, over that of the real ones' size."""
    gaps = [
        (of_rebuilt.float() - of_real.float()).abs().mean() / of_real.float().abs().mean().clamp(min=1e-4)
        for (_, reals), (_, rebuilts) in zip(real, judged, strict=True)
        for of_real, of_rebuilt in zip(reals, rebuilts, strict=True)
    ]
    return torch.stack(gaps).mean()


def critic_hinge(real: Judged, judged: Judged) -> Tensor:
    """The critics' own loss; the mean over critics."""
    gaps = [
        (1 - of_real.float()).clamp(min=0).mean() + (1 + of_rebuilt.float()).clamp(min=0).mean()
        for (of_real, _), (of_rebuilt, _) in zip(real, judged, strict=True)
    ]
    return torch.stack(gaps).mean()
