from __future__ import annotations

import pytest

from foleystudio.errors import FoleyError
from foleystudio.timebase.typed import told_number, typed_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3.0), ("3.5 dB", 3.5), ("3,5", 3.5), ("-6", -6.0), ("−6 dB", -6.0), ("+2", 2.0),
        ("+=2", 12.0), ("-= 2.5", 7.5), ("+10%", 11.0), ("-50%", 5.0), (" .5 ", 0.5), ("4.", 4.0),
    ],
)  # fmt: skip
def test_values_with_a_sign(text: str, value: float) -> None:
    assert typed_number(text, 10.0, unit="dB", has_sign=True) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("80", 0.8), ("80%", 0.8), ("80 %", 0.8), ("+10", 0.6), ("-10", 0.4), ("-10%", 0.45), ("+=5", 0.55)],
)
def test_shares_in_per_cent(text: str, value: float) -> None:
    assert typed_number(text, 0.5, unit="%", scale=100) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "loud", "3 apples", "1e9", "--2", "3 st", "½", "+", "nan", "inf", "1.2.3"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(FoleyError, match="is no number"):
        typed_number(text, 1.0, unit="dB", has_sign=True)


def test_what_is_too_far_is_refused_with_what_can_be_chosen() -> None:
    with pytest.raises(FoleyError, match=r"^-49 dB is too far; choose one between -48 and 48\.$"):
        typed_number("-49", 0.0, unit="dB", has_sign=True, widest=48)
    with pytest.raises(FoleyError, match=r"^60 ms is too far; choose one up to 50\.$"):
        typed_number("+20", 40.0, unit="ms", widest=50)
    assert typed_number("-48", 0.0, unit="dB", has_sign=True, widest=48) == -48


@pytest.mark.parametrize(
    ("value", "unit", "has_sign", "shown"),
    [
        (2.5, "dB", True, "+2.5 dB"),
        (-3.0, "st", True, "−3 st"),
        (0.0, "ms", True, "0 ms"),
        (80.25, "ms", False, "80.25 ms"),
    ],
)
def test_numbers_are_shown_as_they_are_typed(value: float, unit: str, has_sign: bool, shown: str) -> None:
    assert told_number(value, unit, has_sign=has_sign) == shown
    assert typed_number(shown, 0.0, unit=unit, has_sign=has_sign) == value
