"""The steady part of a reference, made endless: what is heard while an event is sustained."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.fades import crossfade
from foleystudio.dsp.filterbank import mel_filterbank
from foleystudio.dsp.grains import GrainTexture, PhaseTexture, Texture
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.stft import magnitudes
from foleystudio.engine.exemplar.levels import CELLS_PER_S, cell_samples, decibels, level_curve, spread
from foleystudio.engine.exemplar.slicing import Hit

_LONGEST_SPACING_S = 0.5
_ENOUGH_FOR_GRAINS_S = 0.35
_SHORTEST_RUN_S = 0.06
_JOINT_S = 0.02
# Tried in turn until there is enough sound: how long after an attack its transient is over.
_GUARDS_S = (0.08, 0.04, 0.015)
_GUARD_BEFORE_S = 0.03
_PLACE_S = 0.025
_COLOUR_FFT = 1024
_COLOUR_BANDS = 24
_LIKE_PLACES = 16
_NEAREST_SHARE = 0.25
_FEWEST_PLACES = 24


@dataclass(frozen=True, eq=False)
class SteadyPart:
    """The sound of a reference away from its attacks, joined and evened out, and how it is coloured where.

    Parameters
    ----------
    samples
        ``float32 [N, C]`` at an RMS of 1.
    colours
        ``float64 [P, F]``: spectrum in decibels, its mean taken off, from place to place.
    rate_hz
        Its rate.
    place
        Samples from place to place: 25 ms, less when it is played faster.
    """

    samples: Wave
    colours: NDArray[np.float64]
    rate_hz: int
    place: float

    @classmethod
    def of(cls, samples: Wave, rate_hz: int, hits: tuple[Hit, ...], floor_db: float) -> SteadyPart:
        """The steady part of a reference.

        Parameters
        ----------
        samples
            ``float32 [N, C]``.
        hits
            Where its attacks are.
        floor_db
            Level of its background noise, -120 when there is none.
        """
        curve = level_curve(samples, rate_hz, 0.03)
        best: Wave = samples[:0]
        for guard_s in _GUARDS_S:
            runs = _steady_runs(curve, rate_hz, hits, floor_db, guard_s)
            best = max(best, joined_runs(samples, curve, runs, rate_hz), key=len)
            if len(best) >= _ENOUGH_FOR_GRAINS_S * rate_hz:
                break
        if len(best) < 0.02 * rate_hz:
            best = _loudest_part(samples, hits)
        return cls(best, colours_of(best, rate_hz), rate_hz, _PLACE_S * rate_hz)

    def repitched(self, ratio: float) -> SteadyPart:
        """Played faster or slower; a ratio of 2 is an octave up."""
        from_hz = round(self.rate_hz * ratio)
        if from_hz == self.rate_hz:
            return self
        samples = resample(self.samples, from_hz, self.rate_hz)
        samples = samples if len(samples) else self.samples[:1]
        return replace(self, samples=samples, place=self.place * self.rate_hz / from_hz)

    def like(self, sound: Wave) -> Texture:
        """A texture of the places whose colour is nearest to a sound's, so that a hit goes on as it began.

        Parameters
        ----------
        sound
            ``float32 [N, C]`` at the reference's own pitch.

        Returns
        -------
        Real grains when a third of a second of steady sound is left, else its spectra with random phases.
        """
        if len(self.samples) < _ENOUGH_FOR_GRAINS_S * self.rate_hz:
            return PhaseTexture(self.samples)
        beginning = sound[: round((_LIKE_PLACES + 5) * _PLACE_S * self.rate_hz)]
        colour = colours_of(beginning, self.rate_hz).mean(axis=0)
        distances = np.linalg.norm(self.colours - colour, axis=1)
        count = max(_FEWEST_PLACES, int(_NEAREST_SHARE * len(distances)))
        places = (np.sort(np.argsort(distances, kind="stable")[:count]) * self.place).astype(np.int64)
        return GrainTexture.spaced(self.samples, round(_LONGEST_SPACING_S * self.rate_hz), places)


def colours_of(samples: Wave, rate_hz: int) -> NDArray[np.float64]:
    """Spectra in decibels, less their means, of the 100 ms from every 25 ms on; ``float64 [P, F]``, P at least 1."""
    bank = mel_filterbank(rate_hz, _COLOUR_FFT, _COLOUR_BANDS, 60.0, min(14_000.0, rate_hz / 2))
    hop = round(_PLACE_S * rate_hz)
    power = sum(
        bank @ magnitudes(np.ascontiguousarray(samples[:, channel]), _COLOUR_FFT, hop) ** 2
        for channel in range(samples.shape[1])
    )
    power = np.asarray(power, dtype=np.float64)
    # Column m is centred on place m; a grain that begins there sounds like the columns that follow.
    ahead = np.stack([np.roll(power, -shift, axis=1) for shift in range(1, 5)]).mean(axis=0)
    ahead = ahead[:, : max(1, power.shape[1] - 5)]
    db = 10.0 * np.log10(np.maximum(ahead, max(1e-20, float(ahead.max()) * 1e-6)))
    colours: NDArray[np.float64] = (db - db.mean(axis=0)).T
    return colours


def _loudest_part(samples: Wave, hits: tuple[Hit, ...]) -> Wave:
    if not hits:
        return samples
    hit = max(hits, key=lambda h: h.level)
    return samples[hit.attack : hit.stop]


def _steady_runs(
    curve: NDArray[np.float64], rate_hz: int, hits: tuple[Hit, ...], floor_db: float, guard_s: float
) -> list[tuple[int, int]]:
    """Stretches in cells that are loud enough and away from attacks."""
    db = decibels(curve)
    steady = (db > db.max() - 32.0) & (db > floor_db + 8.0)
    for hit in hits:
        attack = hit.attack / cell_samples(rate_hz)
        first = max(0, int(attack - _GUARD_BEFORE_S * CELLS_PER_S))
        steady[first : int(attack + guard_s * CELLS_PER_S) + 1] = False
    return runs_of(steady, _SHORTEST_RUN_S * CELLS_PER_S)


def runs_of(mask: NDArray[np.bool_], shortest: float) -> list[tuple[int, int]]:
    """First and one past the last cell of every run of True that is no shorter than so many cells."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= shortest]


