from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from foleystudio.engine.models import installed
from foleystudio.engine.models.model_files import write_net
from foleystudio.engine.models.titles import title_of
from foleystudio.gui.dialogs import questions
from foleystudio.gui.presenters.sounds.models import models_offered
from foleystudio.project.document import Project
from foleystudio.project.settings import Renderer
from foleystudio.project.tracks import Track
from tests.gui.conftest import Driver, made_from


def _write_model(folder: Path, seed: int) -> Path:
    import torch

    from foleystudio.nets.config import PRESETS
    from foleystudio.nets.varietysound.model import VarietySound

    torch.manual_seed(seed)
    net = VarietySound(PRESETS["tiny"])
    torch.nn.init.normal_(net.mel_decoder.to_mel.weight, std=0.05)
    write_net(folder, net, PRESETS["tiny"])
    return folder


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model of the user's own, as a training leaves it, beside one that ships."""
    monkeypatch.setattr(installed, "models_dir", lambda: tmp_path / "models")
    _write_model(tmp_path / "models" / "varietysound", 0)
    return _write_model(tmp_path / "hammers" / "net", 1)


def _track(driver: Driver) -> Track:
    return driver.studio.session.project.tracks[0]


def _boxes(driver: Driver) -> tuple[list[str], str]:
    box = driver.studio.window.inspector._model
    return [box.itemText(row) for row in range(box.count())], box.currentText()


def _show_folder(monkeypatch: pytest.MonkeyPatch, folder: Path | None) -> None:
    monkeypatch.setattr(questions, "folder", lambda *_: folder)


def _choose_other(driver: Driver) -> None:
    """Choose the last row of the box, as a click does."""
    box = driver.studio.window.inspector._model
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.count() - 1)


def test_a_folder_of_ones_own_is_chosen_performed_with_and_undone(
    driver: Driver, clip: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    session, inspector = driver.studio.session, driver.studio.window.inspector
    inspector.renderer_chosen.emit(Renderer.EXEMPLAR)
    driver.drop_sound(driver.sound())
    assert inspector._model.isHidden(), "the exemplar renderer has none"
    inspector.renderer_chosen.emit(Renderer.HYBRID)
    driver.wait(lambda: made_from(_track(driver).takes[0]).renderer is Renderer.HYBRID)
    shipped = _track(driver).takes[0]
    assert not inspector._model.isHidden()
    assert _boxes(driver) == (["Shipped", "Other folder…"], "Shipped")
    _show_folder(monkeypatch, own.parent)
    _choose_other(driver)
    assert _track(driver).model == str(own)
    assert _boxes(driver) == (["Shipped", "hammers", "Other folder…"], "hammers")
    assert inspector._model.toolTip() == str(own)
    driver.wait(lambda: _track(driver).takes[0].path != shipped.path)
    made = _track(driver).takes[0]
    assert made.provenance is not None
    assert made.provenance.model == str(own)
    assert made.path.read_bytes() != shipped.path.read_bytes(), "another net shapes otherwise"
    assert session.document.undo_name == "Change model"
    session.document.undo()
    driver.settle()
    assert _track(driver).model is None
    assert _track(driver).takes[0] == shipped
    assert driver.errors == []


@pytest.mark.usefixtures("own")
def test_a_folder_without_a_model_is_told_and_changes_nothing(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    driver.studio.window.inspector.renderer_chosen.emit(Renderer.HYBRID)
    steps = driver.studio.session.document.steps
    _show_folder(monkeypatch, None)
    _choose_other(driver)
    assert _boxes(driver)[1] == "Shipped", "given up: the box shows what is used"
    _show_folder(monkeypatch, driver.folder)
    _choose_other(driver)
    assert "no sound model" in driver.errors[0]
    assert _boxes(driver)[1] == "Shipped"
    assert driver.studio.session.document.steps == steps


def _saved_with_own_model(driver: Driver, clip: Path, own: Path) -> Path:
    """A project whose take was made with a model that is gone by now; nothing is open any more."""
    driver.open(clip)
    driver.drop_sound(driver.sound())
    session = driver.studio.session
    session.change_track("Change model", replace(_track(driver), renderer=Renderer.HYBRID, model=str(own)))
    driver.wait(lambda: made_from(_track(driver).takes[0]).model == str(own))
    driver.settle()
    file = driver.folder / "p.foley"
    driver.save(file)
    driver.studio.project.new()
    shutil.rmtree(own.parent)
    return file


def _reopen(driver: Driver, file: Path) -> None:
    driver.studio.open(file)
    driver.wait(lambda: driver.studio.session.clip is not None)
    driver.settle()


def test_a_vanished_model_is_told_its_take_stays_and_edits_are_made_with_the_shipped_one(
    driver: Driver, clip: Path, own: Path
) -> None:
    file = _saved_with_own_model(driver, clip, own)
    _reopen(driver, file)
    session, banners = driver.studio.session, driver.studio.window.banners
    old = _track(driver).takes[0]
    assert [text for text in banners.texts() if "hammers, the sound model of Foley 1, is gone" in text]
    assert old.path.is_file()
    assert not session.document.is_modified, "opening makes nothing anew"
    assert _boxes(driver) == (["Shipped", "hammers (gone)", "Other folder…"], "hammers (gone)")
    driver.studio.window.inspector.knob_turned.emit("strength", 0.2)
    driver.wait(lambda: _track(driver).takes[0].path != old.path)
    driver.settle()
    made = _track(driver).takes[0]
    assert made.provenance is not None
    assert (made.provenance.model, made.provenance.settings.strength) == (None, 0.2)
    assert driver.errors == []
    driver.studio.generate.make_again()
    driver.wait(lambda: len(_track(driver).takes) == 2)
    assert _track(driver).model is None
    assert all("is gone" not in text for text in banners.texts()), "the track has another model now"


def test_a_vanished_model_that_is_shown_is_performed_with_again(
    driver: Driver, clip: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _saved_with_own_model(driver, clip, own)
    _reopen(driver, file)
    found = _write_model(driver.folder / "moved" / "hammers", 1)
    _show_folder(monkeypatch, found)
    driver.studio.window.banners.answer("Find…")
    driver.wait(lambda: made_from(_track(driver).takes[0]).model == str(found))
    assert _track(driver).model == str(found)
    assert all("is gone" not in text for text in driver.studio.window.banners.texts())


def test_the_models_offered_are_the_shipped_the_installed_and_those_in_use(
    tmp_path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "data_dir", lambda: tmp_path / "data")
    shutil.copytree(own, tmp_path / "data" / "models" / "doors")
    project = Project(
        tracks=(Track("a", renderer=Renderer.HYBRID, model=str(own), key=0), Track("b", model="x", key=1))
    )
    assert models_offered(project) == ((None, "Shipped"), ("doors", "doors"), (str(own), "hammers"))
    assert title_of("doors") == "doors"
    assert title_of("D:\\runs\\hammers\\net") == "hammers", "on whatever machine"
