from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from foleystudio.engine.models import installed
from foleystudio.engine.render.renderers import RENDERERS
from foleystudio.gui.presenters.sounds import inspector as inspector_presenter
from foleystudio.gui.presenters.sounds.inspector import renderers
from foleystudio.media.sound.reader import read_sound
from foleystudio.paths import models_dir
from foleystudio.project.settings import Renderer
from foleystudio.project.storage.saved import load_project
from tests.conftest import MakeClip
from tests.gui import hands
from tests.gui.conftest import Driver, hits, made_from


def test_it_follows_the_chosen_track_and_its_take(driver: Driver, clip: Path) -> None:
    inspector = driver.studio.window.inspector
    assert inspector._title.text() == "No take yet"
    driver.open(clip)
    assert inspector._title.text() == "Next take on Foley 1"
    driver.drop_sound(driver.sound("anvil.wav"))
    assert inspector._title.text() == "Take 1 on Foley 1"
    assert inspector._reference.currentText() == "anvil"
    assert [row.state for row in inspector.takes.rows()] == ["in use"]
    driver.studio.tracks.add_track()
    assert inspector._title.text() == "Next take on Foley 2"


def _perform_with(driver: Driver, renderer: Renderer) -> bytes:
    """Bytes of the take in use once it is made by a renderer, which it says of itself."""
    driver.wait(lambda: made_from(driver.studio.session.project.takes[0]).renderer is renderer)
    driver.settle()
    take = driver.studio.session.project.takes[0]
    assert driver.studio.session.project.tracks[0].renderer is made_from(take).renderer is renderer
    return take.path.read_bytes()


def test_each_renderer_that_is_picked_makes_its_own_sound_and_is_saved_with_it(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "models_dir", models_dir)
    driver.open(clip)
    driver.drop_sound(driver.sound("anvil.wav"))
    session, box = driver.studio.session, driver.studio.window.inspector._renderer
    heard = {Renderer.HYBRID: _perform_with(driver, Renderer.HYBRID)}
    for renderer in (Renderer.EXEMPLAR, Renderer.VARIETYSOUND):
        hands.pick_by_mouse(driver.bot, box, RENDERERS[renderer].title)
        heard[renderer] = _perform_with(driver, renderer)
    assert len(set(heard.values())) == 3, "three renderers, three sounds"
    driver.studio.window.activateWindow()
    for renderer in (Renderer.HYBRID, Renderer.EXEMPLAR, Renderer.VARIETYSOUND):
        hands.pick_by_keys(box, RENDERERS[renderer].title)
        assert _perform_with(driver, renderer) == heard[renderer], "as when it was picked by mouse"
    driver.save(driver.folder / "p.foley")
    driver.studio.project.new()
    driver.studio.open(driver.folder / "p.foley")
    driver.wait(lambda: session.clip is not None)
    assert _perform_with(driver, Renderer.VARIETYSOUND) == heard[Renderer.VARIETYSOUND]
    assert box.currentText() == RENDERERS[Renderer.VARIETYSOUND].title
    session.change_track("Forget", replace(session.project.tracks[0], takes=(), active=None, other=None))
    driver.studio.generate.generate()
    driver.wait(lambda: bool(session.project.takes))
    assert _perform_with(driver, Renderer.VARIETYSOUND) == heard[Renderer.VARIETYSOUND], "made again from the file"
    assert driver.errors == []


