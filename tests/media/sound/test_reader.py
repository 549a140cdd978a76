"""Sounds whole and block by block."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from foleystudio.dsp.waves.resample import resample
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.sound import reader as audio
from foleystudio.media.sound.reader import SoundReader, read_sound
from tests.conftest import MakeClip
from tests.media.made import Shot, click_sound, noise


@pytest.fixture
def flac(tmp_path: Path) -> Path:
    path = tmp_path / "Schritte auf Kies.flac"
    soundfile.write(path, noise(3, 44_100, 2), 44_100, subtype="PCM_24")
    return path


def test_whole_sounds_keep_rate_and_channels(flac: Path) -> None:
    sound = read_sound(flac)
    expected, _ = soundfile.read(flac, dtype="float32")
    assert (sound.rate_hz, sound.channels, sound.name) == (44_100, 2, "Schritte auf Kies")
    assert np.array_equal(sound.samples, expected)


def test_another_rate(flac: Path) -> None:
    expected, _ = soundfile.read(flac, dtype="float32")
    sound = read_sound(flac, 48_000)
    assert sound.rate_hz == 48_000
    assert np.array_equal(sound.samples, resample(expected, 44_100, 48_000))


def test_a_stretch(flac: Path) -> None:
    expected, _ = soundfile.read(flac, dtype="float32")
    sound = read_sound(flac, start_s=1, duration_s=0.5)
    assert np.array_equal(sound.samples, expected[44_100 : 44_100 + 22_050])


def test_a_long_file_is_cut_and_said_so(flac: Path) -> None:
    notes: list[str] = []
    assert len(read_sound(flac, max_duration_s=2, note=notes.append)) == 88_200
    assert notes == ["Schritte auf Kies.flac: only its first 2 seconds are read."]
    notes.clear()
    assert len(read_sound(flac, max_duration_s=3, note=notes.append)) == 132_300
    assert notes == []


def test_a_file_too_long_to_hold_is_said_in_words(flac: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audio, "_WHOLE_LIMIT_BYTES", 1 << 18)
    with pytest.raises(FoleyError, match="too long to hold in memory; cut the part you need"):
        read_sound(flac)


def test_5_ms(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "tick.wav", noise(0.005), 48_000)
    assert len(read_sound(tmp_path / "tick.wav")) == 240


def test_no_samples_are_said_in_words(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "nothing.wav", np.zeros((0, 1), np.float32), 48_000)
    with pytest.raises(FoleyError, match="no sound samples"):
        read_sound(tmp_path / "nothing.wav")


@pytest.mark.parametrize(("layout", "names"), [("4.0", ("FL", "FR", "FC", "BC")), ("quad", ("FL", "FR", "BL", "BR"))])
def test_a_sound_tells_its_channels_names(make_clip: MakeClip, layout: str, names: tuple[str, ...]) -> None:
    clip = make_clip("surround.mov", audio=noise(1, channels=4), audio_codec="pcm_s16le", layout=layout)
    assert read_sound(clip).channel_names == names
    assert read_sound(clip, stereo=True).channel_names == ()
    with SoundReader(clip) as reader:
        assert reader.channel_names == names


def test_stereo_of_5_1(tmp_path: Path) -> None:
    surround = noise(0.2, 96_000, 6)
    soundfile.write(tmp_path / "surround.wav", surround, 96_000, subtype="FLOAT")
    half = np.float32(0.5**0.5)
    left = surround[:, 0] + half * surround[:, 2] + half * surround[:, 4]
    sound = read_sound(tmp_path / "surround.wav", stereo=True)
    assert np.allclose(sound.samples[:, 0], left, atol=1e-6)
    with SoundReader(tmp_path / "surround.wav", 48_000, stereo=True) as reader:
        assert reader.channels == 2
        assert reader.read(0, 100).shape == (100, 2)


def test_progress_rises_and_cancelling_stops(flac: Path) -> None:
    shares: list[float] = []
    read_sound(flac, progress=lambda share, _: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    with pytest.raises(CancelledError):
        read_sound(flac, cancelled=lambda: True)


@pytest.mark.parametrize("rate_hz", [None, 48_000, 22_050, 96_000])
def test_blocks_joined_equal_the_whole(flac: Path, rate_hz: int | None) -> None:
    expected = read_sound(flac, rate_hz).samples
    with SoundReader(flac, rate_hz) as reader:
        assert len(reader) == len(expected)
        assert np.array_equal(np.concatenate(list(reader.blocks(block=3001))), expected)


@pytest.mark.parametrize("rate_hz", [None, 48_000, 22_050])
def test_any_start_gives_the_same_samples(flac: Path, rate_hz: int | None) -> None:
    expected = read_sound(flac, rate_hz).samples
    tolerance = 0 if rate_hz is None else 2e-6
    with SoundReader(flac, rate_hz) as reader:
        for start in (50_000, 7, 0, 40_001, 40_001 + 500, len(expected) - 100):
            found = reader.read(start, 500)
            assert len(found) == min(500, len(expected) - start)
            assert np.abs(found - expected[start : start + 500]).max() <= tolerance


def test_reading_past_the_end(flac: Path) -> None:
    with SoundReader(flac) as reader:
        assert len(reader.read(132_200, 500)) == 100
        assert len(reader.read(132_300, 10)) == 0
        assert reader.read(10**9, 10).shape == (0, 2)
        with pytest.raises(ValueError, match="counted from 0"):
            reader.read(-1, 10)


def test_a_clip_s_sound_seeks_to_the_sample(tmp_path: Path) -> None:
    path = Shot(frames=96, sound=click_sound(4, at_s=3)).write(tmp_path / "clip.mp4")
    with SoundReader(path, 48_000) as reader:
        assert int(np.abs(reader.read(143_000, 2000)[:, 0]).argmax()) == 1000
        assert np.abs(reader.read(0, 1000)).max() < 0.01
        assert int(np.abs(reader.read(143_900, 200)[:, 0]).argmax()) == 100
