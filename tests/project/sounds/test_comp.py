from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.project.ranges import LONGEST_S
from foleystudio.project.sounds.comp import CompSpan, Heard, heard_of, laid, put, without_take

ranges = st.tuples(st.integers(0, 100), st.integers(1, 40), st.integers(0, 3))


def _owner(comp: tuple[CompSpan, ...], in_use: int, at_s: float) -> int | None:
    return next((span.take for span in comp if span.start_s <= at_s < span.stop_s), in_use)


@given(st.lists(ranges, max_size=12))
def test_the_last_swipe_over_an_instant_says_who_sounds_there(swipes: list[tuple[int, int, int]]) -> None:
    comp: tuple[CompSpan, ...] = ()
    said = dict.fromkeys(range(150), 0)
    for start, length, take in swipes:
        comp = laid(comp, CompSpan(start, start + length, take), 0)
        said |= dict.fromkeys(range(start, start + length), take)
    assert all(_owner(comp, 0, at + 0.5) == take for at, take in said.items())
    assert all(a.stop_s <= b.start_s for a, b in pairwise(comp))
    assert all(span.take != 0 for span in comp)
    heard = heard_of(comp, 0)
    for at, take in said.items():
        assert [each.take for each in heard if each.start_s <= at + 0.5 < each.stop_s] == [take]


def test_spans_that_meet_are_one_and_slivers_go() -> None:
    comp = laid(laid((), CompSpan(0, 1, 5), 3), CompSpan(1, 2, 5), 3)
    assert comp == (CompSpan(0, 2, 5),)
    assert laid(comp, CompSpan(0.005, 1, 6), 3) == (CompSpan(0.005, 1, 6), CompSpan(1, 2, 5))


def test_without_a_comp_the_take_in_use_sounds_throughout() -> None:
    assert heard_of((), 3) == (Heard(3, -inf, inf),)
    assert heard_of((), None) == ()
    assert heard_of((CompSpan(0, 1, 5),), None) == (Heard(5, -inf, 1),)
    assert without_take((CompSpan(0, 1, 5), CompSpan(1, 2, 6)), 5) == (CompSpan(1, 2, 6),)


@pytest.mark.parametrize("times", [(1.0, 1.0), (2.0, 1.0), (-1.0, 1.0), (0.0, float("nan"))])
def test_impossible_spans_are_refused(times: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"must|ends"):
        CompSpan(*times, 1)


def test_spans_of_the_take_in_use_follow_whichever_that_is_and_joints_without_a_difference_are_none() -> None:
    comp = (CompSpan(0, 1, None), CompSpan(1, 2, None, gain_db=-6), CompSpan(2, 3, None, silent=True))
    for in_use in (4, 5):
        assert heard_of(comp, in_use) == (
            Heard(in_use, -inf, 1),
            Heard(in_use, 1, 2, gain_db=-6),
            Heard(in_use, 3, inf),
        )
    assert heard_of(comp, None) == ()
    assert heard_of((CompSpan(0, 1, None), CompSpan(1, 2, None)), 4) == (Heard(4, -inf, inf),)
    faded = (CompSpan(0, 1, None, fade_out_s=0.5), CompSpan(1, 2, None))
    assert [each.start_s for each in heard_of(faded, 4)] == [-inf, 1]
    assert heard_of((CompSpan(0, LONGEST_S, None, silent=True),), 4) == ()


def test_what_is_cut_keeps_the_fade_of_the_edge_that_is_left() -> None:
    comp = put((CompSpan(0, 4, 5, 0.5, -3, 1.0, 2.0),), CompSpan(1.5, 3.5, 6))
    assert comp == (
        CompSpan(0, 1.5, 5, 0.5, -3, 1.0, 0.0),
        CompSpan(1.5, 3.5, 6),
        CompSpan(3.5, 4, 5, 0.5, -3, 0.0, 0.5),
    )


def test_fades_longer_than_the_span_are_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        CompSpan(0, 1, None, fade_in_s=0.6, fade_out_s=0.6)
