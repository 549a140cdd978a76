"""Files that can be made again."""

import os
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.media import cache
from foleystudio.media.cache import cache_file, file_hash, new_cache_file, trim_cache


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
    assert trim_cache(250) == 200
    assert [cache_file(path, "k", ".bin").exists() for path in media] == [True, False, False, True]


def test_a_new_cache_file_is_not_trimmed_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"1")
    kept = cache_file(path, "k", ".bin")
    with new_cache_file(kept) as temporary:
        temporary.write_bytes(bytes(100))
    assert trim_cache(10, keep=kept) == 0
    assert kept.exists()


def test_an_unusable_cache_folder_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(b"1")
    monkeypatch.setenv("FOLEYSTUDIO_CACHE", str(path / "no folder"))
    with pytest.raises(FoleyError, match="the cache folder cannot be written"):
        cache_file(path, "k", ".bin")
