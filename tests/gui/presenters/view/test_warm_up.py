from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.gui.presenters.view import warm_up
from foleystudio.gui.presenters.view.warm_up import load_networks, networks_of
from foleystudio.project.document import Project
from foleystudio.project.settings import Renderer, SynthesisSettings
from foleystudio.project.tracks import Track
from tests.engine.varietysound.conftest import installed, random_models
from tests.gui.conftest import Driver

__all__ = ["installed", "random_models"]

Warmed = list[set[tuple[str | None, Renderer]]]
HYBRID = (None, Renderer.HYBRID)


@pytest.fixture
def warmed(monkeypatch: pytest.MonkeyPatch) -> Warmed:
    """What was warmed, in place of warming it; nothing is imported yet."""
    asked: Warmed = []

    def load(wanted: set[tuple[str | None, Renderer]]) -> str:
        asked.append(wanted)
        return "CUDA"

    monkeypatch.setattr(warm_up, "load_networks", load)
    monkeypatch.setattr(warm_up, "are_imported", lambda: False)
    return asked


def _choose(driver: Driver, renderer: Renderer) -> None:
    driver.studio.window.inspector.renderer_chosen.emit(renderer)


def _pause(driver: Driver) -> None:
    """Until the user has paused for as long as it waits for, and what it began is over."""
    pause = driver.studio.warm_up._settle
    if pause.isActive():
        with driver.bot.waitSignal(pause.timeout, timeout=10_000):
            pass
    driver.wait(lambda: not driver.studio.jobs.is_busy("warm-up"))


def test_choosing_a_network_renderer_warms_it_once_and_says_so(driver: Driver, clip: Path, warmed: Warmed) -> None:
    driver.open(clip)
    _choose(driver, Renderer.HYBRID)
    driver.wait(lambda: "The networks are loaded" in driver.said)
    assert "Loading the networks…" in driver.said
    assert driver.studio.window.status._device.text() == "CUDA"
    _choose(driver, Renderer.EXEMPLAR)
    _choose(driver, Renderer.HYBRID)
    _pause(driver)
    assert warmed == [{HYBRID}]
    _choose(driver, Renderer.VARIETYSOUND)
    driver.wait(lambda: len(warmed) == 2)
    assert warmed[1] == {(None, Renderer.VARIETYSOUND)}


def test_grains_alone_warm_no_network(driver: Driver, clip: Path, warmed: Warmed) -> None:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    _pause(driver)
    assert warmed == []


@pytest.mark.parametrize(("default", "expected"), [(Renderer.HYBRID, [{HYBRID}]), (Renderer.EXEMPLAR, [])])
def test_an_empty_window_warms_what_performs_by_default(
    driver: Driver,
    warmed: Warmed,
    monkeypatch: pytest.MonkeyPatch,
    default: Renderer,
    expected: Warmed,
) -> None:
    monkeypatch.setattr(warm_up, "default_renderer", lambda: default)
    driver.studio.warm_up.begin()
    driver.wait(lambda: not driver.studio.jobs.is_busy("warm-up"))
    _pause(driver)
    assert warmed == expected


def test_it_waits_while_something_is_played(
    driver: Driver, clip: Path, warmed: Warmed, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.open(clip)
    player = type(driver.studio.player)
    monkeypatch.setattr(player, "is_playing", True)
    _choose(driver, Renderer.HYBRID)
    _pause(driver)
    assert warmed == []
    monkeypatch.setattr(player, "is_playing", False)
    driver.wait(lambda: warmed == [{HYBRID}])


def test_a_model_that_cannot_be_loaded_is_told(
    driver: Driver, clip: Path, warmed: Warmed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(_wanted: object) -> str:
        raise FoleyError("the weights are damaged", file=Path("weights.safetensors"))

    monkeypatch.setattr(warm_up, "load_networks", load)
    driver.open(clip)
    _choose(driver, Renderer.HYBRID)
    driver.wait(lambda: any("weights are damaged" in text for text in driver.errors))
    assert "The networks are loaded" not in driver.said


def test_every_model_of_the_project_is_warmed() -> None:
    project = Project(
        tracks=(
            Track("a", renderer=Renderer.HYBRID, key=0),
            Track("b", renderer=Renderer.VARIETYSOUND, model="mine", key=1),
            Track("c", key=2),
        )
    )
    assert networks_of(project) == {HYBRID, ("mine", Renderer.VARIETYSOUND)}
    unshaped = SynthesisSettings(shaping=0.0)
    assert networks_of(Project(tracks=(Track("a", renderer=Renderer.HYBRID, settings=unshaped, key=0),))) == set()


@pytest.mark.usefixtures("installed", "random_models")
def test_warm_networks_are_there_when_they_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from foleystudio.engine.varietysound import model
    from foleystudio.engine.varietysound.generation import vocoding

    assert load_networks({(None, Renderer.VARIETYSOUND), ("gone", Renderer.HYBRID)})
    monkeypatch.setattr(model, "read_net", lambda *_: pytest.fail("it is read once more"))
    assert model.load_model(), "also in the place of one that is gone"
    monkeypatch.setattr(vocoding, "read_net", lambda *_: pytest.fail("it is read once more"))
    assert vocoding.load_vocoder()
    assert warm_up.are_imported()
