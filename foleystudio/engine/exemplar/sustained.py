"""A sound kept up for as long as an event asks, along the event's envelope."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.fades import fade_curve
from foleystudio.dsp.grains import Texture
from foleystudio.dsp.sound import Wave
from foleystudio.engine.exemplar.levels import CELLS_PER_S, cell_powers, cell_samples, level_curve, spread
from foleystudio.engine.exemplar.voice import RELEASE_S, Voice
from foleystudio.project.events import fades_in

TILE_CELLS = CELLS_PER_S
"""Cells made at once."""

_REACH_CELLS = 4
_ATTACK_CELLS = 6
_BLEND_CELLS = 6
_HANDOVER_CELLS = 12
_CARRIES = 0.4
_HIGHEST_GAIN = 4.0


class SustainedSound:
    """A hit that hands over to a texture, at the level that an event asks for.

    The hit goes on as long as it can carry the level by itself; then the texture takes over. The level of both is
    measured in 5 ms cells and led along the event's envelope, except for the attack, which is only scaled. An event
    that fades in is nothing struck: the texture alone is heard, along the envelope from the beginning on.

    Parameters
    ----------
    hit
        ``float32 [N, C]``, pitched and faded.
    attack
        Sample of it that the attack begins at.
    texture
        At an RMS of 1.
    ring
        Share of the level asked for that the texture gets.
    voice
        The event.
    rate_hz
        Of the take.
    """

    def __init__(self, hit: Wave, attack: int, texture: Texture, ring: float, voice: Voice, rate_hz: int) -> None:
        self.attack = attack
        self.channels = int(hit.shape[1])
        self._texture, self._ring, self._voice, self._rate_hz = texture, ring, voice, rate_hz
        self._cell = cell_samples(rate_hz)
        levels = level_curve(hit[attack:], rate_hz, 0.04)
        self._hit: Wave = (hit / max(float(levels.max()), 1e-9)).astype(np.float32)
        self._is_struck = not fades_in(voice.envelope)
        self._handover = self._handover_cell(levels / max(float(levels.max()), 1e-9)) if self._is_struck else 0
        head = self._raw(0, (_ATTACK_CELLS + 2 * _REACH_CELLS) * self._cell)
        self._attack_gain = self._gain_of_attack(head)

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return int(self._hit.nbytes)

    def tile(self, number: int) -> Wave:
        """One second of it; tile 0 begins at the attack, tile -1 ends there and holds the pre-roll.

        Returns
        -------
        ``float32 [n, C]``: a second, less for the last.
        """
        cell, first = self._cell, number * TILE_CELLS
        sounding = round(self._voice.sustain + RELEASE_S * self._rate_hz) - first * cell
        length = min(TILE_CELLS, -(-sounding // cell)) * cell
        if number < 0:
            length = TILE_CELLS * cell
            out = np.zeros((length, self.channels), dtype=np.float32)
            if self._is_struck:
                gain = np.float32(self._attack_gain * self._voice.gain)
                out[length - self.attack :] = self._hit[: self.attack] * gain
            return out
        before = min(first, _REACH_CELLS + 1)
        raw = self._raw((first - before) * cell, (first + _REACH_CELLS + 1) * cell + length)
        gains = self._gains(raw, first, before)[: length // cell + 1]
        at = np.arange(length) / cell
        curve = np.interp(at, np.arange(len(gains)), gains) * self._voice.gain
        if first * cell + length > self._voice.sustain:
            curve *= self._end(first * cell, length)
        out = raw[before * cell : before * cell + length] * curve[:, None].astype(np.float32)
        return np.asarray(out, dtype=np.float32)

    def _handover_cell(self, levels: NDArray[np.float64]) -> int:
        """First cell at which the hit no longer carries the level that is asked for."""
        cells = np.arange(len(levels))
        wanted = np.maximum(self._wanted(cells), 0.02)
        last = max(_ATTACK_CELLS, len(levels) - _HANDOVER_CELLS)
        weak = np.flatnonzero((levels < _CARRIES * wanted) & (cells >= _ATTACK_CELLS))
        return min(last, int(weak[0])) if len(weak) else last

    def _wanted(self, cells: NDArray[np.int64]) -> NDArray[np.float64]:
        """Level that the event asks for at the beginning of every cell, 0-1."""
        envelope = self._voice.envelope or (1.0,)
        at = np.linspace(0.0, self._voice.sustain, len(envelope)) if len(envelope) > 1 else np.zeros(1)
        return np.interp(cells * self._cell, at, envelope)

    def _raw(self, start: int, stop: int) -> Wave:
        """Hit and texture at their own levels between two samples counted from the attack."""
        out = np.zeros((stop - start, self.channels), dtype=np.float32)
        begin, fade = self._handover * self._cell, min(self._handover, _HANDOVER_CELLS) * self._cell
        curve = fade_curve(fade, "equal-power")
        hit = self._hit[self.attack + start : self.attack + min(stop, begin + fade)]
        out[: len(hit)] = hit
        low, high = max(start, begin), min(stop, begin + fade)
        if low < high:
            out[low - start : high - start] *= curve[::-1][low - begin : high - begin, None]
        if stop > begin:
            texture = self._texture.read(self._voice.seed, low - begin, stop - begin)
            rising = texture[: max(0, high - low)]
            rising *= curve[low - begin : low - begin + len(rising), None]
            out[low - start :] += texture
        return out

    def _gain_of_attack(self, head: Wave) -> float:
        own = np.sqrt(spread(cell_powers(head, self._rate_hz), _REACH_CELLS, _REACH_CELLS - 1))
        reach = _ATTACK_CELLS + _REACH_CELLS
        wanted = self._wanted(np.arange(reach))
        return min(_HIGHEST_GAIN, float(wanted.max()) / max(float(own[:reach].max()), 1e-6))

    def _gains(self, raw: Wave, first: int, before: int) -> NDArray[np.float64]:
        """Gain at the beginning of every cell of a tile and of the one after it."""
        powers = spread(cell_powers(raw, self._rate_hz), _REACH_CELLS, _REACH_CELLS - 1)
        own = np.sqrt(powers[before:])
        cells = first + np.arange(len(own))
        ring = 1 - (1 - self._ring) * np.clip((cells - self._handover) / _HANDOVER_CELLS, 0.0, 1.0)
        gains = np.minimum(_HIGHEST_GAIN, self._wanted(cells) * ring / np.maximum(own, 1e-6))
        if not self._is_struck:
            return gains
        led = np.clip((cells - _ATTACK_CELLS) / _BLEND_CELLS, 0.0, 1.0)
        return (1 - led) * self._attack_gain + led * gains

    def _end(self, start: int, length: int) -> NDArray[np.float64]:
        share = np.clip((start + np.arange(length) - self._voice.sustain) / (RELEASE_S * self._rate_hz), 0.0, 1.0)
        return np.cos(0.5 * np.pi * share)
