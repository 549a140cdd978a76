"""Cuts of references refuse what cannot be."""

from __future__ import annotations

import math

import pytest

from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind, Slice


@pytest.mark.parametrize(
    "times", [(1.0, 0.5, 2.0), (0.0, 1.0, 1.0), (-0.1, 0.0, 1.0), (0.0, 0.0, math.nan), (0.0, 0.0, 1e9)]
)
def test_a_slice_begins_before_its_hit_and_ends_after_it(times: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"slice|_s must"):
        Slice(*times)


@pytest.mark.parametrize(("in_s", "out_s"), [(-1.0, None), (2.0, 2.0), (math.inf, None), (0.0, math.nan), (1e9, None)])
def test_the_part_that_is_used_is_a_part(in_s: float, out_s: float | None) -> None:
    with pytest.raises(ValueError, match=r"point|_s must"):
        ReferenceCut(in_s=in_s, out_s=out_s)


def test_a_kind_given_as_text_is_a_kind() -> None:
    assert ReferenceCut("texture").kind is ReferenceKind.TEXTURE  # type: ignore[arg-type]  # as a drop-down gives it
    assert AUTOMATIC.kind is None
