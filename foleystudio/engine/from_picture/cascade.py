"""The cascade: REGNET makes a mel of the picture, SpeechSplit says it in the reference's timbre."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import torch
from torch import Tensor

from foleystudio.dsp.spectra.mel_pitch import mel_pitch_hz, normalised_pitch
from foleystudio.engine.from_picture.parts import Removal, SavedNet, instead_of, within
from foleystudio.errors import FoleyError
from foleystudio.nets.regnet.config import RegnetConfig
from foleystudio.nets.regnet.model import Regnet
from foleystudio.nets.speechsplit.config import SpeechSplitConfig
from foleystudio.nets.speechsplit.model import CODES, SpeechSplit

REGNET, SPEECHSPLIT = "regnet", "speechsplit"
"""What the two nets' folders are called in a cascade's."""


class Cascade:
    """The baseline of VarietySound: video to sound, then conversion of the sound.

    Parameters
    ----------
    regnet, speechsplit
        Folders of the two nets, or of their runs.

    Raises
    ------
    FoleyError
        When one is missing, damaged or another net, or they speak different mels.
    """

    name = "cascade"
    parts = ("temporal", "timbre", *CODES)

    def __init__(self, regnet: Path, speechsplit: Path) -> None:
        first, second = SavedNet.of(regnet), SavedNet.of(speechsplit)
        self._regnet = first.read(RegnetConfig, Regnet)
        self._speechsplit = second.read(SpeechSplitConfig, SpeechSplit)
        bands = self._regnet.config.bands
        if self._speechsplit.config.bands != bands:
            raise FoleyError("it speaks another mel than REGNET's", file=second.folder, remedy="train both on one mel")
        self.mel = first.mel(bands)
        self.feature_dim = self._regnet.config.feature_dim
        self.extractor = first.extractor(self.feature_dim)
        self._device = first.device

    def first_mel(
        self, features: Tensor, *, seed: int = 0, removed: Collection[str] = (), how: Removal = "zeros"
    ) -> Tensor:
        """What REGNET makes of features [T, D] before it is converted: a mel [F, 4 T] of no timbre asked for."""
        generator = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            code = self._regnet.encode_picture(features[None].float().to(self._device), generator)
            if "temporal" in removed:
                code = instead_of(code, how, generator)
            return within(self._regnet.decode(code)[0], self.mel)

    def generate(
        self,
        features: Tensor,
        reference: Tensor,
        *,
        seed: int = 0,
        removed: Collection[str] = (),
        how: Removal = "zeros",
        background: Tensor | None = None,  # noqa: ARG002 - it has no background of its own
    ) -> Tensor:
        """Features [T, D] and a reference's mel [F, Mr] -> mel [F, 4 T]."""
        source = self.first_mel(features, seed=seed, removed=removed, how=how)[None].to(self._device)
        generator = torch.Generator().manual_seed(seed)
        with torch.inference_mode():
            codes = self._speechsplit.encode(source, normalised_pitch(mel_pitch_hz(source, self.mel)))
            timbre = self._speechsplit.timbre(reference[None].float().to(self._device))
            codes = {n: instead_of(code, how, generator) if n in removed else code for n, code in codes.items()}
            if "timbre" in removed:
                timbre = instead_of(timbre, how, generator)
            return within(self._speechsplit.decode(codes, timbre), self.mel)
