"""A system's mel made a take: in windows as long as those it was trained on, each voiced and led over to the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import numpy as np
import torch
from cachetools import LRUCache

from foleystudio.byte_cache import kept_in
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.mel import log_mel
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.from_picture.installed_systems import system_folder
from foleystudio.engine.from_picture.systems import PictureSystem, load_system
from foleystudio.engine.loudness.limited_stream import BLOCK, Held, limited_stream
from foleystudio.engine.request import Cancelled, SynthesisRequest
from foleystudio.errors import FoleyError
from foleystudio.nets.config import COLUMNS_PER_FRAME
from foleystudio.nets.vocoder.griffin_lim import griffin_lim
from foleystudio.timebase import FEATURE_FPS, feature_frames, to_samples

_FRAMES = 215
"""Feature frames of a window: 10 s, as published."""
_FADE = 15
"""Feature frames over which one window leads to the next: 0.7 s."""
_STEP = _FRAMES - _FADE
_LONGEST_REFERENCE_S = 12.0
"""What is heard of a longer one, from its beginning: the published ones have 10 s."""

_kept: dict[tuple[str, Path], PictureSystem] = {}


def load_kept(name: str, folder: Path) -> PictureSystem:
    """A system, read once.

    Raises
    ------
    FoleyError
        As `load_system`.
    """
    place = name, folder.resolve()
    if place not in _kept:
        _kept.clear()  # one at a time: research compares them one after the other
        _kept[place] = load_system(name, folder)
    return _kept[place]


@dataclass(frozen=True, eq=False)
class PicturedTake:
    """A take of what the picture shows: a `foleystudio.engine.render.renderers.PreparedTake`.

    Parameters
    ----------
    request
        What was asked for, with the picture's features.
    system
        What makes its mel.
    model
        Folder of its nets.
    """

    request: SynthesisRequest
    system: PictureSystem
    model: str

    @property
    def n_samples(self) -> int:
        """Length of the take."""
        return self.request.n_samples

    @property
    def channels(self) -> int:
        """Of the take: mels are mono."""
        return 1

    def blocks(self, start: int, stop: int, cancelled: Cancelled, held: Held) -> Iterator[Wave]:
        """``float32 [n, 1]`` each: the samples from ``start`` to ``stop``."""
        return limited_stream(_Windows(self).block, self.n_samples, start, stop, cancelled, held)

    def changed_since(self, before: SynthesisRequest, cancelled: Cancelled) -> list[tuple[int, int]]:  # noqa: ARG002 - an edit of anything is heard everywhere
        """Everywhere."""
        return [(0, self.n_samples)] if self.n_samples else []


def prepare_pictured(name: str, request: SynthesisRequest) -> PicturedTake:
    """Load a system, and see that it is given what it needs.

    Raises
    ------
    FoleyError
        When there is no model, no reference, or no features of the picture, or others than the model was trained on.
    """
    if not request.references or not len(request.references[0]):
        raise FoleyError("there is no reference sound", remedy="name the sound that the clip is re-performed with")
    folder = system_folder(name, request.model)
    system = load_kept(name, folder)
    if request.picture is None:
        raise FoleyError("this renderer takes its timing from the picture, and there is none", file=folder)
    told = request.picture.shape[1]
    if told != system.feature_dim:
        raise FoleyError(
            f"it was trained on picture features of {system.feature_dim} figures, and these have {told}",
            file=folder,
            remedy="train it on windows of the same features",
        )
    return PicturedTake(request, system, str(folder))


class _Windows:
    """The take, window by window, before it is limited."""

    def __init__(self, take: PicturedTake) -> None:
        self._take, self._request = take, take.request
        assert take.request.picture is not None
        frames = max(1, feature_frames(take.request.duration_s))
        self._features = np.zeros((frames, take.system.feature_dim), np.float32)
        given = take.request.picture[:frames]
        self._features[: len(given)] = given
        self._gain = np.float32(db_to_amplitude(take.request.settings.gain_db))
        self._reference = _reference_mel(take)
        self._waves: LRUCache[int, Wave] = LRUCache(2)  # the one that is read, and the one that it leads to

    def block(self, number: int) -> Wave:
        """Block ``number``, ``float32 [BLOCK, 1]``; silence below 0."""
        out = np.zeros((BLOCK, 1), np.float32)
        if number < 0:
            return out
        start = number * BLOCK
        window = max(0, self._window_at(start) - 1)
        while self._begin(window) < start + BLOCK and window * _STEP < len(self._features):
            wave, begin = self._wave(window), self._begin(window)
            a, b = max(start, begin), min(start + BLOCK, begin + len(wave))
            if a < b:
                out[a - start : b - start, 0] += wave[a - begin : b - begin]
            window += 1
        return out * self._gain

    def _window_at(self, sample: int) -> int:
        return int(sample / self._request.rate_hz * FEATURE_FPS) // _STEP

    def _begin(self, window: int) -> int:
        return self._samples(window * _STEP)

    def _samples(self, frames: int) -> int:
        return to_samples(frames / FEATURE_FPS, self._request.rate_hz)

    @kept_in(attrgetter("_waves"))
    def _wave(self, window: int) -> Wave:
        """A window's samples at the take's rate, faded where another leads to it or follows."""
        request, system = self._request, self._take.system
        shown = torch.from_numpy(self._features[window * _STEP : window * _STEP + _FRAMES])
        mel = system.generate(shown, self._reference, seed=request.settings.seed + window)
        wave = resample(griffin_lim(mel[None], system.mel)[0].numpy(), system.mel.rate_hz, request.rate_hz)
        fade = self._samples(_FADE)
        # What two windows make is alike in level and not in phase: their powers add up.
        ramp = np.sqrt((np.arange(fade, dtype=np.float32) + 0.5) / fade)
        if window > 0:
            wave[:fade] *= ramp[: len(wave)]
        if (window + 1) * _STEP < len(self._features):
            end = self._samples(_STEP)
            falling = ramp[::-1][: max(0, len(wave) - end)]
            wave[end : end + len(falling)] *= falling
            wave = wave[: end + len(falling)]
        return wave


def _reference_mel(take: PicturedTake) -> torch.Tensor:
    mel, sound = take.system.mel, take.request.references[0]
    mono = sound.mono()[: round(_LONGEST_REFERENCE_S * sound.rate_hz)]
    heard = torch.from_numpy(np.ascontiguousarray(resample(mono, sound.rate_hz, mel.rate_hz)))
    columns = max(COLUMNS_PER_FRAME, len(heard) // mel.hop)
    return log_mel(heard, mel)[:, :columns]
