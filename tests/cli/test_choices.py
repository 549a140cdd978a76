"""Options that take a table's names: rows from outside are typed, told by --help, and used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from foleystudio.media.sound.reader import read_sound
from foleystudio.project.events import decode_events
from tests.cli.conftest import RATE_HZ, Foley, hits
from tests.conftest import MakeClip
from tests.outside import formats, renderer, timing


@pytest.fixture
def clip(make_clip: MakeClip) -> Path:
    """Two seconds with two knocks of its own sound."""
    return make_clip("clip.mov", frames=50, audio=hits([0.5, 1.2], 2.0))


@pytest.fixture
def clicks() -> Iterator[None]:
    """A renderer from outside."""
    with renderer.clicks():
        yield


@pytest.mark.usefixtures("clicks")
def test_a_renderer_from_outside_is_in_the_help_and_renders(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path
) -> None:
    told = " ".join(foley("render", "--help").out.split())
    assert "|owens|clicks]" in told
    assert "after Owens et al.) or clicks (one click an event)." in told
    out = tmp_path / "out.wav"
    outcome = foley("render", clip, "-r", knock, "-o", out, "--renderer", "clicks", "--json")
    assert outcome.json()["renderer"] == "clicks"
    heard = np.flatnonzero(read_sound(out, RATE_HZ).mono() > renderer.LEVEL / 2) / RATE_HZ
    assert heard == pytest.approx([event["time_s"] for event in outcome.json()["events"]], abs=1e-4)


def test_a_renderer_that_is_not_there_is_refused_before_anything_is_opened(foley: Foley, knock: Path) -> None:
    outcome = foley("render", "nowhere.mov", "-r", knock, "-o", "out.wav", "--renderer", "clicks")
    assert outcome.refused("--renderer", "'clicks'", "'exemplar'")


@pytest.mark.parametrize("verb", ["events", "render"])
def test_a_timing_source_from_outside_is_in_the_help(foley: Foley, verb: str) -> None:
    with timing.metronome():
        told = " ".join(foley(verb, "--help").out.split())
        assert "[auto|picture|guide|feet|moves|metronome" in told
        assert "metronome (a metronome)" in told
    assert "metronome" not in foley(verb, "--help").out


def test_a_timing_source_from_outside_proposes_and_is_performed_on(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path
) -> None:
    marks = tmp_path / "marks.json"
    with timing.metronome():
        assert "from the metronome" in foley("events", clip, "--timing", "metronome", "-o", marks).err
        made = foley("render", clip, "-r", knock, "-o", tmp_path / "out.wav", "--timing", "metronome", "--json").json()
    assert [event.time_s for event in decode_events(marks.read_bytes())] == [0.0, 0.5, 1.0, 1.5]
    assert (made["timing"], [event["time_s"] for event in made["events"]]) == ("metronome", [0.0, 0.5, 1.0, 1.5])
    assert foley("events", clip, "--timing", "metronome").refused("'metronome'", "auto, picture, guide, feet, moves")


def test_formats_from_outside_are_in_the_help_and_written(
    foley: Foley, clip: Path, knock: Path, tmp_path: Path
) -> None:
    arguments = ["render", clip, "-r", knock, "-o"]
    with formats.formats():
        told = " ".join(foley("render", "--help").out.split())
        assert "video to write (.mp4, .mov, .mkv, .mxf, .mk3d), or its sound (.wav, .flac, .aiff, .samples)." in told
        for name in ("out.aiff", "out.mk3d"):
            assert foley(*arguments, tmp_path / name).code == 0
    aiff, mk3d = (read_sound(tmp_path / name, RATE_HZ).mono() for name in ("out.aiff", "out.mk3d"))
    np.testing.assert_array_equal(aiff, mk3d[: len(aiff)])
    assert np.abs(aiff).max() > 0.01
    assert foley(*arguments, tmp_path / "again.aiff").refused("again.aiff", ".mxf for the video", ".flac for the sound")
