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


@pytest.mark.parametrize(
    ("name", "cat_id"),
    [
        # What is performed to the picture comes first.
        ("Feet", "FOLYFeet"), ("Footsteps on wood", "FOLYFeet"), ("steps, metal impact", "FOLYFeet"),
        ("cloth", "FOLYClth"), ("cloth movement", "FOLYClth"), ("jacket rustle", "FOLYClth"), ("hands", "FOLYHand"),
        ("Foley", "FOLYMisc"), ("Scene 3", "FOLYMisc"), ("Mix", "FOLYMisc"),
        # Everyday sounds of the whole list.
        ("Door", "DOORMisc"), ("door knock", "DOORKnck"), ("window knock", "WNDWKnck"), ("door lock", "DOORHdwr"),
        ("props: keys", "OBJKey"), ("glass break", "GLASBrk"), ("punch", "FGHTImpt"), ("fight grab", "FGHTGrab"),
        ("water splash", "WATRSplsh"), ("rain", "RAIN"), ("rain on metal", "RAINMetl"), ("wind", "WIND"),
        ("wind in trees", "WINDVege"), ("thunder", "THUN"), ("dog", "ANMLDog"), ("dog footsteps", "FEETAnml"),
        ("horse footsteps", "FEETHors"), ("gun", "GUNMisc"), ("car", "VEHCar"), ("car door", "VEHDoor"),
        ("train door", "TRNDoor"), ("wood creak", "WOODFric"), ("leaves", "VEGELeaf"),
    ],
)  # fmt: skip
def test_everyday_names_have_their_category(name: str, cat_id: str) -> None:
    assert looked_up([name]).cat_id == cat_id


def test_the_whole_list_is_there_and_holds_together() -> None:
    assert len(categories()) == 753
    assert len({category.full for category in categories().values()}) == 753
    begins: dict[str, set[str]] = {}
    for cat_id, category in categories().items():
        assert re.fullmatch(r"[A-Z]+([A-Z][a-z]+)?", cat_id), cat_id
        assert category.cat_id == cat_id
        assert category.full == f"{category.category}-{category.subcategory}"
        assert re.fullmatch(r"[A-Z]+( & [A-Z]+| [A-Z]+)*", category.subcategory), cat_id
        begins.setdefault(category.category, set()).add(re.sub(r"[A-Z][a-z]+$", "", cat_id))
    assert len(begins) == 82
    assert {name for name, shorts in begins.items() if len(shorts) > 1} == {"ARCHIVED", "SWOOSHES", "WEATHER"}


@pytest.mark.parametrize(
    ("cat_id", "full"),
    [
        ("AIRBlow", "AIR-BLOW"), ("AMBUndwtr", "AMBIENCE-UNDERWATER"), ("IR", "ARCHIVED-IMPULSE RESPONSE"),
        ("BEEP", "BEEPS-GENERAL"), ("CMPTKey", "COMPUTERS-KEYBOARD & MOUSE"), ("DIRTTonl", "DIRT & SAND-TONAL"),
        ("DOORWood", "DOORS-WOOD"), ("EQUIPSprt", "EQUIPMENT-SPORT"), ("GLASBrk", "GLASS-BREAK"),
        ("HMNSkin", "HUMAN-SKIN"), ("MACHOffc", "MACHINES-OFFICE"), ("MUSCTnprc", "MUSICAL-PERCUSSION TUNED"),
        ("RAIN", "RAIN-GENERAL"), ("SWSH", "SWOOSHES-SWISH"), ("VEHTruck", "VEHICLES-TRUCK VAN & SUV"),
        ("HAIL", "WEATHER-HAIL"), ("WOODTonl", "WOOD-TONAL"),
    ],
)  # fmt: skip
def test_identifiers_across_the_list(cat_id: str, full: str) -> None:
    assert categories()[cat_id].full == full
    assert parsed(f"{cat_id}_a_b_c") == (cat_id, "a", "b", "c")


def test_blocks_part_at_underscores_alone() -> None:
    assert block("a_b/c  d") == "a b c d"
    assert block(" . ") == "NONE"
    assert parsed("GLASBrk-INT_Window smash_AB_SHOW_3") == ("GLASBrk", "Window smash", "AB", "SHOW")
    for name in ("GLASBrk_a_b", "Glasbrk_a_b_c", "GLASBrk__b_c"):
        assert parsed(name) is None
