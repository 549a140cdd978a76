"""What an edit of a take costs, by the length of the clip: ``python -m tests.benchmarks.long_edit [MINUTES ...]``.

One event of the example's anvil is moved by 0.1 s, half way in. Columns are seconds: the whole take made and written
once (networks warm), the edited take's file written with what did not change read from the former one, and its loudness
measured. Drawing it and telling the mix are not in them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import numpy as np

from foleystudio.engine.render.dispatch import FormerTake, stream
from foleystudio.engine.request import Renderer, SynthesisRequest, WrittenTake
from foleystudio.media.sound.files import SoundWriter, TakeFile
from foleystudio.media.sound.levels.loudness import integrated_loudness
from foleystudio.media.sound.reader import read_sound
from foleystudio.paths import example_dir
from foleystudio.project.events import Event, EventTrack
from foleystudio.project.sounds.layers import Layer

_MINUTES = (1 / 6, 10.0)
_BETWEEN_S = (0.3, 1.2)
"""From one event to the next, as in a busy scene."""

Result = TypeVar("Result")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; answers the exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    lengths = [float(text) for text in given] or list(_MINUTES)
    print("| renderer | clip | whole take | edit: file | edit: loudness |\n| --- | ---: | ---: | ---: | ---: |")
    for renderer in (Renderer.EXEMPLAR, Renderer.HYBRID):
        _measured(0.1, renderer)  # warm
        for minutes in lengths:
            whole_s, file_s, loudness_s = _measured(minutes, renderer)
            print(
                f"| {renderer} | {minutes * 60:.0f} s | {whole_s:.2f} | {file_s:.2f} | {loudness_s:.2f} |", flush=True
            )
    return 0


def _measured(minutes: float, renderer: Renderer) -> tuple[float, float, float]:
    times = np.cumsum(np.random.default_rng(0).uniform(*_BETWEEN_S, round(minutes * 60 / 0.5)))
    events = EventTrack(tuple(Event(float(at_s), 0.7) for at_s in times if at_s < minutes * 60 - 0.3))
    reference = read_sound(example_dir() / "anvil-strikes.flac")
    before = SynthesisRequest(minutes * 60, events, (reference,), renderer=renderer, layers=(Layer((0,)),), keys=(0,))
    moved = events.events[len(events) // 2]
    after = replace(before, events=events.replaced(replace(moved, time_s=moved.time_s + 0.1)))
    with TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.wav", Path(folder) / "second.wav"
        whole_s, take = _timed(lambda: _written(before, first, None))
        with TakeFile(first) as file:
            former = FormerTake(take, file.read)
            file_s, _ = _timed(lambda: _written(after, second, former))
        loudness_s, _ = _timed(lambda: integrated_loudness(second))
    return whole_s, file_s, loudness_s


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _written(request: SynthesisRequest, path: Path, former: FormerTake | None) -> WrittenTake:
    made = stream(request, previous=former)
    with SoundWriter(path, request.rate_hz, made.channels) as writer:
        for block in made.blocks:
            writer.write(block)
    return WrittenTake(path, (0, 0), request, made.model, made.held, made.n_samples, made.channels)


if __name__ == "__main__":
    sys.exit(main())
