from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.dsp.mel_display import mel_display_columns
from foleystudio.dsp.sound import Sound
from foleystudio.gui.presenters.session import GUIDE
from foleystudio.gui.presenters.spectrogram_presenter import tiles
from foleystudio.media.sound_files import write_sound
from tests.gui.conftest import Driver


def _named(driver: Driver) -> str:
    subject = driver.studio.spectrogram._subject
    assert subject is not None
    return subject.name


@pytest.mark.parametrize("first_tile", [0, 1, 2])
def test_tiles_are_the_columns_of_the_whole(tmp_path: Path, first_tile: int) -> None:
    rng = np.random.default_rng(3)
    samples = (0.2 * rng.standard_normal((30 * 48_000, 1))).astype(np.float32)
    path = tmp_path / "noise.wav"
    write_sound(path, Sound(samples, 48_000), "FLOAT")
    whole = mel_display_columns(samples[:, 0], 48_000)
    pieces = dict(tiles(path, len(samples), first_tile))
    assert next(iter(dict(tiles(path, len(samples), first_tile)))) == first_tile * 1024
    joined = np.concatenate([pieces[at] for at in sorted(pieces)], axis=1)
    assert joined.shape == whole.shape
    assert np.abs(joined.astype(int) - whole.astype(int)).max() <= 1


def test_a_sound_shorter_than_its_clip_is_silent_after_its_end(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    write_sound(path, Sound(np.full((24_000, 1), 0.1, np.float32), 48_000))
    columns = np.concatenate([part for _, part in tiles(path, 96_000)], axis=1)
    assert columns.shape[1] == 96_000 // 512 + 1
    assert columns[:, 60:].max() == 0


def test_the_chosen_tracks_take_is_shown_then_the_guide(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    lane = driver.studio.window.timeline.spectrogram
    assert lane._heat is not None
    assert lane._heat.count == 96_000 // 512 + 1
    loud = lane._heat._levels[0].max(axis=0)
    assert loud[round(0.41 * 48_000 / 512)] > 100
    assert _named(driver) == "Foley 1"
    driver.studio.session.choose_track(GUIDE)
    driver.settle()
    assert _named(driver) == "Guide"
