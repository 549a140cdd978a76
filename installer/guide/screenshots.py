"""Make the guide's pictures anew: ``python3 installer/guide/screenshots.py [NAME ...]``, in the studio's environment.

Each is of the real window on the example, drawn without a display. The studio works on folders of its own: nothing of
the user's is read or written.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from foleystudio.gui.studio import Studio

PICTURES = ROOT / "resources" / "guide" / "pictures"
_WITHIN_S, _RESTS_S = 120.0, 0.8


def main(names: list[str]) -> int:
    """Draw all pictures, or those named; answers the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "QT_QPA_PLATFORM": "offscreen",
            "FOLEYSTUDIO_DATA": f"{folder}/data",
            "FOLEYSTUDIO_CACHE": f"{folder}/cache",
        }
        PICTURES.mkdir(exist_ok=True)
        from foleystudio.gui.app import make_application
        from foleystudio.gui.look import theme

        theme.apply(make_application(), theme.Scheme.DARK)
        for name, pose in POSES.items():
            if not names or name in names:
                _draw(name, pose)
    return 0


def _draw(name: str, pose: Callable[[Studio], QWidget]) -> None:
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QApplication

    from foleystudio.gui.studio import Studio
    from foleystudio.paths import example_dir

    studio = Studio(device="no such card")
    studio.window.resize(1280, 720)
    studio.window.show()
    if name != "empty":
        studio.open(example_dir() / "example.foley")
        _wait(lambda: studio.session.clip is not None)
    _settle(studio)
    widget = pose(studio)
    _settle(studio)
    studio.window.banners.hide()  # of a machine without a sound card
    QApplication.processEvents()
    picture = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    picture.save(str(PICTURES / f"{name}.png"), quality=0)  # as small as it goes
    studio.window.hide()
    studio.close()


def _wait(until: Callable[[], bool]) -> None:
    from PySide6.QtWidgets import QApplication

    ends = time.monotonic() + _WITHIN_S
    while not until():
        QApplication.processEvents()
        time.sleep(0.005)
        if time.monotonic() > ends:
            raise TimeoutError("the studio is not done")


def _settle(studio: Studio) -> None:
    """Until nothing is under way, twice: what waits for hands to rest begins in between."""
    for _ in range(2):
        begun = time.monotonic()
        _wait(partial(_has_rested, studio, begun))


def _has_rested(studio: Studio, since_s: float) -> bool:
    return time.monotonic() > since_s + _RESTS_S and not _is_busy(studio)


def _is_busy(studio: Studio) -> bool:
    return bool({job.lane for job in studio.jobs._running} - {"player", "warm-up", "journal"})


def _empty(studio: Studio) -> QWidget:
    return studio.window


def _take(studio: Studio) -> QWidget:
    studio.playback.seek(2.0)
    return studio.window


def _hit_bar(studio: Studio) -> QWidget:
    studio.playback.seek(3.9)
    studio.window.actions_table["select_before"].trigger()
    return studio.window


def _references(studio: Studio) -> QWidget:
    studio.window.actions_table["edit_reference"].trigger()
    _settle(studio)
    return _dialog(studio, "ReferenceEditor")


def _layers(studio: Studio) -> QWidget:
    studio.window.actions_table["layers"].trigger()
    _settle(studio)
    return _dialog(studio, "LayersWindow")


def _passes(studio: Studio) -> QWidget:
    for _ in range(2):
        studio.window.actions_table["add_track"].trigger()
    return studio.window.timeline


def _export(studio: Studio) -> QWidget:
    from PySide6.QtWidgets import QLineEdit

    studio.window.actions_table["export"].trigger()
    _settle(studio)
    dialog = _dialog(studio, "ExportDialog")
    dialog.findChildren(QLineEdit)[0].setText("example foley.mp4")  # whose folders these are is nobody's business
    return dialog


def _shortcuts(studio: Studio) -> QWidget:
    studio.window.actions_table["shortcuts"].trigger()
    return _dialog(studio, "ShortcutSheet")


def _dialog(studio: Studio, kind: str) -> QWidget:
    from PySide6.QtWidgets import QApplication

    shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible() and widget is not studio.window]
    with suppress(StopIteration):
        found: QWidget = next(widget for widget in shown if type(widget).__name__ == kind)
        return found
    raise LookupError(f"no {kind} among {[type(widget).__name__ for widget in shown]}")


POSES: dict[str, Callable[[Studio], QWidget]] = {
    "empty": _empty,
    "take": _take,
    "hit-bar": _hit_bar,
    "passes": _passes,
    "references": _references,
    "layers": _layers,
    "export": _export,
    "shortcuts": _shortcuts,
}
"""Name of a picture -> what brings the studio there, and the widget that is drawn."""


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except BaseException:
        traceback.print_exc()
        code = 1
    os._exit(code)  # the studio's threads, of which one may be held up, need not end
