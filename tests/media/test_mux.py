"""The clip's picture unchanged, a new sound beside it, both where they belong."""

import errno
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.files import atomic_files
from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.formats import OwnSound
from foleystudio.media.mux import mux
from foleystudio.media.picture.video import VideoReader
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import quantise, write_sound
from tests.clips import frame_number
from tests.media import plain
from tests.media.made import X264_REORDERED, X265, Shot, click_sound, noise, uneven_times

RATE_HZ = 48_000
SUFFIXES = [".mp4", ".mov", ".mkv"]
CLICK_S = 3
RATES = [Fraction(24_000, 1001), Fraction(25), Fraction(30_000, 1001), Fraction(60_000, 1001)]


def in_blocks(samples: NDArray[np.float32], size: int = 4801) -> Iterator[NDArray[np.float32]]:
    return (samples[start : start + size] for start in range(0, len(samples), size))


def sound_with_click(seconds: float, channels: int = 2) -> NDArray[np.float32]:
    return click_sound(seconds, RATE_HZ, channels, CLICK_S) + noise(seconds, RATE_HZ, channels) * np.float32(0.1)


def write(clip: Path, out: Path, samples: NDArray[np.float32], **how: Any) -> Path:
    mux(clip, in_blocks(samples), out, rate_hz=RATE_HZ, channels=samples.shape[1], **how)
    assert sorted(out.parent.glob(".*")) == []
    return out


def shot_at(rate_fps: Fraction | None, **how: Any) -> Shot:
    """Four seconds with reordered frames; ``None`` for a variable rate."""
    if rate_fps is None:
        times = [time for time in uneven_times(120) if time < 4]
        return Shot(times_s=times, codec_options=X264_REORDERED, **how)
    return Shot(rate_fps=rate_fps, frames=int(4 * rate_fps), codec_options=X264_REORDERED, **how)


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("rate_fps", [*RATES, None], ids=["23.976", "25", "29.97", "59.94", "vfr"])
class TestPictureAndSound:
    """What must hold at every rate and in every container."""

    def test_packets_are_the_same_bytes_at_the_same_times(
        self, tmp_path: Path, rate_fps: Fraction | None, suffix: str
    ) -> None:
        clip = shot_at(rate_fps).write(tmp_path / "clip.mp4")
        out = write(clip, tmp_path / f"Neu vertont{suffix}", sound_with_click(4))
        before, after = plain.packets(clip), plain.packets(out)
        assert [packet.data for packet in before] == [packet.data for packet in after]
        assert [packet.is_keyframe for packet in before] == [packet.is_keyframe for packet in after]
        tolerance = Fraction(1, 2000) if suffix == ".mkv" else 0  # Matroska counts milliseconds
        for old, new in zip(before, after, strict=True):
            assert old.pts_s is not None
            assert new.pts_s is not None
            assert abs(old.pts_s - new.pts_s) <= tolerance
        if suffix != ".mkv":  # which states no decoding times
            assert [packet.dts_s for packet in before] == [packet.dts_s for packet in after]

    def test_a_click_at_3_s_comes_back_at_3_s(self, tmp_path: Path, rate_fps: Fraction | None, suffix: str) -> None:
        clip = shot_at(rate_fps, sound=noise(4)).write(tmp_path / "clip.mp4")
        for own in OwnSound:
            out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4), own=own)
            assert plain.loudest_s(out, 1 if own == OwnSound.AFTER else 0) == CLICK_S
            assert probe(out).start_time == 0

    def test_pcm_is_exact_to_the_sample(self, tmp_path: Path, rate_fps: Fraction | None, suffix: str) -> None:
        if suffix == ".mp4":
            pytest.skip("MP4 gets AAC")
        samples = sound_with_click(4)
        out = write(shot_at(rate_fps).write(tmp_path / "clip.mp4"), tmp_path / f"out{suffix}", samples)
        found = np.concatenate([part for _, part in plain.frames_of_sound(out)])
        assert found.dtype == np.int32
        assert np.array_equal(found, quantise(samples, 24))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_frames_are_shown_when_they_were(tmp_path: Path, suffix: str) -> None:
    clip = shot_at(None).write(tmp_path / "clip.mkv")
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4))
    before, after = read_frame_times(clip), read_frame_times(out)
    assert [before.time_of(n) for n in range(len(before))] == [after.time_of(n) for n in range(len(after))]


