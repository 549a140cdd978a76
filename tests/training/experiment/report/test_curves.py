import re
from xml.etree import ElementTree

from foleystudio.training.experiment.report.curves import chart


def test_lines_fall_as_their_values_do_and_are_well_formed() -> None:
    drawn = chart({"a <b>": [(0, 4.0), (50, 2.0), (100, 1.0)], "flat": [(0, 3.0), (100, 3.0)]}, "MCD & more")
    tree = ElementTree.fromstring(drawn)
    lines = [line.attrib["points"] for line in tree.iter("polyline")]
    assert len(lines) == 2
    heights = [float(y) for _, y in re.findall(r"([\d.]+),([\d.]+)", lines[0])]
    assert heights == sorted(heights)  # down the page
    assert "a <b>" in "".join(tree.itertext())


def test_a_single_point_is_no_curve() -> None:
    assert chart({"a": [(0, 1.0)]}, "x") == ""
