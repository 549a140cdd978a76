"""Files appear whole or not at all."""

import errno
import os
import sys
from pathlib import Path

import pytest

from foleystudio.errors import Cancelled, FoleyError
from foleystudio.media.whole_files import check_place, whole_file, write_error


def test_a_written_file_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "Tür auf, zu.bin"
    with whole_file(out) as temporary:
        assert temporary.parent == out.parent
        assert not out.exists()
        temporary.write_bytes(b"whole")
    assert out.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("failure", [ValueError, Cancelled, KeyboardInterrupt])
def test_a_failure_leaves_what_was_there(tmp_path: Path, failure: type[BaseException]) -> None:
    out = tmp_path / "out.bin"
    out.write_bytes(b"before")

    def fail() -> None:
        with whole_file(out) as temporary:
            temporary.write_bytes(b"half")
            raise failure

    with pytest.raises(failure):
        fail()
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]


def test_a_full_disk_is_said_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out.bin"
    with pytest.raises(FoleyError, match=r"out\.bin: the disk is full; free some space") as caught, whole_file(out):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.file == out
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(FoleyError, match="its folder does not exist"), whole_file(tmp_path / "no" / "out.bin"):
        pytest.fail("there is nowhere to write")


def test_a_folder_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(FoleyError, match="a folder has that name"), whole_file(tmp_path / "taken"):
        pytest.fail("there is a folder")
    assert (tmp_path / "taken").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="/dev/null is no folder on Windows")
def test_a_file_in_the_folder_s_place_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FoleyError, match="its folder is not a folder"), whole_file(tmp_path / "file" / "out.bin"):
        pytest.fail("there is nowhere to write")


def test_a_place_is_looked_at_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path, words in (
        (tmp_path / "none" / "a.wav", "its folder does not exist"),
        (tmp_path / "file" / "a.wav", "its folder is not a folder"),
        (tmp_path, "a folder has that name"),
    ):
        with pytest.raises(FoleyError, match=words):
            check_place(path)
    check_place(tmp_path / "file")
    check_place(tmp_path / "new.wav")


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_said_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(FoleyError, match="cannot be written there"), whole_file(folder / "out.bin"):
        pytest.fail("the folder is locked")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EACCES, "choose a folder that you may write to"),
        (errno.EROFS, "read-only"),
        (errno.EFBIG, "cannot hold a file this large"),
        (errno.EIO, "could not be written"),
    ],
)
def test_every_reason_has_a_sentence(number: int, words: str) -> None:
    sentence = str(write_error(Path("out.mp4"), OSError(number, os.strerror(number))))
    assert words in sentence
    assert sentence.endswith(".")
