from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.media.formats import (
    SOUND_FORMATS,
    VIDEO_FORMATS,
    has_suffix_of,
    listed,
    sound_format,
    suffixes_of,
    usual_suffixes,
    video_format,
)
from foleystudio.media.mux import mux
from foleystudio.media.sound.files import TakeFile, write_sound
from foleystudio.media.sound.reader import read_sound
from tests.conftest import MakeClip
from tests.outside.formats import formats

WAVE = (0.3 * np.sin(np.arange(48_000) / 9)).astype(np.float32)[:, None].repeat(2, axis=1)


def test_a_name_says_the_format() -> None:
    assert sound_format(Path("a.WAV")) is SOUND_FORMATS["wav"]
    assert video_format(Path("a.m4v")) is VIDEO_FORMATS["mp4"]
    assert usual_suffixes(VIDEO_FORMATS) == (".mp4", ".mov", ".mkv", ".mxf")
    assert suffixes_of(VIDEO_FORMATS) == (".mp4", ".m4v", ".mov", ".mkv", ".mxf")
    assert has_suffix_of(Path("a.FLAC"), SOUND_FORMATS)
    assert not has_suffix_of(Path("a.flac"), VIDEO_FORMATS)
    assert listed((".a",)) == ".a"


def test_other_names_are_refused_with_those_that_can_be(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match=r"written as \.wav or \.flac, not '\.aiff'"):
        sound_format(tmp_path / "a.aiff")
    with pytest.raises(FoleyError, match=r"written as \.mp4, \.m4v, \.mov, \.mkv, \.mxf, not '\.mk3d'"):
        video_format(tmp_path / "a.mk3d")


@pytest.mark.parametrize("suffix", [".aiff", ".aif"])
def test_a_sound_format_from_outside_is_written_and_played(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with formats():
        write_sound(path, Sound(WAVE, 48_000))
        with pytest.raises(FoleyError, match=r"AIFF holds 24 bits; write a \.wav"):
            write_sound(tmp_path / f"b{suffix}", Sound(WAVE, 48_000), "FLOAT")
    for samples in (read_sound(path).samples, TakeFile(path).read(0, 48_000)):
        np.testing.assert_allclose(samples, WAVE, atol=2**-22)


def test_one_that_ffmpeg_does_not_write_brings_its_writer(tmp_path: Path) -> None:
    with formats():
        write_sound(tmp_path / "a.samples", Sound(WAVE, 48_000))
    lines = (tmp_path / "a.samples").read_text().split()
    assert len(lines) == 48_000
    assert float(lines[5]) == pytest.approx(WAVE[5, 0], abs=1e-4)


def test_a_video_format_from_outside_holds_picture_and_sound(tmp_path: Path, make_clip: MakeClip) -> None:
    clip, out = make_clip("a.mov", frames=25), tmp_path / "a.mk3d"
    with formats():
        mux(clip, [WAVE], out, rate_hz=48_000, channels=2)
    with av.open(str(out)) as container:
        assert [stream.type for stream in container.streams] == ["video", "audio"]
    np.testing.assert_allclose(read_sound(out).samples, WAVE, atol=2**-22)
