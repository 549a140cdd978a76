from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from foleystudio.engine.takes.render_take import TakeOrder, make_take
from foleystudio.errors import FoleyError
from foleystudio.gui.presenters.takes import render_queue
from foleystudio.gui.presenters.takes.render_queue import Ends, Rendering
from foleystudio.project.takes import Provenance
from tests.gui.conftest import Driver


class Told:
    """What the end of a rendering was."""

    def __init__(self) -> None:
        self.ends: list[str] = []

    def as_ends(self) -> Ends:
        return Ends(
            lambda made: self.ends.append(f"done {len(made)}"),
            lambda error: self.ends.append(f"failed: {error}"),
            lambda: self.ends.append("stopped"),
        )


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Takes are made, but come out only when the gate is opened."""
    opened = threading.Event()

    def held(*args: object) -> object:
        made = make_take(*args)  # type: ignore[arg-type]  # as the queue calls it
        opened.wait(10)
        return made

    monkeypatch.setattr(render_queue, "make_take", held)
    yield opened
    opened.set()


@pytest.fixture
def order(driver: Driver, clip: Path) -> TakeOrder:
    driver.open(clip)
    driver.drop_sound(driver.sound())
    take = driver.studio.session.project.takes[0]
    assert take.provenance is not None
    return driver.studio.renders.order(take.provenance, "one more")


def start(driver: Driver, order: TakeOrder, told: Told) -> Rendering:
    track = driver.studio.session.project.tracks[0].key
    return driver.studio.renders.start(track, [order], "Rendering one more", told.as_ends())


def test_a_rendering_is_told_of_once_and_is_over(driver: Driver, order: TakeOrder) -> None:
    told = Told()
    rendering = start(driver, order, told)
    assert driver.studio.renders.renderings() == [rendering]
    driver.wait(lambda: bool(told.ends))
    assert told.ends == ["done 1"]
    assert driver.studio.renders.renderings() == []
    assert order.path.is_file()


def test_what_was_made_a_moment_before_it_was_given_up_leaves_no_file(
    driver: Driver, order: TakeOrder, gate: threading.Event
) -> None:
    told = Told()
    rendering = start(driver, order, told)
    driver.wait(order.path.is_file)
    driver.studio.renders.cancel(rendering.track)
    assert driver.studio.renders.renderings() == []
    gate.set()
    driver.wait(lambda: bool(told.ends))
    assert told.ends == ["stopped"]
    assert not order.path.exists()


def test_nobody_is_told_of_what_nobody_wants_any_more(driver: Driver, order: TakeOrder, gate: threading.Event) -> None:
    told, next_one = Told(), Told()
    driver.studio.renders.drop(start(driver, order, told))
    start(driver, driver.studio.renders.order(order.provenance, "another"), next_one)
    gate.set()
    driver.wait(lambda: bool(next_one.ends))
    assert (told.ends, next_one.ends) == ([], ["done 1"])
    assert not order.path.exists()


def test_without_a_clip_there_is_nothing_to_order(driver: Driver) -> None:
    with pytest.raises(FoleyError, match="no clip"):
        driver.studio.renders.order(Provenance(), "late")
