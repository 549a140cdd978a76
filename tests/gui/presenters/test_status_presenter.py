from __future__ import annotations

import threading

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice
from tests.gui.conftest import Driver


def test_what_is_under_way_shows_with_its_stage_and_can_be_cancelled(driver: Driver) -> None:
    studio, go, stopped = driver.studio, threading.Event(), list[bool]()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        progress(0.25, "half of the half")
        while not cancelled():
            go.wait(0.01)

    studio.jobs.start("x", work, title="Thinking", stopped=lambda: stopped.append(True), shown=True)
    status = studio.window.status
    driver.wait(lambda: status._stage.text() == "Thinking: half of the half")
    assert status._bar.isVisible()
    status._cancel.click()
    driver.wait(lambda: bool(stopped))
    assert not status._bar.isVisible()


def test_messages_notices_and_errors_find_their_places(driver: Driver) -> None:
    session, window = driver.studio.session, driver.studio.window
    session.say("done")
    session.notice(Notice("look", "info"))
    session.fail(FoleyError("bad"))
    assert window.status.message() == "done"
    assert window.banners.texts() == ["look", "Bad."]


def test_a_bug_in_a_worker_reaches_the_user(driver: Driver) -> None:
    def bug(_progress: Progress, _cancelled: Cancelled) -> None:
        raise RuntimeError("oops")

    driver.studio.jobs.start("x", bug, title="Thinking")
    driver.wait(lambda: bool(driver.studio.window.banners.texts()))
    assert "oops" in driver.studio.window.banners.texts()[0]
