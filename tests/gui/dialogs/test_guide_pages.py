from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs import guide_pages
from foleystudio.gui.dialogs.guide_pages import Page, pages


def test_every_page_of_the_guide_is_listed_and_there() -> None:
    listed = {page.name for page in pages()}
    assert "licences" in listed
    for page in pages():
        assert page.text.startswith(f"# {page.title}\n"), page.name


def test_a_page_says_what_is_read_and_not_how_it_is_marked_up() -> None:
    page = Page("a", "Doors", "Shut **it** [loudly](quietly.md).")
    assert page.says("doors LOUDLY it")
    assert not page.says("quietly")


def test_a_guide_that_is_not_whole_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guide_pages, "guide_dir", lambda: tmp_path)
    pages.cache_clear()
    with pytest.raises(FoleyError, match="cannot be read"):
        pages()
    pages.cache_clear()
