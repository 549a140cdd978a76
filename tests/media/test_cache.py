"""Files that can be made again."""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from foleystudio.errors import FoleyError
from foleystudio.media import cache
from foleystudio.media.cache import SEAL_BYTES, cache_file, cache_trouble, file_hash, new_cache_file, trim_cache
from foleystudio.media.clock.frame_times import read_frame_times
from foleystudio.media.picture.pictures import Picture
from foleystudio.media.picture.thumbnails import read_thumbnails
from foleystudio.media.sound.levels.peaks import build_peaks
from foleystudio.paths import cache_dir
from tests.conftest import MakeClip


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(tmp_path / "cache"))


def test_copies_have_one_hash_and_changes_another(tmp_path: Path) -> None:
    first, copy = tmp_path / "a.wav", tmp_path / "b ü.wav"
    first.write_bytes(b"sound" * 1000)
    copy.write_bytes(b"sound" * 1000)
    before = file_hash(first)
    assert file_hash(copy) == before
    copy.write_bytes(b"sound" * 999 + b"soond")
    os.utime(copy, ns=(1, 1))  # not even a clock that stands still hides the change
    assert file_hash(copy) != before
    assert file_hash(first) == before


def test_large_files_are_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_HASHED_WHOLE_BYTES", 1000)
    monkeypatch.setattr(cache, "_CHUNK_BYTES", 10)
    large = tmp_path / "large.mov"
    large.write_bytes(bytes(5000))
    before = file_hash(large)
    with large.open("r+b") as file:
        file.seek(4990)
        file.write(b"x")
    assert file_hash(large) != before


def test_a_missing_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="there is no such file"):
        file_hash(tmp_path / "gone.wav")


def test_cache_files_go_by_contents_and_kind(tmp_path: Path) -> None:
    first, copy = tmp_path / "a.wav", tmp_path / "b.wav"
    first.write_bytes(b"1")
    copy.write_bytes(b"1")
    assert cache_file(first, "peaks-1", ".peaks") == cache_file(copy, "peaks-1", ".peaks")
    assert cache_file(first, "peaks-1", ".peaks") != cache_file(first, "frames-1", ".peaks")
    assert cache_file(first, "peaks-1", ".peaks").parent.is_dir()


def test_the_cache_keeps_what_was_used_last(tmp_path: Path) -> None:
    media = []
    for number in range(4):
        media.append(tmp_path / f"{number}.wav")
        media[-1].write_bytes(bytes([number]))
        kept = cache_file(media[-1], "k", ".bin")
        with new_cache_file(kept) as temporary:
            temporary.write_bytes(bytes(100))
        os.utime(kept, (number, number))
    cache_file(media[0], "k", ".bin")  # used just now
    assert trim_cache(300) == 2 * (100 + SEAL_BYTES)
    assert [cache_file(path, "k", ".bin").exists() for path in media] == [True, False, False, True]


def test_a_new_cache_file_is_not_trimmed_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"1")
    kept = cache_file(path, "k", ".bin")
    with new_cache_file(kept) as temporary:
        temporary.write_bytes(bytes(100))
    assert trim_cache(10, keep=kept) == 0
    assert kept.exists()


