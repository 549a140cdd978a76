from __future__ import annotations

from pathlib import Path

from foleystudio.errors import CancelledError, FoleyError


def test_one_sentence_with_file_and_remedy() -> None:
    error = FoleyError("it has no picture stream", file="a clip.mp4", remedy="open a video")
    assert str(error) == "a clip.mp4: it has no picture stream; open a video."
    assert error.file == Path("a clip.mp4")
    assert (error.what, error.remedy) == ("it has no picture stream", "open a video")


def test_file_and_remedy_may_be_left_out() -> None:
    assert str(FoleyError("there is no sound card")) == "there is no sound card."
    assert FoleyError("x").file is None


def test_a_changed_mind_is_no_failure() -> None:
    assert not issubclass(CancelledError, FoleyError)


def test_no_sentence_is_longer_than_can_be_read() -> None:
    error = FoleyError("x" * 5000, file="/" + "y" * 5000, remedy="z" * 5000)
    assert len(str(error)) < 1300
    assert str(error).endswith("z.")
    assert error.file == Path("/" + "y" * 5000)
