from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from foleystudio.engine import renderers as installed
from foleystudio.gui.presenters import inspector_presenter
from foleystudio.gui.presenters.inspector_presenter import renderers
from foleystudio.media.audio import read_sound
from foleystudio.project.saved import load_project
from foleystudio.project.settings import Renderer
from tests.conftest import MakeClip
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


def test_without_a_clip_it_shows_who_will_perform(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    both = (Renderer.HYBRID, Renderer.EXEMPLAR)
    monkeypatch.setattr(inspector_presenter, "installed_renderers", lambda: both)
    monkeypatch.setattr(inspector_presenter, "default_renderer", lambda: Renderer.HYBRID)
    driver.studio.inspector.show()
    assert driver.studio.window.inspector._renderer.currentText() == "VarietySound hybrid"
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
    inspector._guide_ambience.click()
    driver.settle()
    assert session.document.undo_name == "Change ambience's source"
    assert quiet_part() > 5 * of_reference
    driver.save(driver.folder / "p.foley")
    assert load_project(driver.folder / "p.foley").project.tracks[0].settings.guide_ambience
    session.document.undo()
    driver.settle()
    assert quiet_part() == of_reference
    assert not inspector._guide_ambience.isChecked()
    assert driver.errors == []


def test_another_reference_is_performed_in_the_takes_place(driver: Driver, clip: Path) -> None:
    driver.open(clip)
    session = driver.studio.session
    driver.drop_sound(driver.sound("a.wav"))
    driver.studio.references.add([driver.sound("b.wav", 900)])
    driver.wait(lambda: len(session.project.references) == 2)
    old = session.project.takes[0]
    key = session.project.references[1].key
    driver.studio.window.inspector.references_chosen.emit([key])
    driver.wait(lambda: session.project.takes[0].path != old.path)
    assert made_from(session.project.takes[0]).references == (key,)


def test_the_networks_can_be_chosen_only_with_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in ("models_dir", "data_dir"):
        monkeypatch.setattr(installed, home, lambda: tmp_path)
    assert [renderer for renderer, _ in renderers()] == [Renderer.EXEMPLAR]
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "config.json").write_text('{"kind": "VarietySoundConfig"}')
    assert [renderer for renderer, _ in renderers()] == [Renderer.HYBRID, Renderer.EXEMPLAR]
