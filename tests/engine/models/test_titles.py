from __future__ import annotations

import pytest

from foleystudio.engine.models.titles import performer_of, title_of
from foleystudio.project.settings import Renderer
from foleystudio.project.takes import Provenance


@pytest.mark.parametrize(
    ("model", "title"),
    [("varietysound", "varietysound"), ("/a/hammers/net", "hammers"), (r"C:\runs\doors\net", "doors"), ("net", "net")],
)
def test_a_model_is_called_by_its_folder_or_by_the_training_whose_net_it_is(model: str, title: str) -> None:
    assert title_of(model) == title


def test_whoever_made_a_take_is_told_with_the_model_unless_it_is_the_shipped_one() -> None:
    assert performer_of(Provenance(renderer=Renderer.EXEMPLAR, model="doors")) == "Exemplar"
    assert performer_of(Provenance(renderer=Renderer.HYBRID)) == "Hybrid"
    assert performer_of(Provenance(renderer=Renderer.VARIETYSOUND, model="/a/doors/net")) == "VarietySound (doors)"
