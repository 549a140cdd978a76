from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.cli.conftest import Foley
from tests.conftest import MakeClip
from tests.media.made import Shot
from tests.media.test_self_contained import LISTS, write_list


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


@pytest.mark.parametrize("suffix", ["mov", "mp4", "mkv"])
def test_the_start_timecode_is_named(foley: Foley, tmp_path: Path, suffix: str) -> None:
    rate, path = Fraction(30_000, 1001), tmp_path / f"reel.{suffix}"
    clip = Shot(frames=30, rate_fps=rate, tags={"timecode": "10:00:00;00"}).write(path)
    found = foley("inspect", clip, "--json").json()["video"]
    assert (found["start_timecode"], found["drop_frame"]) == ("10:00:00;00", True)
    assert "timecode: from 10:00:00;00, drop-frame" in foley("inspect", clip).out
    plain = Shot(frames=30, rate_fps=rate, tags={"timecode": "01:00:00:00"}).write(path)
    assert foley("inspect", plain).out.splitlines()[-2].strip() == "timecode: from 01:00:00:00"


def test_without_a_start_timecode_none_is_named(foley: Foley, make_clip: MakeClip) -> None:
    clip = make_clip("a.mov", frames=5)
    assert foley("inspect", clip, "--json").json()["video"]["start_timecode"] is None
    assert "timecode:" not in foley("inspect", clip).out


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_other_files_are_refused_in_one_sentence(foley: Foley, tmp_path: Path, name: str) -> None:
    assert foley("inspect", write_list(tmp_path, name)).refused(name, "it is a list of other files")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes with names")
def test_a_pipe_is_refused_and_not_waited_for(foley: Foley, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clip.mp4")
    assert foley("inspect", tmp_path / "clip.mp4").refused("it is no ordinary file")
