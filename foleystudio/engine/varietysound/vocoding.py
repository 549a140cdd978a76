"""The networks alone: the mel that the net wants, made a sound by the vocoder."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

from foleystudio.dsp.mel import MelConfig
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Wave
from foleystudio.engine.renderers import VOCODER
from foleystudio.engine.saved_nets import CONFIG_NAME, read_net
from foleystudio.engine.varietysound.refinement import Floats, Refinement
from foleystudio.engine.varietysound.windows import STEP, joined
from foleystudio.errors import FoleyError
from foleystudio.nets.config import VocoderConfig
from foleystudio.nets.vocoder import Vocoder
from foleystudio.paths import models_dir

_EDGE_COLUMNS = 3
"""Vocoded beyond a piece on both sides, for the resampler's own edges."""
_KEPT_PIECES = 2

_loaded: dict[Path, Vocoder] = {}
_lock = threading.Lock()


def has_vocoder() -> bool:
    """Whether a vocoder is installed."""
    return (models_dir() / VOCODER / CONFIG_NAME).is_file()


def load_vocoder() -> Vocoder:
    """The installed vocoder, read once a process.

    Raises
    ------
    FoleyError
        When it is not there or damaged.
    """
    folder = models_dir() / VOCODER
    with _lock:
        if folder not in _loaded:
            if not has_vocoder():
                raise FoleyError("no vocoder is installed", file=folder, remedy="use the hybrid or exemplar renderer")
            _loaded[folder] = read_net(folder, VocoderConfig, Vocoder).requires_grad_(False)
        return _loaded[folder]


class Vocoded:
    """A performance through the vocoder, read at any sample.

    Parameters
    ----------
    refinement
        What is to be heard.
    vocoder, mel
        The vocoder, and what both nets mean by a mel.
    rate_hz
        Of the take.
    """

    def __init__(self, refinement: Refinement, vocoder: Vocoder, mel: MelConfig, rate_hz: int) -> None:
        self._refinement, self._vocoder, self._mel, self._rate_hz = refinement, vocoder, mel, rate_hz
        self._pieces: OrderedDict[int, Wave] = OrderedDict()

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, 1]``, from ``start`` >= 0."""
        out = np.zeros((stop - start, 1), dtype=np.float32)
        number = start // max(1, self._begin(1))
        while self._begin(number) > start:
            number -= 1
        while self._begin(number) < stop:
            piece, begin = self._piece(number), self._begin(number)
            a, b = max(start, begin), min(stop, begin + len(piece))
            if a < b:
                out[a - start : b - start, 0] = piece[a - begin : b - begin]
            number += 1
        return out

    def _begin(self, number: int) -> int:
        return round(number * STEP * self._mel.hop * self._rate_hz / self._mel.rate_hz)

    def _piece(self, number: int) -> Wave:
        if number not in self._pieces:
            self._pieces[number] = self._vocoded(number)
            if len(self._pieces) > _KEPT_PIECES:
                self._pieces.popitem(last=False)
        return self._pieces[number]

    def _vocoded(self, number: int) -> Wave:
        first, edge = number * STEP, _EDGE_COLUMNS
        context = self._vocoder.receptive_columns + edge
        mel = self._wanted(first - context, first + STEP + context)
        with torch.inference_mode():
            wave = self._vocoder(torch.from_numpy(mel)[None], first - context)[0].numpy()
        hop, length = self._mel.hop, self._begin(number + 1) - self._begin(number)
        cut = wave[(context - edge) * hop : (context + STEP + edge) * hop]
        resampled = resample(np.ascontiguousarray(cut), self._mel.rate_hz, self._rate_hz)
        skip = round(edge * hop * self._rate_hz / self._mel.rate_hz)
        return resampled[skip : skip + length]

    def _wanted(self, first: int, stop: int) -> Floats:
        """Mel of columns that may begin before the clip, where there is silence."""
        mel = np.full((self._mel.n_bands, stop - first), self._mel.silence, dtype=np.float32)
        begin = max(0, first)
        mel[:, begin - first :] = joined(lambda window: self._refinement.window(window).mel, begin, stop)
        return mel
