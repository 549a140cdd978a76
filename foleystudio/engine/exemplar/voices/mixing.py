"""The samples of a voice: a hit that rings, or a hit kept up by its reference's texture."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import itemgetter
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from foleystudio.byte_cache import ByteCache
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.fades import fade_curve, fade_in
from foleystudio.dsp.waves.pan import panned
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.exemplar.made_hits import MADE_HITS
from foleystudio.engine.exemplar.references.reference import Exemplar
from foleystudio.engine.exemplar.textures.texture import RecordedTexture
from foleystudio.engine.exemplar.voices.sustained import SustainedSound
from foleystudio.engine.exemplar.voices.voice import Voice
from foleystudio.engine.loudness.levels import cell_samples, decibels, level_curve
from foleystudio.project.sounds.reference_cuts import ReferenceKind

_CACHE_BYTES = 96 << 20  # some 500 s of mono at 48 kHz
_TILT_TAPS = 13  # a quarter of a millisecond: tilts treble, smears no attack
_TILT_STEP = 0.15  # of treble, for the softest events
_LEAD_IN_FADE_S = 0.005  # before the attack, against a click
_TRANSIENT_S = 0.012  # from the attack on; what comes later is the body
_BALANCE_S = 0.025  # over which the one leads to the other
_ATTACK_S = 0.06  # of a hit nothing is taken for so long
_AFTER_DB_PER_S = 90.0  # how fast a hit that follows dies once its source is over
_FOLLOW_SMOOTH_S = 0.08  # so that a source's roughness is not taken for its end
_MOST_FOLLOWED_DB = 60.0  # what is lower is not heard

Made = TypeVar("Made")


class ResultCache:
    """Least-recently-used cache of intermediate results, bounded by their bytes."""

    def __init__(self, most_bytes: int = _CACHE_BYTES) -> None:
        self._kept = ByteCache[Hashable, tuple[object, int]](most_bytes, itemgetter(1))

    def get(self, key: Hashable, make: Callable[[], Made], nbytes: Callable[[Made], int]) -> Made:
        """What was made for the key, made now if it has to be."""
        kept = self._kept.get(key)
        if kept is not None:
            return cast("Made", kept[0])
        made = make()
        self._kept[key] = (made, nbytes(made))
        return made


class Performer:
    """Plays voices of some references, stretch by stretch.

    Parameters
    ----------
    exemplars
        The references.
    rate_hz
        Of the take.
    """

    def __init__(self, exemplars: tuple[Exemplar, ...], rate_hz: int) -> None:
        self._exemplars = exemplars
        self._rate_hz = rate_hz
        self._kept = ResultCache()

    def play(self, voice: Voice, start: int, stop: int) -> tuple[int, Wave]:
        """What a voice sounds like between two samples of the take.

        Returns
        -------
        The sample of the take at which it starts sounding there, and ``float32 [n, C]``.
        """
        is_texture = self._exemplars[voice.reference].kind is ReferenceKind.TEXTURE
        sounding = self._kept_up if voice.sustain and is_texture else self._ringing
        first, piece = sounding(voice, start, stop)
        return first, panned(piece, voice.pan)

    def _ringing(self, voice: Voice, start: int, stop: int) -> tuple[int, Wave]:
        samples, attack = self._hit(voice)
        begin = voice.attack - attack
        first, last = max(start, begin, voice.start, 0), min(stop, begin + len(samples), voice.stop)
        if first >= last:
            return start, samples[:0]
        piece = samples[first - begin : last - begin] * np.float32(voice.gain)
        shape = self._shape(voice, first, last)
        return first, piece if shape is None else piece * shape[:, None].astype(np.float32)

    def _shape(self, voice: Voice, first: int, last: int) -> NDArray[np.float64] | None:
        """Gain over time that balances a hit, follows its source and makes room; None for 1 throughout."""
        at, shape = np.arange(first, last), None
        if voice.balance_db:
            shape = self._balance(voice, first, last)
        if voice.sustain and voice.follow > 0:
            curve = self._kept.get(("tail", voice), lambda: self._tail(voice), lambda made: made.nbytes)
            cells = (at - voice.attack) / cell_samples(self._rate_hz)
            followed = np.interp(cells, np.arange(len(curve)), curve)
            shape = followed if shape is None else shape * followed
        window = part_window(voice, first, last)
        if window is not None:
            shape = window if shape is None else shape * window
        if 0 <= voice.stolen < last:
            share = np.clip((at - voice.stolen) / voice.steal, 0.0, 1.0)
            fall = np.cos(0.5 * np.pi * share)
            shape = fall if shape is None else shape * fall
        return shape

    def _balance(self, voice: Voice, first: int, last: int) -> NDArray[np.float64]:
        """Gain that balances a hit's attack and its body, which is one gain soon."""
        balance = np.full(last - first, 10 ** (-voice.balance_db / 40))
        led = max(0, min(last, voice.attack + round((_TRANSIENT_S + _BALANCE_S) * self._rate_hz) + 1) - first)
        at = np.arange(first, first + led)
        share = np.clip(((at - voice.attack) / self._rate_hz - _TRANSIENT_S) / _BALANCE_S, 0.0, 1.0)
        balance[:led] = 10 ** (voice.balance_db / 40 * (1 - 2 * share))
        return balance

    def _tail(self, voice: Voice) -> NDArray[np.float64]:
        samples, attack = self._hit(voice)
        return followed_tail(decibels(level_curve(samples[attack:], self._rate_hz, 0.04)), voice, self._rate_hz)

    def _hit(self, voice: Voice) -> tuple[Wave, int]:
        """A hit's samples, pitched, coloured, faded at both ends, and where in them the attack is."""
        key = (self._rate_hz, voice.hit, voice.cents, voice.tilt, voice.tilt_db)
        return MADE_HITS.get(self._exemplars[voice.reference], key, lambda: self._make_hit(voice))

    def _make_hit(self, voice: Voice) -> tuple[Wave, int]:
        exemplar = self._exemplars[voice.reference]
        hit, ratio = exemplar.hits[voice.hit], 2 ** (voice.cents / 1200)
        samples = exemplar.samples[hit.start : hit.stop]
        attack, fade = hit.attack - hit.start, hit.fade
        if voice.cents:
            attack, fade = round(attack / ratio), round(fade / ratio)
            # Hits of one pitch differ in their colour: the costlier half of the work is done once.
            key, whole = ("pitched", voice.reference, voice.hit, voice.cents), samples
            samples = self._kept.get(
                key,
                lambda: resample(whole, round(self._rate_hz * ratio), self._rate_hz),
                lambda made: made.nbytes,
            )
            # A sound of a few samples may have none left at a higher pitch.
            samples = np.pad(samples, ((0, max(0, attack + 1 - len(samples))), (0, 0)))
        samples = coloured(samples, (1 - voice.tilt * _TILT_STEP) * 10 ** (voice.tilt_db / 20))
        samples = fade_in(samples, min(attack, round(_LEAD_IN_FADE_S * self._rate_hz)))
        fade = min(fade, len(samples) - attack)
        if fade > 0:
            samples[len(samples) - fade :] *= fade_curve(fade)[::-1, None]
        return samples, attack

    def _texture(self, voice: Voice) -> RecordedTexture:
        texture, cents = self._exemplars[voice.reference].texture, voice.cents
        if not cents:
            return texture
        key = ("texture", voice.reference, cents)
        return self._kept.get(key, lambda: texture.repitched(2 ** (cents / 1200)), lambda made: made.nbytes)

    def _kept_up(self, voice: Voice, start: int, stop: int) -> tuple[int, Wave]:
        sound = self._kept.get(("sustained", voice), lambda: self._sustained(voice), lambda made: made.nbytes)
        first, last = max(start, voice.attack, voice.start), min(stop, voice.stop)
        if first >= last:
            return start, np.zeros((0, sound.channels), dtype=np.float32)
        piece, window = sound.read(first - voice.attack, last - voice.attack), part_window(voice, first, last)
        return first, piece if window is None else piece * window[:, None].astype(np.float32)

    def _sustained(self, voice: Voice) -> SustainedSound:
        return SustainedSound(self._texture(voice).lasting(voice.stop - voice.attack), voice, self._rate_hz)