CODECS = [
    ("hevc.mkv", Shot(codec="libx265", codec_options=X265), ".mp4"),
    ("hevc.mp4", Shot(codec="libx265", codec_options=X265, pix_fmt="yuv420p10le"), ".mov"),
    ("mpeg4.mp4", Shot(codec="mpeg4", reordered=2), ".mkv"),
    ("vp9.webm", Shot(codec="libvpx-vp9", codec_options={"cpu-used": "8", "deadline": "realtime"}), ".mp4"),
    ("prores.mov", Shot(codec="prores_ks", pix_fmt="yuv422p10le"), ".mov"),
    ("prores.mov", Shot(codec="prores_ks", pix_fmt="yuv422p10le"), ".mkv"),
    ("mjpeg.mov", Shot(codec="mjpeg", pix_fmt="yuvj420p"), ".mov"),
    ("mpeg2.ts", Shot(codec="mpeg2video", reordered=2, rate_fps=Fraction(25)), ".mov"),
]


@pytest.mark.parametrize(("name", "shot", "suffix"), CODECS)
def test_any_codec(tmp_path: Path, name: str, shot: Shot, suffix: str) -> None:
    clip = shot.write(tmp_path / name)
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4))
    assert [packet.data for packet in plain.packets(clip)] == [packet.data for packet in plain.packets(out)]
    with VideoReader(out) as reader:
        assert [frame_number(picture) for _, picture in reader.iterate()] == list(range(48))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ["reordered.avi", "raw.h264", "stream.ts"])
def test_pictures_that_must_be_framed_anew_stay_the_same_pictures(tmp_path: Path, name: str, suffix: str) -> None:
    """These mark pictures by start codes, the others by lengths; two of them state no display times at all."""
    container = {"raw.h264": "h264", "stream.ts": "mpegts"}.get(name)
    shot = Shot(codec_options=X264_REORDERED, rate_fps=Fraction(25), container=container)
    clip = shot.write(tmp_path / name)
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4))
    times = read_frame_times(out)
    assert [times.time_of(number) for number in range(48)] == [Fraction(number, 25) for number in range(48)]
    with VideoReader(out) as reader:
        assert [frame_number(picture) for _, picture in reader.iterate()] == list(range(48))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("turn", [90, -90, 180])
def test_rotation_and_pixel_shape_are_carried_through(tmp_path: Path, suffix: str, turn: int) -> None:
    clip = Shot(rotation_deg=turn, aspect=Fraction(4, 3), frames=12).write(tmp_path / "clip.mp4")
    before, after = probe(clip).video, probe(write(clip, tmp_path / f"out{suffix}", sound_with_click(4))).video
    assert before is not None
    assert after is not None
    assert before.rotation_deg == -turn % 360
    assert (after.rotation_deg, after.display_width, after.display_height) == (
        before.rotation_deg,
        before.display_width,
        before.display_height,
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_streams_keep_their_distance(tmp_path: Path, suffix: str) -> None:
    """A clip whose own clock starts at 1/3 s with the sound, the picture 1/6 s later."""
    shot = shot_at(Fraction(24), start_s=Fraction(1, 2), sound=click_sound(4, at_s=2), sound_codec="pcm_s16le")
    clip = Shot(**{**shot.__dict__, "sound_start_s": Fraction(1, 3)}).write(tmp_path / "late.mov")
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4), own=OwnSound.BEFORE)
    tolerance = Fraction(1, 1000) if suffix == ".mkv" else 0
    assert abs(read_frame_times(out).time_of(0) - read_frame_times(clip).time_of(0)) <= tolerance
    assert plain.loudest_s(out) == CLICK_S
    assert abs(plain.loudest_s(out, 1) - 2) <= tolerance


