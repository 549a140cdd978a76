from __future__ import annotations

import os
import threading

import torch

from foleystudio.engine.models import device
from foleystudio.gui.dialogs.preferences.pages.processing import ProcessingPage
from tests.gui.conftest import Driver
from tests.gui.hands import pick_by_mouse


def test_device_and_threads_act_at_once(driver: Driver) -> None:
    driver.studio.preferences.show("processing")
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    (page,) = dialog.findChildren(ProcessingPage)
    driver.wait(lambda: "compute on the" in page.device_note.text())
    assert page.device.currentText() == "The fastest there is"
    pick_by_mouse(driver.bot, page.device, "Processor")
    assert os.environ[device.WISH] == "cpu"
    assert device.available_device().type == "cpu"
    pick_by_mouse(driver.bot, page.threads, "1")
    counted = list[tuple[int, str]]()
    driver.studio.jobs.start(
        "test", lambda _p, _c: counted.append((torch.get_num_threads(), threading.current_thread().name))
    )
    driver.wait(lambda: bool(counted))
    assert counted[0][0] == 1
    pick_by_mouse(driver.bot, page.device, "The fastest there is")
    pick_by_mouse(driver.bot, page.threads, "As many as help")
    assert device.WISH not in os.environ
    assert device.THREADS not in os.environ


def test_a_device_that_is_gone_is_told(driver: Driver) -> None:
    driver.studio.settings.put("processing/device", "tpu")
    driver.studio.preferences.show("processing")
    dialog = driver.studio.preferences.dialog
    assert dialog is not None
    (page,) = dialog.findChildren(ProcessingPage)
    driver.wait(lambda: "is not there" in page.device_note.text())
