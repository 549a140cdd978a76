from __future__ import annotations

import os
from pathlib import Path

import pytest

from foleystudio.project.storage.project_lock import ProjectLock


def test_a_project_is_held_by_one_window_until_it_lets_go(tmp_path: Path) -> None:
    file, other = tmp_path / "film.foley", tmp_path / "other.foley"
    one, two = ProjectLock(), ProjectLock()
    assert one.hold(file)
    assert one.hold(file), "its own is no other's"
    assert not two.hold(file)
    assert two.hold(other)
    assert not two.hold(file)
    assert not one.hold(other), "what it holds it keeps"
    assert one.hold(None)
    assert two.hold(file)
    two.release()
    one.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_to_a_project_is_that_project(tmp_path: Path) -> None:
    (tmp_path / "film.foley").touch()
    (tmp_path / "link.foley").symlink_to(tmp_path / "film.foley")
    one, two = ProjectLock(), ProjectLock()
    assert one.hold(tmp_path / "film.foley")
    assert not two.hold(tmp_path / "link.foley")
    one.release()


def test_where_nothing_can_be_written_nobody_is_kept_out(tmp_path: Path) -> None:
    one, two = ProjectLock(), ProjectLock()
    assert one.hold(tmp_path / "gone" / "film.foley")
    assert two.hold(tmp_path / "gone" / "film.foley")
    assert one.hold(tmp_path / ("x" * 255))
    one.release()
    two.release()
