from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from foleystudio.engine.mix.plans.strips import GUIDE_ROW
from foleystudio.engine.takes.take_names import describe_take
from foleystudio.gui.choice import GUIDE
from foleystudio.gui.dialogs import questions
from foleystudio.gui.presenters.takes import tracks as tracks_presenter
from foleystudio.gui.settings import Settings
from foleystudio.gui.stem_names import remember_names
from foleystudio.media.sound.levels.peaks import Peaks, build_peaks
from foleystudio.media.sound.reader import read_sound
from foleystudio.project.settings import Renderer
from tests.gui.conftest import Driver, made_from


@pytest.fixture
def two_takes(driver: Driver, clip: Path) -> Driver:
    driver.open(clip)
    driver.drop_sound(driver.sound("a.wav"))
    driver.drop_sound(driver.sound("b.wav", 1200))
    driver.settle()
    return driver


def gains(driver: Driver) -> dict[int, float]:
    return {strip.row: strip.gain for strip in driver.studio.player._mixdown.plan.strips}


def test_rows_show_takes_with_their_waveforms(two_takes: Driver) -> None:
    row = two_takes.studio.window.timeline.tracks.row(two_takes.studio.session.project.tracks[0].key)
    views = row.takes.track.takes
    assert [view.label for view in views] == ["1  a", "2  b"]
    assert all(view.wave is not None for view in views)
    assert row.takes.track.active == views[1].key


def test_mute_and_solo_reach_the_player(two_takes: Driver) -> None:
    studio, project = two_takes.studio, two_takes.studio.session.project
    key = project.tracks[0].key
    assert gains(two_takes) == {GUIDE_ROW: 0.0, key: pytest.approx(1.0)}
    studio.window.timeline.tracks.mute_toggled.emit(key, True)
    studio.window.timeline.tracks.mute_toggled.emit(GUIDE, False)
    assert gains(two_takes) == {GUIDE_ROW: 1.0, key: 0.0}
    studio.window.timeline.tracks.solo_toggled.emit(key, True)
    assert gains(two_takes)[GUIDE_ROW] == 0.0


def test_a_flip_while_playing_matches_levels_until_playing_ends(two_takes: Driver) -> None:
    studio, session = two_takes.studio, two_takes.studio.session
    track = session.project.tracks[0]
    loud, soft = (replace(take, loudness_lufs=level) for take, level in zip(track.takes, (-12.0, -18.0), strict=True))
    session.change_track("levels", replace(track, takes=(loud, soft)))
    studio.playback.toggle()
    studio.window.actions_table["flip_take"].trigger()
    assert session.project.tracks[0].active == loud.key
    assert gains(two_takes)[track.key] == pytest.approx(10 ** (-6 / 20), rel=1e-3)
    studio.playback.stop()
    assert gains(two_takes)[track.key] == pytest.approx(1.0)


def test_takes_are_used_renamed_and_deleted(two_takes: Driver) -> None:
    tracks, session = two_takes.studio.tracks, two_takes.studio.session
    one, two = session.project.takes
    tracks.use_take(one.key)
    assert session.project.tracks[0].active == one.key
    assert session.project.tracks[0].references == made_from(one).references
    tracks.rename_take(one.key, "dry")
    assert session.project.takes[0].name == "dry"
    tracks.step_take(+1)
    assert session.project.tracks[0].active == two.key
    tracks.delete_take(two.key)
    assert session.project.tracks[0].active == one.key
    assert two.path.is_file(), "an undo may want it back"
    session.document.undo()
    assert session.project.tracks[0].active == two.key


