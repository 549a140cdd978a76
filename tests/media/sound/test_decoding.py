"""Every sample at its place on the clip's time axis."""

from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.media.sound.decoding import SoundDecoder, to_float
from tests.media.made import Shot, click_sound, noise


def whole(path: Path, start: int = 0, **how: Any) -> NDArray[np.float32]:
    with SoundDecoder(path, **how) as decoder:
        return np.concatenate([*decoder.blocks(start), np.zeros((0, decoder.channels), np.float32)])


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("u8", np.array([0, 128, 192], np.uint8), [-1, 0, 0.5]),
        ("s16", np.array([-32768, 0, 16384], np.int16), [-1, 0, 0.5]),
        ("s32", np.array([-(2**31), 1 << 8, 2**30], np.int32), [-1, 2.0**-23, 0.5]),
        ("flt", np.array([-1, 0, 1.5], np.float32), [-1, 0, 1.5]),
        ("dbl", np.array([-1, 0, 1.5], np.float64), [-1, 0, 1.5]),
    ],
)
def test_number_formats(name: str, values: NDArray[Any], expected: list[float]) -> None:
    packed = av.AudioFrame.from_ndarray(np.repeat(values, 2).reshape(1, -1), format=name, layout="stereo")
    planar = av.AudioFrame.from_ndarray(np.stack([values, values]), format=f"{name}p", layout="stereo")
    for frame in (packed, planar):
        samples = to_float(frame)
        assert samples.dtype == np.float32
        assert samples.tolist() == [[value, value] for value in expected]


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (44_100, 2), (96_000, 6)])
def test_wav_equals_soundfile(tmp_path: Path, subtype: str, rate_hz: int, channels: int) -> None:
    path = tmp_path / "Klang ü.wav"
    soundfile.write(path, noise(0.3, rate_hz, channels), rate_hz, subtype=subtype)
    expected, _ = soundfile.read(path, dtype="float32", always_2d=True)
    assert np.array_equal(whole(path), expected)
    with SoundDecoder(path) as decoder:
        assert (decoder.rate_hz, decoder.channels, decoder.length) == (rate_hz, channels, len(expected))


@pytest.mark.parametrize("name", ["a.flac", "a.aiff", "a.w64", "a.caf"])
def test_other_files_equal_soundfile(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    soundfile.write(path, noise(0.5, 48_000, 2), 48_000, subtype="PCM_24")
    expected, _ = soundfile.read(path, dtype="float32", always_2d=True)
    assert np.array_equal(whole(path), expected)


CASES = {
    "aac.mp4": Shot(sound=click_sound(2)),
    "aac.mkv": Shot(sound=click_sound(2)),
    "pcm.mov": Shot(sound=click_sound(2), sound_codec="pcm_s24le"),
    "pcm.mkv": Shot(sound=click_sound(2), sound_codec="pcm_s16le"),
    "opus.webm": Shot(sound=click_sound(2), sound_codec="libopus", codec="libvpx", codec_options={"cpu-used": "8"}),
    "flac.mkv": Shot(sound=click_sound(2), sound_codec="flac"),
    "44100.mkv": Shot(sound=click_sound(2, 44_100), sound_codec="flac", sound_rate_hz=44_100),
}


@pytest.mark.parametrize("name", CASES)
def test_a_click_lies_where_it_was_put(tmp_path: Path, name: str) -> None:
    samples = whole(CASES[name].write(tmp_path / name))
    assert int(np.abs(samples[:, 0]).argmax()) == CASES[name].sound_rate_hz
    assert len(samples) == pytest.approx(2 * CASES[name].sound_rate_hz, abs=2048)


@pytest.mark.parametrize("name", ["pcm.mov", "pcm.mkv", "flac.mkv", "44100.mkv"])
def test_lossless_seeks_are_exact(tmp_path: Path, name: str) -> None:
    shot = Shot(**{**CASES[name].__dict__, "sound": noise(4, CASES[name].sound_rate_hz), "frames": 96})
    path = shot.write(tmp_path / name)
    expected = whole(path)
    with SoundDecoder(path) as decoder:
        for start in (150_000, 90_001, 1, 0, 123_456, len(expected) - 3):
            found = np.concatenate(list(islice(decoder.blocks(start), 3)))
            assert np.array_equal(found, expected[start : start + len(found)])
        assert list(decoder.blocks(len(expected) + 5)) == []


@pytest.mark.parametrize("name", ["late.mkv", "late.mov"])
def test_a_late_sound_is_led_in_by_silence(tmp_path: Path, name: str) -> None:
    shot = Shot(sound=noise(1), sound_codec="pcm_s16le", sound_start_s=Fraction(1, 2))
    samples = whole(shot.write(tmp_path / name))
    assert len(samples) == 72_000
    assert not samples[:24_000].any()
    assert np.abs(samples[24_000:] - noise(1)).max() < 2**-15


def test_the_sound_may_begin_before_the_picture(tmp_path: Path) -> None:
    shot = Shot(
        sound=click_sound(1, at_s=0.25), sound_codec="pcm_s16le", start_s=Fraction(3), sound_start_s=Fraction(2)
    )
    samples = whole(shot.write(tmp_path / "late.mkv"))
    assert np.flatnonzero(samples).tolist() == [12_000]


def test_gaps_are_silent(tmp_path: Path) -> None:
    path = tmp_path / "gap.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=48_000, layout="mono")
        for at in (0, 4800, 24_000):
            block = np.full((1, 4800), 1000, np.int16)
            frame = av.AudioFrame.from_ndarray(block, format="s16", layout="mono")
            frame.sample_rate, frame.pts = 48_000, at
            container.mux(stream.encode(frame))
    samples = whole(path)
    sounding = np.flatnonzero(samples[:, 0])
    assert len(samples) == 28_800
    assert sounding.tolist() == [*range(9600), *range(24_000, 28_800)]
    assert np.array_equal(whole(path, 20_000), samples[20_000:])


def test_what_is_not_a_number_is_silent_and_noted(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    samples = noise(1)
    samples[100:200] = np.nan
    samples[30_000] = np.inf
    soundfile.write(path, samples, 48_000, subtype="FLOAT")
    notes: list[str] = []
    found = whole(path, note=notes.append)
    assert np.isfinite(found).all()
    assert not found[100:200].any()
    assert found[30_000] == 0
    assert np.array_equal(found[200:30_000], samples[200:30_000])
    assert notes == ["nan.wav: it holds samples that are not numbers; they are silent now."]


def test_a_cut_off_wav_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, noise(1), 48_000, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[: 44 + 2 * 10_000])
    assert len(whole(path)) == 10_000


def test_a_missing_stream_is_said_in_words(tmp_path: Path) -> None:
    silent = Shot(frames=3).write(tmp_path / "silent.mp4")
    with pytest.raises(FoleyError, match="it has no sound; choose a file with sound"):
        SoundDecoder(silent)
    sounding = Shot(frames=3, sound=click_sound(1.5)).write(tmp_path / "one.mp4")
    with pytest.raises(FoleyError, match="it has no sound stream 2"):
        SoundDecoder(sounding, stream=1)
