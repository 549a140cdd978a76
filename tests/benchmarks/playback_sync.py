"""Sound against picture while playing, heard and seen from outside: ``python -m tests.benchmarks.playback_sync``.

A take with a click at the start of every 25th frame plays on the virtual sound card, whose monitor is recorded.
Meanwhile it is noted when each frame is first painted by the window (or, with ``--player``, first asked for by
the player's position, on the window's timer). Printed is how much later than its click each clicked frame was
seen, in milliseconds; all have to be within half a frame. Exit code 1 when one was not, was not seen at all
(a dropped frame) or was not heard. A process that does nothing but sleep counts the moments at which the machine
itself stood still for more than 40 ms; a machine that does so is too busy for the measurement.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from foleystudio.dsp.sound import Sound
from foleystudio.engine.mix.mixdown import MixPlan
from foleystudio.engine.mix.plans.strips import Strip
from foleystudio.media.sound.files import write_sound
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ, FrameTimes, to_samples
from installer import virtual_devices
from tests.clips import frame_number, write_clip

RATES = (Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001))
CLICK_EVERY = 25
TICK_MS = 4
SETTLE_S = 12.0
"""How long the window stands open before it plays: a sound server needs it to learn the latency of a new stream."""

Seen = dict[int, float]
"""Frame number -> monotonic seconds at which it was first seen."""


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
            time.sleep(0.3)  # what was played last has to come round
            process.terminate()
            reader.join()


_SLEEPER = """
import time
stalls, last = 0, time.monotonic()
while True:
    time.sleep(0.005)
    now = time.monotonic()
    if now - last > 0.045:
        stalls += 1
        print(stalls, flush=True)
    last = now
