"""A system's door: it knows the features that its model was trained on, and tells how far it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.engine.from_picture.renderer import preparing, watching
from foleystudio.errors import FoleyError
from foleystudio.progress import never_cancelled
from tests.engine.from_picture.saved_systems import saved_varietysound
from tests.engine.from_picture.test_performing import _asked


def test_it_watches_what_its_model_was_trained_on(tmp_path: Path) -> None:
    model = saved_varietysound(tmp_path / "run")
    watched = watching("varietysound")(str(model))
    assert watched.extractor == "motion"
    assert watched.weights == model


def test_it_says_what_it_does_before_it_does_it(tmp_path: Path) -> None:
    told: list[str] = []
    model = saved_varietysound(tmp_path / "run")
    take = preparing("varietysound")(_asked(model), lambda _share, what: told.append(what), never_cancelled)
    assert told[0] == "loading the networks"
    assert take is not None


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(FoleyError):
        watching("varietysound")(str(tmp_path))
