from __future__ import annotations

from itertools import pairwise
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foleystudio.project.sounds.comp import CompSpan, laid, windows_of, without_take

ranges = st.tuples(st.integers(0, 100), st.integers(1, 40), st.integers(0, 3))


def _owner(comp: tuple[CompSpan, ...], in_use: int, at_s: float) -> int:
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
    windows = windows_of(comp, 0)
    for at, take in said.items():
        heard = [key for key, there in windows.items() if any(a <= at + 0.5 < b for a, b in there)]
        assert heard == [take]


def test_spans_that_meet_are_one_and_slivers_go() -> None:
    comp = laid(laid((), CompSpan(0, 1, 5), 3), CompSpan(1, 2, 5), 3)
    assert comp == (CompSpan(0, 2, 5),)
    assert laid(comp, CompSpan(0.005, 1, 6), 3) == (CompSpan(0.005, 1, 6), CompSpan(1, 2, 5))


def test_without_a_comp_the_take_in_use_sounds_throughout() -> None:
    assert windows_of((), 3) == {3: ((-inf, inf),)}
    assert windows_of((), None) == {}
    assert windows_of((CompSpan(0, 1, 5),), None) == {5: ((0, 1),)}
    assert without_take((CompSpan(0, 1, 5), CompSpan(1, 2, 6)), 5) == (CompSpan(1, 2, 6),)


@pytest.mark.parametrize("times", [(1.0, 1.0), (2.0, 1.0), (-1.0, 1.0), (0.0, float("nan"))])
def test_impossible_spans_are_refused(times: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match=r"must|ends"):
        CompSpan(*times, 1)
