from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.spectra.mel_display import RESOLUTIONS, Resolution, display_columns
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.presenters.clip.spectrogram import close_tiles, tiles
from foleystudio.gui.timeline.lane import Lane
from foleystudio.gui.timeline.spectrogram.closeup import TILE
from foleystudio.media.sound.files import write_sound
from tests.conftest import MakeClip
from tests.gui.conftest import Driver
from tests.gui.hands import show_time
from tests.gui.timeline.made import pixels


def _named(driver: Driver) -> str:
    return driver.studio.window.timeline._spectrogram_header.note


@pytest.mark.parametrize("first_tile", [0, 1, 2])
def test_tiles_are_the_columns_of_the_whole(tmp_path: Path, first_tile: int) -> None:
    rng = np.random.default_rng(3)
    samples = (0.2 * rng.standard_normal((30 * 48_000, 1))).astype(np.float32)
    path = tmp_path / "noise.wav"
    write_sound(path, Sound(samples, 48_000), "FLOAT")
    whole = display_columns(samples[:, 0], 48_000)
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


@pytest.mark.parametrize("resolution", RESOLUTIONS[1:], ids=lambda r: f"hop-{r.hop}")
def test_close_tiles_are_the_columns_of_the_whole_sound_looked_at_as_closely(
    tmp_path: Path, resolution: Resolution
) -> None:
    samples = (0.2 * np.random.default_rng(3).standard_normal((24_000, 1))).astype(np.float32)
    path = tmp_path / "noise.wav"
    write_sound(path, Sound(samples, 48_000), "FLOAT")
    whole = display_columns(samples[:, 0], 48_000, resolution)
    last = (whole.shape[1] - 1) // TILE
    for tile, columns in close_tiles(path, len(samples), resolution, sorted({last, 0, min(5, last)})):
        part = whole[:, tile * TILE : (tile + 1) * TILE]
        assert columns.shape == part.shape
        assert np.abs(columns.astype(int) - part.astype(int)).max() <= 1


def test_the_chosen_tracks_take_is_shown_then_the_guide(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    lane = driver.studio.window.timeline.spectrogram
    assert lane._heat is not None
    assert lane._heat.count == 96_000 // 512 + 1
    loud = lane._heat._levels[0].max(axis=0)
    assert loud[round(0.41 * 48_000 / 512)] > 100
    assert _named(driver) == "Foley 1, take 1"
    driver.studio.session.choose_track(GUIDE)
    driver.settle()
    assert _named(driver) == "Guide"


CLICK_AT = 41_234


def _first_lit(lane: Lane) -> int:
    """First column of pixels with more in it than a line along the whole lane."""
    light = pixels(lane.grab().toImage()).astype(int).sum(axis=2)
    return int(np.flatnonzero((light - light.min() > 60).sum(axis=0) > 3)[0])


def test_an_attack_starts_where_the_waveforms_does_at_every_zoom(driver: Driver, make_clip: MakeClip) -> None:
    rng = np.random.default_rng(0)
    click = (0.8 * rng.uniform(-1, 1, 4800) * np.exp(-np.arange(4800) / 900)).astype(np.float32)
    sound = np.concatenate([np.zeros(CLICK_AT, np.float32), click, np.zeros(96_000 - CLICK_AT - 4800, np.float32)])
    driver.open(make_clip("click.mov", frames=50, audio=sound[:, None]))
    driver.studio.session.choose_track(GUIDE)
    driver.settle()
    timeline = driver.studio.window.timeline
    lane, wave, axis = timeline.spectrogram, timeline.guide, timeline.axis
    fitted = axis.pixels_per_second
    for zoom in (fitted, 700.0, 1500.0, 2999.0, 5000.0, 14_000.0, 48_000.0):
        show_time(axis, zoom, max(0.0, CLICK_AT / 48_000 - lane.width() / 2 / zoom))
        driver.settle()
        place = wave.mapTo(timeline, QPoint(0, 0))
        assert place.x() == lane.mapTo(timeline, QPoint(0, 0)).x()
        apart = _first_lit(lane) - _first_lit(wave)
        assert abs(apart) <= max(2, zoom / 1000), f"{apart} pixels apart at {zoom:.0f} px/s"


def test_only_the_same_take_stays_to_be_seen_until_it_is_drawn_anew(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound("low.wav", 300))
    driver.drop_sound(driver.sound("high.wav", 6000))
    driver.settle()
    session, lane = driver.studio.session, driver.studio.window.timeline.spectrogram
    assert _named(driver) == "Foley 1, take 2"
    driver.studio.tracks.use_take(session.project.takes[0].key)
    driver.studio.spectrogram._refresh()
    assert _named(driver) == "Foley 1, take 1"
    assert lane._heat is not None
    assert not lane._heat._levels[0].any(), "another take's picture is gone at once"
    driver.settle()
    session.document.undo()
    driver.settle()
    assert _named(driver) == "Foley 1, take 2"
    high = lane._heat._levels[0].max(axis=1).argmax()
    assert high > 60
    driver.studio.tracks.rename_track(session.project.tracks[0].key, "Steps")
    driver.settle()
    assert _named(driver) == "Steps, take 2"
    driver.studio.tracks.delete_take(session.project.takes[0].key)
    driver.settle()
    assert _named(driver) == "Steps, take 1"
    driver.studio.tracks.delete_take(session.project.takes[0].key)
    driver.settle()
    assert _named(driver) == "Guide"


def test_frequencies_and_colours_are_chosen_in_the_menu_and_kept(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    lane, menu = driver.studio.window.timeline.spectrogram, driver.studio.window.actions_table.submenus["spectrogram"]
    driver.wait(lambda: lane._scale is not None)

    def choose(text: str) -> None:
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text().startswith(text)).trigger()
        driver.settle()

    assert lane._scale is not None
    ear = lane._scale.share_of(1000)
    choose("&Linear")
    driver.wait(lambda: lane._scale is not None and lane._scale.share_of(12_000) == pytest.approx(0.5, abs=0.02))
    assert ear > 0.2 > lane._scale.share_of(1000)
    before = lane.background()
    choose("&Cividis")
    assert lane.background() != before
    assert driver.studio.settings.text("view/heat_map", "") == "cividis"
    assert driver.studio.settings.text("view/frequencies", "") == "linear"
    choose("&Mel")
    driver.wait(lambda: lane._scale is not None and lane._scale.share_of(1000) == ear)
