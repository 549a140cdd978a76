"""The vocoder's second phase: critics beside the spectral losses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.nets.config import VocoderConfig, VocoderDiscriminatorConfig
from foleystudio.nets.vocoder.discriminators import VocoderCritics
from foleystudio.training.scenes.objects.sound_object import Mono
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


class CriticisedVocoderTask(VocoderTask):
    """Trains a vocoder as `VocoderTask`, and by multi-period and multi-resolution critics.

    Source: Vocos (Siuzdak, 2023): hinge losses and feature matching.

    Parameters
    ----------
    config, mel, train, held_out, device, batch, seed
        As for `VocoderTask`.
    critics
        The critics' sizes.
    weights
        How much they count.
    """

    def __init__(
        self,
        config: VocoderConfig,
        mel: MelConfig,
        train: Sequence[Mono],
        held_out: Sequence[Mono],
        device: torch.device,
        batch: int,
        seed: int,
        critics: VocoderDiscriminatorConfig,
        weights: CriticWeights | None = None,
    ) -> None:
        super().__init__(config, mel, train, held_out, device, batch, seed)
        self.critic: nn.Module = VocoderCritics(critics).to(device)
        self._weights = weights or CriticWeights()
        self._seen: tuple[Tensor, Tensor] | None = None

    def loss(self, step: int, generator: torch.Generator) -> tuple[Tensor, Figures]:  # noqa: ARG002 - nothing random inside
        """The spectral distances, and what the critics hear."""
        wave, rebuilt = self.rebuilt(step)
        loss, figures = self.spectral_loss(wave, rebuilt)
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
