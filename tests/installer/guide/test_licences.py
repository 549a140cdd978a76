from __future__ import annotations

from installer.guide.licences import PAGE, page


def test_the_page_is_as_the_script_makes_it() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python3 installer/guide/licences.py"
