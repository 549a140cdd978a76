"""A clip cut to windows: the mel of its own sound, the events heard in it, the features of its pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from foleystudio.dsp.mel import MelConfig, log_mel
from foleystudio.dsp.sound import Wave
from foleystudio.engine.clip import SILENCE_PEAK, Clip, open_clip
from foleystudio.engine.event_raster import raster_of
from foleystudio.engine.features import extractor_of
from foleystudio.engine.timing.guide import events_of_sound, guide_events
from foleystudio.errors import FoleyError
from foleystudio.media.audio import SoundReader, read_sound
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.project.events import EventTrack
from foleystudio.training.clip_folders import Source
from foleystudio.training.windows import MELS, Rows

PAPER_FRAMES = 215
"""Feature frames of the paper's windows: 10 s."""

_LEAST_SHARE = 0.25
"""A clip's last window must hold this much of it; what is shorter is left out, unless it is the only one."""


@dataclass(frozen=True)
class Cutting:
    """How clips are cut.

    Parameters
    ----------
    mel
        A key of `windows.MELS`.
    frames
        Feature frames T of a window.
    extractor, weights
        See `engine.features.extractor_of`.
    """

    mel: str = "paper"
    frames: int = PAPER_FRAMES
    extractor: str = "motion"
    weights: Path | None = None


def windows_of(source: Source, cutting: Cutting, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Rows]:
    """A clip's windows, one after another; the last may end in silence. Silent ones are left out.

    Yields
    ------
    ``mel`` [F, 4 T], ``raster`` [2, 4 T], ``features`` [T, D].

    Raises
    ------
    FoleyError
        When the clip cannot be used: it cannot be read, is damaged, has no picture, one frame or no sound, or its
        sound holds samples that are no numbers.
    Cancelled
        When the user cancelled.
    """
    clip = open_clip(source.video, cancelled=cancelled)
    if len(clip.frames) < 2:
        raise FoleyError("it has one frame, in which nothing can move", file=source.video)
    sound = _sound_of(clip, source)
    events = _events_of(clip, sound, cancelled)
    features = extractor_of(cutting.extractor, cutting.weights).extract(clip, cancelled=cancelled).values
    mel, frames = MELS[cutting.mel], cutting.frames
    columns = COLUMNS_PER_FRAME * frames
    with SoundReader(sound, mel.rate_hz, note=_refuse) as reader:
        for first in range(0, max(1, len(features) - int(_LEAST_SHARE * frames)), frames):
            start = first * COLUMNS_PER_FRAME
            wave = _stretch(reader, start, columns, mel)
            if np.abs(wave).max(initial=0.0) <= SILENCE_PEAK:
                continue
            yield {
                "mel": _mel_of(wave, mel, columns),
                "raster": torch.from_numpy(_raster(events, start, columns, mel)),
                "features": torch.from_numpy(_padded(features[first : first + frames], frames)),
            }


def _sound_of(clip: Clip, source: Source) -> Path:
    if clip.info.audio:
        return clip.path
    if not source.sounds:
        raise FoleyError("it has no sound", file=clip.path)
    return source.sounds[0]


def _events_of(clip: Clip, sound: Path, cancelled: Callable[[], bool]) -> EventTrack:
    if sound == clip.path:
        return guide_events(clip, cancelled=cancelled)
    return events_of_sound(read_sound(sound, note=_refuse, cancelled=cancelled))


def _refuse(sentence: str) -> None:
    """What a player would put right is no good to learn from."""
    raise FoleyError(sentence.split(": ", 1)[-1].rstrip("."))


def _margin(mel: MelConfig) -> int:
    """Samples around a window that its outer columns hear: whole hops, half a spectrum at least."""
    return -(-mel.n_fft // (2 * mel.hop)) * mel.hop


def _stretch(reader: SoundReader, start: int, columns: int, mel: MelConfig) -> Wave:
    """Mono samples of a window's columns with a margin to both sides; silence where there is no sound."""
    margin, first = _margin(mel), start * mel.hop
    lead = max(0, margin - first)
    samples = reader.read(first - margin + lead, 2 * margin + columns * mel.hop - lead)
    wave = np.zeros(2 * margin + columns * mel.hop, np.float32)
    wave[lead : lead + len(samples)] = samples.mean(axis=1, dtype=np.float32) if len(samples) else 0
    return wave


def _mel_of(wave: Wave, mel: MelConfig, columns: int) -> torch.Tensor:
    before = _margin(mel) // mel.hop
    return log_mel(torch.from_numpy(wave), mel)[:, before : before + columns]


def _raster(events: EventTrack, start: int, columns: int, mel: MelConfig) -> NDArray[np.float32]:
    return raster_of(events, start + columns, mel.grid)[:, start:]


def _padded(features: NDArray[np.floating], frames: int) -> NDArray[np.float32]:
    padded = np.zeros((frames, features.shape[1]), np.float32)
    padded[: len(features)] = features
    return padded
