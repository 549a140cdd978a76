"""The page of processing: devices are looked for in the background, and networks loaded anew where they are to be."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QObject

from foleystudio.gui.dialogs.preferences.pages.processing import ProcessingPage
from foleystudio.gui.presenters.preferences.environment import DEVICE, THREADS, heed
from foleystudio.gui.presenters.view.warm_up import WarmUpPresenter
from foleystudio.gui.session import Session

_NAMES = {"cuda": "Graphics card (CUDA)", "mps": "Graphics (Metal)", "cpu": "Processor"}
_LANE = "warm-up"  # where networks are imported: one thread at a time


class ProcessingPreferences(QObject):
    """Shows the devices there are, and hands on what is chosen."""

    def __init__(self, page: ProcessingPage, session: Session, warm_up: WarmUpPresenter) -> None:
        super().__init__(page)
        self._page, self._session, self._warm_up = page, session, warm_up
        self._present: tuple[str, ...] | None = None
        page.device_picked.connect(self._choose_device)
        page.threads_picked.connect(self._choose_threads)
        self._show()
        session.jobs.start(_LANE, lambda _p, _c: _devices(), self._found, title="Looking for devices", supersede=False)

    def _found(self, present: tuple[str, ...]) -> None:
        self._present = present
        self._show()

    def _show(self) -> None:
        settings, present = self._session.settings, self._present
        chosen, threads = settings.text(DEVICE, "") or None, settings.text(THREADS, "")
        known = present or ("cpu",)
        named = [*known, *([chosen] if chosen is not None and chosen not in known else [])]
        devices = [(None, "The fastest there is"), *((name, _NAMES.get(name, name)) for name in named)]
        self._page.show_devices(devices, chosen, _told(present, chosen))
        cores = os.cpu_count() or 1
        counts: list[tuple[object, str]] = [(None, "As many as help")]
        counts += [(str(number), str(number)) for number in range(1, cores + 1)]
        self._page.show_threads(counts, threads or None)

    def _choose_device(self, name: str | None) -> None:
        self._session.settings.put(DEVICE, name or "")
        heed(self._session.settings)
        self._warm_up.again()
        self._show()

    def _choose_threads(self, number: str | None) -> None:
        self._session.settings.put(THREADS, number or "")
        heed(self._session.settings)
        self._show()


def _told(present: tuple[str, ...] | None, chosen: str | None) -> str:
    if present is None:
        return "Looking for graphics cards…"
    used = _NAMES[chosen if chosen in present else present[0]].lower()
    gone = f"{_NAMES.get(chosen, chosen)} is not there: " if chosen is not None and chosen not in present else ""
    return (
        f"{gone}{'n' if gone else 'N'}etworks compute on the {used.replace('cuda', 'CUDA').replace('metal', 'Metal')}"
    )


def share_threads() -> None:
    """In a worker, before its job: as many threads as are wished for, where networks are loaded."""
    if "torch" in sys.modules:
        from foleystudio.engine.models.device import heed_threads

        heed_threads()


def _devices() -> tuple[str, ...]:
    """In the worker: the devices there are."""
    from foleystudio.engine.models.device import present_devices

    return present_devices()
