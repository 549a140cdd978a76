"""WAV and FLAC, whole or not at all."""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import wavinfo

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.files import atomic_files
from foleystudio.media.formats import Subtype
from foleystudio.media.sound.files import Broadcast, SoundWriter, TakeFile, layout_name, quantise, write_sound
from foleystudio.media.sound.reader import read_sound
from tests.media.made import noise

STEP = {"PCM_16": 2.0**-15, "PCM_24": 2.0**-23, "FLOAT": 0.0}


@pytest.mark.parametrize("channels", [1, 2, 3, 6])
@pytest.mark.parametrize(
    ("suffix", "subtype"),
    [(".wav", "PCM_16"), (".wav", "PCM_24"), (".wav", "FLOAT"), (".flac", "PCM_16"), (".flac", "PCM_24")],
)
def test_what_is_written_comes_back(tmp_path: Path, suffix: str, subtype: Subtype, channels: int) -> None:
    path = tmp_path / f"Tür zu{suffix}"
    sound = Sound(noise(1.2, 48_000, channels), 48_000)
    write_sound(path, sound, subtype)
    found, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    assert rate_hz == 48_000
    assert soundfile.info(path).subtype == subtype
    assert found.shape == sound.samples.shape
    assert np.abs(found - sound.samples).max() <= STEP[subtype] / 2
    assert np.array_equal(read_sound(path).samples, found)
    assert list(tmp_path.iterdir()) == [path]


def test_blocks_joined_equal_the_whole(tmp_path: Path) -> None:
    samples = noise(3, 48_000, 2)
    with SoundWriter(tmp_path / "blocks.wav", 48_000, 2) as writer:
        for start in range(0, len(samples), 7001):
            writer.write(samples[start : start + 7001])
        assert writer.written == len(samples)
    write_sound(tmp_path / "whole.wav", Sound(samples, 48_000))
    assert (tmp_path / "blocks.wav").read_bytes() == (tmp_path / "whole.wav").read_bytes()


def test_rounding_is_to_the_nearest_step_and_never_wraps() -> None:
    step = 2.0**-23
    values = np.array([0, step, -step, 0.5, 1.0, 7.0, -1.0, -7.0], np.float32)
    whole = quantise(values, 24) >> 8
    assert whole.tolist() == [0, 1, -1, 1 << 22, (1 << 23) - 1, (1 << 23) - 1, -(1 << 23), -(1 << 23)]


def test_mono_may_be_written_flat_and_wrong_channels_not(tmp_path: Path) -> None:
    with SoundWriter(tmp_path / "mono.wav", 8000, 1) as writer:
        writer.write(noise(0.1, 8000)[:, 0])
        with pytest.raises(ValueError, match="1 channels, the block 2"):
            writer.write(noise(0.1, 8000, 2))
    assert len(read_sound(tmp_path / "mono.wav")) == 800


def test_an_empty_sound_can_be_written(tmp_path: Path) -> None:
    write_sound(tmp_path / "empty.wav", Sound(np.zeros((0, 2), np.float32), 48_000))
    assert soundfile.info(tmp_path / "empty.wav").frames == 0


def test_broadcast_fields(tmp_path: Path) -> None:
    path = tmp_path / "bwf.wav"
    fields = Broadcast(time_reference=172_800_000 + 7, description="Kies, Take 3")
    write_sound(path, Sound(noise(0.1), 48_000), broadcast=fields)
    bext: Any = wavinfo.WavInfoReader(str(path)).bext
    assert bext.time_reference == 172_800_007
    assert bext.originator == "foleystudio"
    assert bext.description.startswith("Kies")
    assert len(bext.originator_date) == 10
    assert wavinfo.WavInfoReader(str(path)).fmt.bits_per_sample == 24


