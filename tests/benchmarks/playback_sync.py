"""Sound against picture while playing, heard and seen from outside: ``python -m tests.benchmarks.playback_sync``.

A take with a click at the start of every 25th frame plays on the virtual sound card, its monitor is recorded,
and the frame that the player's position asks for is noted whenever it changes, by a timer as in the window.
Printed is when each clicked frame appeared relative to its click, in milliseconds and in frames; every clicked
frame has to appear within half a frame of its click. Exit code 1 when one did not.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from foleystudio.dsp.sound import Sound
from foleystudio.engine.mixdown import MixPlan, Strip
from foleystudio.media.sound_files import write_sound
from foleystudio.timebase import STUDIO_RATE_HZ, FrameTimes, to_samples
from installer import virtual_devices

RATES = (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001))
CLICK_EVERY = 25
TICK_MS = 4


@dataclass
class Recording:
    """What the card played: samples, and when which of them arrived."""

    data: bytearray = field(default_factory=bytearray)
    arrivals: list[tuple[float, int]] = field(default_factory=list)

    def clicks_s(self) -> NDArray[np.float64]:
        """Monotonic times at which clicks were played."""
        samples = np.frombuffer(bytes(self.data[: len(self.data) // 8 * 8]), dtype=np.float32).reshape(-1, 2)[:, 0]
        above = np.flatnonzero(np.abs(samples) > 0.2)
        firsts = above[np.diff(above, prepend=-10_000) > 1_000]
        # A block arrives after its samples were played, never before: the earliest arrivals tell the true offset.
        offsets = np.array([at_s - count / 8 / STUDIO_RATE_HZ for at_s, count in self.arrivals])
        return firsts / STUDIO_RATE_HZ + float(np.percentile(offsets, 1))


@contextmanager
def recording(sink: str) -> Iterator[Recording]:
    """Record what the card plays."""
    command = ["parec", "-d", f"{sink}.monitor", "--format=float32le", "--rate=48000", "--channels=2"]
    command += ["--latency-msec=2", "--process-time-msec=1"]
    made = Recording()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        descriptor = process.stdout.fileno()

        def read() -> None:
            while block := os.read(descriptor, 1 << 16):
                made.arrivals.append((time.monotonic(), len(made.data) + len(block)))
                made.data.extend(block)

        reader = threading.Thread(target=read)
        reader.start()
        try:
            yield made
        finally:
            process.terminate()
            reader.join()


def click_take(frames: FrameTimes, folder: Path) -> tuple[MixPlan, list[int]]:
    """A mix with a click at the start of every 25th frame, and the numbers of those frames."""
    n = to_samples(frames.duration, STUDIO_RATE_HZ)
    samples = np.zeros((n, 1), dtype=np.float32)
    clicked = list(range(CLICK_EVERY, len(frames), CLICK_EVERY))
    for frame in clicked:
        at = to_samples(frames.time_of(frame), STUDIO_RATE_HZ)
        samples[at : at + 24] = 0.8
    path = folder / "clicks.wav"
    write_sound(path, Sound(samples, STUDIO_RATE_HZ), "FLOAT")
    return MixPlan(n, (Strip(path, 0, 1.0, 0),)), clicked


def play(plan: MixPlan, frames: FrameTimes) -> tuple[dict[int, float], int]:
    """Play a mix to its end; answers when each frame was first asked for, and how often the sound ran dry."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer

    from foleystudio.gui.jobs import Jobs
    from foleystudio.gui.player import Player

    app = QCoreApplication.instance() or QCoreApplication([])
    player, jobs = Player("pulse"), Jobs()
    shown: dict[int, float] = {}
    player.set_mix(plan)
    jobs.start("player", player.run)

    def tick() -> None:
        player.poll()
        shown.setdefault(frames.frame_at(player.position_s() + 0.5 / STUDIO_RATE_HZ), time.monotonic())
        if not player.is_playing:
            app.quit()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    player.play()
    timer.start(TICK_MS)
    app.exec()
    timer.stop()
    time.sleep(0.3)
    jobs.shutdown()
    return shown, player.gaps


def measure(rate_fps: Fraction, seconds: float) -> tuple[NDArray[np.float64], int, int]:
    """Lateness in seconds of every clicked frame's picture, how many clicks were not heard, and gaps."""
    frames = FrameTimes.regular(int(seconds * rate_fps), rate_fps)
    with (
        virtual_devices.virtual_sound_card() as variables,
        tempfile.TemporaryDirectory() as folder,
    ):
        os.environ.update(variables)
        plan, clicked = click_take(frames, Path(folder))
        with recording(virtual_devices.SINK) as made:
            shown, gaps = play(plan, frames)
        heard_s = made.clicks_s()
    late_s = [shown[frame] - at_s for frame, at_s in zip(clicked, heard_s, strict=False) if frame in shown]
    return np.array(late_s), len(clicked) - len(late_s), gaps


def main() -> int:
    """Measure at every rate and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=Fraction, action="append", help="frame rate, 24000/1001 for instance")
    asked = parser.parse_args()
    print(f"picture after sound, ms, {asked.seconds:g} s each, timer {TICK_MS} ms")
    print("    fps  clicks  median     min     max  half a frame  within  lost  gaps")
    is_good = True
    for rate_fps in asked.rate or RATES:
        late_s, lost, gaps = measure(rate_fps, asked.seconds)
        half_ms = float(500 / rate_fps)
        late_ms = 1000 * late_s
        within = int((np.abs(late_ms) <= half_ms).sum())
        is_good = is_good and within == len(late_ms) and lost == 0
        print(
            f"{float(rate_fps):7.3f} {len(late_ms):7d} {np.median(late_ms):+7.2f} {late_ms.min():+7.2f} "
            f"{late_ms.max():+7.2f} {half_ms:13.2f} {within:7d} {lost:5d} {gaps:5d}"
        )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
