from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from installer import virtual_devices


@pytest.mark.skipif(not virtual_devices.can_make_display(), reason="no Xvfb")
def test_two_displays_do_not_meet() -> None:
    with virtual_devices.virtual_display() as one, virtual_devices.virtual_display(640, 480) as other:
        assert one["DISPLAY"] != other["DISPLAY"]
        assert one["QT_QPA_PLATFORM"] == "xcb"


@pytest.mark.skipif(not virtual_devices.can_make_sound_card(), reason="no pulseaudio")
def test_the_card_is_there_and_goes() -> None:
    query = ["pactl", "list", "short", "sinks"]
    with virtual_devices.virtual_sound_card() as variables:
        env = os.environ | variables
        found = subprocess.run(query, env=env, capture_output=True, text=True, check=True).stdout
        assert virtual_devices.SINK in found
        assert "48000Hz" in found
    assert subprocess.run(query, env=env, capture_output=True, check=False).returncode != 0


@pytest.mark.skipif(not virtual_devices.can_make_display(), reason="no Xvfb")
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends children with their parents")
def test_nothing_outlives_tests_that_are_killed() -> None:
    program = (
        "from installer.virtual_devices import virtual_display\n"
        "with virtual_display(): print('ready', flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        (server,) = children(process.pid)
        process.kill()
    latest = time.monotonic() + 10
    while is_running(server) and time.monotonic() < latest:
        time.sleep(0.02)
    assert not is_running(server)


def fields(stat: Path) -> list[str]:
    """Of a process: state, parent, and so on."""
    return stat.read_text("utf-8", errors="replace").rpartition(")")[2].split()


def children(parent: int) -> list[Path]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            found += [stat] if fields(stat)[1] == str(parent) else []
    return found


def is_running(stat: Path) -> bool:
    try:
        return fields(stat)[0] not in "ZX"
    except OSError:
        return False
