"""Which objects there are, and the drawing of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foleystudio.training.scenes.objects.modal import MATERIALS, ModalObject
from foleystudio.training.scenes.objects.noise import BurstObject, DropObject, StepObject, TextureObject
from foleystudio.training.scenes.objects.recorded import RecordedObject
from foleystudio.training.scenes.objects.sound_object import Mono, SoundObject
from foleystudio.training.scenes.objects.voiced import VoicedObject


@dataclass(frozen=True, eq=False)
class Recording:
    """A one-shot recording, mono at the scene rate.

    Parameters
    ----------
    name
        Its file.
    wave
        float32 [N], whole, from its first attack on.
    hit
        float32 [N], its loudest hit alone, the attack on sample 0: many a one-shot is two clicks or three.
    sustains
        Whether it is a steady sound, of which a hit is only a piece.
    """

    name: str
    wave: Mono
    hit: Mono
    sustains: bool = False


_FAMILIES = {
    "modal": 0.35, "membrane": 0.12, "burst": 0.15, "step": 0.08, "drop": 0.06, "texture": 0.12, "voice": 0.12,
}  # fmt: skip


def draw_object(rng: np.random.Generator, recordings: Sequence[Recording] = ()) -> SoundObject:
    """A new object: with recordings at hand, half of all objects are made from one."""
    if recordings and rng.random() < 0.5:
        recording = recordings[int(rng.integers(len(recordings)))]
        return RecordedObject(recording.name, recording.hit, recording.wave, recording.sustains, rng)
    family = rng.choice(list(_FAMILIES), p=list(_FAMILIES.values()))
    match family:
        case "modal":
            return ModalObject(str(rng.choice(list(MATERIALS))), rng)
        case "membrane":
            return ModalObject("membrane", rng)
        case "burst":
            return BurstObject(str(rng.choice(["shot", "clap", "explosion", "firework"])), rng)
        case "step":
            return StepObject(rng)
        case "drop":
            return DropObject(rng)
        case "texture":
            return TextureObject(str(rng.choice(["friction", "rolling", "rustling", "tearing"])), rng)
        case _:
            return VoicedObject(str(rng.choice(["bark", "cry", "cough", "sneeze"])), rng)
