from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from foleystudio.engine.request import Timing
from foleystudio.gui.app import begin, make_application
from tests.gui.conftest import Driver

# What the window opens without: libraries, and modules of the program that bring many others along.
_UNNEEDED = (
    *("torch", "cv2", "pyqtgraph", "scipy", "safetensors", "pydantic"),
    "foleystudio.dsp.onsets",
    "foleystudio.engine.exemplar.references.reference",
    "foleystudio.engine.measures",
    "foleystudio.engine.mix.export",
    "foleystudio.engine.timing.guide",
    "foleystudio.gui.dialogs.export_dialog",
    "foleystudio.gui.presenters.takes.compared_hit",
    "foleystudio.nets",
)

_START = f"""
UNNEEDED = {_UNNEEDED!r}
import sys
from PySide6.QtCore import QTimer
from foleystudio.gui import app
real = app.begin
def begin(studio, arguments):
    assert studio.window.isVisible()
    print([name for name in UNNEEDED if name in sys.modules])
    real(studio, arguments)
    QTimer.singleShot(700, studio.window.close)
app.begin = begin
print(app.main(sys.argv[1:]))
"""


def run_app(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "FOLEYSTUDIO_DATA": str(tmp_path / "data"),
        "FOLEYSTUDIO_CACHE": str(tmp_path / "cache"),
        "QT_QPA_PLATFORM_PLUGIN_PATH": "/nowhere",
    }
    return subprocess.run(
        [sys.executable, "-c", _START, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_window_opens_with_what_it_needs_and_closes_cleanly(tmp_path: Path, clip: Path) -> None:
    ran = run_app(tmp_path, str(clip))
    assert ran.stdout.splitlines() == ["[]", "0"], ran.stderr
    assert "Traceback" not in ran.stderr
    assert not list((tmp_path / "data" / "journals").glob("*.journal")), "a clean end leaves nothing to recover"


def test_files_named_on_the_command_line_are_opened(driver: Driver, clip: Path) -> None:
    begin(driver.studio, [str(clip), "-platform"])
    driver.wait(lambda: driver.studio.session.clip is not None)


def test_a_cache_that_cannot_be_written_is_told_once_and_hinders_nothing(
    driver: Driver, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = driver.folder / "cache"
    taken.write_bytes(b"")
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(taken))
    window, session = driver.studio.window, driver.studio.session
    begin(driver.studio, [str(clip)])
    driver.wait(lambda: session.clip is not None)
    session.document.load(session.project)
    assert [text for text in window.banners.texts() if text.startswith("cache: the cache folder cannot be written")]
    driver.wait(lambda: window.timeline.guide._painter is not None)
    driver.wait(lambda: bool(window.timeline.filmstrip._pictures))
    driver.wait(lambda: not driver.studio.proposals.are_coming())
    window.actions_table["timing_picture"].trigger()
    driver.settle()
    assert session.timing is Timing.PICTURE
    assert driver.errors == []
    taken.unlink()
    window.activated.emit()
    driver.wait(lambda: not any("cache folder" in text for text in window.banners.texts()))


_HELD_UP = """
import sys, threading
from PySide6.QtCore import QTimer
from foleystudio.gui import app, jobs
def begin(studio, arguments):
    studio.jobs.start("clip", lambda _progress, _cancelled: threading.Event().wait())
    QTimer.singleShot(0, studio.window.close)
app.begin = begin
raise SystemExit(app.main([]) or 5)
"""


def test_closing_the_window_does_not_wait_for_a_file_that_does_not_answer(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "FOLEYSTUDIO_DATA": str(tmp_path / "data"),
        "FOLEYSTUDIO_CACHE": str(tmp_path / "cache"),
    }
    ran = subprocess.run([sys.executable, "-c", _HELD_UP], env=environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr


def test_there_is_one_application(qapp: object) -> None:
    assert make_application() is qapp


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_ctrl_c_closes_the_window(tmp_path: Path, number: signal.Signals) -> None:
    press = _START.replace(
        "studio.window.close)", f"lambda: __import__('os').kill(__import__('os').getpid(), {number}))"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "FOLEYSTUDIO_DATA": str(tmp_path / "data")}
    ran = subprocess.run(
        [sys.executable, "-c", press], env=environment, capture_output=True, text=True, timeout=60,
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # also where the tests outlive their terminal
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split()[-1] == "0"
    assert "Traceback" not in ran.stderr


_SEEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from foleystudio.gui import app
real = app.begin
def begin(studio, arguments):
    real(studio, arguments)
    def look():
        picture = studio.window.screen().grabWindow(0).toImage()
        place = studio.window.geometry()
        shown = picture.copy(place.intersected(picture.rect()))
        colours = {shown.pixel(x, y) for x in range(0, shown.width(), 7) for y in range(0, shown.height(), 7)}
        same = studio.window.grab().toImage().pixel(5, 5) == shown.pixel(5, 5)
        print(QGuiApplication.platformName(), studio.window.windowHandle().isExposed(), len(colours) > 50, same)
        studio.window.close()
    QTimer.singleShot(3000, look)
app.begin = begin
sys.exit(app.main(sys.argv[1:]))
"""


@pytest.mark.screen
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at the screen as X lets it")
def test_the_window_is_seen_on_a_screen(tmp_path: Path, clip: Path) -> None:
    environment = {
        **os.environ,
        "FOLEYSTUDIO_DATA": str(tmp_path / "data"),
        "FOLEYSTUDIO_CACHE": str(tmp_path / "cache"),
    }
    command = [sys.executable, "-c", _SEEN, str(clip)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert ran.stdout.split() == ["xcb", "True", "True", "True"], ran.stderr
    assert ran.returncode == 0


_ALONE = """
import sys, threading
asked = []
def hook(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}:
        address = arguments[1] if event == "socket.connect" else arguments[0]
        if not isinstance(address, (str, bytes)) or event != "socket.connect":  # a path is a socket of this machine's
            asked.append((event, str(arguments)))
            raise ConnectionRefusedError(event)
sys.addaudithook(hook)
from pathlib import Path
from foleystudio.__main__ import main
from foleystudio.gui.app import make_application
from foleystudio.gui.studio import Studio
from foleystudio.paths import example_dir
app = make_application()
studio = Studio(device="no such card")
studio.window.show()
studio.open(example_dir() / "example.foley")
def wait(until):
    import time
    ends = time.monotonic() + 60
    while not until():
        app.processEvents()
        assert time.monotonic() < ends
wait(lambda: studio.session.clip is not None)
studio.warm_up.begin()
takes = len(studio.session.project.takes)
studio.window.actions_table["make_again"].trigger()
wait(lambda: len(studio.session.project.takes) > takes)
studio.help.show_guide()
studio.window.hide()
studio.close()
out = Path(sys.argv[1])
clip, bell = example_dir() / "clip.mp4", example_dir() / "bell.flac"
assert main(["render", str(clip), "--reference", str(bell), "-o", str(out / "a.mp4")]) == 0
assert main(["export", str(example_dir() / "example.foley"), "-o", str(out / "b.mov")]) == 0
assert main(["doctor", "--bundle", str(out / "c.zip")]) == 0
print("PySide6.QtNetwork" in sys.modules, asked)
"""


def test_nothing_goes_online(tmp_path: Path) -> None:
    """The window with the example, a take, the guide, a rendering by the networks, an export and a report."""
    own = {
        "FOLEYSTUDIO_DATA": str(tmp_path / "data"),
        "FOLEYSTUDIO_CACHE": str(tmp_path / "cache"),
    }
    ran = subprocess.run(
        [sys.executable, "-c", _ALONE, str(tmp_path)],
        env=os.environ | own | {"QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=110,
    )  # fmt: skip
    assert ran.stdout.splitlines()[-1] == "False []", ran.stderr[-2000:]
    assert {file.name for file in tmp_path.glob("?.*")} == {"a.mp4", "b.mov", "c.zip"}
