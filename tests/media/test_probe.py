"""What is in a file, as its headers say."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import write_sound
from tests.conftest import MakeClip
from tests.media.made import Shot, click_sound, noise

NTSC = [Fraction(24_000, 1001), Fraction(25), Fraction(30_000, 1001), Fraction(60_000, 1001)]


@pytest.mark.parametrize("rate_fps", NTSC)
def test_rates_are_exact(tmp_path: Path, rate_fps: Fraction) -> None:
    path = Shot(rate_fps=rate_fps, frames=30, sound=click_sound(2, 44_100), sound_rate_hz=44_100).write(
        tmp_path / "Clip mit Lücke.mov"
    )
    info = probe(path)
    assert info.path == path
    assert info.video is not None
    assert info.video.rate_fps == rate_fps
    assert (info.video.codec, info.video.pixel_format) == ("h264", "yuv420p")
    assert (info.video.coded_width, info.video.coded_height) == (96, 64)
    (audio,) = info.audio
    assert (audio.codec, audio.rate_hz, audio.channels, audio.layout) == ("aac", 44_100, 1, "mono")
    assert audio.duration_s == pytest.approx(2, abs=0.03)
    assert info.duration_s == pytest.approx(2, abs=0.03)


@pytest.mark.parametrize(
    ("turn", "rotation", "size"), [(0, 0, (96, 64)), (90, 270, (64, 96)), (-90, 90, (64, 96)), (180, 180, (96, 64))]
)
def test_rotation_swaps_the_display_size(tmp_path: Path, turn: int, rotation: int, size: tuple[int, int]) -> None:
    video = probe(Shot(frames=5, rotation_deg=turn).write(tmp_path / "turned.mp4")).video
    assert video is not None
    assert video.rotation_deg == rotation
    assert (video.display_width, video.display_height) == size
    assert (video.coded_width, video.coded_height) == (96, 64)


def test_pixels_become_square(tmp_path: Path) -> None:
    video = probe(Shot(frames=5, aspect=Fraction(4, 3)).write(tmp_path / "anamorphic.mp4")).video
    assert video is not None
    assert (video.display_width, video.display_height) == (128, 64)


def test_late_streams(tmp_path: Path) -> None:
    info = probe(Shot(start_s=Fraction(1, 2), sound=click_sound(2)).write(tmp_path / "late.mp4"))
    assert info.start_time == 0
    assert info.video is not None
    assert info.video.start_time == Fraction(1, 2)
    assert info.audio[0].start_time == 0
    assert info.duration_s == Fraction(5, 2)


def test_a_clip_without_sound(make_clip: MakeClip) -> None:
    assert probe(make_clip(frames=5)).audio == ()


def test_a_sound_file_has_no_picture(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", Sound(noise(0.5, 96_000, 6), 96_000))
    info = probe(tmp_path / "a.wav")
    assert info.video is None
    assert (info.audio[0].rate_hz, info.audio[0].channels) == (96_000, 6)
    assert info.duration_s == Fraction(1, 2)


def test_cover_art_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "song.m4a"
    with av.open(str(path), "w", format="mp4") as container:
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        cover = container.add_stream("mjpeg", rate=1)
        cover.width = cover.height = 32
        cover.pix_fmt = "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24").reformat(
            format="yuvj420p"
        )
        picture.pts = 0
        container.mux(cover.encode(picture) + cover.encode(None))
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 48_000, 0
        container.mux(audio.encode(frame) + audio.encode(None))
    with av.open(str(path)) as container:
        assert len(container.streams.video) == 1  # the cover is there ...
    info = probe(path)
    assert info.video is None  # ... and does not count
    assert len(info.audio) == 1


def test_subtitles_alone_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "words.srt"
    path.write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    with pytest.raises(FoleyError, match="neither picture nor sound"):
        probe(path)


@pytest.mark.parametrize("suffix", ["mov", "mp4", "mkv", "avi"])
@pytest.mark.parametrize("label", ["10:00:00;00", "01:02:03:04"])
def test_the_start_timecode_is_what_the_file_states(tmp_path: Path, suffix: str, label: str) -> None:
    shot = Shot(frames=5, rate_fps=Fraction(30_000, 1001), tags={"timecode": label})
    shot = replace(shot, codec="mpeg4", reordered=0) if suffix == "avi" else shot
    assert probe(shot.write(tmp_path / f"reel.{suffix}")).start_timecode == label


def test_most_files_state_no_timecode(tmp_path: Path) -> None:
    assert probe(Shot(frames=5).write(tmp_path / "plain.mov")).start_timecode is None
