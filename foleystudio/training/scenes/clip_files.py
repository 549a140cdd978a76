"""Made scenes as clips: pictures and sound in one file, the events beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from foleystudio.files.atomic_files import whole_file
from foleystudio.media.mux import mux
from foleystudio.media.picture.files import write_pictures
from foleystudio.project.events import encode_events
from foleystudio.timebase import round_half_up
from foleystudio.training.scenes.audiovisual import AudioVisualScene
from foleystudio.training.scenes.objects.sound_object import SCENE_RATE_HZ

EVENTS_SUFFIX = ".events.json"

_LOUDEST = 0.98  # peak: no codec clips it
_SHOWN_HEIGHT = 320  # pixels: small pictures enlarged, to be looked at


def write_scene_clip(clip: Path, scene: AudioVisualScene) -> None:
    """Write a scene as an MP4 and, last, its events beside it.

    Raises
    ------
    FoleyError
        When a file cannot be written.
    """
    with TemporaryDirectory() as folder:
        silent = Path(folder) / "silent.mp4"
        write_pictures(silent, _unsqueezed(scene), scene.frames)
        wave = scene.sound.target[:, None]
        wave = wave / max(1.0, float(np.abs(wave).max()) / _LOUDEST)
        mux(silent, [wave.astype(np.float32)], clip, rate_hz=SCENE_RATE_HZ, channels=1)
    with whole_file(clip.with_suffix(EVENTS_SUFFIX)) as temporary:
        temporary.write_bytes(encode_events(scene.visible))


def _unsqueezed(scene: AudioVisualScene) -> Iterator[np.ndarray]:
    width = 2 * round_half_up(_SHOWN_HEIGHT * scene.aspect / 2)
    for picture in scene.pictures():
        yield np.asarray(cv2.resize(picture, (width, _SHOWN_HEIGHT), interpolation=cv2.INTER_CUBIC), np.uint8)
