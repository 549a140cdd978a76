"""What the systems have in common: where their nets lie, what features those learnt from, how a part is taken away."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import torch
from torch import Tensor, nn

from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.engine.models.installed import folder_of_net
from foleystudio.engine.models.model_files import C, read_about, read_net
from foleystudio.errors import FoleyError
from foleystudio.nets.bn_inception import FEATURES
from foleystudio.nets.config import MELS_BY_BANDS

Removal = Literal["zeros", "noise"]
N = TypeVar("N", bound=nn.Module)


@dataclass(frozen=True, eq=False)
class SavedNet:
    """A net read from a model's folder or a run's.

    Parameters
    ----------
    folder
        Where it lies.
    device
        Where it is asked.
    """

    folder: Path
    device: torch.device

    @classmethod
    def of(cls, folder: Path) -> SavedNet:
        """The net of a model or of a training run.

        Raises
        ------
        FoleyError
            When there is none.
        """
        return cls(folder_of_net(folder), torch.device("cuda" if torch.cuda.is_available() else "cpu"))

    def read(self, kind: type[C], build: type[N]) -> N:
        """Build it, in evaluation mode, on the device.

        Raises
        ------
        FoleyError
            When it is damaged or another net.
        """
        return read_net(self.folder, kind, build).requires_grad_(False).to(self.device)

    def extractor(self, feature_dim: int) -> str:
        """Which picture features it learnt from; told by their width where its training did not note it."""
        told = read_about(self.folder).get("extractor")
        if isinstance(told, str) and told:
            return told
        return "bn_inception" if feature_dim == 2 * FEATURES else "motion"

    def mel(self, bands: int) -> MelConfig:
        """Which mel has so many bands.

        Raises
        ------
        FoleyError
            When none has.
        """
        if bands not in MELS_BY_BANDS:
            raise FoleyError(f"its net has {bands} bands, which no mel here has", file=self.folder)
        return MELS_BY_BANDS[bands]


def instead_of(code: Tensor, how: Removal, generator: torch.Generator) -> Tensor:
    """What takes a code's place when it is taken away: zeros, or noise of its own mean and spread."""
    if how == "zeros":
        return torch.zeros_like(code)
    noise = torch.randn(code.shape, generator=generator).to(code)
    return code.mean() + noise * code.std(correction=0)


def within(mel: Tensor, config: MelConfig) -> Tensor:
    """A net's mel [1, F, M] as one that a sound can have: [F, M] on the CPU."""
    highest = 1.0 if config.value == "unit" else None
    return mel[0].float().clamp(config.silence, highest).cpu()
