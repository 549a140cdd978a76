from __future__ import annotations

import pytest

from foleystudio.errors import FoleyError
from foleystudio.timebase.typed import typed_number


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