"""


@contextmanager
def stalls_counted() -> Iterator[Callable[[], int]]:
    """Count how often the machine stands still meanwhile."""
    with tempfile.TemporaryFile() as out, subprocess.Popen([sys.executable, "-c", _SLEEPER], stdout=out) as sleeper:

        def stalls() -> int:
            out.seek(0)
            lines = out.read().split()
            return int(lines[-1]) if lines else 0

        yield stalls
        sleeper.kill()


def click_take(frames: FrameTimes, folder: Path) -> tuple[Take, list[int]]:
    """A take with a click at the start of every 25th frame, and the numbers of those frames."""
    n = to_samples(frames.duration, STUDIO_RATE_HZ)
    samples = np.zeros((n, 1), dtype=np.float32)
    clicked = list(range(CLICK_EVERY, len(frames), CLICK_EVERY))
    for frame in clicked:
        at = to_samples(frames.time_of(frame), STUDIO_RATE_HZ)
        samples[at : at + 24] = 0.8
    path = folder / "clicks.wav"
    write_sound(path, Sound(samples, STUDIO_RATE_HZ), "FLOAT")
    return Take(path, "clicks", n), clicked


def play_bare(take: Take, frames: FrameTimes, _clip: Path) -> tuple[Seen, int]:
    """Play with the player alone; answers when each frame was first asked for, and how often the sound ran dry."""
    from PySide6.QtCore import QCoreApplication, Qt, QTimer

    from foleystudio.gui.jobs import Jobs
    from foleystudio.gui.playback.player import Player

    app = QCoreApplication.instance() or QCoreApplication([])
    player, jobs = Player("pulse"), Jobs()
    seen: Seen = {}
    player.set_mix(MixPlan(take.n_samples, (Strip(take.path, 0, 1.0, 0),)))
    jobs.start("player", player.run)

    def tick() -> None:
        player.poll()
        seen.setdefault(frames.frame_at(player.position_s() + 0.5 / STUDIO_RATE_HZ), time.monotonic())
        if not player.is_playing:
            app.quit()

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    player.play()
    timer.start(TICK_MS)
    app.exec()
    timer.stop()
    jobs.shutdown()
    return seen, player.gaps


def play_window(take: Take, frames: FrameTimes, clip: Path) -> tuple[Seen, int]:
    """Play in the studio's window; answers when each frame (read from the painted picture) was first painted."""
    from PySide6.QtCore import QEvent, QObject, QSettings

    from foleystudio.gui.app import make_application
    from foleystudio.gui.settings import Settings
    from foleystudio.gui.studio import Studio

    app = make_application()
    settings = QSettings(str(clip.with_suffix(".ini")), QSettings.Format.IniFormat)
    studio = Studio(Settings(settings), "pulse")
    seen: Seen = {}

    class Eye(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and not panel.image().isNull():
                seen.setdefault(_number_shown(panel.image()), time.monotonic())
            return False

    panel, eye = studio.window.picture, Eye()
    studio.window.resize(1280, 800)
    studio.window.show()
    studio.open(clip)
    _wait(app, lambda: studio.session.clip is not None)
    _wait(app, lambda: not any(studio.jobs.is_busy(job.lane) for job in studio.jobs._running if job.lane != "player"))
    studio.session.edit("Take", (p := studio.session.project.with_track()).with_take(p.tracks[-1].key, take))
    studio.playback.seek(0.0)
    settled_s = time.monotonic() + SETTLE_S
    _wait(app, lambda: time.monotonic() > settled_s)
    _wait(app, lambda: not studio.jobs.is_busy("picture"))
    panel.installEventFilter(eye)
    studio.playback.toggle()
    _wait(app, lambda: not studio.player.is_playing, float(frames.duration) + 30)
    gaps = studio.player.gaps
    panel.removeEventFilter(eye)
    studio.window.may_close = lambda: True
    studio.window.close()
    studio.close()
    return seen, gaps


def _number_shown(image: QImage) -> int:
    from PySide6.QtGui import QImage

    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    grey = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(image.height(), image.bytesPerLine())
    return frame_number(grey[:: max(1, image.height() // 4), : image.width()])


def _wait(app: object, done: Callable[[], bool], limit_s: float = 60.0) -> None:
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    loop, timer = QEventLoop(), QTimer()
    latest = time.monotonic() + limit_s
    timer.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > latest else None)
    QCoreApplication.processEvents()
    timer.start(50)
    loop.exec()


@dataclass(frozen=True)
class Result:
    """Lateness of the pictures in milliseconds; clicks unheard, frames unseen, gaps in the sound, machine stalls."""

    late_ms: NDArray[np.float64]
    unheard: int
    unseen: int
    gaps: int
    stalls: int


def measure(rate_fps: Fraction, seconds: float, *, bare: bool) -> Result:
    """Play a clip of a rate on a fresh virtual card."""
    frames = FrameTimes.regular(int(seconds * rate_fps), rate_fps)
    with virtual_devices.virtual_sound_card() as variables, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ.update(variables, FOLEYSTUDIO_DATA=str(folder / "data"), FOLEYSTUDIO_CACHE=str(folder / "cache"))
        take, clicked = click_take(frames, folder)
        clip = folder / "clip.mp4"
        if not bare:
            write_clip(clip, size=(640, 360), frames=len(frames), rate_fps=rate_fps)
        with recording(virtual_devices.SINK) as made, stalls_counted() as stalls:
            seen, gaps = (play_bare if bare else play_window)(take, frames, clip)
            stood_still = stalls()
        heard_s = made.clicks_s()
    both = [frame for frame in clicked if frame in seen and len(heard_s)]
    late_s = [seen[frame] - heard_s[np.argmin(np.abs(heard_s - seen[frame]))] for frame in both]
    unseen = sum(frame not in seen for frame in range(len(frames)))
    return Result(1000 * np.array(late_s), len(clicked) - len(heard_s), unseen, gaps, stood_still)


def main() -> int:
    """Measure at every rate and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rate", type=Fraction, action="append", help="frame rate, 24000/1001 for instance")
    parser.add_argument("--player", action="store_true", help="the player alone, without window and decoder")
    asked = parser.parse_args()
    where = f"the player's position, every {TICK_MS} ms" if asked.player else "the window's picture"
    print(f"{where}: picture after sound, ms, {asked.seconds:g} s at each rate")
    print(
        "    fps  clicks  median     min     max  half a frame  within  unheard  frames unseen  gaps  stalls",
        flush=True,
    )
    is_good = True
    for rate_fps in asked.rate or RATES:
        result = measure(rate_fps, asked.seconds, bare=asked.player)
        late_ms, half_ms = result.late_ms, float(500 / rate_fps)
        within = int((np.abs(late_ms) <= half_ms).sum())
        is_good = is_good and within == len(late_ms) > 0 and result.unheard == 0
        print(
            f"{float(rate_fps):7.3f} {len(late_ms):7d} {np.median(late_ms):+7.2f} {late_ms.min():+7.2f} "
            f"{late_ms.max():+7.2f} {half_ms:13.2f} {within:7d} {result.unheard:8d} {result.unseen:14d} "
            f"{result.gaps:5d} {result.stalls:7d}",
            flush=True,
        )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
