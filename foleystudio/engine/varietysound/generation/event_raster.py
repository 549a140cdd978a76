"""Event tracks as rasters at column rate, the form in which nets take them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.project.events import EventTrack
from foleystudio.timebase import ColumnGrid


def raster_of(events: EventTrack, columns: int, grid: ColumnGrid) -> NDArray[np.float32]:
    """Event raster [2, M]: onset strengths, and the level of what is kept up, as far as the columns go."""
    raster = np.zeros((2, columns), dtype=np.float32)
    for event in events:
        at = grid.column_at(event.time_s)
        if at >= columns:
            continue
        strength = min(1.0, event.strength * db_to_amplitude(event.gain_db))
        if not event.was_running:
            raster[0, at] = max(raster[0, at], strength)
        if event.sustain_s:
            length = max(1, grid.column_at(event.end_s) - at)
            stop = min(columns, at + length)
            level = np.full(stop - at, strength, dtype=np.float32)
            if event.envelope:
                points = np.linspace(0, 1, len(event.envelope)) if len(event.envelope) > 1 else np.zeros(1)
                shares = np.arange(stop - at) / max(1, length - 1)  # of the whole event, wherever the columns end
                level *= np.interp(shares, points, event.envelope).astype(np.float32)
            raster[1, at:stop] = np.maximum(raster[1, at:stop], level)
    return raster
