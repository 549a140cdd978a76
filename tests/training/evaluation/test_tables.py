import json

from foleystudio.training.evaluation.intervals import Estimate
from foleystudio.training.evaluation.tables import Table, as_text

_TABLE = Table(
    "Levels & more", "a note", ("F1", "who"), (("net", (Estimate(0.5, 0.25, 0.75, 8), "a<b")), ("-", (None, 1.0)))
)


def test_text_has_one_line_a_row_and_aligned_columns() -> None:
    lines = as_text([_TABLE]).splitlines()
    assert lines[0] == "Levels & more"
    assert "0.500 [0.250, 0.750]" in lines[-2]
    assert lines[-1].endswith("1.000")
    assert lines[-2].index("0.500") == lines[-3].rindex("F1") + 2 - len("0.500 [0.250, 0.750]")


def test_html_is_escaped_and_values_are_plain() -> None:
    assert "Levels &amp; more" in _TABLE.as_html()
    assert "a&lt;b" in _TABLE.as_html()
    values = json.loads(json.dumps(_TABLE.as_values()))
    assert values["rows"]["net"]["F1"] == {"value": 0.5, "low": 0.25, "high": 0.75, "count": 8}
    assert values["rows"]["-"]["F1"] is None
