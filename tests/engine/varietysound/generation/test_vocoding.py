from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from foleystudio.dsp.spectra.mel import STUDIO
from foleystudio.engine.varietysound.generation.vocoding import PRECISION, VocodedStream
from foleystudio.engine.varietysound.generation.windows import WINDOW, first_column
from foleystudio.nets.config import VOCODER_PRESETS
from foleystudio.nets.vocoder.model import Vocoder

_STOP = 512 * 900 + 100


class _Wanted:
    """Stands in for a refinement: a mel of noise, and which of its windows were asked for."""

    level = 1.0

    def __init__(self) -> None:
        self.whole = np.random.default_rng(0).normal(-3.0, 1.0, (128, 1500)).astype(np.float32)
        self.asked: set[int] = set()

    def mel(self, number: int) -> NDArray[np.float32]:
        self.asked.add(number)
        columns = np.arange(first_column(number), first_column(number) + WINDOW)
        return self.whole[:, np.maximum(columns, 0)]


def _vocoder() -> Vocoder:
    torch.manual_seed(0)
    config = replace(VOCODER_PRESETS["tiny"], refinements=2, low_refinements=6)
    return Vocoder(config).eval().requires_grad_(False)


def _vocoded(wanted: _Wanted, rate_hz: int = 44_100) -> VocodedStream:
    read: Any = wanted
    return VocodedStream(read, _vocoder(), STUDIO, rate_hz, _STOP)


def test_pieces_are_those_of_the_whole() -> None:
    wanted = _Wanted()
    made = _vocoded(wanted).read(0, 512 * 880)[:, 0]
    with PRECISION.precision():  # as the pieces are asked
        whole = _vocoder()(torch.from_numpy(wanted.whole[:, :1000])[None])[0, : 512 * 880].numpy()
    assert np.abs(made - whole).max() < 1e-3 * np.abs(whole).max()


def test_a_stretch_is_the_same_wherever_reading_began() -> None:
    whole = _vocoded(_Wanted(), 48_000).read(0, 400_000)
    for start, stop in ((0, 100), (81_919, 81_921), (81_920, 90_000), (200_000, 300_000), (327_679, 327_681)):
        np.testing.assert_array_equal(_vocoded(_Wanted(), 48_000).read(start, stop), whole[start:stop])


def test_what_is_not_heard_is_not_made() -> None:
    wanted = _Wanted()
    made = _vocoded(wanted).read(_STOP - 1000, _STOP + 5000)
    assert np.abs(made[:1000]).max() > 1e-3
    assert not made[1000:].any()
    assert max(wanted.asked) == 3
    assert not _vocoded(_Wanted()).read(_STOP + 512 * 300, _STOP + 512 * 301).any()


def test_the_first_sound_needs_one_window() -> None:
    wanted = _Wanted()
    _vocoded(wanted).read(0, 512 * 147)
    assert wanted.asked == {0}
