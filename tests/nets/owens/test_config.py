from dataclasses import replace

import msgspec
import pytest

from foleystudio.nets.owens.config import OWENS_PRESETS, OwensConfig


def test_paper_preset_has_the_published_figures() -> None:
    paper = OWENS_PRESETS["paper"]
    assert (paper.subbands, paper.power, paper.components) == (42, 0.3, 10)
    for preset in OWENS_PRESETS.values():
        assert msgspec.convert(msgspec.to_builtins(preset), OwensConfig) == preset


def test_figures_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(ValueError, match="lead"):
        replace(OWENS_PRESETS["tiny"], lead=44)
    with pytest.raises(ValueError, match="components"):
        replace(OWENS_PRESETS["tiny"], components=43)
