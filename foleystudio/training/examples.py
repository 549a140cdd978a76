"""Training examples: a scene's sounds as the tensors that a net is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.mel import MelConfig, log_mel
from foleystudio.engine.event_raster import raster_of
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono
from foleystudio.training.scenes.performance import SoundScene

REFERENCE_COLUMNS = 345
HIT_COLUMNS = 128


@dataclass(frozen=True)
class ExampleShape:
    """Sizes of an example.

    Parameters
    ----------
    mel
        Which mel.
    frames
        Feature frames T; a scene has M = 4 T columns.
    """

    mel: MelConfig
    frames: int = 86

    @property
    def columns(self) -> int:
        """Columns M."""
        return 4 * self.frames

    @property
    def duration_s(self) -> float:
        """Length of a scene."""
        return self.columns * self.mel.hop / self.mel.rate_hz


def mel_of(wave: Mono, mel: MelConfig, columns: int) -> Tensor:
    """Log mel [F, M] of exactly ``columns`` columns; what is missing is silence."""
    if mel.rate_hz != SCENE_RATE_HZ:
        raise ValueError(f"scenes are made at {SCENE_RATE_HZ} Hz, this mel is for {mel.rate_hz} Hz")
    needed = columns * mel.hop
    padded = np.zeros(needed, dtype=np.float32)
    padded[: min(needed, len(wave))] = wave[:needed]
    return log_mel(torch.from_numpy(padded), mel)[:, :columns]


def example_of(scene: SoundScene, shape: ExampleShape) -> dict[str, Tensor]:
    """A scene's tensors.

    Returns
    -------
    dict
        ``target``, ``second``, ``background`` [F, M]; ``reference`` [F, 345] (a shorter sibling comes
        again); ``hit`` [F, 128]; ``texture`` [F]; ``raster`` [2, M].
    """
    mel, columns = shape.mel, shape.columns
    hop = mel.hop
    reference = mel_of(scene.sibling, mel, max(1, len(scene.sibling) // hop))
    repeats = -(-REFERENCE_COLUMNS // reference.shape[1])
    energy = reference.mean(0)
    loud = reference[:, energy >= energy.quantile(0.7)]
    return {
        "target": mel_of(scene.target, mel, columns),
        "second": mel_of(scene.second, mel, columns),
        "background": mel_of(scene.background, mel, columns),
        "reference": reference.repeat(1, repeats)[:, :REFERENCE_COLUMNS],
        "hit": mel_of(scene.hit, mel, HIT_COLUMNS),
        "texture": loud.mean(1),
        "raster": torch.from_numpy(raster_of(scene.events, columns, mel.grid)),
    }
