"""How loud a clip's own sound is, over time: what takes are matched to. Memory stays bounded whatever the length."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.engine.clip import Clip
from foleystudio.engine.loudness.levels import CELLS_PER_S, cell_powers, spread
from foleystudio.engine.loudness.loudness import HEARD_S, k_weighted
from foleystudio.engine.request import Cancelled, GuideLoudness, never_cancelled
from foleystudio.errors import FoleyError
from foleystudio.media.sound.reader import SoundReader
from foleystudio.progress import stop_if
from foleystudio.timebase import STUDIO_RATE_HZ

_PIECE = 1 << 18  # samples weighted at once
_CONTEXT = STUDIO_RATE_HZ // 5  # ... with so many of those before and after, a whole number of cells
_LOWEST_POWER = 1e-12  # -120 dB: there is a logarithm of silence too


def guide_loudness(clip: Clip, cancelled: Cancelled = never_cancelled) -> GuideLoudness:
    """K-weighted level, over 100 ms, of every 5 ms of a clip's own sound.

    Raises
    ------
    FoleyError
        When it has none, or it cannot be decoded.
    CancelledError
        When the user cancelled.
    """
    if not clip.info.audio:
        raise FoleyError(
            "it has no sound that the level could be matched to", file=clip.path, remedy="switch Match guide off"
        )
    with SoundReader(clip.path, STUDIO_RATE_HZ, clip.sound_track, stereo=True) as reader:
        return loudness_over_time(reader.blocks(), reader.channels, cancelled)


def loudness_over_time(blocks: Iterable[Wave], channels: int, cancelled: Cancelled = never_cancelled) -> GuideLoudness:
    """K-weighted level, over 100 ms, of every 5 ms of a sound at the studio's rate.

    Parameters
    ----------
    blocks
        ``float32 [n, C]`` each.
    channels
        C.

    Raises
    ------
    CancelledError
        When the user cancelled.
    """
    powers: list[NDArray[np.float64]] = []
    waiting = np.zeros((_CONTEXT, channels), dtype=np.float32)
    for block in blocks:
        stop_if(cancelled)
        waiting = np.concatenate([waiting, block])
        if len(waiting) >= _PIECE + 2 * _CONTEXT:
            done = len(waiting) - 2 * _CONTEXT
            done -= done % (STUDIO_RATE_HZ // CELLS_PER_S)
            powers.append(_powers(waiting[: done + 2 * _CONTEXT], done))
            waiting = waiting[done:]
    rest = len(waiting) - _CONTEXT
    powers.append(_powers(np.pad(waiting, ((0, _CONTEXT), (0, 0))), rest))
    reach = round(HEARD_S * CELLS_PER_S / 2)
    smooth = spread(np.concatenate(powers), reach, reach)
    levels_db = 10 * np.log10(np.maximum(smooth, _LOWEST_POWER))
    return GuideLoudness(levels_db.astype(np.float32), 1 / CELLS_PER_S)


def _powers(samples: Wave, count: int) -> NDArray[np.float64]:
    """Weighted powers of ``count`` samples that have `_CONTEXT` before and after them."""
    weighted = k_weighted(samples, STUDIO_RATE_HZ)[_CONTEXT : _CONTEXT + count]
    return cell_powers(weighted, STUDIO_RATE_HZ)
