"""Stereo widening: the vocoder's single channel, spread as the draft's channels are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.column_frames import ColumnFrames
from foleystudio.dsp.spectra.mel_config import MelConfig
from foleystudio.engine.varietysound.generation.plan_reader import Readable
from foleystudio.engine.varietysound.shaping.fitted import Body
from foleystudio.engine.varietysound.shaping.overlapped import OverlapAdd

_BANDS = 24  # in which left and right are compared
_AROUND = 2  # columns to either side, over which they are
_LOUDEST = 4.0  # factor on what the draft's channels do not share
_FAINT = 1e-9  # power: what silence is divided by


class StereoWidener:
    """One channel made two, as those of a draft lie to each other.

    In every band and column the side is what the draft's side shares with its middle, taken from the one channel, and
    what it does not share, taken from the draft at the one channel's level. So the sum of both channels is the one
    channel, band by band at the level of the draft's middle, and nothing cancels in it that does not in the draft.

    Parameters
    ----------
    draft
        Of two channels.
    body
        Of one.
    mel, rate_hz
        Whose columns, and of both sounds.
    """

    def __init__(self, draft: Readable, body: Body, mel: MelConfig, rate_hz: int) -> None:
        self._draft, self._body = draft, body
        # Bands of an even width in mels: some 100 Hz at the low end, where single bins would say nothing.
        self._frames = ColumnFrames(replace(mel, n_bands=_BANDS), rate_hz)
        self._overlapped = OverlapAdd(self._frames)

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, 2]``, from ``start`` >= 0."""
        middle, side = self._overlapped.read(start, stop, self._spectra).T
        return np.stack((middle + side, middle - side), axis=1)

    def _spectra(self, first: int, stop: int) -> Tensor:
        """Of the middle and the side."""
        told = first - _AROUND, stop + _AROUND
        begin, end = self._frames.span(*told)
        draft, body = (_from_zero(sound, begin, end) for sound in (self._draft, self._body))
        both = np.stack((0.5 * (draft[:, 0] + draft[:, 1]), 0.5 * (draft[:, 0] - draft[:, 1]), body[:, 0]), axis=1)
        middle, side, made = self._frames.analyse(both, *told)
        middles, sides, mades = (self._power(spectrum, spectrum) for spectrum in (middle, side, made))
        shared = (self._power(middle, side) / (middles + _FAINT)).clamp(-1.0, 1.0)
        of_middle = (middles / (middles + sides + _FAINT)).sqrt()
        of_draft = (mades / (middles + sides + _FAINT)).sqrt().clamp(max=_LOUDEST)
        heard = slice(_AROUND, _AROUND + stop - first)
        over_bins = self._frames.over_bins
        of_middle, of_draft, shared = (over_bins(values)[heard] for values in (of_middle, of_draft, shared))
        middle, side, made = middle[heard], side[heard], made[heard]
        made = made * of_middle
        return torch.stack((made, made * shared + (side - middle * shared) * of_draft))

    def _power(self, one: Tensor, other: Tensor) -> Tensor:
        """What two spectra [M, bins] have in common in every band, over some columns: [M, F]."""
        power = one.real * other.real + one.imag * other.imag
        bands = torch.nn.functional.pad(self._frames.banded(power).T, (_AROUND, _AROUND))
        return torch.nn.functional.avg_pool1d(bands[None], 2 * _AROUND + 1, 1)[0].T


def _from_zero(sound: Body, start: int, stop: int) -> Wave:
    samples = sound.read(max(0, start), stop)
    return np.pad(samples, ((max(0, -start), 0), (0, 0)))
