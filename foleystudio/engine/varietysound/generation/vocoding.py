"""The networks alone: the mel that the net wants, made a sound by the vocoder."""

from __future__ import annotations

import math
from operator import attrgetter
from pathlib import Path

import numpy as np
import torch
from cachetools import LRUCache

from foleystudio.byte_cache import kept_in
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.mel import MelConfig
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.models.device import Computing, bfloat16_pays
from foleystudio.engine.models.installed import VOCODER
from foleystudio.engine.models.model_files import CONFIG_NAME, ReloadingCache, read_net
from foleystudio.engine.varietysound.generation.refinement import Mixed
from foleystudio.engine.varietysound.generation.windows import STEP, joined
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.nets.config import VocoderConfig
from foleystudio.nets.vocoder.model import Vocoder
from foleystudio.paths import models_dir

_EDGE_COLUMNS = 3
"""Vocoded beyond a piece on both sides, for the resampler's own edges."""
_FIRST_PIECE = STEP // 2
"""Columns of the first piece, which somebody waits for."""
_PIECE = STEP + STEP // 2
"""Columns of the others: the longer, the less is made twice at the edges, and the longer a start within one takes."""
_CPU = torch.device("cpu")
PRECISION = Computing(_CPU, bfloat16_pays(_CPU))
"""In which its net is asked: bfloat16 leaves its distances as they are (`tests/benchmarks/vocoder_table.py`)."""
_KEPT_PIECES = 2  # the one that is read and the one before, of which the seam needs the end


def load_vocoder() -> Vocoder:
    """The installed vocoder, read once as long as its files stay.

    Raises
    ------
    FoleyError
        When it is not there or damaged.
    """
    return _kept.of(models_dir() / VOCODER)


def read_vocoder(folder: Path) -> Vocoder:
    """A vocoder from any folder.

    Raises
    ------
    FoleyError
        As `load_vocoder`.
    """
    if not is_file(folder / CONFIG_NAME):
        raise FoleyError("no vocoder is installed", file=folder, remedy="use the hybrid or exemplar renderer")
    return read_net(folder, VocoderConfig, Vocoder).requires_grad_(False)


_kept = ReloadingCache(read_vocoder)


class VocodedStream:
    """A performance through the vocoder, read at any sample.

    It is made in pieces on one grid, so that what a sample is does not depend on where reading began.

    Parameters
    ----------
    wanted
        What is to be heard.
    vocoder, mel
        The vocoder, and what both nets mean by a mel.
    rate_hz
        Of the take.
    stop
        Samples from here on are not heard; they are silent.
    """

    def __init__(self, wanted: Mixed, vocoder: Vocoder, mel: MelConfig, rate_hz: int, stop: int) -> None:
        self._wanted, self._vocoder, self._mel, self._rate_hz = wanted, vocoder, mel, rate_hz
        self._stop = stop
        self._pieces: LRUCache[int, Wave] = LRUCache(_KEPT_PIECES)

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, 1]``, from ``start`` >= 0."""
        out = np.zeros((stop - start, 1), dtype=np.float32)
        stop = min(stop, self._stop)
        column = int(start * self._mel.rate_hz / (self._mel.hop * self._rate_hz))
        number = max(0, column - _FIRST_PIECE + _PIECE) // _PIECE
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
        return round(_first_column(number) * self._mel.hop * self._rate_hz / self._mel.rate_hz)

    @kept_in(attrgetter("_pieces"))
    def _piece(self, number: int) -> Wave:
        first, hop = _first_column(number), self._mel.hop
        begin, end = self._begin(number), min(self._begin(number + 1), self._stop)
        cut = self._around((first, first + self._columns(end - begin)), _EDGE_COLUMNS)
        refined = self._around(cut, self._vocoder.refined_columns)
        told = self._around(refined, self._vocoder.convolved_columns)
        mel = torch.from_numpy(joined(self._wanted.mel, *told))
        with torch.inference_mode(), PRECISION.precision():
            heard = slice(refined[0] - told[0], refined[1] - told[0])
            wave = self._vocoder(mel[None], told[0], heard)[0].numpy()
        wave = wave[(cut[0] - refined[0]) * hop : (cut[1] - refined[0]) * hop] * np.float32(self._wanted.level)
        skip = round((first - cut[0]) * hop * self._rate_hz / self._mel.rate_hz)
        return resample(wave, self._mel.rate_hz, self._rate_hz)[skip : skip + end - begin]

    def _around(self, columns: tuple[int, int], more: int) -> tuple[int, int]:
        """Columns and some more on both sides, as far as there is something to be heard."""
        return max(0, columns[0] - more), min(self._columns(self._stop) + _EDGE_COLUMNS, columns[1] + more)

    def _columns(self, samples: int) -> int:
        return math.ceil(samples * self._mel.rate_hz / (self._mel.hop * self._rate_hz))


def _first_column(number: int) -> int:
    """First column of a piece."""
    return max(0, _FIRST_PIECE + (number - 1) * _PIECE)
