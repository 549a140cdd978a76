"""Peak memory of the window with an hour of 1080p: ``python -m tests.benchmarks.hour_in_window [--minutes 60]``.

Opens the clip in a studio window of a process of its own, waits for events, waveforms and spectrogram, drops a
reference, moves an event, plays a while and jumps about; prints seconds and peak memory. Exit code 1 when the peak
passes 1.5 GB. Linux and macOS.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from foleystudio.gui.app import make_application
from foleystudio.gui.look import theme
from foleystudio.gui.studio import Studio
from tests.benchmarks.hour_long_clip import (
    PEAK_LIMIT_BYTES,
    PIECE_FRAMES,
    PIECE_S,
    RATE_HZ,
    _picture,
    hits_sound,
    peak_bytes,
    repeated,
)
from tests.clips import write_clip


def main() -> int:
    """Make the clip, open it in a window, print what it took; answers the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--inside", nargs=2, metavar=("CLIP", "REFERENCE"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        return _drive(*(Path(text) for text in asked.inside))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        piece = write_clip(
            folder / "piece.mp4", size=(1920, 1080), frames=PIECE_FRAMES, gop=50, picture=_picture, audio=hits_sound()
        )
        clip = repeated(piece, folder / "hour.mp4", round(asked.minutes * 60 / PIECE_S))
        reference = write_clip(folder / "knock.wav", frames=0, audio=hits_sound()[: RATE_HZ // 2])
        env = os.environ | {"FOLEYSTUDIO_CACHE": str(folder / "cache"), "FOLEYSTUDIO_DATA": str(folder / "data")}
        env.setdefault("QT_QPA_PLATFORM", "offscreen")
        command = [sys.executable, "-m", "tests.benchmarks.hour_in_window", "--inside", str(clip), str(reference)]
        subprocess.run(command, env=env, check=True)
    peak = peak_bytes()
    print(
        f"{asked.minutes} min of 1080p in the window: peak memory {peak / 1e6:.0f} MB of {PEAK_LIMIT_BYTES / 1e6:.0f}"
    )
    return 0 if peak < PEAK_LIMIT_BYTES else 1


class _Watch:
    """Spins a studio's window and tells what each wait took."""

    def __init__(self, app: QApplication, studio: Studio) -> None:
        self._app, self._studio = app, studio

    def spin(self, what: str, until: Callable[[], bool]) -> None:
        """Wait until something is so, and print seconds and peak memory."""
        began = time.monotonic()
        while not until() and time.monotonic() - began < 900:
            self._app.processEvents()
            time.sleep(0.005)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        print(f"{what}: {time.monotonic() - began:.1f} s, peak so far {peak / 1e6:.0f} MB", flush=True)

    def spin_for(self, what: str, seconds: float) -> None:
        """Let the window live for a while."""
        began = time.monotonic()
        self.spin(what, lambda: time.monotonic() - began > seconds)

    def is_quiet(self) -> bool:
        """Whether nothing is under way."""
        return not {job.lane for job in self._studio.jobs._running} - {"player", "warm-up", "journal"}


def _drive(clip: Path, reference: Path) -> int:
    app = make_application()
    theme.apply(app, theme.Scheme.DARK)
    studio = Studio()
    studio.window.resize(1920, 1080)
    studio.window.show()
    studio.session.failed.connect(lambda error: print(error, file=sys.stderr))
    watch, session = _Watch(app, studio), studio.session
    studio.open(clip)
    watch.spin("open", lambda: session.clip is not None)
    watch.spin("events", lambda: not studio.proposals.are_coming())
    watch.spin("waveform, spectrogram, loudness", watch.is_quiet)
    studio.window.timeline.files_dropped.emit(-1, [reference], 0.0)
    watch.spin("take", lambda: bool(session.project.takes))
    event = session.events.events[1000 % len(session.events)]
    path = session.project.takes[0].path
    studio.window.timeline.events.events_moved.emit({event.key: event.time_s + 0.1})
    watch.spin("take again", lambda: session.project.takes[0].path != path)
    studio.playback.toggle()
    watch.spin_for("play 5 s", 5)
    for share in (0.9, 0.1, 0.5, 0.99):
        studio.playback.seek(share * session.duration_s)
        watch.spin_for("jump", 0.5)
    watch.spin("everything", watch.is_quiet)
    studio.window.may_close = lambda: True
    studio.window.close()
    studio.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
