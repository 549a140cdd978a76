from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.media import self_contained
from foleystudio.media.cache import file_hash
from foleystudio.media.clock.clock import seek
from foleystudio.media.clock.reading import clock_of
from foleystudio.media.containers import open_container, packets, picture_stream
from foleystudio.media.sound.files import TakeFile, write_sound
from foleystudio.media.sound.reader import read_sound
from tests.clips import write_clip

HLS = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:1,\n{}\n"
"""A playlist that never ends: without an end mark its reader waits for more."""

LISTS = {
    "clip.m3u8": HLS,
    "clip.mp4": HLS,
    "clip.ffconcat": "ffconcat version 1.0\nfile '{}'\n",
    "clip.mpd": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet '
    'mimeType="audio/wav"><Representation id="1" bandwidth="1"><BaseURL>{}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>\n",
    "clip.sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns={}\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
}


def write_list(folder: Path, name: str) -> Path:
    """A list that names a sound beside it."""
    write_sound(folder / "secret.wav", Sound(np.full((4800, 1), 0.5, np.float32), 48_000))
    path = folder / name
    path.write_text(LISTS[name].format("secret.wav"), "utf-8")
    return path


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_other_files_are_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(FoleyError, match="it is a list of other files"):
        read_sound(write_list(tmp_path, name))


def test_a_numbered_row_of_pictures_is_not_gathered(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"shot{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    (tmp_path / "shot%d.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    with pytest.raises(FoleyError, match="it is not a sound or video file"), open_container(tmp_path / "shot%d.png"):
        pytest.fail("it leads to others")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_pipes_and_devices_are_refused_before_they_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    (tmp_path / "zeros.wav").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.wav", tmp_path / "zeros.wav"):
        for read in (read_sound, file_hash):
            with pytest.raises(FoleyError, match="it is no ordinary file"):
                read(path)
        with pytest.raises(FoleyError, match="it is no ordinary file"):
            TakeFile(path)


def test_paths_that_cannot_be_looked_at_are_files_that_are_missing(tmp_path: Path) -> None:
    (tmp_path / "circle.wav").symlink_to("circle.wav")
    (tmp_path / "file").write_text("no folder", "utf-8")
    for path in (tmp_path / "circle.wav", tmp_path / ("n" * 300), tmp_path / "file" / "a.wav"):
        with pytest.raises(FoleyError, match="there is no such file"):
            read_sound(path)


def test_what_takes_too_long_is_refused(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "a.mkv", frames=60)
    late = av.error.ExitError(1, "Immediate exit requested")
    assert "reading it takes too long" in str(self_contained.refusal(clip, late))
    with pytest.raises((av.error.FFmpegError, OSError)):
        self_contained.open_plain(clip, within_s=0.0)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts", "a.avi"])
def test_after_a_rest_places_are_found_again(tmp_path: Path, name: str) -> None:
    path = write_clip(tmp_path / name, frames=200)
    with open_container(path) as container:
        picture = picture_stream(container)
        assert picture is not None
        clock, rests = clock_of(path, container), packets(container, picture)
        first = next(rests)
        assert seek(container, picture, first.pts or 0, clock)
        assert next(packets(container, picture)).pts == first.pts
