from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine import renderers as installed
from foleystudio.gui.presenters.inspector_presenter import renderers
from foleystudio.project.settings import Renderer
from tests.gui.conftest import Driver


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
    assert session.project.takes[0].provenance.references == (key,)  # type: ignore[union-attr]


def test_the_networks_can_be_chosen_only_with_a_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for home in ("models_dir", "data_dir"):
        monkeypatch.setattr(installed, home, lambda: tmp_path)
    assert [renderer for renderer, _ in renderers()] == [Renderer.EXEMPLAR]
    (tmp_path / "studio").mkdir()
    (tmp_path / "studio" / "config.json").write_text('{"kind": "VarietySoundConfig"}')
    assert [renderer for renderer, _ in renderers()] == [Renderer.HYBRID, Renderer.EXEMPLAR]