def joined_runs(samples: Wave, curve: NDArray[np.float64], runs: list[tuple[int, int]], rate_hz: int) -> Wave:
    """The runs one after another, each joined to the next, at an RMS of 1 throughout."""
    cell, joint = cell_samples(rate_hz), round(_JOINT_S * rate_hz)
    pieces: list[Wave] = []
    for first, last in runs:
        piece = samples[first * cell : last * cell]
        # 120 ms: evens out a decay, and keeps the crackle that makes the sound.
        levels = np.sqrt(_smoothed_within(curve[first:last] ** 2, reach=12))
        at = (np.arange(len(piece)) + 0.5) / cell - 0.5
        gains = 1.0 / np.maximum(np.interp(at, np.arange(len(levels)), levels), 1e-9)
        pieces.append((piece * gains[:, None]).astype(np.float32))
    if not pieces:
        return samples[:0]
    return _chained(pieces, joint)


def _chained(pieces: list[Wave], joint: int) -> Wave:
    # Pairwise, so that hundreds of runs are not copied hundreds of times.
    while len(pieces) > 1:
        pairs = [pieces[n : n + 2] for n in range(0, len(pieces), 2)]
        pieces = [crossfade(pair[0], pair[1], joint) if len(pair) == 2 else pair[0] for pair in pairs]
    return pieces[0]


def _smoothed_within(values: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """Mean over what lies within reach, of the values there are."""
    return spread(values, reach, reach) / spread(np.ones(len(values)), reach, reach)