def part_window(voice: Voice, first: int, last: int) -> NDArray[np.float64] | None:
    """Gain ``[last - first]`` over samples of the take that lets a voice's part of the hit be heard; None for all.

    It is straight, so that two parts which meet add up to the hit.
    """
    if not voice.opens and voice.closes < 0:
        return None
    at, window = np.arange(first, last) - voice.attack, np.ones(last - first)
    if voice.opens:
        window = np.clip((at - voice.opens) / voice.opening + 0.5, 0.0, 1.0)
    return window if voice.closes < 0 else window * np.clip((voice.closes - at) / voice.closing, 0.0, 1.0)


def followed_tail(own_db: NDArray[np.float64], voice: Voice, rate_hz: int) -> NDArray[np.float64]:
    """Gain, at every cell after the attack, that lets a ring die as its source did: it falls, it never rises.

    Parameters
    ----------
    own_db
        Level of the hit at every cell.
    """
    cells, cell = np.arange(len(own_db)), cell_samples(rate_hz)
    envelope = np.asarray(voice.envelope or (1.0,))
    at = np.linspace(0.0, voice.sustain, len(envelope)) if len(envelope) > 1 else np.zeros(1)
    asked_db = 20 * np.log10(np.maximum(np.interp(cells * cell, at, envelope), 1e-3))
    asked_db -= np.maximum(0.0, cells * cell - voice.sustain) / rate_hz * _AFTER_DB_PER_S
    over_db = np.maximum(0.0, (own_db - own_db.max()) - asked_db) * voice.follow
    over_db[: round(_ATTACK_S * rate_hz) // cell] = 0.0
    reach = max(1, round(_FOLLOW_SMOOTH_S * rate_hz) // cell)
    smooth = np.convolve(np.pad(over_db, (reach, 0), mode="edge"), np.ones(reach + 1) / (reach + 1), mode="valid")
    gain: NDArray[np.float64] = 10 ** (-np.maximum.accumulate(np.minimum(smooth, _MOST_FOLLOWED_DB)) / 20)
    return gain


def coloured(samples: Wave, treble: float) -> Wave:
    """Samples with their treble, from some 3 kHz on, multiplied; nothing moves in time."""
    if treble == 1.0 or len(samples) < _TILT_TAPS:
        return samples
    smooth = np.stack([_smoothed(samples[:, c]) for c in range(samples.shape[1])], axis=1)
    mixed: Wave = (samples + np.float32(1 - treble) * (smooth - samples)).astype(np.float32)
    return mixed


def _smoothed(channel: Wave) -> NDArray[np.float64]:
    kernel = np.hanning(_TILT_TAPS + 2)[1:-1]
    kernel /= kernel.sum()
    reach = _TILT_TAPS // 2
    padded = np.pad(channel.astype(np.float64), reach)
    # Half by half: up to eleven taps are several times as fast.
    later = np.convolve(padded[reach + 1 :], kernel[:reach], mode="valid")
    return np.asarray(np.convolve(padded[:-reach], kernel[reach:], mode="valid") + later)
