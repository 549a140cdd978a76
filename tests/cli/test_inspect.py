from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from tests.cli.conftest import Foley
from tests.conftest import MakeClip


def test_a_clip_with_sound(foley: Foley, make_clip: MakeClip) -> None:
    clip = make_clip("a.mov", frames=48, rate_fps=Fraction(24_000, 1001), audio=np.zeros((96_000, 2), np.float32))
    found = foley("inspect", clip, "--json").json()
    assert found["file"] == str(clip)
    assert (found["video"]["rate_fps_exact"], found["video"]["frames"]) == ("24000/1001", 48)
    assert (found["video"]["width"], found["video"]["height"]) == (96, 64)
    assert not found["video"]["variable_rate"]
    (sound,) = found["audio"]
    assert (sound["rate_hz"], sound["channels"], sound["layout"]) == (48_000, 2, "stereo")
    assert abs(found["duration_s"] - 2.002) < 0.001


def test_for_people(foley: Foley, make_clip: MakeClip) -> None:
    times = [Fraction(n, 1000) for n in (0, 40, 100, 133, 250, 290)]
    outcome = foley("inspect", make_clip("Füße im Schnee.mkv", times_s=times, frames=6))
    assert outcome.code == 0
    assert "variable" in outcome.out
    assert "6 frames" in outcome.out
    assert "no sound" in outcome.out


def test_a_sound(foley: Foley, knock: Path) -> None:
    found = foley("inspect", knock, "--json").json()
    assert found["video"] is None
    assert found["duration_s"] == 0.4
    assert "no picture" in foley("inspect", knock).out
