from __future__ import annotations

import pytest

from foleystudio.cli.delivery.options import chosen, loudness_target, own_sounds
from foleystudio.engine.mix.options import ExportOptions
from foleystudio.engine.mix.targets import TARGETS
from foleystudio.errors import FoleyError
from foleystudio.media.formats import OwnSound


def test_nothing_wished_is_the_usual() -> None:
    target, own = loudness_target(None, False), own_sounds(None, False)
    assert chosen(own, None, target, "48000", "24", ("", "", ""), False) == ExportOptions()


def test_two_words_for_one_wish() -> None:
    assert loudness_target(None, True) == loudness_target("ebu-r128", False) == TARGETS["ebu-r128"]
    assert own_sounds(None, True) == own_sounds("before", False) == OwnSound.BEFORE
    with pytest.raises(FoleyError, match="two levels"):
        loudness_target("-20", True)
    with pytest.raises(FoleyError, match="say the same"):
        own_sounds("after", True)
