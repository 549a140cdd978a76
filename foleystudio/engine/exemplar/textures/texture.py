"""Endless textures: a recording is played straight while it lasts, then from crossfade to crossfade."""

from __future__ import annotations

import threading
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from cachetools import LRUCache
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.channels import mean_of_channels
from foleystudio.dsp.waves.dispersion import dispersed
from foleystudio.dsp.waves.fades import fade_curve, fade_in
from foleystudio.dsp.waves.grains import PhaseTexture, Texture, hashed
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.textures.joining import Joint, Joints, Walk
from foleystudio.engine.exemplar.textures.variations import Variations, variations_of
from foleystudio.engine.loudness.levels import cell_samples, level_curve
from foleystudio.engine.loudness.loudness import sounding_rms
from foleystudio.progress import heed

_SHORTEST_S, _SPUN_OUT_S = 0.15, 2.0  # what is shorter has no joints, and is spun out to so much
_USUAL = 75  # percentile of the levels where it sounds
_BEGINS, _ENDS, _STARTS = 0.18, 0.05, 0.7  # beside the usual level
_LEAD_S, _ENTRANCE_S = 0.002, 0.004  # against clicks, at its own beginning and in its midst
_EARLY_SHARE = 0.5  # in which a way of unknown length begins
_BEYOND_S, _CUT_END_S = 0.25, 0.02  # what is asked for beyond the end without need of a joint, and how that ends
_LONG_S, _SPEEDS_OF_LONG = 20.0, 3  # a long recording needs fewer variations of itself
_DISPERSED_S, _DISPERSED_PERIODS = 0.12, 4.0  # short enough for a crackle to stay one
_LIKENESS_S, _LEAST_LIKE = 0.1, -0.5  # window; below it a joint would be raised too far
_MOST_WAYS = 64  # ways through it that are remembered, the latest used


@dataclass(frozen=True)
class UnbrokenRun:
    """A part of a recording that is heard without a break.

    Parameters
    ----------
    begin
        Sample of the texture that it begins with.
    speed
        Number of the speed that it is played at.
    place
        Sample of the recording at that speed that it begins with.
    fade
        Samples over which it takes the place of the one before.
    likeness
        Correlations with the one before, evenly spaced over these samples.
    """

    begin: int
    speed: int
    place: int
    fade: int = 0
    likeness: tuple[float, ...] = (0.0,)