def test_a_trimmed_beginning_stays_trimmed(tmp_path: Path) -> None:
    clip = Shot(moved_s=Fraction(-10, 24), codec_options=X264_REORDERED).write(tmp_path / "trimmed.mp4")
    for suffix in (".mp4", ".mov"):
        out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4))
        assert [packet.data for packet in plain.packets(clip)] == [packet.data for packet in plain.packets(out)]
        with VideoReader(out) as reader:
            assert [frame_number(picture) for _, picture in reader.iterate()] == list(range(10, 48))
        assert plain.loudest_s(out) == CLICK_S
    with pytest.raises(FoleyError, match=r"MKV cannot hold; write a \.mov"):
        write(clip, tmp_path / "out.mkv", sound_with_click(4))
    assert not (tmp_path / "out.mkv").exists()


@pytest.mark.parametrize(
    ("name", "codec", "suffix", "run_up"),
    [
        ("aac.mp4", "aac", ".mp4", 0),
        ("aac.mp4", "aac", ".mov", 0),
        ("aac.mp4", "aac", ".mkv", 1),
        ("aac.mkv", "aac", ".mkv", 0),
        ("opus.mkv", "libopus", ".mkv", 0),
        ("opus.mp4", "libopus", ".mkv", 0),
        ("flac.mkv", "flac", ".mp4", 0),
        ("pcm.mov", "pcm_s16le", ".mov", 0),
    ],
)
def test_the_guide_is_kept_behind_the_new_sound(
    tmp_path: Path, name: str, codec: str, suffix: str, run_up: int
) -> None:
    clip = shot_at(Fraction(25), sound=click_sound(4, at_s=1), sound_codec=codec).write(tmp_path / name)
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4), own=OwnSound.BEFORE)
    before, after = plain.packets(clip, "audio"), plain.packets(out, "audio", 1)
    assert [packet.data for packet in after] == [packet.data for packet in before[run_up:]]
    assert abs(plain.loudest_s(out, 1) - 1) <= (Fraction(1, 1000) if suffix == ".mkv" else 0)
    with av.open(str(out)) as container:
        default = [bool(stream.disposition & av.stream.Disposition.default) for stream in container.streams.audio]
        assert default == [True, False]
        assert [stream.type for stream in container.streams] == ["video", "audio", "audio"]


def test_without_it_the_guide_is_gone(tmp_path: Path) -> None:
    clip = shot_at(Fraction(25), sound=noise(4)).write(tmp_path / "clip.mp4")
    assert len(probe(write(clip, tmp_path / "out.mp4", sound_with_click(4))).audio) == 1


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_number_of_channels(tmp_path: Path, suffix: str, channels: int) -> None:
    clip = Shot(frames=12).write(tmp_path / "clip.mp4")
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4, channels))
    assert probe(out).audio[0].channels == channels
    assert plain.loudest_s(out) == CLICK_S


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("seconds", [0.3, 7.0])
def test_the_sound_may_be_shorter_or_longer(tmp_path: Path, suffix: str, seconds: float) -> None:
    clip = Shot(frames=48).write(tmp_path / "clip.mp4")
    out = write(clip, tmp_path / f"out{suffix}", noise(seconds, RATE_HZ, 2))
    assert len(read_frame_times(out)) == 48
    found = [part for _, part in plain.frames_of_sound(out)]
    assert sum(map(len, found)) == pytest.approx(seconds * RATE_HZ, abs=1024 if suffix == ".mp4" else 0)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_sound_without_samples_leaves_the_picture(tmp_path: Path, suffix: str) -> None:
    clip = Shot(frames=48).write(tmp_path / "clip.mp4")
    assert len(read_frame_times(write(clip, tmp_path / f"out{suffix}", np.zeros((0, 2), np.float32)))) == 48


