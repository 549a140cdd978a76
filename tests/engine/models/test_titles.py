from __future__ import annotations

import pytest

from foleystudio.engine.models.titles import title_of


@pytest.mark.parametrize(
    ("model", "title"),
    [("varietysound", "varietysound"), ("/a/hammers/net", "hammers"), (r"C:\runs\doors\net", "doors"), ("net", "net")],
)
def test_a_model_is_called_by_its_folder_or_by_the_training_whose_net_it_is(model: str, title: str) -> None:
    assert title_of(model) == title
