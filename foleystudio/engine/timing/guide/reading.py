"""The clip's own sound, read in blocks as one channel: memory stays bounded whatever the length."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

import numpy as np

from foleystudio.dsp.onsets import ONSET_RATE_HZ, attack_sample
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.dsp.waves.resample import resample_blocks
from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import heed
from foleystudio.timebase import STUDIO_RATE_HZ

_BLOCK_S = 30  # read at once
_MARGIN_S = 0.5  # kept of a block on either side of an onset: an attack is looked for within far less
_CANCELS_OUT = 0.02  # of the power: less is left where channels are mixed that are each other's opposite


def mono_of(samples: Wave) -> Wave:
    """One channel of ``[N, C]``: the mean, or the loudest channel where the channels cancel each other out.

    Returns
    -------
    ``float32 [N]``.
    """
    mean = mean_of_channels(samples)
    powers = np.einsum("nc,nc->c", samples, samples, dtype=np.float64)
    if samples.shape[1] > 1 and float(mean @ mean) < _CANCELS_OUT * float(powers.mean()):
        loudest: Wave = np.ascontiguousarray(samples[:, int(powers.argmax())])
        return loudest
    return mean


def _by_level(mono: Wave, rate_hz: int, rough_s: float) -> float:
    return attack_sample(mono, rate_hz, rough_s) / rate_hz


Place = Callable[[Wave, int, float], float]
"""Takes one channel, its rate and a rough time, answers the instant at which the attack begins, seconds."""


class GuideReader:
    """Reads a clip's own sound as often as needed; a context manager.

    Raises
    ------
    FoleyError
        When the clip has no sound of its own, or it cannot be opened.
    """

    def __init__(self, clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> None:
        if not clip.info.audio:
            raise FoleyError("it has no sound of its own", file=clip.path, remedy="take the timing from the picture")
        self._reader = SoundReader(clip.path, STUDIO_RATE_HZ, clip.sound_track)
        self._progress, self._cancelled = progress, cancelled

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    def at_onset_rate(self, done: float = 0.0, share: float = 1.0) -> Wave:
        """The whole sound at ``ONSET_RATE_HZ``, ``float32 [N]``: 320 MB an hour."""
        parts = list(self.onset_rate_blocks(done, share))
        heed()
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def onset_rate_blocks(self, done: float = 0.0, share: float = 1.0) -> Iterator[Wave]:
        """The sound at ``ONSET_RATE_HZ`` in blocks, ``float32 [n]`` each."""
        columns = (block[:, None] for block in self._blocks(done, share))
        for block in resample_blocks(columns, STUDIO_RATE_HZ, ONSET_RATE_HZ, 1):
            yield block[:, 0]

    def attacks(self, onsets_s: list[float], done: float = 0.0, place: Place = _by_level) -> list[float]:
        """The instants at which the attacks of rough, rising onsets begin, to the sample of the studio rate."""
        exact: list[float] = []
        held, start = np.zeros(0, np.float32), 0
        margin = round(_MARGIN_S * STUDIO_RATE_HZ)
        for block in self._blocks(done, 1.0 - done):
            held = np.concatenate([held, block])
            safe_s = (start + len(held) - margin) / STUDIO_RATE_HZ
            exact += _attacks_in(held, start, [t for t in onsets_s[len(exact) :] if t < safe_s], place)
            drop = max(0, len(held) - 2 * margin)
            held, start = held[drop:], start + drop
        return exact + _attacks_in(held, start, onsets_s[len(exact) :], place)

    def _blocks(self, done: float, share: float) -> Iterator[Wave]:
        total, at = max(1, len(self._reader)), 0
        for block in self._reader.blocks(0, _BLOCK_S * STUDIO_RATE_HZ):
            if self._cancelled():
                raise CancelledError
            self._progress(min(1.0, done + share * at / total), "listening to the guide")
            at += len(block)
            heed()
            yield mono_of(block)


def _attacks_in(held: Wave, start: int, onsets_s: list[float], place: Place) -> list[float]:
    """Attacks in a stretch of mono samples that begins at sample ``start``."""
    begun_s = start / STUDIO_RATE_HZ
    return [begun_s + place(held, STUDIO_RATE_HZ, onset - begun_s) for onset in onsets_s]