def test_a_flip_needs_two_takes(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.studio.tracks.flip()
    assert "one take only" in driver.said[-1]


def test_comparing_makes_another_pair(two_takes: Driver) -> None:
    two_takes.studio.generate.make_again()
    session = two_takes.studio.session
    two_takes.wait(lambda: len(session.project.takes) == 3)
    one = session.project.takes[0].key
    two_takes.studio.tracks.compare(one)
    two_takes.studio.tracks.flip()
    assert session.project.tracks[0].active == one


def test_tracks_come_go_and_are_chosen(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    tracks, session = driver.studio.tracks, driver.studio.session
    tracks.add_track()
    assert session.track is not None
    assert session.track.name == "Foley 2"
    tracks.rename_track(session.track.key, "Steps")
    tracks.choose_by(-1)
    assert session.track.name == "Foley 1"
    tracks.choose_by(+1)
    assert session.track.name == "Steps"
    tracks.toggle_mute()
    tracks.toggle_solo()
    assert (session.track.mute, session.track.solo) == (True, True)
    tracks.delete_track()
    assert [track.name for track in session.project.tracks] == ["Foley 1"]


def test_a_take_is_saved_as_a_file(two_takes: Driver) -> None:
    out = two_takes.folder / "saved take.wav"
    take = two_takes.studio.session.project.takes[0]
    two_takes.studio.tracks.save_take(take.key, out)
    two_takes.wait(out.is_file)
    assert len(read_sound(out)) == take.n_samples
    two_takes.studio.tracks.save_take(take.key, two_takes.folder / "no" / "where.wav")
    two_takes.wait(lambda: bool(two_takes.errors))


def test_a_saved_take_is_called_as_stems_are(two_takes: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    session, offered = two_takes.studio.session, list[str]()

    def ask(_window: QWidget, _settings: Settings, _title: str, _kinds: str, name: str) -> None:
        offered.append(name)

    monkeypatch.setattr(questions, "save_file", ask)
    two_takes.studio.window.actions_table["save_take"].trigger()
    take = session.project.tracks[0].active_take
    assert take is not None
    for naming in ("{catid}_{fxname} {n}_{creator}_{source}", "{gone}"):
        remember_names(session.settings, naming, "ABC", "FILM")
        two_takes.studio.window.actions_table["save_take"].trigger()
    assert offered == [f"{take.name}.wav", "FOLYMisc_Foley 1 02_ABC_FILM.wav", f"{take.name}.wav"]


def test_a_take_is_described_by_its_sounds_its_performer_and_seed(two_takes: Driver) -> None:
    project = two_takes.studio.session.project
    text = describe_take(project, project.takes[0])
    assert text.startswith("a, by Exemplar, seed 0, 3 events")
    assert two_takes.studio.window.inspector.takes.rows()[-1].detail == text
    made = project.takes[0].provenance
    assert made is not None
    for renderer, model, performer in (
        (Renderer.HYBRID, None, "Hybrid"),
        (Renderer.HYBRID, "/runs/hammers/net", "Hybrid (hammers)"),
        (Renderer.VARIETYSOUND, "doors", "VarietySound (doors)"),
    ):
        other = replace(made, renderer=renderer, model=model)
        assert f", by {performer}, seed 0" in describe_take(project, replace(project.takes[0], provenance=other))
    gone = project.without_reference(project.references[0].key)
    assert describe_take(gone, project.takes[0]).startswith("a removed sound")
    assert describe_take(project, replace(project.takes[0], provenance=None)) == "a sound from outside"


def test_showing_a_renderings_progress_does_not_begin_the_waveforms_anew(
    two_takes: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks, begun = two_takes.studio.tracks, list[object]()
    tracks._waves.clear()
    may_end = threading.Event()

    def slowly(*arguments: Any) -> Peaks:
        begun.append(arguments)
        may_end.wait(10.0)
        return build_peaks(*arguments)

    monkeypatch.setattr(tracks_presenter, "build_peaks", slowly)
    for _ in range(5):
        tracks.show()
        two_takes.wait(lambda: bool(begun))
    may_end.set()
    two_takes.wait(lambda: len(tracks._waves) == 2)
    assert len(begun) == 2, "once a take"


def test_a_damaged_take_is_told_once_and_keeps_no_other_from_being_drawn(two_takes: Driver) -> None:
    studio, session = two_takes.studio, two_takes.studio.session
    first, second = session.project.takes
    bad = two_takes.folder / "bad.wav"
    bad.write_bytes(b"RIFFxxxx")
    track = session.project.tracks[0]
    session.document.load(session.project.with_changed_track(replace(track, takes=(replace(first, path=bad), second))))
    two_takes.settle()
    studio.tracks.show()
    two_takes.settle()
    views = studio.window.timeline.tracks.row(track.key).takes.track.takes
    assert views[1].wave is not None
    assert len([text for text in two_takes.errors if "bad.wav" in text]) == 1


def test_a_new_or_chosen_track_comes_into_view(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    timeline = driver.studio.window.timeline
    add = driver.studio.window.actions_table["add_track"]
    for _ in range(12):
        add.trigger()
        QApplication.processEvents()
    inner = timeline._scroll

    def is_seen(number: int) -> bool:
        row = timeline.tracks.row(driver.studio.session.project.tracks[number].key)
        top = row.mapTo(inner.viewport(), row.rect().topLeft()).y()
        return top >= 0 and top + row.height() <= inner.viewport().height()

    driver.wait(lambda: is_seen(-1))
    assert not is_seen(0)
    driver.studio.session.choose_track(driver.studio.session.project.tracks[0].key)
    driver.wait(lambda: is_seen(0))
    add.trigger()
    driver.wait(lambda: is_seen(-1))


def test_takes_that_are_unfolded_come_into_view(two_takes: Driver) -> None:
    timeline = two_takes.studio.window.timeline
    row = timeline.tracks.row(two_takes.studio.session.project.tracks[0].key)
    inner, bar = timeline._scroll, timeline._scroll.verticalScrollBar()
    for _ in range(4):
        two_takes.studio.window.actions_table["add_track"].trigger()
    two_takes.settle()
    bar.setValue(row.y() + row.height() - inner.viewport().height())  # nothing below it shows

    def foot() -> int:
        return row.mapTo(inner.viewport(), row.rect().bottomLeft()).y()

    two_takes.studio.window.resize(1280, 600)
    two_takes.settle()
    before = row.height()
    QTest.mouseClick(row.fold, Qt.MouseButton.LeftButton)
    two_takes.wait(lambda: row.height() > before)
    assert foot() >= 0
    two_takes.wait(lambda: foot() < inner.viewport().height())


def test_the_first_pass_takes_the_place_of_the_track_that_came_with_the_clip(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.settle()
    session = driver.studio.session
    actions = driver.studio.window.actions_table
    actions["add_props_track"].trigger()
    driver.settle()
    assert [track.name for track in session.project.tracks] == ["Props"]
    actions["add_empty_track"].trigger()
    assert [track.name for track in session.project.tracks] == ["Props", "Foley"]


def test_outlines_of_files_that_edits_replaced_do_not_pile_up(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tracks_presenter, "_SPARE_WAVES", 2)
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    document, first = driver.studio.session.document, driver.studio.session.project.takes[0].path
    key = driver.studio.session.events.events[0].key
    for at_s in (0.41, 0.42, 0.43, 0.44):
        driver.studio.window.timeline.events.events_moved.emit({key: at_s})
        driver.settle()
    outlines = driver.studio.tracks._waves
    assert driver.studio.session.project.takes[0].path in outlines
    assert first not in outlines
    assert len(outlines) == 3
    for _ in range(4):
        document.undo()
    driver.settle()
    assert driver.studio.session.project.takes[0].path == first
    row = driver.studio.window.timeline.tracks.row(driver.studio.session.project.tracks[0].key)
    assert row.takes.track.takes[0].wave is outlines[first], "drawn anew"
