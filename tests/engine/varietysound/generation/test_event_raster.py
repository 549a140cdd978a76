import numpy as np

from foleystudio.engine.varietysound.generation.event_raster import raster_of
from foleystudio.project.events import Event, EventTrack
from foleystudio.timebase import ColumnGrid

_GRID = ColumnGrid(44_100, 512)


def test_onsets_and_sustains_stand_at_their_columns() -> None:
    events = EventTrack((Event(0.0, 0.5), Event(1.0, 0.8, sustain_s=0.5), Event(99.0)))
    raster = raster_of(events, 200, _GRID)
    assert raster.shape == (2, 200)
    assert np.flatnonzero(raster[0]).tolist() == [0, 86]
    assert raster[0, 86] == np.float32(0.8)
    assert np.flatnonzero(raster[1]).tolist() == list(range(86, 129))


def test_an_envelope_is_cut_where_the_columns_end_not_squeezed() -> None:
    events = EventTrack((Event(0.5, 0.5, 1.0, envelope=(0.0, 1.0, 0.3)),))
    np.testing.assert_array_equal(raster_of(events, 80, _GRID), raster_of(events, 200, _GRID)[:, :80])


def test_envelope_shapes_the_sustain() -> None:
    raster = raster_of(EventTrack((Event(0.0, 0.5, 1.0, envelope=(0.0, 1.0)),)), 120, _GRID)
    assert raster[1, 1] < 0.02
    assert abs(raster[1, 85] - 0.5) < 0.02


def test_what_was_running_before_the_clip_has_a_level_and_no_onset() -> None:
    events = EventTrack((Event(0.0, 0.5, 0.5, (0.0, 1.0, 1.0)), Event(1.0, 0.9)))
    raster = raster_of(events, 200, ColumnGrid(44_100, 512))
    assert np.count_nonzero(raster[0]) == 1
    assert raster[1, 10] > 0.2
