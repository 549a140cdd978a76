"""How loud a file's sound tracks are, and which is heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.errors import CancelledError
from foleystudio.media.probe import probe
from foleystudio.media.sound.levels.track_levels import heard_track, track_level, track_levels
from tests.media.tracks import SoundTrack, silence, strikes, write_tracks


def test_a_tracks_level_is_that_of_all_its_samples(tmp_path: Path) -> None:
    square: np.ndarray = np.repeat(np.array([[0.5, -0.25]], np.float32), 48_000, axis=0)
    level = track_level(write_tracks(tmp_path / "a.mkv", [SoundTrack(square)], frames=0), 0)
    assert level.peak_dbfs == pytest.approx(-6.02, abs=0.01)
    assert level.rms_dbfs == pytest.approx(10 * np.log10((0.25 + 0.0625) / 2), abs=0.01)
    assert not level.is_silent


def test_dither_is_silence(tmp_path: Path) -> None:
    dither = (np.random.default_rng(0).integers(-1, 2, (48_000, 1)) / 32_768).astype(np.float32)
    path = write_tracks(tmp_path / "a.mkv", [SoundTrack(dither), SoundTrack(silence(1)), SoundTrack(strikes((0.2,)))])
    levels = track_levels(probe(path))
    assert [level is not None and level.is_silent for level in levels] == [True, True, False]
    assert heard_track(probe(path).audio, levels) == 2
    assert heard_track((), []) == 0


def test_progress_goes_on_over_all_tracks(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "a.mkv", [SoundTrack(strikes((0.2,))), SoundTrack(strikes((0.4,)))])
    told: list[float] = []
    track_levels(probe(path), lambda share, _stage: told.append(share))
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1, abs=0.01)
    with pytest.raises(CancelledError):
        track_levels(probe(path), cancelled=lambda: True)
