"""How a guide begins: cut on a hit, or into a sound that was running already, whose cause nobody sees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Wave
from foleystudio.dsp.spectra.filterbank import mel_filterbank
from foleystudio.dsp.spectra.stft import magnitudes
from foleystudio.dsp.waves.envelope import amplitude_to_db, rms

ENTRY_S = 0.05
"""A hit that begins later is seen to rise by the onset strength."""

_CELL = ONSET_RATE_HZ // 200  # 5 ms
_NEIGHBOURHOOD_S = 15.0  # from the beginning, whose loudest the first sound is held against
_LOUD_DB = 9.0  # beside the loudest of the neighbourhood: quieter is what a hit before the clip has left
_RISES_DB = 12.0  # from the first cell to the peak: it begins within the clip
_DIES_DB = 10.0  # from the peak to the cells below: what was struck falls, what runs goes on
_DIES_IN = slice(36, 50)  # cells: 180 to 250 ms
_DARKENS_DB = 6.0  # mean fall of the bands: what was struck loses its highs, what runs keeps them
# samples: windows of 23 ms every 6 ms; mel bands, and what of them is heard beside the loudest
_N_FFT, _HOP, _BANDS, _TOP_DB = 512, 128, 40, 60.0
_STRUCK, _LATER = slice(2, 5), slice(12, 22)  # columns: the first that lie in the sound, and 58 to 116 ms after them


class EntryListener:
    """Listens along while a sound at ``ONSET_RATE_HZ`` is read in blocks; holds its first quarter of a minute."""

    def __init__(self) -> None:
        self._held = np.zeros(0, np.float32)

    def along(self, blocks: Iterable[Wave]) -> Iterator[Wave]:
        """The same blocks."""
        most = round(_NEIGHBOURHOOD_S * ONSET_RATE_HZ)
        for block in blocks:
            if len(self._held) < most:
                self._held = np.concatenate([self._held, block[: most - len(self._held)]])
            yield block

    def hit_s(self) -> float | None:
        """As `entry_hit_s`, once all blocks have been read."""
        return entry_hit_s(self._held)


def entry_hit_s(low: Wave) -> float | None:
    """Rough time of a hit in the first ``ENTRY_S`` of a sound at ``ONSET_RATE_HZ``; None when it begins without.

    What enters at full level rises out of nothing either way. A hit is as loud as the hits around it, and it rises
    within that time, or dies away at once: as a whole, or first of all in its treble, as all that is struck does. On 19
    real clips, cut on 332 of their hits and in 1159 other places, that is so of 4 in 5 hits and of 1 in 9 others.
    """
    levels = amplitude_to_db(rms(low[: round(_NEIGHBOURHOOD_S * ONSET_RATE_HZ)], _CELL, _CELL, centred=False))
    if len(levels) < _DIES_IN.stop:
        return None
    at = int(levels[: round(ENTRY_S * ONSET_RATE_HZ) // _CELL].argmax())
    peak = float(levels[at])
    if peak < float(np.percentile(levels, 99.8)) - _LOUD_DB:
        return None
    rises = peak - float(levels[0]) >= _RISES_DB
    dies = peak - float(levels[_DIES_IN].mean()) >= _DIES_DB
    return at * _CELL / ONSET_RATE_HZ if rises or dies or _darkening_db(low) >= _DARKENS_DB else None


def _darkening_db(low: Wave) -> float:
    """Mean fall of the bands over the first tenth of a second."""
    filters: NDArray[np.float32] = mel_filterbank(ONSET_RATE_HZ, _N_FFT, _BANDS, 0.0, ONSET_RATE_HZ / 2)
    power = filters @ magnitudes(low[: ONSET_RATE_HZ // 2], _N_FFT, _HOP, 0, _LATER.stop) ** 2
    db = 10.0 * np.log10(np.maximum(power, 1e-9))
    db = np.maximum(db, db.max() - _TOP_DB)
    return float((db[:, _STRUCK].max(axis=1) - db[:, _LATER].mean(axis=1)).mean())