def test_large_files_may_become_rf64(tmp_path: Path) -> None:
    """Room for the 64-bit sizes is kept from the beginning, so that a file can turn to RF64 when it outgrows 4 GB."""
    path = tmp_path / "a.wav"
    write_sound(path, Sound(noise(0.1), 48_000))
    assert path.read_bytes()[12:16] == b"JUNK"
    soundfile.write(tmp_path / "b.wav", noise(0.1), 48_000, format="RF64", subtype="PCM_24")
    with TakeFile(tmp_path / "b.wav") as take:
        assert len(take) == 4800


@pytest.mark.parametrize(
    ("name", "subtype", "words"),
    [("a.mp3", "PCM_24", "written as .wav or .flac"), ("a.flac", "FLOAT", "FLAC holds 16 or 24 bits")],
)
def test_other_files_are_refused_in_words(tmp_path: Path, name: str, subtype: Subtype, words: str) -> None:
    with pytest.raises(FoleyError, match=words):
        SoundWriter(tmp_path / name, 48_000, 2, subtype)


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with SoundWriter(tmp_path / "a.wav", 48_000, 1) as writer:
            writer.write(noise(2))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_in_words_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic_files, "_force_to_disk", full)
    with pytest.raises(FoleyError, match="the disk is full"):
        write_sound(tmp_path / "a.wav", Sound(noise(0.1), 48_000))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's device that is always full")
def test_the_writer_itself_notices_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "touch", lambda path, **_: path.symlink_to("/dev/full"))
    with pytest.raises(FoleyError, match="the disk is full"):
        write_sound(tmp_path / "a.wav", Sound(noise(2), 48_000))
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="its folder does not exist"):
        write_sound(tmp_path / "no" / "a.wav", Sound(noise(0.1), 48_000))


@pytest.mark.parametrize(("name", "subtype"), [("take.wav", "FLOAT"), ("take.wav", "PCM_24"), ("take.flac", "PCM_24")])
def test_takes_are_read_from_anywhere(tmp_path: Path, name: str, subtype: Subtype) -> None:
    path = tmp_path / name
    write_sound(path, Sound(noise(2, 48_000, 2), 48_000), subtype)
    expected, _ = soundfile.read(path, dtype="float32")
    with TakeFile(path) as take:
        assert (len(take), take.rate_hz, take.channels) == (96_000, 48_000, 2)
        for start in (50_000, 0, 50_500, 51_000, 95_990):
            assert np.array_equal(take.read(start, 500), expected[start : start + 500])
        assert take.read(96_000, 10).shape == (0, 2)
        assert take.read(10**9, 10).shape == (0, 2)
        with pytest.raises(ValueError, match="counted from 0"):
            take.read(-1, 5)


def test_a_take_that_is_gone_or_broken_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="there is no such file; generate the take again"):
        TakeFile(tmp_path / "gone.wav")
    (tmp_path / "broken.wav").write_bytes(b"RIFF nothing")
    with pytest.raises(FoleyError, match="it is not a sound file"):
        TakeFile(tmp_path / "broken.wav")


def test_a_take_that_is_cut_off_plays_so_far_and_then_says_so(tmp_path: Path) -> None:
    path = tmp_path / "take.flac"
    write_sound(path, Sound(noise(2, 48_000, 2), 48_000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with TakeFile(path) as take:
        assert len(take.read(0, 500)) == 500
        for start in (60_000, 95_000):
            with pytest.raises(FoleyError, match=r"take\.flac: it is damaged or cut off; generate"):
                take.read(start, 500)


def test_layout_names() -> None:
    assert [layout_name(count) for count in (1, 2, 5, 6)] == ["mono", "stereo", "5c", "5.1"]


def test_a_broadcast_wav_may_keep_its_hour_of_writing_to_itself(tmp_path: Path) -> None:
    write_sound(tmp_path / "a.wav", Sound(noise(0.1), 48_000), broadcast=Broadcast(48_000, is_dated=False))
    bext: Any = wavinfo.WavInfoReader(str(tmp_path / "a.wav")).bext
    assert bext.time_reference == 48_000
    assert not bext.originator_date.strip("\0 ")
