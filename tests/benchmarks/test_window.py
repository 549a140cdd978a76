"""How soon the window stands, and how soon a dropped sound can be heard.

python -m pytest tests/benchmarks/test_window.py --benchmark-only -s
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from foleystudio.dsp.sound import Sound
from foleystudio.engine.models.installed import installed_models
from foleystudio.media.sound.files import write_sound
from tests.conftest import MakeClip
from tests.gui.conftest import RATE_HZ, Driver, clip, driver, hits

__all__ = ["clip", "driver"]

ROUNDS = 5

_MEASURE = """
import time
began = time.perf_counter()
import json, resource, sys
from foleystudio.gui import app
real = app.begin
def begin(studio, arguments):
    studio.window.repaint()
    visible_s = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    heavy = [name for name in ("torch", "torchaudio", "cv2", "librosa") if name in sys.modules]
    print(json.dumps({"visible_s": visible_s, "cpu_s": used.ru_utime + used.ru_stime, "heavy": heavy}))
    sys.stdout.flush()
    studio.window.may_close = lambda: True
    studio.window.close()
app.begin = begin
raise SystemExit(app.main([]))
"""


_FIRST_TAKE = """
import sys, time
import numpy as np
from foleystudio.dsp.sound import Sound
from foleystudio.engine.request import Renderer, SynthesisRequest
from foleystudio.engine.render.dispatch import synthesise
from foleystudio.gui.presenters.view.warm_up import load_networks
from foleystudio.project.events import Event, EventTrack
from tests.gui.conftest import RATE_HZ, hits
if sys.argv[1] == "warm":
    load_networks({(None, Renderer.HYBRID)})
events = EventTrack(tuple(Event(float(at), 0.8) for at in np.arange(0.5, 9.5, 0.6)))
sound = Sound(hits((0.01, 0.5), 1.0), RATE_HZ)
began = time.perf_counter()
synthesise(SynthesisRequest(10.0, events, (sound,), renderer=Renderer.HYBRID))
print(time.perf_counter() - began)
"""


def open_window(folder: Path) -> dict[str, Any]:
    """Open the window in a fresh process; seconds are counted from the first import to the first paint."""
    environment = {**os.environ, "FOLEYSTUDIO_DATA": str(folder / "data"), "FOLEYSTUDIO_CACHE": str(folder / "cache")}
    ran = subprocess.run(
        [sys.executable, "-c", _MEASURE], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def test_the_window_is_visible_before_torch_is_imported(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    open_window(tmp_path)  # warms the disk's cache and the byte code
    answers: list[dict[str, Any]] = []
    benchmark.pedantic(lambda: answers.append(open_window(tmp_path)), rounds=ROUNDS, iterations=1)
    assert all(answer["heavy"] == [] for answer in answers)
    visible = [answer["visible_s"] for answer in answers]
    benchmark.extra_info["visible_s_median"] = statistics.median(visible)
    benchmark.extra_info["visible_s_worst"] = max(visible)
    cpu_s = statistics.median(answer["cpu_s"] for answer in answers)
    print(f"\nit took {cpu_s:.2f} s of processor time (median); on a busy machine the wall clock says more")
    print(f"window visible after {statistics.median(visible):.2f} s (median), {max(visible):.2f} s (worst of {ROUNDS})")


def test_a_dropped_sound_is_in_the_players_mix_within_a_second(
    driver: Driver, make_clip: MakeClip, benchmark: BenchmarkFixture
) -> None:
    """Ten seconds of 1080p, its events known: from the drop of a new reference to the mix that is played."""
    strikes = tuple(np.arange(0.5, 9.5, 0.6))
    driver.open(make_clip("ten.mp4", size=(1920, 1080), frames=250, audio=hits(strikes, 10.0)))
    driver.settle()
    took: list[float] = []

    def drop() -> None:
        path = driver.folder / f"{len(took)}.wav"
        write_sound(path, Sound(hits((0.01, 0.5), 1.0, 300.0 + 50 * len(took)), RATE_HZ))
        began = time.perf_counter()
        driver.drop_sound(path)
        assert any(strip.gain for strip in driver.studio.player._mixdown.plan.strips)
        took.append(time.perf_counter() - began)

    benchmark.pedantic(drop, rounds=ROUNDS, iterations=1)
    print(f"\nfrom drop to mix: {statistics.median(took):.2f} s (median), {max(took):.2f} s (worst of {ROUNDS})")


@pytest.mark.skipif(not installed_models(), reason="no model is installed")
def test_the_first_take_by_the_networks_does_not_wait_for_them(benchmark: BenchmarkFixture) -> None:
    """Ten seconds by the hybrid in a fresh process, its networks warmed as the window does it, beside cold ones."""

    def first_take_s(state: str) -> float:
        ran = subprocess.run(
            [sys.executable, "-c", _FIRST_TAKE, state], capture_output=True, text=True, timeout=60, check=True
        )
        return float(ran.stdout)

    first_take_s("cold")  # warms the disk's cache
    cold, warm = list[float](), list[float]()

    def both() -> None:
        cold.append(first_take_s("cold"))
        warm.append(first_take_s("warm"))

    benchmark.pedantic(both, rounds=3, iterations=1)
    text = f"cold {statistics.median(cold):.2f} s, warm {statistics.median(warm):.2f} s (medians of 3)"
    print(f"\nfirst take by the hybrid, ten seconds of sound: {text}")
    assert statistics.median(warm) < statistics.median(cold)
