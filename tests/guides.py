"""A clip's own sound, whole: what tests and benchmarks compare with."""

from __future__ import annotations

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import Clip
from foleystudio.media.sound.choice import SILENCE_PEAK
from foleystudio.media.sound.reader import read_sound
from foleystudio.timebase import STUDIO_RATE_HZ


def guide_of(clip: Clip) -> Sound | None:
    """The clip's own sound from clip time 0; None when it has none or it is silent throughout."""
    if not clip.info.audio:
        return None
    sound = read_sound(clip.path, STUDIO_RATE_HZ, clip.sound_track)
    return sound if len(sound) and float(np.abs(sound.samples).max()) > SILENCE_PEAK else None
