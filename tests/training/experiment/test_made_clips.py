from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.training.data.clip_folders import find_sources
from foleystudio.training.experiment.made_clips import CLASSES, make_clips


def test_made_clips_lie_as_vas_does_and_stay_when_made_again(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    make_clips(tmp_path, 1, 0.5, 0, 1, lambda done, total: told.append((done, total)))
    sources = find_sources(tmp_path)
    assert [source.kind for source in sources] == list(CLASSES)
    assert told[0] == (0, 8)
    assert told[-1] == (8, 8)
    written = [source.video.stat().st_mtime_ns for source in sources]
    make_clips(tmp_path, 1, 0.5, 0, 1, lambda done, total: told.append((done, total)))
    assert told[-1] == (8, 8)
    assert [source.video.stat().st_mtime_ns for source in sources] == written


def test_a_place_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(FoleyError, match="file"):
        make_clips(tmp_path / "file", 1, 0.5, 0, 1, lambda *_: None)