def test_tags_are_kept(tmp_path: Path) -> None:
    clip = Shot(frames=12, tags={"title": "Küche, Take 2"}).write(tmp_path / "clip.mp4")
    with av.open(str(write(clip, tmp_path / "out.mov", sound_with_click(4)))) as container:
        assert container.metadata["title"] == "Küche, Take 2"


def test_hevc_is_tagged_for_apple_s_players(tmp_path: Path) -> None:
    clip = Shot(codec="libx265", codec_options=X265, frames=12).write(tmp_path / "clip.mkv")
    with av.open(str(write(clip, tmp_path / "out.mp4", sound_with_click(4)))) as container:
        assert container.streams.video[0].codec_context.codec_tag == "hvc1"


def test_sound_is_pulled_as_it_is_needed(tmp_path: Path) -> None:
    """The picture is not held back until the sound ends, nor the sound until the picture does."""
    clip = Shot(rate_fps=Fraction(10), frames=600, gop=50, size=(32, 32)).write(tmp_path / "minute.mp4")
    shares: list[float] = []
    pulled: list[float] = []

    def blocks() -> Iterator[NDArray[np.float32]]:
        for _ in range(60):
            pulled.append(shares[-1] if shares else 0.0)
            yield np.zeros((RATE_HZ, 2), np.float32)

    mux(
        clip,
        blocks(),
        tmp_path / "out.mov",
        rate_hz=RATE_HZ,
        channels=2,
        progress=lambda share, _: shares.append(share),
    )
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert max(abs(share - number / 60) for number, share in enumerate(pulled)) < 0.05


