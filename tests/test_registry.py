from __future__ import annotations

from dataclasses import dataclass

import pytest

from foleystudio.errors import FoleyError
from foleystudio.registry import Registry


@dataclass(frozen=True)
class Row:
    name: str


def test_rows_stand_in_the_order_they_came_in_and_are_found_by_name() -> None:
    registry = Registry("colour", (Row("red"), Row("green")))
    blue = registry.add(Row("blue"))
    assert registry.names == ("red", "green", "blue")
    assert registry["blue"] is blue
    assert "red" in registry
    assert "pink" not in registry
    registry.remove("red")
    assert [row.name for row in registry] == ["green", "blue"]


def test_a_name_that_is_not_there_is_answered_by_those_that_are() -> None:
    with pytest.raises(FoleyError, match="no colour 'pink'") as raised:
        Registry("colour", (Row("red"), Row("green")))["pink"]
    assert "red, green" in str(raised.value) + str(raised.value.remedy)


def test_two_rows_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two rows"):
        Registry("colour", (Row("red"), Row("red")))