def test_every_variation_comes_up_on_the_dice(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, inspector = driver.studio.session, driver.studio.window.inspector
    inspector.knob_turned.emit("seed", 9998.0)
    seeds = []
    for _ in range(2):
        (dice,) = (button for button in inspector.findChildren(QToolButton) if button.toolTip() == "Another seed")
        driver.bot.mouseClick(dice, Qt.MouseButton.LeftButton)
        seeds.append(session.project.tracks[0].settings.seed)
    assert seeds == [9999, 0]


def test_without_a_clip_it_shows_who_will_perform(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    both = (Renderer.HYBRID, Renderer.EXEMPLAR)
    monkeypatch.setattr(inspector_presenter, "installed_renderers", lambda: both)
    monkeypatch.setattr(inspector_presenter, "default_renderer", lambda: Renderer.HYBRID)
    driver.studio.inspector.show()
    assert driver.studio.window.inspector._renderer.currentText() == "Hybrid"
    assert not driver.studio.window.inspector._renderer.isEnabled()


def test_before_the_first_take_it_names_the_reference_that_is_chosen(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, inspector = driver.studio.session, driver.studio.window.inspector
    driver.studio.references.add([driver.sound("a.wav"), driver.sound("b.wav", 900)])
    driver.wait(lambda: len(session.project.references) == 2)
    for reference in session.project.references:
        session.choose_reference(reference.key)
        assert inspector._reference.currentText() == reference.name


def test_the_offset_belongs_to_the_clip_and_is_undone(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, inspector = driver.studio.session, driver.studio.window.inspector
    inspector.knob("offset_ms")._set_by_user(30)
    assert session.project.offset_ms == 30
    assert session.document.undo_name == "Change offset"
    session.document.undo()
    assert inspector.knob("offset_ms").value() == 0


def test_two_drags_of_one_knob_are_two_steps(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session, inspector = driver.studio.session, driver.studio.window.inspector
    for values in ((-1.0, -2.0), (-3.0, -4.0)):
        for value in values:
            inspector.knob_turned.emit("gain_db", value)
        inspector.knob_released.emit()
    assert session.document.steps[-2:] == ("Change gain", "Change gain")


def test_the_ambience_can_be_taken_from_the_clip_is_kept_and_undone(driver: Driver, make_clip: MakeClip) -> None:
    room = 0.05 * np.random.default_rng(1).standard_normal((96_000, 1)).astype(np.float32)
    driver.open(make_clip("room.mov", frames=50, audio=hits() + room))
    driver.drop_sound(driver.sound())
    driver.settle()
    session, inspector = driver.studio.session, driver.studio.window.inspector
    inspector.knob("ambience")._set_by_user(1.0)
    driver.settle()

    def quiet_part() -> float:
        return float(np.std(read_sound(session.project.takes[0].path).samples[64_000:70_000]))

    of_reference = quiet_part()
    inspector.controls.toggles["guide_ambience"].click()
    driver.settle()
    assert session.document.undo_name == "Change ambience's source"
    assert quiet_part() > 5 * of_reference
    driver.save(driver.folder / "p.foley")
    assert load_project(driver.folder / "p.foley").project.tracks[0].settings.guide_ambience
    session.document.undo()
    driver.settle()
    assert quiet_part() == of_reference
    assert not inspector.controls.toggles["guide_ambience"].isChecked()
    assert driver.errors == []


def test_another_reference_is_performed_in_the_takes_place(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound("a.wav"))
    driver.studio.references.add([driver.sound("b.wav", 900)])
    driver.wait(lambda: len(session.project.references) == 2)
    old = session.project.takes[0]
    key = session.project.references[1].key
    hands.pick_by_mouse(driver.bot, driver.studio.window.inspector._reference, "b")
    driver.wait(lambda: session.project.takes[0].path != old.path)
    assert made_from(session.project.takes[0]).references == (key,)


def test_the_networks_can_be_chosen_only_with_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in ("models_dir", "data_dir"):
        monkeypatch.setattr(installed, home, lambda: tmp_path)
    assert [renderer for renderer, _ in renderers()] == [Renderer.EXEMPLAR]
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "config.json").write_text('{"kind": "VarietySoundConfig"}')
    assert [renderer for renderer, _ in renderers()] == [Renderer.HYBRID, Renderer.EXEMPLAR]


def test_what_the_limiter_takes_off_stands_beside_the_gain_and_is_saved(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    driver.settle()
    inspector, session = driver.studio.window.inspector, driver.studio.session
    assert not inspector._limited.isVisible()
    field = inspector.knob("gain_db")._field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Return)
    driver.wait(lambda: inspector._limited.isVisible())
    taken_off_db = session.project.takes[0].limited_db
    assert taken_off_db > 1
    assert inspector._limited.text() == f"limiter −{taken_off_db:.1f}"
    assert f"up to {taken_off_db:.1f} dB taken off by the limiter" in inspector.takes.rows()[0].detail
    driver.save(driver.folder / "p.foley")
    assert load_project(driver.folder / "p.foley").project.takes[0].limited_db == taken_off_db
    driver.studio.window.actions_table["undo"].trigger()
    driver.wait(lambda: not inspector._limited.isVisible())
