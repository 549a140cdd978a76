from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from foleystudio.__main__ import main


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the window was opened on; no window is opened."""
    calls: list[list[str]] = []
    stand_in = SimpleNamespace()

    def open_window(arguments: list[str]) -> int:
        calls.append(arguments)
        return 0

    stand_in.main = open_window
    monkeypatch.setitem(sys.modules, "foleystudio.gui.app", stand_in)
    for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT"):
        monkeypatch.delenv(name, raising=False)
    return calls


@pytest.mark.parametrize(("said", "expected", "turns"), [(None, "passive", "1000"), ("active", "active", None)])
@pytest.mark.usefixtures("opened")
def test_threads_sleep_while_they_wait_unless_the_user_wants_otherwise(
    monkeypatch: pytest.MonkeyPatch, said: str | None, expected: str, turns: str | None
) -> None:
    if said is not None:
        monkeypatch.setenv("OMP_WAIT_POLICY", said)
    assert main([]) == 0
    assert os.environ["OMP_WAIT_POLICY"] == expected
    assert os.environ.get("GOMP_SPINCOUNT") == turns


def test_nothing_typed_opens_the_window(opened: list[list[str]]) -> None:
    assert main([]) == 0
    assert opened == [[]]


def test_a_file_opens_the_window_on_it(opened: list[list[str]], tmp_path: Path) -> None:
    clip = tmp_path / "a clip.mp4"
    clip.touch()
    assert main([str(clip)]) == 0
    assert opened == [[str(clip)]]


def test_neither_file_nor_verb(opened: list[list[str]], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rendr"]) == 2
    assert opened == []
    assert capsys.readouterr().err.startswith("foleystudio: rendr: there is neither such a file nor such a verb;")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a display")
def test_no_display(
    opened: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main([]) == 2
    assert opened == []
    assert "no display" in capsys.readouterr().err


_HEAVY = {"torch", "PySide6", "cv2", "pyqtgraph", "sounddevice", "numpy", "av"}
_FOR_VALUES = {"pydantic", "msgspec", "platformdirs", "foleystudio.engine.clip_render"}
_FOR_VERBS = {"foleystudio.cli.render", "foleystudio.engine", "foleystudio.project", "foleystudio.media"}


@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        (["--help"], _HEAVY | _FOR_VALUES | _FOR_VERBS),
        (["--version"], _HEAVY | _FOR_VALUES | _FOR_VERBS),
        (["render", "--help"], _HEAVY | _FOR_VALUES),
        (["events", "--help"], _HEAVY | _FOR_VALUES | {"foleystudio.cli.render"}),
        (["inspect", "missing.mp4"], _HEAVY - {"numpy", "av"}),
    ],
)
def test_verbs_start_light(arguments: list[str], unneeded: set[str]) -> None:
    """Nothing is loaded that is not needed to say what there is, or what was mistyped."""
    program = (
        "import sys; from foleystudio.__main__ import main\n"
        f"main({arguments!r})\n"
        f"loaded = {unneeded!r} & set(sys.modules)\n"
        "sys.exit(f'loaded {loaded}' if loaded else 0)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
