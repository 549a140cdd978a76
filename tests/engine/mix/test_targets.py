from __future__ import annotations

import pytest

from foleystudio.engine.mix.targets import TARGETS, target_of
from foleystudio.errors import FoleyError


def test_targets_by_name_and_number() -> None:
    levels = {row.name: (row.lufs, row.ceiling_dbtp) for row in TARGETS}
    assert levels == {"ebu-r128": (-23, -1), "atsc-a85": (-24, -2), "netflix": (-27, -2), "streaming": (-14, -1)}
    assert target_of("netflix").note
    assert (target_of("-18.5").lufs, target_of("−16 LUFS").lufs) == (-18.5, -16.0)


@pytest.mark.parametrize("wrong", ["loud", "", "nan", "3", "-80", "inf"])
def test_what_is_no_loudness(wrong: str) -> None:
    with pytest.raises(FoleyError, match=r"is no loudness; say ebu-r128"):
        target_of(wrong)
