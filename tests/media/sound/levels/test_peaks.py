"""Outlines at any zoom."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.dsp.sound import Sound
from foleystudio.errors import CancelledError, FoleyError
from foleystudio.media.cache import cache_file
from foleystudio.media.sound.decoding import SoundDecoder
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels import peaks
from foleystudio.media.sound.levels.peaks import SAMPLES_A_PEAK, build_peaks
from tests.media.made import Shot, click_sound, noise

RATE_HZ = 48_000


@pytest.fixture
def sound() -> Sound:
    return Sound(noise(4.321, RATE_HZ, 2), RATE_HZ)


def true_outline(samples: NDArray[np.float32], start: int, stop: int, buckets: int, spare: int) -> NDArray[np.float32]:
    """Lowest and highest samples of each part, which may take ``spare`` samples from its neighbours."""
    edges = np.linspace(start, stop, buckets + 1)
    found = np.zeros((buckets, samples.shape[1], 2), np.float32)
    for number in range(buckets):
        part = samples[max(0, int(np.floor(edges[number])) - spare) : max(0, int(np.ceil(edges[number + 1])) + spare)]
        if len(part) and edges[number + 1] > 0 and edges[number] < len(samples):
            found[number] = np.stack([part.min(axis=0), part.max(axis=0)], axis=-1)
    return found


VIEWS = [(0, 207_408, 700), (5000, 205_000, 333), (0, 207_408, 1), (1000, 3000, 500), (100, 110, 50), (77, 77_777, 900)]


@pytest.mark.parametrize(("start", "stop", "buckets"), VIEWS)
def test_an_outline_holds_every_sample_and_little_more(sound: Sound, start: int, stop: int, buckets: int) -> None:
    outline = build_peaks(sound).read(start, stop, buckets)
    exact = true_outline(sound.samples, start, stop, buckets, 0)
    span = (stop - start) / buckets
    widest = true_outline(sound.samples, start, stop, buckets, max(1, int(span)) if span >= SAMPLES_A_PEAK else 1)
    assert outline.shape == (buckets, 2, 2)
    assert (outline[..., 0] <= exact[..., 0]).all()
    assert (outline[..., 1] >= exact[..., 1]).all()
    assert (outline[..., 0] >= widest[..., 0]).all()
    assert (outline[..., 1] <= widest[..., 1]).all()


@pytest.mark.parametrize(("start", "stop", "buckets"), VIEWS)
def test_files_and_sounds_have_one_outline(tmp_path: Path, sound: Sound, start: int, stop: int, buckets: int) -> None:
    path = tmp_path / "Kies & Sand.wav"
    write_sound(path, sound, "FLOAT")
    of_file, of_sound = build_peaks(path), build_peaks(sound)
    assert (of_file.rate_hz, of_file.n_samples, of_file.channels) == (RATE_HZ, len(sound), 2)
    assert np.array_equal(of_file.read(start, stop, buckets), of_sound.read(start, stop, buckets))


def test_what_lies_outside_is_silent(sound: Sound) -> None:
    outline = build_peaks(sound).read(-len(sound), 2 * len(sound), 300)
    assert not outline[:100].any()
    assert outline[101:199].all()
    assert not outline[201:].any()
    assert build_peaks(sound).read(10, 10, 5).shape == (5, 2, 2)
    assert build_peaks(sound).read(0, 10, 0).shape == (0, 2, 2)


def test_a_click_is_seen_from_afar_and_near(tmp_path: Path) -> None:
    path = Shot(sound=click_sound(2), sound_codec="pcm_s24le").write(tmp_path / "clip.mov")
    outline = build_peaks(path)
    far = outline.read(0, 96_000, 100)[:, 0, 1]
    assert far[50] == pytest.approx(0.9, abs=1e-6)
    assert not far[:49].any()
    assert not far[51:].any()
    near = outline.read(47_990, 48_010, 20)[:, 0, 1]
    assert int(near.argmax()) == 10
    assert near.max() == pytest.approx(0.9, abs=1e-6)


def test_a_second_outline_comes_from_the_cache(tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    write_sound(path, sound)
    first = build_peaks(path).read(0, len(sound), 100)
    monkeypatch.setattr(peaks, "_pyramid", lambda *_: pytest.fail("built again"))
    assert np.array_equal(build_peaks(path).read(0, len(sound), 100), first)


@pytest.mark.parametrize("damage", [b"", b"FOLPEAK1", b"something else" * 10])
def test_a_damaged_cache_is_built_anew(tmp_path: Path, sound: Sound, damage: bytes) -> None:
    path = tmp_path / "a.wav"
    write_sound(path, sound)
    first = build_peaks(path).read(0, len(sound), 100)
    cache_file(path, "peaks-1", "-a0.peaks").write_bytes(damage)
    assert np.array_equal(build_peaks(path).read(0, len(sound), 100), first)


def test_while_a_file_cannot_be_read_its_outline_is_drawn_where_it_belongs(
    tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.wav"
    write_sound(path, sound, "FLOAT")
    monkeypatch.setattr(peaks, "_WINDOW", 4096)
    outline = build_peaks(path)
    near = outline.read(1000, 2000, 100)
    path.rename(tmp_path / "away.wav")
    elsewhere = outline.read(150_000, 151_000, 100)
    assert (elsewhere[..., 0] <= true_outline(sound.samples, 150_000, 151_000, 100, 0)[..., 0]).all()
    assert np.array_equal(outline.read(1000, 2000, 100), near)  # is still held
    (tmp_path / "away.wav").rename(path)
    assert np.array_equal(outline.read(150_000, 151_000, 100), build_peaks(sound).read(150_000, 151_000, 100))


def test_an_unwritable_cache_is_no_hindrance(tmp_path: Path, sound: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    write_sound(path, sound, "FLOAT")

    def refuse(_: Path) -> None:
        raise FoleyError("the disk is full")

    monkeypatch.setattr(peaks, "new_cache_file", refuse)
    assert np.array_equal(build_peaks(path).read(0, len(sound), 100), build_peaks(sound).read(0, len(sound), 100))


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, 1024, 1025])
def test_any_length(tmp_path: Path, length: int) -> None:
    sound = Sound(noise(1)[:length], RATE_HZ)
    outline = build_peaks(sound)
    assert outline.n_samples == length
    found = outline.read(0, max(1, length), 3)
    if length:
        assert found[..., 0].min() == sound.samples.min()
        assert found[..., 1].max() == sound.samples.max()
        write_sound(tmp_path / "a.wav", sound, "FLOAT")
        assert np.array_equal(build_peaks(tmp_path / "a.wav").read(0, length, 3), found)
    else:
        assert not found.any()


def test_progress_and_cancelling(tmp_path: Path, sound: Sound) -> None:
    path = tmp_path / "a.wav"
    write_sound(path, sound)
    with pytest.raises(CancelledError):
        build_peaks(path, cancelled=lambda: True)
    shares: list[float] = []
    build_peaks(path, lambda share, _: shares.append(share))
    assert shares[-1] == 1


def test_a_clip_without_sound_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="it has no sound"):
        build_peaks(Shot(frames=2).write(tmp_path / "silent.mp4"))


def test_far_into_a_file_with_a_coarse_clock_a_view_is_drawn_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = noise(30, RATE_HZ)
    path = Shot(frames=8, sound=samples, sound_codec="flac").write(tmp_path / "long.mkv")
    outline = build_peaks(path)
    monkeypatch.setattr(peaks, "_WINDOW", 4096)
    decoded: list[int] = []
    clean = SoundDecoder._cleaned
    monkeypatch.setattr(
        SoundDecoder, "_cleaned", lambda self, frame: decoded.append(frame.samples) or clean(self, frame)
    )
    start = 28 * RATE_HZ
    drawn = outline.read(start, start + 1000, 1000)[:, 0, 1]
    assert sum(decoded) < 2 * RATE_HZ
    shifts = range(-RATE_HZ // 1000, RATE_HZ // 1000 + 1)  # stamps count milliseconds
    errors = [np.abs(drawn[100:900] - samples[start + 100 + by : start + 900 + by, 0]).mean() for by in shifts]
    assert min(errors) < 0.05 * np.abs(samples).mean()
