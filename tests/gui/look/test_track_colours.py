"""Each of the document's colours has a word of its own and a colour in both themes."""

from __future__ import annotations

import pytest

from foleystudio.gui.look.theme import DARK, LIGHT, Tokens
from foleystudio.gui.look.track_colours import COLOUR_NAMES, token_of
from foleystudio.project.tracks import TRACK_COLOURS


def test_each_has_a_word() -> None:
    assert tuple(COLOUR_NAMES) == TRACK_COLOURS
    assert len(set(COLOUR_NAMES.values())) == len(TRACK_COLOURS)


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_each_is_told_from_the_others(theme: Tokens) -> None:
    shown = {theme.colour(token_of(colour)).name() for colour in TRACK_COLOURS}
    assert len(shown) == len(TRACK_COLOURS)
