from __future__ import annotations

from tests.cli.conftest import Foley


def test_the_overview_and_one_librarys_own_words(foley: Foley) -> None:
    told = foley("licences")
    assert told.code == 0
    assert told.out.startswith("# Licences\n")
    own = foley("licences", "soxr")
    assert own.code == 0
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in own.out


def test_no_such_library(foley: Foley) -> None:
    assert foley("licences", "nix").refused("no such library")
