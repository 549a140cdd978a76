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
