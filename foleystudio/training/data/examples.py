"""Training examples: a scene's sounds as the tensors that a net is trained on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.engine.exemplar.references.reference import prepare
from foleystudio.engine.picture.features import motion_features
from foleystudio.engine.picture.motion import MotionDescriptors
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.engine.request import SynthesisRequest
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.engine.varietysound.generation.timbre import mel_of, timbre_of, told_scale
from foleystudio.training.scenes.audiovisual import AudioVisualScene
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ, Mono
from foleystudio.training.scenes.performance import SoundScene

REFERENCE_COLUMNS = 345  # 4 s at 86 columns a second; a shorter reference is repeated
BACKGROUND_COLUMNS = 64  # 0.7 s of what sounds behind: it is steady
EXAMPLE_KEYS = ("target", "second", "draft", "background", "reference", "hit", "texture", "raster")
"""What `example_of` gives."""


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


def example_of(scene: SoundScene, shape: ExampleShape) -> dict[str, Tensor]:
    """A scene's tensors, all at the level at which the sibling's loudest hit has full strength.

    The sibling is cut into hits, and its draft performed, by the code that a user's reference goes through.

    Returns
    -------
    dict
        ``target``, ``second``, ``draft`` [F, M] (the draft is the exemplar renderer's performance of the
        sibling on the scene's events); ``background`` [F, 64]; ``reference`` [F, 345] (a shorter sibling
        comes again); ``hit`` [F, 128]; ``texture`` [F]; ``raster`` [2, M].
    """
    mel, columns = shape.mel, shape.columns
    if mel.rate_hz != SCENE_RATE_HZ:
        raise ValueError(f"scenes are made at {SCENE_RATE_HZ} Hz, this mel is for {mel.rate_hz} Hz")
    sibling = Sound(np.ascontiguousarray(scene.sibling[:, None]), SCENE_RATE_HZ)
    timbre = timbre_of(sibling, mel)
    gain = np.float32(timbre.gain)
    repeats = -(-REFERENCE_COLUMNS // timbre.mel.shape[1])
    return {
        "target": mel_of(scene.target * gain, mel, columns),
        "second": mel_of(scene.second * gain, mel, columns),
        "draft": mel_of(_draft(sibling, scene, shape), mel, columns),
        "background": mel_of(scene.background * gain, mel, BACKGROUND_COLUMNS),
        "reference": timbre.mel.repeat(1, repeats)[:, :REFERENCE_COLUMNS],
        "hit": timbre.hit,
        "texture": timbre.texture,
        "raster": torch.from_numpy(raster_of(scene.events, columns, mel.grid)),
    }


def audiovisual_example(scene: AudioVisualScene, shape: ExampleShape) -> dict[str, Tensor]:
    """A scene's tensors as `example_of` gives them, and ``features`` [T, D]: what moves in its pictures."""
    motion = MotionDescriptors.of_pictures(scene.pictures(), scene.frames)
    return {**example_of(scene.sound, shape), "features": torch.from_numpy(motion_features(motion, shape.frames))}


def _draft(sibling: Sound, scene: SoundScene, shape: ExampleShape) -> Mono:
    request = SynthesisRequest(shape.duration_s, scene.events, (sibling,), rate_hz=SCENE_RATE_HZ)
    scale = told_scale(request, prepare(sibling, SCENE_RATE_HZ))
    return synthesise(request).sound.mono() * np.float32(scale)