def test_a_cut_off_clip_is_copied_as_far_as_it_goes(tmp_path: Path) -> None:
    shot = Shot(frames=96, codec_options={**X264_REORDERED, "crf": "1"}, options={"movflags": "faststart"})
    clip = shot.write(tmp_path / "clip.mp4")
    whole = plain.packets(clip)
    clip.write_bytes(clip.read_bytes()[: clip.stat().st_size * 2 // 3])
    copied = plain.packets(write(clip, tmp_path / "out.mp4", sound_with_click(4)))
    assert 20 < len(copied) < 96
    assert [packet.data for packet in copied[:-1]] == [packet.data for packet in whole[: len(copied) - 1]]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_last_frame_is_kept_where_the_clip_states_no_durations(tmp_path: Path, suffix: str) -> None:
    clip = without_durations(Shot(codec="mjpeg", pix_fmt="yuvj420p", frames=24).write(tmp_path / "a.mov"))
    assert all(not duration for duration in durations(clip))
    out = write(clip, tmp_path / f"out{suffix}", sound_with_click(4))
    assert len(plain.packets(out)) == 24
    assert float(read_frame_times(out).duration) == pytest.approx(1, abs=0.002)


def durations(clip: Path) -> list[int | None]:
    with av.open(str(clip)) as container:
        return [packet.duration for packet in container.demux(video=0) if packet.size]


def without_durations(steady: Path, late: int = -1) -> Path:
    """Copy of a clip in Matroska that states no durations; one frame may come three frames late."""
    clip = steady.with_suffix(".mkv")
    with av.open(str(steady)) as source, av.open(str(clip), "w") as target:
        copy = target.add_stream_from_template(source.streams.video[0], opaque=True)
        for number, packet in enumerate(source.demux(video=0)):
            if packet.size:
                assert packet.pts is not None
                packet.pts += (3 if number == late else 0) * (packet.duration or 0)
                packet.stream = copy
                target.mux(packet)
    return clip


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_time_stamps_that_go_backwards_are_put_right(tmp_path: Path, suffix: str) -> None:
    clip = without_durations(Shot(codec="mjpeg", pix_fmt="yuvj420p", frames=24).write(tmp_path / "a.mov"), late=10)
    assert [packet.data for packet in plain.packets(write(clip, tmp_path / f"out{suffix}", sound_with_click(4)))] == [
        packet.data for packet in plain.packets(clip)
    ]


@pytest.mark.parametrize("failure", [CancelledError, KeyboardInterrupt, FoleyError])
def test_a_failure_leaves_what_was_there(tmp_path: Path, failure: type[BaseException]) -> None:
    clip, out = Shot(frames=96).write(tmp_path / "clip.mp4"), tmp_path / "out.mp4"
    out.write_bytes(b"before")

    def blocks() -> Iterator[NDArray[np.float32]]:
        yield noise(1, RATE_HZ, 2)
        raise failure("changed my mind")

    with pytest.raises(failure):
        mux(clip, blocks(), out, rate_hz=RATE_HZ, channels=2)
    assert out.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "out.mp4"]


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    clip = Shot(frames=96).write(tmp_path / "clip.mp4")
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 50

    with pytest.raises(CancelledError):
        write(clip, tmp_path / "out.mp4", sound_with_click(4), cancelled=cancelled)
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's device that is always full")
def test_a_full_disk_is_said_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    clip = Shot(frames=96, codec_options={"crf": "1"}, size=(320, 240)).write(tmp_path / "clip.mp4")
    read_frame_times(clip)
    monkeypatch.setattr(Path, "touch", lambda path, **_: path.symlink_to("/dev/full"))
    with pytest.raises(FoleyError, match="the disk is full; free some space") as caught:
        write(clip, tmp_path / f"out{suffix}", sound_with_click(4))
    assert caught.value.file == tmp_path / f"out{suffix}"
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_a_disk_that_fills_at_the_very_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    clip = Shot(frames=12).write(tmp_path / "clip.mp4")
    read_frame_times(clip)
    monkeypatch.setattr(atomic_files, "_force_to_disk", full)
    with pytest.raises(FoleyError, match="the disk is full"):
        write(clip, tmp_path / "out.mov", sound_with_click(4))
    assert [path.name for path in tmp_path.iterdir()] == ["clip.mp4"]


def test_refusals_are_said_in_words(tmp_path: Path) -> None:
    clip = Shot(frames=12, sound=noise(1), sound_codec="flac").write(tmp_path / "clip.mkv")
    vp8 = Shot(frames=12, codec="libvpx", codec_options={"cpu-used": "8"}).write(tmp_path / "clip.webm")
    sound = sound_with_click(4)
    cases: list[tuple[Path, Path, dict[str, Any], str]] = [
        (clip, tmp_path / "out.avi", {}, r"a clip is written as .mp4, .m4v, .mov, .mkv, .mxf, not '.avi'"),
        (clip, clip, {}, "that is the clip itself; choose another name"),
        (clip, tmp_path / "out.mov", {"own": OwnSound.BEFORE}, "MOV cannot hold .*flac sound; write a .mp4 or .mkv, "),
        (vp8, tmp_path / "out.mp4", {}, "MP4 cannot hold vp8 pictures; write a .mkv"),
        (vp8, tmp_path / "out.mov", {}, "MOV cannot hold vp8 pictures; write a .mkv"),
        (clip, tmp_path / "no" / "out.mp4", {}, "its folder does not exist"),
        (tmp_path / "gone.mp4", tmp_path / "out.mp4", {}, "there is no such file"),
    ]
    for source, out, how, words in cases:
        with pytest.raises(FoleyError, match=words):
            mux(source, in_blocks(sound), out, rate_hz=RATE_HZ, channels=2, **how)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mkv", "clip.webm"]


def test_a_sound_cannot_be_muxed(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", Sound(noise(1), RATE_HZ))
    with pytest.raises(FoleyError, match="it has no picture; write the sound alone"):
        write(tmp_path / "a.wav", tmp_path / "out.mp4", sound_with_click(4))


def test_blocks_of_another_shape_are_a_bug(tmp_path: Path) -> None:
    clip = Shot(frames=12).write(tmp_path / "clip.mp4")
    with pytest.raises(ValueError, match="the sound has 2 channels"):
        mux(clip, [noise(0.1, RATE_HZ, 1)], tmp_path / "out.mp4", rate_hz=RATE_HZ, channels=2)
