"""Opening media files, and saying why one cannot be opened."""

import errno
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.codec.context import ThreadType

from foleystudio.errors import FoleyError
from foleystudio.media.containers import (
    DECODING_THREADS,
    clip_start,
    codec_name,
    common_unit,
    decode_by_threads,
    open_container,
    packets,
    picture_stream,
    shown_streams,
    sound_streams,
    stream_start,
)
from foleystudio.media.mux import mux
from foleystudio.media.picture.files import write_pictures
from foleystudio.media.sound.files import SoundWriter
from foleystudio.timebase import FrameTimes
from tests.conftest import MakeClip
from tests.media.made import Shot, click_sound


def test_streams_of_a_clip(make_clip: MakeClip) -> None:
    path = make_clip("clip.mp4", audio=click_sound(1.5))
    with open_container(path) as container:
        picture = picture_stream(container)
        assert picture is not None
        assert codec_name(picture) == "h264"
        assert [codec_name(stream) for stream in sound_streams(container)] == ["aac"]
        assert len(shown_streams(container)) == 2
        assert stream_start(picture) == 0


needs_colons = pytest.mark.skipif(os.name == "nt", reason="Windows has no colons in names")


@needs_colons
def test_a_name_with_a_colon_is_no_network_protocol(
    make_clip: MakeClip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = make_clip("2024-05-01T12:30:00.mp4").relative_to(tmp_path)
    monkeypatch.chdir(tmp_path)
    silence = np.zeros((4800, 2), np.float32)
    with SoundWriter(Path("o:1.wav"), 48_000, 2) as writer:
        writer.write(silence)
    mux(clip, [silence], Path("http:o.mov"), rate_hz=48_000, channels=2)
    write_pictures(Path("file:p.mp4"), [np.zeros((32, 32), np.uint8)], FrameTimes.regular(1, Fraction(25)))
    for name in ("o:1.wav", "http:o.mov", "file:p.mp4"):
        with open_container(Path(name)) as container:
            assert shown_streams(container)


@needs_colons
def test_errors_name_a_file_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("12:30.mp4").write_bytes(b"no media")
    with pytest.raises(FoleyError, match=r"^12:30\.mp4: it is not"), open_container(Path("12:30.mp4")):
        pass


def test_the_clip_starts_with_its_first_stream(tmp_path: Path) -> None:
    path = Shot(start_s=Fraction(12, 24), sound=click_sound(2), sound_start_s=Fraction(1, 4)).write(tmp_path / "a.mkv")
    with open_container(path) as container:
        assert clip_start(container) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "there is no such file"),
        (b"", "it is empty"),
        (bytes(range(256)) * 40, "it is not a sound or video file"),
        (b"just some words\n" * 50, "it is not a sound or video file"),
    ],
)
def test_what_is_no_media_file_is_said_in_words(tmp_path: Path, content: bytes | None, words: str) -> None:
    path = tmp_path / "Geräusch 1.mp4"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(FoleyError, match=words) as caught, open_container(path):
        pytest.fail("it cannot be opened")
    assert caught.value.file == path


def test_a_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="it is a folder"), open_container(tmp_path):
        pytest.fail("it cannot be opened")


def test_a_clip_without_its_head_is_said_in_words(make_clip: MakeClip) -> None:
    whole = make_clip("whole.mp4", frames=10)
    cut = whole.with_name("cut.mp4")
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])  # MP4's index is at the end
    with pytest.raises(FoleyError, match="cut off before its contents begin"), open_container(cut):
        pytest.fail("it cannot be opened")


@pytest.mark.parametrize(
    ("a", "b", "unit"),
    [
        (Fraction(1, 90_000), Fraction(0), Fraction(1, 90_000)),
        (Fraction(1, 90_000), Fraction(7, 90_000), Fraction(1, 90_000)),
        (Fraction(1, 25), Fraction(1, 44_100), Fraction(1, 44_100)),
        (Fraction(1, 24), Fraction(1, 1000), Fraction(1, 3000)),
        (Fraction(1001, 30_000), Fraction(1, 2), Fraction(1, 30_000)),
    ],
)
def test_the_common_unit_divides_both(a: Fraction, b: Fraction, unit: Fraction) -> None:
    assert common_unit(a, b) == unit
    assert (a / unit).denominator == 1
    assert (b / unit).denominator == 1


class _Breaking:
    """A container whose reading breaks off."""

    name = "clip.mov"

    def __init__(self, error: Exception) -> None:
        self._error = error

    def demux(self, *_: object) -> Iterator[str]:
        yield "first"
        raise self._error


def test_a_file_that_breaks_off_ends_there() -> None:
    told: list[bool] = []
    source: Any = _Breaking(av.error.InvalidDataError(1, "damaged"))
    assert list(map(str, packets(source, cut_off=lambda: told.append(True)))) == ["first"]
    assert told == [True]


def test_a_failing_disk_is_no_end() -> None:
    source: Any = _Breaking(av.error.OSError(errno.EIO, "Input/output error"))
    found = packets(source)
    assert str(next(found)) == "first"
    with pytest.raises(FoleyError, match=r"clip\.mov: it cannot be read to its end"):
        next(found)


@pytest.mark.parametrize(("said", "threads"), [("1", 1), ("3", 3), ("", 0), ("many", 0), ("99999", 0), ("-1", 0)])
def test_pictures_are_decoded_by_as_many_threads_as_is_said(
    make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch, said: str, threads: int
) -> None:
    monkeypatch.setenv(DECODING_THREADS, said)
    with open_container(make_clip("a.mp4")) as container:
        stream = picture_stream(container)
        assert stream is not None
        decode_by_threads(stream)
        assert (stream.thread_count, str(stream.thread_type)) == (threads, str(ThreadType.AUTO))
