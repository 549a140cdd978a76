from __future__ import annotations

import pytest

from foleystudio.diagnostics.distributions import runtime_distributions
from foleystudio.diagnostics.licences import licence_texts, overview
from foleystudio.errors import FoleyError


def test_every_library_is_listed() -> None:
    page = overview()
    missing = [name for name in runtime_distributions() if f"| {name} |" not in page]
    assert missing == [], "run python3 installer/guide/licences.py"
    assert "x264" in page


@pytest.mark.parametrize("name", runtime_distributions())
def test_every_library_has_its_licence_in_its_own_words(name: str) -> None:
    said = licence_texts(name)
    assert len(said) > 400, said


def test_qt_comes_with_the_words_its_package_leaves_out() -> None:
    said = licence_texts("PySide6_Essentials")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in said
    assert "GNU GENERAL PUBLIC LICENSE" in said


def test_no_such_library() -> None:
    with pytest.raises(FoleyError, match="no such library"):
        licence_texts("nix")
