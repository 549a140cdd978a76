"""VarietySound as published: the picture says when, the reference how, and there is no background."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import torch
from torch import Tensor

from foleystudio.engine.from_picture.parts import Removal, SavedNet, instead_of, within
from foleystudio.errors import FoleyError
from foleystudio.nets.config import COLUMNS_PER_FRAME, VarietySoundConfig
from foleystudio.nets.varietysound.model import VarietySound


class PublishedVarietySound:
    """A net of the paper's regime, from the picture to the mel, with no event track between.

    Parameters
    ----------
    folder
        Of the net, or of its run.

    Raises
    ------
    FoleyError
        When it is missing, damaged or another net, or refines drafts, which have events.
    """

    name = "varietysound"
    parts = ("temporal", "timbre", "background")

    def __init__(self, folder: Path) -> None:
        saved = SavedNet.of(folder)
        self._device = saved.device
        self._net = saved.read(VarietySoundConfig, VarietySound)
        config = self._net.config
        if config.decoder.template != "none":
            raise FoleyError(
                "its net refines what is performed on events, and draws nothing from the picture alone",
                file=saved.folder,
                remedy="train one with --regime paper",
            )
        self.mel = saved.mel(config.bands)
        self.feature_dim = config.temporal.feature_dim
        self.extractor = saved.extractor(self.feature_dim)

    def generate(
        self,
        features: Tensor,
        reference: Tensor,
        *,
        seed: int = 0,
        removed: Collection[str] = (),
        how: Removal = "zeros",
        background: Tensor | None = None,
    ) -> Tensor:
        """Features [T, D], a reference's mel [F, Mr] and a background's [F, Mb] (silence) -> mel [F, 4 T]."""
        net, frames = self._net, len(features)
        if background is None:
            background = torch.full((self.mel.n_bands, COLUMNS_PER_FRAME * frames), self.mel.silence)
        generator = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            codes = {
                "temporal": net.encode_picture(features[None].float().to(self._device)),
                "timbre": net.encode_reference(reference[None].float().to(self._device)),
                "background": net.encode_background(background[None].float().to(self._device), frames),
            }
            codes = {n: instead_of(code, how, generator) if n in removed else code for n, code in codes.items()}
            return within(net.decode_codes(codes["temporal"], codes["timbre"], codes["background"]), self.mel)
