from __future__ import annotations

import re

import pytest

from foleystudio.engine.mix.names.ucs import block, categories, looked_up, parsed


@pytest.mark.parametrize(
    ("names", "cat_id"),
    [
        (["Foley 1"], "FOLYMisc"), (["Anna footsteps"], "FOLYFeet"), (["Moves"], "FOLYClth"), (["Props"], "FOLYProp"),
        (["Glass shatter"], "GLASBrk"), (["Wooden door"], "DOORWood"), (["Knock"], "DOORKnck"), (["Keys"], "OBJKey"),
        (["Metal hit"], "METLImpt"), (["Paper rip"], "PAPRRip"), (["Rock impact"], "ROCKImpt"),
        (["Foley 2", "door metal slam"], "DOORMetl"), (["漢字"], "FOLYMisc"), ([], "FOLYMisc"),
    ],
)  # fmt: skip
def test_the_category_is_looked_up(names: list[str], cat_id: str) -> None:
    assert looked_up(names).cat_id == cat_id


def test_the_list_holds_together() -> None:
    for cat_id, category in categories().items():
        assert re.fullmatch(r"[A-Z]+[A-Z][a-z]+", cat_id), cat_id
        assert category.cat_id == cat_id
        assert category.full == f"{category.category}-{category.subcategory}"
    assert categories()["GLASBrk"].full == "GLASS-BREAK"
    assert categories()["DOORWood"].full == "DOORS-WOOD"


def test_blocks_part_at_underscores_alone() -> None:
    assert block("a_b/c  d") == "a b c d"
    assert block(" . ") == "NONE"
    assert parsed("GLASBrk-INT_Window smash_AB_SHOW_3") == ("GLASBrk", "Window smash", "AB", "SHOW")
    for name in ("GLASBrk_a_b", "Glasbrk_a_b_c", "GLASBrk__b_c"):
        assert parsed(name) is None
