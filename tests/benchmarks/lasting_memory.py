"""Memory of the window at rest and over long work: ``python -m tests.benchmarks.lasting_memory [CYCLES]``. Linux.

Ten seconds of 1080p are opened and a sound is performed by the hybrid, then the window rests. Told is what it holds at
each step (resident, and what it shares with no other program). After that half an hour's work is done without its
pauses: a cycle moves an event, waits for the take, takes it back and does it again, flips the takes, and plays a
moment; 180 cycles are one every ten seconds of half an hour.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from foleystudio.gui.app import make_application
from foleystudio.gui.look import theme
from foleystudio.gui.studio import Studio
from foleystudio.paths import example_dir
from tests.benchmarks.full_desk import is_quiet, spin
from tests.clips import write_clip
from tests.gui.conftest import hits

_CYCLES, _TOLD_EVERY = 180, 20
_REST_S = 40.0
"""As long as the window takes to let go of what nobody uses, and a little."""
_LIMIT_MB = 400


def main() -> int:
    """Print both tables; answers the exit code, 1 where the window at rest holds more than it may."""
    cycles = int(sys.argv[1]) if len(sys.argv) > 1 else _CYCLES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"FOLEYSTUDIO_CACHE": str(folder / "cache"), "FOLEYSTUDIO_DATA": str(folder / "data")}
        picture = np.random.default_rng(0).integers(0, 255, (1080, 1920, 3), dtype=np.uint8)
        strikes = tuple(np.arange(0.5, 9.5, 0.6))
        clip = write_clip(
            folder / "clip.mp4", size=(1920, 1080), frames=250, audio=hits(strikes, 10.0),
            picture=lambda number: np.roll(picture, 8 * number, axis=1),
        )  # fmt: skip
        return _measured(clip, cycles)


def memory_mb() -> tuple[float, float]:
    """Resident memory of this process, and the share of it that is its own, megabytes."""
    rows = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    kilobytes = {row.split()[0]: int(row.split()[1]) for row in rows[1:]}
    return kilobytes["Rss:"] / 1024, kilobytes["Pss:"] / 1024


def _tell(what: str) -> float:
    resident, own = memory_mb()
    print(f"| {what} | {resident:.0f} | {own:.0f} |", flush=True)
    return resident


def _measured(clip: Path, cycles: int) -> int:
    print("| | resident (MB) | own (MB) |\n| --- | ---: | ---: |")
    app = make_application()
    theme.apply(app, theme.Scheme.DARK)
    studio = Studio(device="no such card")
    studio.window.resize(1920, 1080)
    studio.window.show()
    spin(lambda: False, 1.0)
    _tell("the window")
    studio.warm_up.begin()
    studio.open(clip)
    spin(lambda: studio.session.clip is not None)
    spin(lambda: False, 2.0)
    spin(lambda: is_quiet(studio))
    _tell("with the clip")
    spin(lambda: False, _REST_S)
    at_rest = _tell(f"after {_REST_S:.0f} s at rest")
    studio.window.timeline.files_dropped.emit(-1, [example_dir() / "anvil-strikes.flac"], 0.0)
    spin(lambda: bool(studio.session.project.takes))
    spin(lambda: is_quiet(studio))
    _tell("with a take by the hybrid")
    spin(lambda: False, _REST_S)
    _tell(f"after {_REST_S:.0f} s at rest")
    studio.generate.make_again()
    spin(lambda: len(studio.session.project.takes) == 2)
    for number in range(cycles):
        _cycle(studio, number)
        if (number + 1) % _TOLD_EVERY == 0:
            _tell(f"{number + 1} cycles")
    studio.window.may_close = lambda: True
    studio.window.close()
    studio.close()
    return 0 if at_rest <= _LIMIT_MB else 1


def _cycle(studio: Studio, number: int) -> None:
    session, document = studio.session, studio.session.document
    events = session.events.events
    event = events[number % len(events)]

    def has_followed() -> bool:
        return not any(studio.follow.is_to_follow(track) for track in session.project.tracks)

    studio.window.timeline.events.events_moved.emit({event.key: event.time_s + 0.08})
    spin(has_followed, 60)
    document.undo()
    spin(lambda: False, 0.2)
    document.redo()
    spin(has_followed, 60)
    studio.tracks.flip()
    spin(has_followed, 60)
    studio.playback.seek(event.time_s)
    studio.playback.toggle()
    spin(lambda: False, 0.4)
    studio.playback.stop()
    document.undo()
    document.undo()
    spin(has_followed, 60)


if __name__ == "__main__":
    sys.exit(main())
