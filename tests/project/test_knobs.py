"""The table of knobs: what each takes and refuses, and that a knob has one word everywhere."""

from __future__ import annotations

import math
from dataclasses import fields, replace

import numpy as np
import pytest

from foleystudio.project.knobs import KNOBS, ChoiceKnob, Knob, KnobValue, NumberKnob
from foleystudio.project.settings import SynthesisSettings
from tests.outside import knob

SHARE = NumberKnob(name="share", label="Share", tip="How much")
COUNT = NumberKnob(name="count", label="Count", tip="How many", minimum=1, maximum=9, is_whole=True, unit="", scale=1)


def test_every_field_has_its_row_and_begins_where_the_row_says() -> None:
    own = {f.name: f.default for f in fields(SynthesisSettings) if f.name != "extra"}
    assert own.items() <= {row.name: row.usual for row in KNOBS}.items()


@pytest.mark.parametrize("row", KNOBS, ids=lambda row: row.name)
def test_a_knob_has_one_word_in_window_command_line_and_code(row: Knob) -> None:
    words, option = row.name.split("_"), row.options[0].removeprefix("--").split("-")
    assert option == words[: len(option)], "a unit at the most is left out"
    labels = [row.label, *(choice.label for choice in row.choices)] if isinstance(row, ChoiceKnob) else [row.label]
    assert set(" ".join(labels).lower().split()) & set(words)


@pytest.mark.parametrize(
    ("row", "given", "kept"),
    [
        (SHARE, 1, 1.0), (SHARE, np.float32(0.5), 0.5), (COUNT, 3.0, 3), (COUNT, np.int64(4), 4),
        (knob.BOOTS, 1, True), (knob.GROUND, "snow", "snow"),
    ],
)  # fmt: skip
def test_values_are_of_the_knobs_own_type(row: NumberKnob, given: object, kept: KnobValue) -> None:
    found = row.check(given)
    assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("row", "given", "why"),
    [
        (SHARE, 1.5, "share must lie between 0 and 1"), (SHARE, math.nan, "finite"), (SHARE, "much", "number"),
        (SHARE, None, "number"), (COUNT, 1.5, "whole"), (COUNT, 0, "between 1 and 9"), (knob.BOOTS, "yes", "on or off"),
        (knob.GROUND, "lava", "one of stone, snow"),
    ],
)  # fmt: skip
def test_what_a_knob_cannot_be_is_refused(row: NumberKnob, given: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        row.check(given)


def test_one_without_a_field_is_a_value_like_the_others() -> None:
    plain = SynthesisSettings()
    with knob.grit():
        assert (plain.value("grit"), plain.value("ground"), plain.value("boots")) == (0.0, "stone", False)
        turned = plain.with_values({"grit": 0.5, "strength": 0.25})
        assert (turned.value("grit"), turned.strength) == (0.5, 0.25)
        assert turned.differing(plain) == {"grit": 0.5, "strength": 0.25}
        assert len({turned, plain, replace(turned)}) == 2
        assert turned.with_values({"grit": 0.0, "strength": 1.0}) == plain, "as it comes, it is not there"
        with pytest.raises(ValueError, match="grit must lie between"):
            plain.with_values({"grit": 2.0})
    with pytest.raises(ValueError, match="has a field"):
        SynthesisSettings(extra=(("seed", 1),))


def test_lists_say_what_is_turned() -> None:
    assert (SHARE.said(0.25), COUNT.said(3), knob.BOOTS.said(True)) == ("share 25%", "count 3", "boots")
    assert knob.GROUND.said("snow") == "ground snow"
    assert replace(COUNT, unit="ms", signed=True, decimals=1).said(-3) == "count −3.0 ms"
