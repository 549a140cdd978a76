"""How much work lies between two moments at which long work asks whether it was cancelled.

Run with ``python -m tests.benchmarks.cancelling FOLDER [--minutes N] [WORD ...]``; makes a clip and sounds of so many
minutes in the folder unless they are there, and tells of each piece of work (those whose name has one of the words) its
time of the processor, how often it asked, the longest stretch without asking, and how many took over 50 ms. The first
use of a net loads a library once; a second row of the same work shows it without.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from unittest import mock

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from foleystudio.__main__ import main as foleystudio
from foleystudio.cli.terminal import Interruption
from foleystudio.dsp.sound import Sound
from foleystudio.engine.clip import open_clip
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.engine.timing.offset import estimate_offset
from foleystudio.gui.presenters.clip.spectrogram import tiles
from foleystudio.media.picture.thumbnails import read_thumbnails
from foleystudio.media.sound.files import plays, write_sound
from foleystudio.media.sound.levels.loudness import measure_loudness
from foleystudio.media.sound.levels.peaks import build_peaks
from foleystudio.progress import heeding
from foleystudio.project.document import Project
from foleystudio.project.storage.saved import save_project
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ as RATE_HZ
from tests.clips import write_clip

LIMIT_S = 0.05
FPS = 25


class Asked:
    """A cancel callback that is never pressed, and notes how long it was not asked."""

    def __init__(self, *, is_wordy: bool = False) -> None:
        self.is_wordy = is_wordy
        self.stretches_s: list[float] = []
        self._last_s = time.thread_time()

    def __call__(self) -> bool:
        """Not cancelled."""
        now_s = time.thread_time()
        self.stretches_s.append(now_s - self._last_s)
        if self.is_wordy and self.stretches_s[-1] > LIMIT_S:
            calls = (f"{call.name}:{call.lineno}" for call in reversed(traceback.extract_stack(limit=12)[:-1]))
            print(f"{1000 * self.stretches_s[-1]:.0f} ms up to {' < '.join(calls)}", file=sys.__stderr__)
        self._last_s = time.thread_time()
        return False


def _sounds(seconds: int) -> tuple[np.ndarray, np.ndarray]:
    """Hits every 0.7 s, and rain: ``float32 [N, 2]`` each."""
    rng = np.random.default_rng(0)
    hits = (0.003 * rng.standard_normal((seconds * RATE_HZ, 2))).astype(np.float32)
    fall = np.exp(-np.arange(RATE_HZ // 5) / 1500)[:, None]
    for at in range(RATE_HZ // 2, len(hits) - RATE_HZ, round(0.7 * RATE_HZ)):
        hits[at : at + len(fall)] += (0.4 * fall * rng.standard_normal((len(fall), 2))).astype(np.float32)
    swell = 1 + 0.3 * np.sin(3 * np.arange(len(hits)) / RATE_HZ)
    rain = (0.1 * swell[:, None] * rng.standard_normal(hits.shape)).astype(np.float32)
    return hits, rain


def make(folder: Path, seconds: int) -> None:
    """Write the clip, the sounds and the project, unless they are there."""
    if (folder / "long.foley").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    hits, rain = _sounds(seconds)
    write_sound(folder / "hits.wav", Sound(hits, RATE_HZ))
    write_sound(folder / "rain.wav", Sound(rain, 44_100))
    for suffix in (".mp4", ".mov"):
        write_clip(folder / f"long{suffix}", size=(320, 180), frames=seconds * FPS, audio=hits)
    project = Project(clip=folder / "long.mp4").with_track()
    take = Take(folder / "hits.wav", "hits", len(hits))
    save_project(project.with_take(project.tracks[-1].key, take), folder / "long.foley")


def pieces(folder: Path) -> Iterator[tuple[str, Callable[[Asked], object]]]:
    """Names, and what is done: the verbs as they are typed, and what only the window does."""
    clip, hits, rain, out = folder / "long.mp4", folder / "hits.wav", folder / "rain.wav", folder / "out"
    yield "inspect", _verb("inspect", folder / "long.mov")
    for timing in ("guide", "picture", "picture"):
        yield f"events {timing}", _verb("events", clip, "--timing", timing, "-o", out / f"events {timing}.json")
    for name, sound in (("hits", hits), ("rain", rain)):
        for renderer in ("exemplar", "hybrid", "varietysound", "varietysound"):
            words = ("--timing", "guide", "--renderer", renderer, "-o", out / "made.wav")
            yield f"render {renderer}, {name}", _verb("render", clip, "--reference", sound, *words)
    yield "export video", _verb("export", folder / "long.foley", "-o", out / "out.mp4")
    yield "export mix", _verb("export", folder / "long.foley", "-o", out / "out.wav")
    yield "measure", _verb("measure", hits, rain)
    for name, sound in (("hits", hits), ("rain", rain)):
        yield f"learn {name}", partial(_learnt, sound)
        yield f"outline {name}", partial(_outlined, sound)
    yield "spectrogram", lambda _asked: sum(1 for _ in tiles(hits, len(ReferenceSounds().sound(hits)), 0))
    yield "loudness", lambda asked: measure_loudness(clip, cancelled=asked)
    yield "whole take", lambda asked: plays(hits, asked)
    opened = open_clip(clip)
    yield "level of the guide", lambda _asked: ReferenceSounds().guide_loudness(opened)
    yield "ambience", lambda _asked: ReferenceSounds().background(replace(opened))
    yield "sound against picture", lambda asked: estimate_offset(opened, cancelled=asked)
    frames = range(0, len(opened.frames), 500)
    yield "thumbnails", lambda asked: read_thumbnails(clip, frames, 48, lambda *_: None, cancelled=asked)


def _learnt(sound: Path, _asked: Asked) -> object:
    return ReferenceSounds().facts(sound)


def _outlined(sound: Path, asked: Asked) -> object:
    return build_peaks(sound, cancelled=asked)


def _verb(*words: object) -> Callable[[Asked], object]:
    return partial(_typed, [str(word) for word in words])


def _typed(words: list[str], asked: Asked) -> None:
    told, by_ctrl_c = StringIO(), mock.patch.object(Interruption, "__call__", asked)
    with by_ctrl_c, redirect_stdout(told), redirect_stderr(told):
        if foleystudio(words):
            raise SystemExit(f"{' '.join(words)}: {told.getvalue()}")


def main() -> None:
    """Tell of every piece."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--minutes", type=int, default=10)
    parser.add_argument("--where", action="store_true", help="tell on stderr where those over 50 ms end")
    chosen = parser.parse_args()
    make(chosen.folder, 60 * chosen.minutes)
    (chosen.folder / "out").mkdir(exist_ok=True)
    print("| work | processor s | asked | longest ms | over 50 ms |\n| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as cache:
        os.environ["FOLEYSTUDIO_CACHE"] = cache
        for name, work in pieces(chosen.folder):
            if chosen.words and not any(word in name for word in chosen.words):
                continue
            began_s, asked = time.thread_time(), Asked(is_wordy=chosen.where)
            with heeding(asked):
                work(asked)
            asked()
            over = sum(stretch > LIMIT_S for stretch in asked.stretches_s)
            print(
                f"| {name} | {time.thread_time() - began_s:.1f} | {len(asked.stretches_s):,} "
                f"| {1000 * max(asked.stretches_s):.0f} | {over} |",
                flush=True,
            )


if __name__ == "__main__":
    sys.exit(main())
