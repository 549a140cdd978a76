from __future__ import annotations

import xml.etree.ElementTree as ET

from installer.architecture import PAGE, PICTURE, Room, drawn, levels, main, page, rooms

_HOUSE = {
    "top": Room("top", ("attic",), frozenset({"middle", "ground"})),
    "middle": Room("middle", (), frozenset({"ground"})),
    "ground": Room("ground", (), frozenset()),
}


def test_picture_and_list_of_rooms_are_as_the_code_is() -> None:
    assert main(["--check"]) == 0, "run python3 installer/architecture.py"
    assert page(PAGE.read_text("utf-8")).count("| `engine/timing` |") == 1
    ET.fromstring(PICTURE.read_text("utf-8"))


def test_rooms_stand_above_all_that_they_import() -> None:
    assert [[room.name for room in row] for row in levels(_HOUSE)] == [["top"], ["middle"], ["ground"]]
    house = rooms()
    height = {room.name: number for number, row in enumerate(levels(house)) for room in row}
    assert all(height[name] < height[used] for name, room in house.items() for used in room.uses)
    assert "dsp" in house["engine"].uses


def test_an_arrow_that_another_path_implies_is_left_out() -> None:
    picture = drawn(_HOUSE)
    assert picture.count('class="edge"') == 2
    assert ">attic<" in picture
