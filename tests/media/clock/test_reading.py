"""Which files are read for their clock, what is made of it, and what is refused."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from foleystudio.errors import FoleyError
from foleystudio.media.clock import reading
from foleystudio.media.clock.clock import PLAIN
from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.clock.reading import clock_of, is_known, read_clock
from foleystudio.media.containers import open_container
from foleystudio.media.opening import look_at
from foleystudio.media.sound.reader import read_sound
from tests.clips import write_clip
from tests.media.joined import Recording, clicks, heard_s, write_joined


def sounding(path: Path, seconds: float = 2, **how: object) -> Path:
    given = {"frames": round(25 * seconds), "audio": clicks((0.5, 1.2), seconds), **how}
    return write_clip(path, **given)  # type: ignore[arg-type]  # as it comes


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.webm", "a.avi"])
def test_ordinary_files_are_not_read(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    codec = "libvpx" if name.endswith("webm") else "libx264"
    path = sounding(tmp_path / name, codec=codec)
    monkeypatch.setattr(reading, "read_packet_list", lambda *_: pytest.fail("read"))
    read_frame_times(path)
    read_sound(path)
    with open_container(path) as container:
        assert clock_of(path, container) is PLAIN
    assert not is_known(path)


def test_what_was_found_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_joined(tmp_path / "joined.ts", Recording(20, (0.2,)), Recording(20, (0.3,)))
    first = read_clock(path)
    reading._found.clear()
    monkeypatch.setattr(reading, "read_packet_list", lambda *_: pytest.fail("read"))
    again = read_clock(path)
    assert (again.parts, again.spans, again.notes) == (first.parts, first.spans, first.notes)
    assert {index: places.tolist() for index, places in again.places.items()} == {
        index: places.tolist() for index, places in first.places.items()
    }
    assert "2 parts were joined" in first.notes[0]


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = write_joined(tmp_path / "joined.ts", Recording(20), Recording(20))
    assert read_clock(path).is_joined
    write_joined(path, Recording(40))
    assert not read_clock(path).is_joined


@pytest.mark.parametrize("name", ["live.mkv", "live.webm"])
def test_files_without_a_duration_are_measured(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    codec, sound = ("libvpx", "libopus") if name.endswith("webm") else ("libx264", "aac")
    sounding(path, audio=clicks((0.5,), 3.5), codec=codec, audio_codec=sound, options={"live": "1"})
    with open_container(path) as container:
        assert not container.duration
        spans = clock_of(path, container).spans
    assert [float(span.stop - span.start) for span in spans.values()] == pytest.approx([2.0, 3.5], abs=0.05)


def test_recordings_of_other_streams_are_refused(tmp_path: Path) -> None:
    one, other = sounding(tmp_path / "one.ts", audio_codec="aac"), tmp_path / "other.ts"
    sounding(other, audio_codec="aac", options={"mpegts_start_pid": "512", "mpegts_pmt_start_pid": "4352"})
    joined = tmp_path / "joined.ts"
    joined.write_bytes(one.read_bytes() + other.read_bytes())
    with pytest.raises(FoleyError, match="another recording follows in it"):
        read_frame_times(joined)
    flash = sounding(tmp_path / "one.flv", audio_codec="aac").read_bytes()
    (tmp_path / "joined.flv").write_bytes(flash * 2)
    with pytest.raises(FoleyError, match="another recording follows in it"):
        read_frame_times(tmp_path / "joined.flv")


def test_a_sound_that_only_the_second_recording_announces_is_refused(tmp_path: Path) -> None:
    picture, whole = tmp_path / "picture.ts", tmp_path / "whole.ts"
    write_clip(picture, frames=25 * 8, size=(192, 128), picture=_noise, options={"pat_period": "0.1"})
    sounding(whole, audio_codec="aac")
    joined = tmp_path / "joined.ts"
    joined.write_bytes(picture.read_bytes() + whole.read_bytes())
    with open_container(joined) as container:
        known = bool(container.streams.audio)
    if known:  # looked for as far as it is here
        assert heard_s(read_sound(joined).samples) == pytest.approx([8.5, 9.2], abs=0.05)
    else:
        with pytest.raises(FoleyError, match="another recording follows in it"):
            read_frame_times(joined)


def _noise(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 255, (128, 192, 3), np.uint8)


@pytest.mark.parametrize("flags", ["", "frag_keyframe+empty_moov", "frag_keyframe+empty_moov+default_base_moof"])
def test_joined_mp4_is_refused_as_no_player_shows_it(tmp_path: Path, flags: str) -> None:
    one = sounding(tmp_path / "one.mp4", options={"movflags": flags} if flags else None)
    joined = tmp_path / "joined.mp4"
    joined.write_bytes(one.read_bytes() * 2)
    assert len(read_frame_times(one)) == 50
    for read in (read_frame_times, read_sound):
        with pytest.raises(FoleyError, match=r"joined\.mp4: another recording follows in it, which no player shows"):
            read(joined)


# Damage: bits that were flipped


def flipped(path: Path, box: bytes, at: int, bits: int = 0x80, nth: int = 0) -> Path:
    """A copy of a file with some bits flipped, ``at`` bytes behind the n-th place of a name in it."""
    data = bytearray(path.read_bytes())
    place = -1
    for _ in range(nth + 1):
        place = data.index(box, place + 1)
    data[place + len(box) + at] ^= bits
    damaged = path.with_name(f"damaged{path.suffix}")
    damaged.write_bytes(data)
    return damaged


@pytest.mark.parametrize("bits", [0x01, 0x04, 0x20])
def test_frames_that_are_said_to_stand_for_hours_stand_no_longer_than_the_rest_plays(tmp_path: Path, bits: int) -> None:
    path = flipped(sounding(tmp_path / "a.mp4"), b"stts", 12, bits)
    assert float(look_at(path)[0].duration_s) == pytest.approx(5, abs=0.1)


@pytest.mark.parametrize("bits", [0x01, 0x80])
def test_fragments_that_are_days_ahead(tmp_path: Path, bits: int) -> None:
    path = sounding(tmp_path / "a.mp4", options={"movflags": "frag_keyframe+empty_moov+default_base_moof"})
    with pytest.raises(FoleyError, match=r"on end: its clock is damaged; convert it"):
        look_at(flipped(path, b"tfdt", 7, bits))  # the first: all goes on from there
    info, _ = look_at(flipped(path, b"tfdt", 7, bits, nth=2))
    assert float(info.duration_s) == pytest.approx(2, abs=0.1)
    assert "that play are used" in info.notes[0]


def test_a_picture_that_begins_a_day_after_its_sound_is_refused(tmp_path: Path) -> None:
    times = [Fraction(86_400) + Fraction(n, 25) for n in range(25)]
    for suffix in (".mp4", ".mkv"):
        path = sounding(tmp_path / f"day{suffix}", times_s=times)
        with pytest.raises(FoleyError, match=r"nothing is shown or heard in it for 24\.0 hours on end"):
            read_frame_times(path)


@pytest.mark.parametrize("bits", [0x01, 0x40])
def test_stray_stamps_of_a_stream_are_put_right(tmp_path: Path, bits: int) -> None:
    path = sounding(tmp_path / "a.ts", seconds=3, audio_codec="aac")
    data = bytearray(path.read_bytes())
    # Time stamps begin nine bytes into a packet; the first byte holds their three highest bits.
    places = [at for at in range(len(data) - 20) if data[at : at + 4] == b"\x00\x00\x01\xe0"]
    data[places[30] + 10] ^= bits
    path.write_bytes(data)
    times = read_frame_times(path)
    assert len(times) == 75
    assert float(times.duration) == pytest.approx(3.0, abs=0.1)
    assert heard_s(read_sound(path).samples) == pytest.approx([0.5, 1.2], abs=0.05)


def test_a_cluster_that_is_weeks_ahead_is_put_right(tmp_path: Path) -> None:
    path = sounding(tmp_path / "a.mkv", seconds=12, options={"cluster_time_limit": "2000"})
    data = bytearray(path.read_bytes())
    clusters = [at for at in range(len(data) - 8) if data[at : at + 4] == b"\x1f\x43\xb6\x75"]
    at = data.index(b"\xe7", clusters[2])
    width = data[at + 1] & 0x7F
    longer = struct.pack(">I", int.from_bytes(data[at + 2 : at + 2 + width], "big") | 1 << 30)[4 - width :]
    if width < 4:  # no room for weeks: minutes then
        longer = bytes([data[at + 2] | 0x80]) + data[at + 3 : at + 2 + width]
    data[at + 2 : at + 2 + width] = longer
    path.write_bytes(data)
    times = read_frame_times(path)
    assert float(times.duration) < 200


def test_what_is_said_to_last_weeks_lasts_as_long_as_it_plays(tmp_path: Path) -> None:
    path = sounding(tmp_path / "a.mkv")
    at = path.read_bytes().index(b"\x44\x89\x88")
    data = bytearray(path.read_bytes())
    data[at + 3 : at + 11] = struct.pack(">d", 3e9)
    path.write_bytes(data)
    with open_container(path) as container:
        clock = clock_of(path, container)
    assert max(float(span.stop) for span in clock.spans.values()) == pytest.approx(2.0, abs=0.1)
    assert "it says that it lasts 34.7 days: the 2.00 seconds that play are used" in clock.notes


def test_a_still_picture_under_a_long_sound_is_no_fault(tmp_path: Path) -> None:
    path = write_clip(
        tmp_path / "still.mkv",
        times_s=[0],
        frames=1,
        audio=np.zeros(8000 * 900, np.float32),
        audio_rate_hz=8000,
        audio_codec="pcm_u8" if "pcm_u8" in av.codecs_available else None,
    )
    assert len(read_frame_times(path)) == 1
    with open_container(path) as container:
        assert clock_of(path, container).notes == ()