class RecordedTexture:
    """A recording that goes on for as long as it is asked to, with its own movement of level and its own stereo.

    It is played straight to its end; there a long crossfade leads to one of the places that match best, and on from
    there. What comes again is varied a little, so that it isn't quite the same again.

    Parameters
    ----------
    samples
        ``float32 [N, C]``, N above 0; what lies before and after the sound is left out.
    rate_hz
        Its rate.
    """

    def __init__(self, samples: Wave, rate_hz: int) -> None:
        used = sounding_part(samples, rate_hz)
        self.samples: Wave = (used / max(1e-9, sounding_rms(samples, rate_hz))).astype(np.float32)
        if len(used) < _SHORTEST_S * rate_hz:
            # Too short to have joints: its spectra, with any phases, are all there is to go on with.
            self.samples = PhaseTexture(self.samples).read(0, 0, round(_SPUN_OUT_S * rate_hz))
        self.rate_hz = rate_hz
        self.recorded = max(len(samples), len(self.samples))
        self._played: dict[int, Wave] = {0: self.samples}
        self._ways: LRUCache[tuple[int, int], _Way] = LRUCache(_MOST_WAYS)
        self._lock = threading.RLock()

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[1])

    @property
    def nbytes(self) -> int:
        """Memory that it takes at first."""
        return int(self.samples.nbytes)

    def repitched(self, ratio: float) -> RecordedTexture:
        """Played faster or slower throughout; a ratio of 2 is an octave up."""
        from_hz = round(self.rate_hz * ratio)
        if from_hz == self.rate_hz:
            return self
        samples = resample(self.samples, from_hz, self.rate_hz)
        return RecordedTexture(samples if len(samples) else self.samples[:1], self.rate_hz)

    def lasting(self, n_samples: int) -> Texture:
        """The same when it is known how many samples will be read: what fits into the recording has no joint."""
        return _Lasting(self, n_samples)

    def read(self, seed: int, start: int, stop: int, asked: int = 0) -> Wave:
        """Samples ``[start, stop)`` of the way of a seed, ``float32 [stop - start, C]``.

        Parameters
        ----------
        asked
            How many samples will be read of it; 0 where that isn't known.
        """
        out = np.zeros((stop - start, self.channels), dtype=np.float32)
        for stretch, following in self._stretches(seed, asked, start, stop):
            first, last = max(start, stretch.begin), min(stop, following.begin + following.fade)
            offset = stretch.place - stretch.begin
            piece = self._at_speed(stretch.speed)[first + offset : last + offset].copy()
            for joint, part in ((stretch, 0), (following, 1)):
                low, high = max(first, joint.begin), min(last, joint.begin + joint.fade)
                if low < high:
                    gains = crossfade_gains(joint.fade, joint.likeness)[low - joint.begin : high - joint.begin]
                    piece[low - first : high - first] *= gains[:, part : part + 1]
            out[first - start : last - start] += piece
        return out

    @cached_property
    def joints(self) -> Joints:
        """Where it can be left and entered."""
        return Joints(mean_of_channels(self.samples), self.rate_hz)

    @cached_property
    def variations(self) -> Variations:
        """How it is played when it comes again."""
        found = variations_of(self.joints.mono, self.rate_hz)
        is_long = len(self.samples) > _LONG_S * self.rate_hz
        return replace(found, speeds=found.speeds[:_SPEEDS_OF_LONG]) if is_long else found

    @cached_property
    def _under_way(self) -> NDArray[np.int64]:
        """Samples at which it may begin when it begins in its midst: not in a pause."""
        curve = level_curve(self.samples, self.rate_hz, 0.1)
        return np.flatnonzero(curve >= np.percentile(curve, _USUAL) * _STARTS) * cell_samples(self.rate_hz)

    def _start(self, seed: int, asked: int) -> int:
        # As long as it lasts or longer: from its own beginning on.
        latest = len(self.samples) - asked if asked else _EARLY_SHARE * len(self.samples)
        places = self._under_way[: np.searchsorted(self._under_way, max(0, latest), side="right")]
        return int(places[hashed(seed, 1) % len(places)]) if latest > 0 and len(places) else 0

    def _at_speed(self, number: int) -> Wave:
        with self._lock:
            if number not in self._played:
                variations = self.variations
                played = resample(self.samples, round(self.rate_hz * variations.speeds[number]), self.rate_hz)
                if variations.dispersed_below_hz:
                    below_hz = variations.dispersed_below_hz
                    played = dispersed(played, self.rate_hz, number, below_hz, _DISPERSED_S, _DISPERSED_PERIODS)
                self._played[number] = played
            return self._played[number]

    def _stretches(self, seed: int, asked: int, start: int, stop: int) -> list[tuple[UnbrokenRun, UnbrokenRun]]:
        """What sounds between two samples, each with what follows it."""
        with self._lock:
            key = (seed, asked)
            if key not in self._ways:
                self._ways[key] = _Way(self, seed, self._start(seed, asked), asked)
            try:
                return self._ways[key].between(start, stop)
            except BaseException:
                del self._ways[key]  # its walk may be ahead of its stretches: it is gone again from the beginning
                raise

    def joined(self, before: UnbrokenRun, joint: Joint) -> UnbrokenRun:
        """What follows a stretch that is left by a joint."""
        speeds, half = self.variations.speeds, joint.fade // 2
        begin = before.begin - before.place + round(joint.left / speeds[before.speed]) - half
        place = round(joint.entered / speeds[joint.speed]) - half
        old = self._at_speed(before.speed)[begin - before.begin + before.place :][: joint.fade]
        new = self._at_speed(joint.speed)[place : place + joint.fade]
        return UnbrokenRun(
            begin, joint.speed, place, joint.fade, likenesses(old, new, round(_LIKENESS_S * self.rate_hz))
        )


