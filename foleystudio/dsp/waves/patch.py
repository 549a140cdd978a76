"""Stretches laid over a sound: what an edit changed, before the whole is written anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.sound import Wave
from foleystudio.dsp.waves.fades import fade_curve

_FADE = 240  # samples over which a stretch takes the place of what it lies on, 5 ms at 48 kHz: no click


@dataclass(frozen=True, eq=False)
class Patch:
    """Stretches of a sound that are heard in place of what it has there.

    Parameters
    ----------
    pieces
        First sample of each and its samples ``float32 [n, C]``, in order, apart from each other. At both its ends a
        piece is led over into what lies around it, unless the sound begins or ends there.
    n_samples
        Length of the sound.
    """

    pieces: Sequence[tuple[int, Wave]]
    n_samples: int

    def over(self, samples: Wave, start: int) -> Wave:
        """What is heard from a sample on.

        Parameters
        ----------
        samples
            ``float32 [n, C]``: the sound itself from there.
        start
            Its first sample, counted from the sound's.

        Returns
        -------
        ``float32 [n, max(C)]``; the very array where nothing lies over it.
        """
        stop = start + len(samples)
        for first, piece in self.pieces:
            a, b = max(start, first), min(stop, first + len(piece))
            if a < b:
                samples = self._laid(samples, piece, start, (a, b), first)
        return samples

    def _laid(self, samples: Wave, piece: Wave, start: int, place: tuple[int, int], first: int) -> Wave:
        a, b = place
        own, heard = samples[a - start : b - start], piece[a - first : b - first]
        share = self._share(first, len(piece), a, b)[:, None]
        channels = max(samples.shape[1], piece.shape[1])
        out = np.array(np.broadcast_to(samples, (len(samples), channels)) if samples.shape[1] < channels else samples)
        out[a - start : b - start] = heard * share + own * (1 - share)
        return out

    def _share(self, first: int, length: int, a: int, b: int) -> Wave:
        """How much of a piece is heard from ``a`` to ``b``."""
        share, fade = np.ones(length, np.float32), min(_FADE, length // 2)
        if first > 0:
            share[:fade] = fade_curve(fade)
        if first + length < self.n_samples:
            share[length - fade :] = fade_curve(fade)[::-1]
        return share[a - first : b - first]
