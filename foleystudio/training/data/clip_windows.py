"""A clip cut to windows: the mel of its own sound, the events heard in it, the features of its pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.mel import MelConfig, log_mel
from foleystudio.engine.clip import Clip, open_clip
from foleystudio.engine.picture.features import extractor_of
from foleystudio.engine.timing.guide.guide import events_of_sound, guide_events
from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.errors import FoleyError
from foleystudio.media.sound.choice import SILENCE_PEAK
from foleystudio.media.sound.reader import SoundReader, read_sound
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.project.events import EventTrack
from foleystudio.timebase import FEATURE_FPS
from foleystudio.training.data.clip_folders import Source
from foleystudio.training.data.window_files import MELS, Holds, Rows

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
    holds
        ``windows`` for the paper's regime, see `windows_of`; ``examples`` for the transfer regime, see
        `clip_examples.examples_of`.
    """

    mel: str = "paper"
    frames: int = PAPER_FRAMES
    extractor: str = "motion"
    weights: Path | None = None
    holds: Holds = "windows"


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
    CancelledError
        When the user cancelled.
    """
    heard = hear(source, cutting, cancelled)
    mel, columns = MELS[cutting.mel], COLUMNS_PER_FRAME * cutting.frames
    for first, wave in _sounding(heard.sound, heard.starts(cutting.frames), cutting):
        yield {
            "mel": _mel_of(wave, mel, columns),
            "raster": torch.from_numpy(_raster(heard.events, first * COLUMNS_PER_FRAME, columns, mel)),
            "features": torch.from_numpy(heard.shown(first, cutting.frames)),
        }


def first_window(source: Source, cutting: Cutting) -> tuple[int, Wave]:
    """Where the first of a clip's windows begins, in feature frames, and what is heard in it: mono [N].

    Raises
    ------
    FoleyError
        When the clip has no sound, or all of it is silent.
    """
    clip, mel = open_clip(source.video), MELS[cutting.mel]
    starts = range(0, ceil(clip.duration_s * float(FEATURE_FPS)), cutting.frames)
    for first, wave in _sounding(_sound_of(clip, source), starts, cutting):
        return first, wave[_margin(mel) :][: COLUMNS_PER_FRAME * cutting.frames * mel.hop]
    raise FoleyError("there is nothing to hear in it", file=source.video)


def _sounding(sound: Path, starts: Iterable[int], cutting: Cutting) -> Iterator[tuple[int, Wave]]:
    """First feature frames of the windows that are not silent, and what they hold, with a margin to both sides."""
    mel = MELS[cutting.mel]
    with SoundReader(sound, mel.rate_hz, note=refuse) as reader:
        for first in starts:
            wave = _stretch(reader, first * COLUMNS_PER_FRAME, COLUMNS_PER_FRAME * cutting.frames, mel)
            if np.abs(wave).max(initial=0.0) > SILENCE_PEAK:
                yield first, wave


@dataclass(frozen=True, eq=False)
class HeardClip:
    """A clip that can be learnt from.

    Parameters
    ----------
    sound
        File of its sound: the clip itself, or one beside it.
    events
        What is heard in it.
    features
        Of its pictures, [T, D].
    """

    sound: Path
    events: EventTrack
    features: NDArray[np.floating]

    def starts(self, frames: int) -> range:
        """First feature frames of its windows."""
        return range(0, max(1, len(self.features) - int(_LEAST_SHARE * frames)), frames)

    def shown(self, first: int, frames: int) -> NDArray[np.float32]:
        """Features of a window [frames, D]; behind the clip's end nothing moves."""
        padded = np.zeros((frames, self.features.shape[1]), np.float32)
        found = self.features[first : first + frames]
        padded[: len(found)] = found
        return padded


def hear(source: Source, cutting: Cutting, cancelled: Callable[[], bool] = lambda: False) -> HeardClip:
    """Open a clip to learn from it.

    Raises
    ------
    FoleyError
        See `windows_of`.
    CancelledError
        When the user cancelled.
    """
    clip = open_clip(source.video, cancelled=cancelled)
    if len(clip.frames) < 2:
        raise FoleyError("it has one frame, in which nothing can move", file=source.video)
    sound = _sound_of(clip, source)
    events = _events_of(clip, sound, cancelled)
    extractor = extractor_of(cutting.extractor, cutting.weights)
    return HeardClip(sound, events, extractor.extract(clip, cancelled=cancelled).values)


def _sound_of(clip: Clip, source: Source) -> Path:
    if clip.info.audio:
        return clip.path
    if not source.sounds:
        raise FoleyError("it has no sound", file=clip.path)
    return source.sounds[0]


def _events_of(clip: Clip, sound: Path, cancelled: Callable[[], bool]) -> EventTrack:
    if sound == clip.path:
        return guide_events(clip, cancelled=cancelled)
    return events_of_sound(read_sound(sound, note=refuse, cancelled=cancelled))


def refuse(sentence: str) -> None:
    """Take a note on a file as a complaint: what a player would put right is no good to learn from."""
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
