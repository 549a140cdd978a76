"""A display and a sound card that exist only in memory, for tests on machines without either (Linux)."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SINK = "testsink"
"""Name of the virtual sound card; ``parec -d testsink.monitor`` records what is played to it."""

# norewinds: without it the sink takes back samples that it has already counted as played, and its clock jumps.
_CARD = f"""load-module module-native-protocol-unix auth-anonymous=1
load-module module-null-sink sink_name={SINK} rate=48000 channels=2 norewinds=1
set-default-sink {SINK}
"""


def can_make_display() -> bool:
    """Whether the X server without a screen is installed."""
    return shutil.which("Xvfb") is not None


def can_make_sound_card() -> bool:
    """Whether the sound server is installed."""
    return shutil.which("pulseaudio") is not None and shutil.which("parec") is not None


@contextmanager
def virtual_display(width: int = 1920, height: int = 1080) -> Iterator[dict[str, str]]:
    """Run an X server in memory; yields the environment variables that lead Qt to it."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        command,
        pass_fds=(write_end,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_ends_with_parent,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as pipe:
            number = pipe.readline().strip()  # empty when the server ends before it is ready
        if not number:
            raise RuntimeError("the virtual display did not start")
        yield {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "WAYLAND_DISPLAY": ""}
    finally:
        _end(server)


@contextmanager
def virtual_sound_card() -> Iterator[dict[str, str]]:
    """Run a sound server with one card that keeps time; yields the environment variables that lead PortAudio to it.

    Play to the device ``pulse``.
    """
    with tempfile.TemporaryDirectory(prefix="foleystudio-card-") as folder:
        home = Path(folder)
        script = home / "card.pa"
        script.write_text(_CARD, encoding="utf-8")
        own = {"HOME": folder, "XDG_RUNTIME_DIR": folder, "XDG_CONFIG_HOME": folder}
        command = ["pulseaudio", "-n", "-F", str(script)]
        command += ["--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        server = subprocess.Popen(
            command,
            env=os.environ | own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_ends_with_parent,
        )
        socket = home / "pulse" / "native"
        try:
            _wait_for_card(server, socket)
            yield {"PULSE_SERVER": f"unix:{socket}", "XDG_RUNTIME_DIR": folder, "FOLEYSTUDIO_TEST_SINK": SINK}
        finally:
            _end(server)


def _wait_for_card(server: subprocess.Popen[bytes], socket: Path, limit_s: float = 20.0) -> None:
    latest = time.monotonic() + limit_s
    query = ["pactl", "--server", f"unix:{socket}", "list", "short", "sinks"]
    while time.monotonic() < latest and server.poll() is None:
        if socket.exists() and SINK.encode() in subprocess.run(query, capture_output=True, check=False).stdout:
            return
        time.sleep(0.05)
    raise RuntimeError("the virtual sound card did not start")


def _ends_with_parent() -> None:
    """Ask Linux to end this process when the tests are killed: nobody else would."""
    set_parent_death_signal = 1  # PR_SET_PDEATHSIG
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
