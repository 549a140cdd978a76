from pathlib import Path

import pytest

from foleystudio.engine.clip import open_clip
from foleystudio.engine.picture.features import MOTION_DIM
from foleystudio.engine.request import never_cancelled, no_progress
from foleystudio.engine.takes.sources.shown_picture import shown_picture
from foleystudio.errors import FoleyError
from foleystudio.project.settings import Renderer
from tests.conftest import MakeClip
from tests.engine.from_picture.saved_systems import saved_owens


def test_only_who_watches_is_shown_the_picture(make_clip: MakeClip, tmp_path: Path) -> None:
    clip = open_clip(make_clip("clip.mp4", frames=30))
    told = (no_progress, never_cancelled)
    assert shown_picture(clip, Renderer.EXEMPLAR, None, *told) is None
    model = str(saved_owens(tmp_path / "owens", MOTION_DIM))
    shown = shown_picture(clip, Renderer("owens"), model, *told)
    assert shown is not None
    assert shown.shape[1] == MOTION_DIM
    with pytest.raises(FoleyError, match="no such model"):
        shown_picture(clip, Renderer("owens"), str(tmp_path / "gone"), *told)
