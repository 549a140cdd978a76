"""The hybrid: the net decides how the spectrum moves, the reference's own grains are what is heard."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from foleystudio.dsp.column_frames import ColumnFrames
from foleystudio.dsp.mel_config import MelConfig
from foleystudio.dsp.sound import Wave
from foleystudio.engine.varietysound.draft import Draft
from foleystudio.engine.varietysound.refinement import Refinement
from foleystudio.engine.varietysound.windows import joined

Floats = NDArray[np.float32]

_GROUP = 49
"""Columns shaped at once: a sixth of a window's step."""
_LOWEST_GAIN, _HIGHEST_GAIN = -6.9, 1.6  # -60 and +14 dB
_KEPT_GROUPS = 4


class Unshaped:
    """Drafts as they are, added up.

    Parameters
    ----------
    drafts
        One, or two to be morphed.
    shares
        Amplitude of each in the sum.
    """

    def __init__(self, drafts: Sequence[Draft], shares: Sequence[float]) -> None:
        self._drafts, self._shares = drafts, shares

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0."""
        out = np.zeros((stop - start, _channels_of(self._drafts)), dtype=np.float32)
        for draft, share in zip(self._drafts, self._shares, strict=True):
            out += np.float32(share) * draft.read(start, stop)
        return out


class Shaped:
    """Drafts whose spectra are led to the mel that the net wants.

    Parameters
    ----------
    drafts
        One, or two to be morphed.
    shares
        Amplitude of each in the sum.
    refinement
        Of the same drafts.
    amount
        Above 0, up to 1: how far.
    mel, rate_hz
        Of the net, and of the drafts.
    """

    def __init__(
        self,
        drafts: Sequence[Draft],
        shares: Sequence[float],
        refinement: Refinement,
        amount: float,
        mel: MelConfig,
        rate_hz: int,
    ) -> None:
        self._drafts, self._shares = drafts, shares
        self._refinement, self._amount = refinement, amount
        self._frames = ColumnFrames(mel, rate_hz)
        self._groups: OrderedDict[int, tuple[int, Wave, Floats]] = OrderedDict()

    def read(self, start: int, stop: int) -> Wave:
        """Samples ``float32 [stop - start, C]``, from ``start`` >= 0."""
        out = np.zeros((stop - start, _channels_of(self._drafts)), dtype=np.float32)
        weights = np.zeros(stop - start, dtype=np.float32)
        for number in self._groups_over(start, stop):
            first, samples, weight = self._group(number)
            a, b = max(start, first), min(stop, first + len(samples))
            out[a - start : b - start] += samples[a - first : b - first]
            weights[a - start : b - start] += weight[a - first : b - first]
        return np.asarray(out / np.maximum(weights, 1e-6)[:, None], dtype=np.float32)

    def _groups_over(self, start: int, stop: int) -> range:
        reach = self._frames.size // 2
        first = next(n for n in range(max(0, self._near(start - reach) - 2), 1 << 60) if self._end(n) > start)
        last = first
        while self._frames.span((last + 1) * _GROUP, (last + 1) * _GROUP + 1)[0] < stop:
            last += 1
        return range(first, last + 1)

    def _near(self, sample: int) -> int:
        return max(0, sample) // max(1, self._frames.centre(_GROUP))

    def _end(self, number: int) -> int:
        return self._frames.span(number * _GROUP, (number + 1) * _GROUP)[1]

    def _group(self, number: int) -> tuple[int, Wave, Floats]:
        if number not in self._groups:
            self._groups[number] = self._shaped(number)
            if len(self._groups) > _KEPT_GROUPS:
                self._groups.popitem(last=False)
        return self._groups[number]

    def _shaped(self, number: int) -> tuple[int, Wave, Floats]:
        first, stop, frames = number * _GROUP, (number + 1) * _GROUP, self._frames
        begin, end = frames.span(first, stop)
        total = torch.zeros(())
        for place, (draft, share) in enumerate(zip(self._drafts, self._shares, strict=True)):
            gain = joined(partial(self._gain, place), first, stop)
            spectra = frames.analyse(draft.read(begin, end), first, stop)
            total = total + share * frames.shaped(spectra, gain)
        samples, weights = frames.overlapped(total, first)
        return begin, samples, weights

    def _gain(self, draft: int, window: int) -> Floats:
        refined = self._refinement.window(window)
        gain = np.clip(refined.mel - refined.drafts[draft], _LOWEST_GAIN, _HIGHEST_GAIN)
        return np.asarray(np.float32(self._amount) * gain, dtype=np.float32)


def _channels_of(drafts: Sequence[Draft]) -> int:
    return max(draft.plan.channels for draft in drafts)
