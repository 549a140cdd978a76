"""Loop points of a texture: where a recording is crossfaded onto itself, chosen by spectral likeness."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import magnitudes
from foleystudio.dsp.waves.grains import hashed, uniform

_N_FFT = 1024  # samples: 21 ms at 48 kHz
_N_BANDS = 24  # mel bands: about a critical band each
_RANGE_DB = 50.0  # below the loudest band: what is softer is masked
_FINEST_S = 0.0125  # hop of the spectra
_COARSEST_S = 0.05  # from place to place, in short recordings
_MOST_PLACES = 600  # all their pairs are compared: bounds time and memory
_FEWEST_PLACES = 40  # to choose among, in the shortest recordings
_HEARD_S = 0.1  # over which levels of bands are averaged
_SHORTEST_JOINT_S, _LONGEST_JOINT_S, _JOINT_SHARE = 0.3, 1.0, 1 / 12  # and the share of the recording
# Half a joint, with what another speed and the alignment take.
_MARGIN = 0.6
_ALIGNED_S, _ALIGNED_BY_S, _ALIGNED_BY_SHARE = 0.1, 0.02, 0.05  # window, farthest shift, share of a joint
_LEAST_SHARE = 0.35  # of all places: heard straight on before the next joint
_SLACK_SHARE = 0.06  # of all places: about the wished one, to choose from
_APART_SHARE = 0.12  # of all places: no joint leads nearer to where it leaves
_SHORTEST_STAY = 0.75  # of what is left to the end: the rest is drawn
# Beside an unlikeness of about 1 between any two places.
_WORN, _SAME_LAG, _TOO_NEAR = 2.5, 1.5, 10.0
_MENDS = 3.0  # lengths of the recording after which wear is down to 1 / e
_LAG_SHARE, _LAGS = 0.06, 4  # of all places: lags so near are one; how many are remembered
_BEST, _GOOD_ENOUGH = 5, 0.3  # entries drawn from, and how much worse than the best they may be
_FORGOTTEN = 10.0  # lengths of the recording: longer ago counts as never


@dataclass(frozen=True)
class Joint:
    """One crossfade of a recording onto itself: where it is left, where it is entered, how long, at which speed.

    Parameters
    ----------
    left, entered
        The samples of the recording that are heard at the middle of the crossfade.
    fade
        Samples that the crossfade takes, even.
    speed
        Number of the speed that it goes on at.
    """

    left: int
    entered: int
    fade: int
    speed: int


@dataclass(frozen=True, eq=False)
class Joints:
    """All candidate loop points of a recording, and how unlike each pair of them is.

    Parameters
    ----------
    mono
        ``float32 [N]``, N some hundreds at least.
    rate_hz
        Its rate.
    """

    mono: Wave
    rate_hz: int
    _aligned: dict[tuple[int, int], int] = field(default_factory=dict)

    @cached_property
    def shortest(self) -> int:
        """Samples of the shortest crossfade: 0.3 s, or a third of a short recording."""
        return int(min(_SHORTEST_JOINT_S * self.rate_hz, len(self.mono) / 3))

    @cached_property
    def longest(self) -> int:
        """Samples of the longest: a second at most."""
        return int(max(self.shortest, min(_JOINT_SHARE * len(self.mono), _LONGEST_JOINT_S * self.rate_hz)))

    @cached_property
    def grid(self) -> int:
        """Samples from place to place."""
        coarse = max(_COARSEST_S * self.rate_hz, len(self.mono) / _MOST_PLACES)
        return max(1, int(min(coarse, len(self.mono) / _FEWEST_PLACES)))

    @cached_property
    def first(self) -> int:
        """Steps of the grid before the first place that the middle of a joint can lie at."""
        return ceil(_MARGIN * self.shortest / self.grid)

    @cached_property
    def places(self) -> int:
        """How many such places there are."""
        return int((len(self.mono) - _MARGIN * self.shortest) // self.grid) - self.first + 1

    @cached_property
    def least(self) -> int:
        """Fewest places from an entry to where it is left again."""
        return ceil(max(1.2 * self.longest / self.grid, _LEAST_SHARE * self.places))

    @cached_property
    def unlikeness(self) -> NDArray[np.float64]:
        """How much the levels of bands differ over a joint, about 1 for any two places: ``[left, entered]``."""
        bands = self._bands()
        power = np.sum(bands**2, axis=1)
        squares = power[:, None] + power - 2 * (bands @ bands.T)
        n, reach = self.places, int(0.5 * self.shortest // self.grid)
        out = np.zeros((n, n))
        for near in range(self.first - reach, self.first + reach + 1):
            out += squares[near : near + n, near : near + n]
        out = np.maximum(out, 0.0)
        usual = max(1e-9, float(np.median(out)))
        # Held below 2: into what is unlike everything a joint has to lead too, or it would never be heard again.
        return 2 * out / (out + usual)

    def _bands(self) -> NDArray[np.float64]:
        """Levels of bands in decibels around every step of the grid, ``[P, F]``."""
        hop = max(1, min(self.grid, round(_FINEST_S * self.rate_hz)))
        bank = mel_filterbank(self.rate_hz, _N_FFT, _N_BANDS, 60.0, min(14_000.0, self.rate_hz / 2))
        power = (bank @ magnitudes(self.mono, _N_FFT, hop) ** 2).astype(np.float64)
        width = max(1, round(min(_HEARD_S * self.rate_hz, len(self.mono) / 8) / hop))
        sums = np.cumsum(np.pad(power, ((0, 0), (width // 2 + 1, width - width // 2))), axis=1)
        means = sums[:, width:] - sums[:, :-width]
        at = np.minimum(np.arange(len(self.mono) // self.grid + 1) * self.grid // hop, means.shape[1] - 1)
        lowest = max(1e-20, float(means.max()) * 10 ** (-_RANGE_DB / 10))
        bands: NDArray[np.float64] = 10 * np.log10(np.maximum(means[:, at], lowest)).T
        return bands

    def joint(self, left: int, entered: int, speed: int) -> Joint:
        """The joint of two places, moved by some milliseconds to where the waveforms go on alike."""
        key = (left, entered)
        if key not in self._aligned:
            self._aligned[key] = self._align(*((self.first + place) * self.grid for place in key))
        samples = (self.first + left) * self.grid, self._aligned[key]
        room = min(len(self.mono) - samples[0], samples[1])
        return Joint(*samples, 2 * int(min(self.longest, room / _MARGIN) / 2), speed)

    def _align(self, left: int, entered: int) -> int:
        half = int(min(_ALIGNED_S * self.rate_hz, 0.8 * self.shortest) / 2)
        reach = int(min(_ALIGNED_BY_S * self.rate_hz, _ALIGNED_BY_SHARE * self.shortest))
        model = self.mono[left - half : left + half].astype(np.float64)
        around = self.mono[entered - half - reach : entered + half + reach].astype(np.float64)
        size = 1 << (len(around) + len(model)).bit_length()
        match = np.fft.irfft(np.fft.rfft(around, size) * np.conj(np.fft.rfft(model, size)), size)[: 2 * reach + 1]
        sums = np.concatenate([[0.0], np.cumsum(around**2)])
        energy = sums[len(model) :] - sums[: -len(model)]
        return entered - reach + int(np.argmax(match / np.sqrt(np.maximum(energy, 1e-20 + 1e-3 * energy.max()))))


class Walk:
    """One way through a recording: straight to its end, and then from joint to joint for as long as it is asked.

    A joint leads to one of the best-matching places, but not near where it leaves, not to what was heard lately, and
    not as far back as one of the last few: a fixed lag is what makes a loop.

    Parameters
    ----------
    joints
        Of the recording.
    seed
        Of the choices.
    start
        Sample of the recording that it begins with.
    speeds
        How many speeds there are.
    """

    def __init__(self, joints: Joints, seed: int, start: int, speeds: int) -> None:
        self._joints, self._seed = joints, seed
        self._now = 0.0  # all times are in steps of the grid
        self._entered = start / joints.grid - joints.first
        self._speed = 0
        self._heard = np.full((speeds, joints.places), -np.inf)
        self._worn = np.zeros(joints.places)
        self._lags: list[float] = []
        self._jump = np.inf  # how far back the last joint led
        self._count = 0

    def step(self) -> Joint:
        """The next joint."""
        joints, lefts = self._joints, self._lefts()
        entries = joints.places - joints.least
        costs = joints.unlikeness[lefts.start : lefts.stop, :entries].copy()
        for row, left in zip(costs, lefts, strict=True):
            row += self._weariness(left, entries)
        from_where = np.argmin(costs, axis=0)
        entered = self._one_of_the_best(costs.min(axis=0))
        left = lefts[int(from_where[entered])]
        self._go(left, entered)
        return joints.joint(left, entered, self._speed)

    def _lefts(self) -> range:
        """Where it may be left: at first near the end, later anywhere far enough from where it was entered."""
        last = self._joints.places - 1
        slack = max(1, round(_SLACK_SHARE * self._joints.places))
        soonest = min(last, max(0, ceil(self._entered) + self._joints.least))
        if self._count == 0:
            return range(max(soonest, last - slack), last + 1)
        stay = _SHORTEST_STAY + (1 - _SHORTEST_STAY) * uniform(self._seed, self._count, 1)
        wished = soonest + round(stay * (last - soonest))
        return range(max(soonest, wished - slack), min(last, wished + slack) + 1)

    def _weariness(self, left: int, entries: int) -> NDArray[np.float64]:
        """What speaks against every entry besides what it sounds like."""
        joints, now = self._joints, self._now + left - self._entered
        heard = self._heard.max(axis=0)
        first = max(0, ceil(self._entered))
        heard[first : left + 1] = self._now + np.arange(first, left + 1) - self._entered
        lag = now - heard
        # How often what is heard from there on was heard, and how lately: all of a recording is to be heard alike.
        worn = self._worn.copy()
        worn[first : left + 1] += 1
        sums = np.concatenate([[0.0], np.cumsum(worn)])
        worn = (sums[joints.least :] - sums[: -joints.least])[:entries] / joints.least
        against: NDArray[np.float64] = _WORN * (worn - worn.min())
        near = max(joints.longest / joints.grid, _APART_SHARE * joints.places)
        against += _TOO_NEAR * (np.abs(np.arange(entries) - left) < near)
        alike = max(2.0, _LAG_SHARE * joints.places)
        for before in self._lags:
            against += _SAME_LAG * (np.abs(lag[:entries] - before) < alike)
        # The same jump twice running would be heard as a loop whatever was heard when.
        against += _TOO_NEAR * (np.abs(left - np.arange(entries) - self._jump) < alike)
        return against

    def _one_of_the_best(self, costs: NDArray[np.float64]) -> int:
        best: list[int] = []
        apart = max(1, len(costs) // 20)
        for entry in np.argsort(costs, kind="stable"):
            if costs[entry] > costs.min() + _GOOD_ENOUGH or len(best) == _BEST:
                break
            if all(abs(int(entry) - other) >= apart for other in best):
                best.append(int(entry))
        return best[hashed(self._seed, self._count, 2) % len(best)]

    def _go(self, left: int, entered: int) -> None:
        self._jump = left - entered
        first = max(0, ceil(self._entered))
        self._heard[self._speed, first : left + 1] = self._now + np.arange(first, left + 1) - self._entered
        self._worn[first : left + 1] += 1
        self._worn *= np.exp((self._entered - left) / (_MENDS * self._joints.places))
        self._now += left - self._entered
        lag = self._now - float(self._heard[:, entered].max())
        self._lags = [*self._lags, lag][-_LAGS:] if np.isfinite(lag) else self._lags
        self._entered, self._count = float(entered), self._count + 1
        # At the speed at which what comes was heard longest ago, or never.
        ages = np.minimum(self._now - self._heard[:, entered:], _FORGOTTEN * self._joints.places)
        worn = np.exp(-ages / self._joints.places).mean(axis=1)
        ranks = [(round(float(value), 3), hashed(self._seed, self._count, n)) for n, value in enumerate(worn)]
        self._speed = ranks.index(min(ranks))
