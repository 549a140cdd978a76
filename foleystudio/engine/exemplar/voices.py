"""The samples of a voice: a hit that rings, or a hit kept up by its reference's texture."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from typing import TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.fades import fade_curve, fade_in
from foleystudio.dsp.grains import PhaseTexture, Texture
from foleystudio.dsp.resample import resample
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.kinds import ReferenceKind
from foleystudio.engine.exemplar.levels import cell_samples
from foleystudio.engine.exemplar.plan import RELEASE_S, STEAL_S, Voice
from foleystudio.engine.exemplar.reference import Exemplar
from foleystudio.engine.exemplar.sustained import TILE_CELLS, SustainedSound

_CACHE_BYTES = 96 << 20
# What is spun out of a struck thing stands back behind its strokes, and more so when it is not even its own sound:
# the ear takes the attacks for the thing and the rest for its ring.
_RING_OF_GRAINS = 0.6
_RING_OF_PHASES = 0.4
_DUCK_S = 0.025
_TILT_TAPS = 11
_TILT_STEP = 0.15

Made = TypeVar("Made")


class Kept:
    """Results kept by key while they fit; those not asked for longest go first."""

    def __init__(self, most_bytes: int = _CACHE_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Made], nbytes: Callable[[Made], int]) -> Made:
        """What was made for the key, made now if it has to be."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return cast("Made", self._kept[key][0])
        made = make()
        size = nbytes(made)
        self._kept[key] = (made, size)
        self._bytes += size
        while self._bytes > self._most_bytes and len(self._kept) > 1:
            _, (_, gone) = self._kept.popitem(last=False)
            self._bytes -= gone
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
        self._kept = Kept()

    def play(self, voice: Voice, start: int, stop: int) -> tuple[int, Wave]:
        """What a voice sounds like between two samples of the take.

        Returns
        -------
        The sample of the take at which it starts sounding there, and ``float32 [n, C]``.
        """
        return self._kept_up(voice, start, stop) if voice.sustain else self._ringing(voice, start, stop)

    def _ringing(self, voice: Voice, start: int, stop: int) -> tuple[int, Wave]:
        samples, attack = self._hit(voice)
        begin = voice.attack - attack
        first, last = max(start, begin, 0), min(stop, begin + len(samples), voice.stop)
        if first >= last:
            return start, samples[:0]
        piece = samples[first - begin : last - begin] * np.float32(voice.gain)
        room = self._room(voice, first, last)
        return first, piece if room is None else piece * room[:, None]

    def _room(self, voice: Voice, first: int, last: int) -> Wave | None:
        """Gain that makes room for later hits; None for 1 throughout."""
        ramp, at = round(_DUCK_S * self._rate_hz), np.arange(first, last)
        room: NDArray[np.float64] | None = None
        for sample, factor in voice.ducks:
            if sample - ramp < last:
                share = np.clip((at - (sample - ramp)) / ramp, 0.0, 1.0)
                fall = 1 - (1 - factor) * share * share * (3 - 2 * share)
                room = fall if room is None else room * fall
        if 0 <= voice.stolen < last:
            share = np.clip((at - voice.stolen) / (STEAL_S * self._rate_hz), 0.0, 1.0)
            fall = np.cos(0.5 * np.pi * share)
            room = fall if room is None else room * fall
        return None if room is None else room.astype(np.float32)

    def _hit(self, voice: Voice) -> tuple[Wave, int]:
        """A hit's samples, pitched, darkened, faded at both ends, and where in them the attack is."""
        key = ("hit", voice.reference, voice.hit, voice.cents, voice.tilt, voice.length, voice.sustain)
        return self._kept.get(key, lambda: self._make_hit(voice), lambda made: made[0].nbytes)

    def _make_hit(self, voice: Voice) -> tuple[Wave, int]:
        exemplar = self._exemplars[voice.reference]
        hit, ratio = exemplar.hits[voice.hit], 2 ** (voice.cents / 1200)
        stop = hit.stop
        if voice.sustain:
            # A sound that is kept up goes on for as long as its reference does, or as it is asked to.
            stop = min(hit.until, hit.attack + round((voice.sustain + RELEASE_S * self._rate_hz) * ratio) + hit.fade)
        samples = exemplar.samples[hit.start : stop]
        attack, fade = hit.attack - hit.start, hit.fade
        if voice.cents:
            attack, fade = round(attack / ratio), round(fade / ratio)
            samples = resample(samples, round(self._rate_hz * ratio), self._rate_hz)
            # A sound of a few samples may have none left at a higher pitch.
            samples = np.pad(samples, ((0, max(0, attack + 1 - len(samples))), (0, 0)))
        samples = darker(samples, voice.tilt * _TILT_STEP)
        kept = max(attack + 1, attack + round((len(samples) - attack) * voice.length))
        if kept < len(samples):
            # A hit cut short is damped, not chopped.
            fade = max(fade, (kept - attack) // 2)
        samples = fade_in(samples[:kept], attack)
        fade = min(fade, len(samples) - attack)
        if fade > 0:
            samples[len(samples) - fade :] *= fade_curve(fade)[::-1, None]
        return samples, attack

    def _texture(self, voice: Voice) -> Texture:
        exemplar, cents = self._exemplars[voice.reference], voice.texture_cents
        key = ("steady", voice.reference, cents)
        steady = self._kept.get(
            key,
            lambda: exemplar.steady.repitched(2 ** (cents / 1200)),
            lambda made: made.samples.nbytes if cents else 0,
        )
        # No two hits differ by more than their places: those weigh little.
        return self._kept.get((*key, voice.hit), lambda: steady.like(exemplar.ring_of(voice.hit)), lambda _: 0)

    def _kept_up(self, voice: Voice, start: int, stop: int) -> tuple[int, Wave]:
        key = ("sustained", voice)
        sound = self._kept.get(key, lambda: self._sustained(voice), lambda made: made.nbytes)
        first, last = max(start, voice.attack - sound.attack, 0), min(stop, voice.stop)
        if first >= last:
            return start, np.zeros((0, sound.channels), dtype=np.float32)
        tile = TILE_CELLS * cell_samples(self._rate_hz)
        pieces = []
        for number in range((first - voice.attack) // tile, (last - 1 - voice.attack) // tile + 1):
            made = self._kept.get((key, number), partial(sound.tile, number), lambda wave: wave.nbytes)
            base = voice.attack + number * tile
            pieces.append(made[max(0, first - base) : last - base])
        return first, np.concatenate(pieces)

    def _sustained(self, voice: Voice) -> SustainedSound:
        samples, attack = self._hit(voice)
        texture, ring = self._texture(voice), 1.0
        if self._exemplars[voice.reference].kind is not ReferenceKind.SUSTAINED:
            ring = _RING_OF_PHASES if isinstance(texture, PhaseTexture) else _RING_OF_GRAINS
        return SustainedSound(samples, attack, texture, ring, voice, self._rate_hz)


def darker(samples: Wave, amount: float) -> Wave:
    """Samples with their treble lowered, by 6 dB at most for an amount of 0.5; nothing moves in time."""
    if amount <= 0 or len(samples) < _TILT_TAPS:
        return samples
    kernel = np.hanning(_TILT_TAPS + 2)[1:-1]
    kernel /= kernel.sum()
    smooth = np.stack([np.convolve(samples[:, c], kernel, mode="same") for c in range(samples.shape[1])], axis=1)
    mixed: Wave = (samples + np.float32(amount) * (smooth - samples)).astype(np.float32)
    return mixed
