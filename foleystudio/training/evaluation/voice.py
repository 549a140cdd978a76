"""From mels to sounds that can be listened to and whose onsets can be found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.engine.models.model_files import read_net
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_folder
from foleystudio.nets.config import VocoderConfig
from foleystudio.nets.vocoder.griffin_lim import griffin_lim
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.training.run.trainer import NET_FOLDER


class Voice:
    """A vocoder, or Griffin-Lim where there is none for the mel.

    Parameters
    ----------
    mel
        What the mels are.
    vocoder
        A vocoder of that mel.
    """

    def __init__(self, mel: MelConfig, vocoder: Vocoder | None = None) -> None:
        self._mel, self._vocoder = mel, vocoder
        self.description = "Griffin-Lim" if vocoder is None else f"the vocoder {vocoder.config.name!r}"

    def sound(self, mel: Tensor, gain: float = 1.0, name: str = "") -> Sound:
        """A mel [F, M] as a mono sound, divided by the gain at which it was taken."""
        with torch.inference_mode():
            wave = self._vocoder(mel[None])[0] if self._vocoder is not None else griffin_lim(mel[None], self._mel)[0]
        samples = np.ascontiguousarray(wave.numpy()[:, None] / np.float32(gain), dtype=np.float32)
        return Sound(samples, self._mel.rate_hz, name)


def voice_of(mel: MelConfig, folder: Path | None) -> Voice:
    """The voice for a mel.

    Parameters
    ----------
    mel
        What is to be heard.
    folder
        A vocoder's folder, or its training run's; None for Griffin-Lim, which is also taken when the vocoder
        reads another mel.

    Raises
    ------
    FoleyError
        When there is no vocoder in the folder.
    """
    if folder is None:
        return Voice(mel)
    if not is_folder(folder):
        raise FoleyError("there is no such vocoder", file=folder, remedy="give its folder, or leave the option out")
    inner = folder / NET_FOLDER
    vocoder = read_net(inner if is_folder(inner) else folder, VocoderConfig, Vocoder).requires_grad_(False)
    return Voice(mel, vocoder if vocoder.config.mel == mel else None)
