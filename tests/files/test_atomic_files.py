"""Files appear whole or not at all."""

import errno
import os
import sys
from pathlib import Path

import pytest

from foleystudio.errors import CancelledError, FoleyError
from foleystudio.files.atomic_files import check_place, is_same, whole_file, write_error


def test_a_written_file_takes_its_place(tmp_path: Path) -> None:
    out = tmp_path / "Tür auf, zu.bin"
    with whole_file(out) as temporary:
        assert temporary.parent == out.parent
        assert not out.exists()
        temporary.write_bytes(b"whole")
    assert out.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize("failure", [ValueError, CancelledError, KeyboardInterrupt])
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


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    real, link, dangling = tmp_path / "disk" / "real.bin", tmp_path / "link.bin", tmp_path / "dangling.bin"
    real.write_bytes(b"before")
    link.symlink_to(real)
    dangling.symlink_to(tmp_path / "disk" / "new.bin")
    for path, place in ((link, real), (dangling, tmp_path / "disk" / "new.bin")):
        check_place(path)
        with whole_file(path) as temporary:
            assert temporary.parent == place.parent
            temporary.write_bytes(b"after")
        assert path.is_symlink()
        assert place.read_bytes() == b"after"


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_links_that_lead_to_no_file_are_refused(tmp_path: Path) -> None:
    circle, device, nowhere = tmp_path / "circle.wav", tmp_path / "device.wav", tmp_path / "nowhere.wav"
    circle.symlink_to(circle)
    device.symlink_to("/dev/null")
    nowhere.symlink_to(tmp_path / "no folder" / "a.wav")
    for path, words in ((circle, "in a circle"), (device, "no ordinary file"), (nowhere, "folder does not exist")):
        with pytest.raises(FoleyError, match=words):
            check_place(path)
        with pytest.raises(FoleyError, match=words), whole_file(path):
            pytest.fail("there is nothing to write to")
        assert path.is_symlink()


def test_names_that_are_too_long_are_said_before_any_work(tmp_path: Path) -> None:
    check_place(tmp_path / ("漢" * 80 + ".mov"))
    for name in ("漢" * 90 + ".mov", "x" * 300):
        with pytest.raises(FoleyError, match="its name is too long"):
            check_place(tmp_path / name)


def test_same_files(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.touch()
    assert is_same(one, tmp_path / "." / "one")
    assert not is_same(one, other)
    assert not is_same(one, tmp_path / ("x" * 300))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such links")
def test_a_link_under_a_name_that_no_user_chose_goes(tmp_path: Path) -> None:
    mine, own = tmp_path / "mine", tmp_path / "own"
    mine.write_text("dear", "utf-8")
    own.symlink_to(mine)
    with whole_file(own, through_links=False) as temporary:
        temporary.write_text("new", "utf-8")
    assert (mine.read_text("utf-8"), own.read_text("utf-8"), own.is_symlink()) == ("dear", "new", False)