class _Way:
    """The stretches of one seed, found as far as they are asked for."""

    def __init__(self, texture: RecordedTexture, seed: int, start: int, asked: int) -> None:
        self._texture, self._seed, self._start = texture, seed, start
        # In its midst it begins as out of a joint with silence.
        entrance = round(_ENTRANCE_S * texture.rate_hz) if start else 0
        self._stretches, self._begins = [UnbrokenRun(0, 0, start, entrance)], [0]
        self._walk: Walk | None = None
        left = len(texture.samples) - start
        self._end: UnbrokenRun | None = None
        if 0 < asked <= max(left, texture.recorded + _BEYOND_S * texture.rate_hz):
            # It all fits, but perhaps for what dies away: that ends with the recording.
            fade = min(left, round(_CUT_END_S * texture.rate_hz)) if asked > left else 0
            self._end = UnbrokenRun(left - fade, 0, 0, fade)

    def between(self, start: int, stop: int) -> list[tuple[UnbrokenRun, UnbrokenRun]]:
        """What sounds between two samples, each with what follows it."""
        if self._end is not None:
            return [(self._stretches[0], self._end)] if start < self._end.begin + self._end.fade else []
        while self._begins[-1] <= stop:
            self._extend()
        # Of two that meet, the earlier may still be fading.
        first = max(0, bisect_right(self._begins, start) - 2)
        last = bisect_right(self._begins, stop)
        pairs = zip(self._stretches[first:last], self._stretches[first + 1 : last + 1], strict=True)
        return [(one, after) for one, after in pairs if one.begin < stop and after.begin + after.fade > start]

    def _extend(self) -> None:
        texture = self._texture
        if self._walk is None:
            self._walk = Walk(texture.joints, self._seed, self._start, len(texture.variations.speeds))
        following = texture.joined(self._stretches[-1], self._walk.step())
        self._stretches.append(following)
        self._begins.append(following.begin)


@dataclass(frozen=True, eq=False)
class _Lasting:
    """A texture of which so many samples are read."""

    texture: RecordedTexture
    n_samples: int

    @property
    def channels(self) -> int:
        """Number of channels."""
        return self.texture.channels

    def read(self, seed: int, start: int, stop: int) -> Wave:
        """Samples ``[start, stop)``."""
        return self.texture.read(seed, start, stop, self.n_samples)


def crossfade_gains(n_samples: int, likeness: tuple[float, ...]) -> Wave:
    """Rising gains that keep the level of two sounds of such correlations on the way.

    From equal gain for a sound and itself to equal power for sounds that have nothing in common.

    Returns
    -------
    ``float32 [n_samples, 2]``: of the sound that comes, and of the one that goes.
    """
    shares = np.linspace(0.0, 1.0, len(likeness)) if len(likeness) > 1 else np.zeros(1)
    alike = np.interp(np.linspace(0.0, 1.0, n_samples), shares, likeness)
    rising = fade_curve(n_samples).astype(np.float64)
    both = np.stack([rising, 1 - rising], axis=1)
    gains: Wave = (both / np.sqrt(1 - 2 * (1 - alike) * rising * (1 - rising))[:, None]).astype(np.float32)
    return gains


def likenesses(first: Wave, second: Wave, width: int) -> tuple[float, ...]:
    """Correlations of two sounds ``[N, C]``, N above 0, over a width around evenly spaced places."""
    count = max(1, 2 * len(first) // max(1, width)) + 1
    found = []
    for centre in np.linspace(0, len(first), count).astype(int):
        low, high = max(0, centre - width // 2), max(1, centre + width // 2)
        one, other = (wave[low:high].ravel().astype(np.float64) for wave in (first, second))
        likeness = float(one @ other) / max(1e-12, float(np.sqrt((one @ one) * (other @ other))))
        found.append(max(_LEAST_LIKE, likeness))
    return tuple(found)


def sounding_part(samples: Wave, rate_hz: int) -> Wave:
    """A recording from where it begins to sound, almost to the sample, to where hardly anything is left of it."""
    heed()
    curve, cell = level_curve(samples, rate_hz, 0.05), cell_samples(rate_hz)
    usual = float(np.percentile(curve[curve >= 0.01 * curve.max()], _USUAL))
    begun, going = np.flatnonzero(curve >= _BEGINS * usual), np.flatnonzero(curve >= _ENDS * usual)
    around, stop = begun[0] * cell, (going[-1] + 1) * cell
    # The level around the beginning is up before the sound is.
    first = around + _first_of(samples[around:stop], _BEGINS * usual, 20 * cell)
    before = min(first, round(_LEAD_S * rate_hz))
    return fade_in(samples[first - before : stop], before)


def _first_of(samples: Wave, level: float, at_once: int) -> int:
    """First sample of at least a level in any channel, looked for in so many at once; 0 when there is none."""
    for begin in range(0, len(samples), at_once):
        found = np.flatnonzero(np.abs(samples[begin : begin + at_once]).max(axis=1) >= level)
        if len(found):
            return begin + int(found[0])
    return 0