@pytest.fixture(params=["a file in its place", "a file in the place of one kind", "no place for now either"])
def unusable(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A cache that cannot be written: root may write into any folder, but into no file as if it were one."""
    place = tmp_path / "taken"
    if "one kind" in request.param:
        place.mkdir()
        for kind in ("k", "frames-1", "thumbnails-2", "peaks-1"):
            (place / kind).write_bytes(b"")
    else:
        place.write_bytes(b"")
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(place))
    cache._folder_for_now.cache_clear()
    if "either" in request.param:
        monkeypatch.setattr(cache, "_folder_for_now", lambda: None)
    yield request.param
    monkeypatch.undo()
    cache._folder_for_now.cache_clear()


def test_where_the_cache_cannot_be_written_work_goes_on(
    unusable: str, make_clip: MakeClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, (48_000, 1)).astype(np.float32)
    clip = make_clip("clip.mov", frames=25, audio=samples)
    seen: dict[int, Picture] = {}
    for _ in range(2):
        assert len(read_frame_times(clip)) == 25
        outline = build_peaks(clip).read(0, 48_000, 100)
        assert outline[..., 1].max() == pytest.approx(samples.max(), abs=1e-3)
        read_thumbnails(clip, [0, 10, 20], 20, lambda frame, picture, _exact: seen.update({frame: picture}))
    assert set(seen) == {0, 10, 20}
    kept = cache_file(clip, "k", ".bin")
    assert kept.parent.is_dir() == ("either" not in unusable), "for now there is another place"
    if "kind" not in unusable:
        trouble = cache_trouble()
        assert trouble is not None
        assert "taken: the cache folder cannot be written; work goes on" in str(trouble)
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(clip.parent / "cache"))
    assert cache_trouble() is None


def test_a_cache_that_can_only_be_read_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"1")
    kept = cache_file(path, "k", ".bin")
    kept.write_bytes(b"made")
    home = kept.parent.parent
    monkeypatch.setattr(os, "access", lambda place, _mode: not Path(place).is_relative_to(home))
    assert cache_file(path, "k", ".bin") == kept
    other = cache_file(path, "k", ".other")
    assert not other.is_relative_to(home)


@pytest.mark.parametrize("where", [0, 0.3, 0.9, 1])
def test_outlines_and_thumbnails_that_are_damaged_are_made_anew(make_clip: MakeClip, where: float) -> None:
    samples = np.random.default_rng(0).uniform(-0.5, 0.5, (48_000, 1)).astype(np.float32)
    clip = make_clip("clip.mov", frames=25, audio=samples)

    def made() -> tuple[NDArray[np.float32], dict[int, Picture]]:
        seen: dict[int, Picture] = {}
        read_thumbnails(clip, [0, 10, 20], 20, lambda frame, picture, _exact: seen.update({frame: picture}))
        return build_peaks(clip).read(0, 48_000, 100), seen

    outline, pictures = made()
    entries = [path for path in cache_dir().rglob("*") if path.suffix in (".peaks", ".pack")]
    assert len(entries) == 2
    for entry in entries:
        data = bytearray(entry.read_bytes())
        data[min(len(data) - 1, int(where * len(data)))] ^= 0x55
        entry.unlink()  # what is mapped stays as it is
        entry.write_bytes(data)
    again, other_pictures = made()
    assert np.array_equal(again, outline)
    assert all(np.array_equal(other_pictures[frame], pictures[frame]) for frame in (0, 10, 20))


def test_a_pack_of_thumbnails_that_was_cut_off_is_begun_anew(make_clip: MakeClip) -> None:
    clip = make_clip("clip.mov", frames=25)
    read_thumbnails(clip, [0, 10], 20, lambda *_: None)
    (pack,) = cache_dir().rglob("*.pack")
    whole = pack.stat().st_size
    os.truncate(pack, whole - 7)
    read_thumbnails(clip, [0, 10], 20, lambda *_: None)
    assert pack.stat().st_size == whole


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("link", [True, False])
def test_a_pack_that_leads_elsewhere_is_neither_waited_for_nor_written_through(
    make_clip: MakeClip, tmp_path: Path, link: bool
) -> None:
    clip, mine = make_clip("clip.mov", frames=25), tmp_path / "mine.txt"
    read_thumbnails(clip, [0], 20, lambda *_: None)
    (pack,) = cache_dir().rglob("*.pack")
    pack.unlink()
    mine.write_bytes(b"dear")
    if link:
        pack.symlink_to(mine)
    else:
        os.mkfifo(pack)
    read_thumbnails(clip, [0], 20, lambda *_: None)
    assert mine.read_bytes() == b"dear"
    assert pack.is_file()
    assert not pack.is_symlink()
