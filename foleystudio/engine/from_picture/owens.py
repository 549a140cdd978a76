"""Owens et al.: sound features of the picture, and the nearest sounds in their place."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import torch
from torch import Tensor

from foleystudio.engine.from_picture.parts import Removal, SavedNet, instead_of, within
from foleystudio.nets.owens.config import OwensConfig
from foleystudio.nets.owens.exemplars import cut_exemplars, perform
from foleystudio.nets.owens.model import OwensNet


class Owens:
    """Regression from the picture, then synthesis by example.

    As published, the sounds are those of the training set, and a reference has no say. Searching the reference
    instead is a variant of ours, in which timbre can be chosen.

    Parameters
    ----------
    folder
        Of the net, or of its run.
    searches_reference
        Take the sounds out of the reference.

    Raises
    ------
    FoleyError
        When the net is missing, damaged or another one.
    """

    name = "owens"
    parts = ("temporal",)

    def __init__(self, folder: Path, searches_reference: bool = False) -> None:
        saved = SavedNet.of(folder)
        self._folder, self._device = folder, saved.device
        self._net = saved.read(OwensConfig, OwensNet)
        self._searches_reference = searches_reference
        self.mel = saved.mel(self._net.config.bands)
        self.feature_dim = self._net.config.feature_dim
        self.extractor = saved.extractor(self.feature_dim)

    def searching_reference(self) -> Owens:
        """The variant that takes its sounds out of the reference."""
        return Owens(self._folder, searches_reference=True)

    def generate(
        self,
        features: Tensor,
        reference: Tensor,
        *,
        seed: int = 0,
        removed: Collection[str] = (),
        how: Removal = "zeros",
        background: Tensor | None = None,  # noqa: ARG002 - its sounds bring their own
    ) -> Tensor:
        """Features [T, D] and a reference's mel [F, Mr] -> mel [F, 4 T]; the seed draws noise alone."""
        net, ear = self._net, self._net.sound_features
        with torch.inference_mode():
            predicted = net(features[None].float().to(self._device))
            if "temporal" in removed:
                predicted = instead_of(predicted, how, torch.Generator().manual_seed(seed))
            sounds = net.exemplars
            if self._searches_reference:
                sounds = cut_exemplars(ear, reference.float().to(self._device))
            return within(perform(ear, predicted[0], sounds)[None], self.mel)
