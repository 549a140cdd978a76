from __future__ import annotations

from itertools import pairwise
from math import inf

from hypothesis import given
from hypothesis import strategies as st

from foleystudio.project.ranges import LONGEST_S
from foleystudio.project.sounds.comp import Comp, CompSpan, FadeCurve, Heard, heard_of
from foleystudio.project.sounds.regions import (
    curved,
    faded,
    gained,
    moved,
    region_at,
    regions,
    silenced,
    slipped,
    split,
    trimmed,
)

GROUND = (0.0, 10.0)


def at(comp: Comp, seconds: float) -> CompSpan:
    region = region_at(comp, seconds, GROUND)
    assert region is not None
    return region


def test_without_a_comp_the_take_in_use_is_one_region() -> None:
    assert regions((), (-1.0, 8.0)) == (CompSpan(0.0, 8.0, None),)
    assert region_at((), 9.0, (-1.0, 8.0)) is None
    assert regions((), None) == ()
    assert regions((CompSpan(2, 3, 5), CompSpan(4, 5, None, silent=True)), GROUND) == (
        CompSpan(0, 2, None), CompSpan(2, 3, 5), CompSpan(3, 4, None), CompSpan(5, 10, None),
    )  # fmt: skip


def test_split_changes_nothing_that_is_heard_until_a_half_is_changed() -> None:
    comp = split((), at((), 4), 4.0)
    assert [(r.start_s, r.stop_s) for r in regions(comp, GROUND)] == [(0, 4), (4, 10)]
    assert heard_of(comp, 1) == (Heard(1, -inf, inf),)
    comp = gained(comp, at(comp, 5), -6.0)
    assert heard_of(comp, 1)[:2] == (Heard(1, -inf, 4), Heard(1, 4, 10, gain_db=-6.0))
    assert split(comp, at(comp, 5), 4.005) == comp


def test_trimmed_ends_are_silent_however_long_the_take_will_be_and_come_back() -> None:
    comp = trimmed((), at((), 1), 1.0, 7.0, GROUND)
    assert heard_of(comp, 1) == (Heard(1, 1, 7),)
    assert comp[-1].stop_s == LONGEST_S
    comp = trimmed(comp, at(comp, 2), 0.5, 20.0, GROUND)
    assert heard_of(comp, 1)[0] == Heard(1, 0.5, 10)
    assert at(comp, 9).stop_s == 10


def test_what_another_take_leaves_free_is_the_take_in_use_s_again() -> None:
    comp: Comp = (CompSpan(2, 6, 5),)
    comp = trimmed(comp, at(comp, 3), 3.0, 5.0, (0, 10))
    assert comp == (CompSpan(3, 5, 5),)
    assert trimmed(comp, at(comp, 3), 1.0, 9.0, (2.5, 5.5)) == (CompSpan(2.5, 5.5, 5),)


def test_slip_moves_the_sound_within_and_move_moves_both() -> None:
    comp = split((), at((), 4), 4.0)
    comp = slipped(comp, at(comp, 5), 0.25)
    assert at(comp, 5).slip_s == 0.25
    assert (at(comp, 5).start_s, at(comp, 5).stop_s) == (4, 10)
    comp = moved(comp, at(comp, 5), -1.0, GROUND)
    assert at(comp, 5) == CompSpan(3, 9, None, -0.75)
    assert at(comp, 1) == CompSpan(0, 3, None)
    assert region_at(comp, 9.5, GROUND) is None
    comp = moved((), at((), 4), 0.5, GROUND)
    assert heard_of(comp, 1)[0] == Heard(1, 0.5, 10.5, 0.5)


def test_fades_give_way_to_each_other_and_never_exceed_the_region() -> None:
    comp = faded((), at((), 1), 2.0, 3.0)
    assert (at(comp, 1).fade_in_s, at(comp, 1).fade_out_s) == (2, 3)
    comp = faded(comp, at(comp, 1), 12.0, 3.0)
    assert (at(comp, 1).fade_in_s, at(comp, 1).fade_out_s) == (7, 3)
    comp = trimmed(comp, at(comp, 1), 0.0, 4.0, GROUND)
    assert (at(comp, 1).fade_in_s, at(comp, 1).fade_out_s) == (4, 0)
    comp = faded(comp, at(comp, 1), -1.0, 99.0)
    assert (at(comp, 1).fade_in_s, at(comp, 1).fade_out_s) == (0, 4)


def test_a_silenced_region_is_a_gap() -> None:
    comp = split((), at((), 4), 4.0)
    comp = silenced(comp, at(comp, 5))
    assert region_at(comp, 5, GROUND) is None
    assert heard_of(comp, 1)[0] == Heard(1, -inf, 4)


def _done(comp: Comp, region: CompSpan, what: str, place: float, value: float) -> Comp:
    match what:
        case "split":
            return split(comp, region, place)
        case "trim":
            return trimmed(comp, region, min(value, region.stop_s), region.stop_s, GROUND)
        case "slip":
            return slipped(comp, region, value - 6)
        case "move":
            return moved(comp, region, value - 6, GROUND)
        case "fade":
            return faded(comp, region, value, 1.0)
        case "gain":
            return gained(comp, region, value - 6)
    return silenced(comp, region)


_places = st.floats(0, 12, allow_nan=False)
_edits = st.tuples(st.sampled_from(["split", "trim", "slip", "move", "fade", "gain", "silence"]), _places, _places)


@given(st.lists(_edits, max_size=14))
def test_whatever_is_done_regions_lie_in_order_and_none_covers_another(done: list[tuple[str, float, float]]) -> None:
    comp: Comp = (CompSpan(2, 3, 5, 0.1, -1.0, 0.2, 0.3),)
    for what, place, value in done:
        region = region_at(comp, place, GROUND)
        if region is None:
            continue
        comp = _done(comp, region, what, place, value)
        assert all(a.stop_s <= b.start_s for a, b in pairwise(comp))
        heard = heard_of(comp, 1)
        assert all(a.stop_s <= b.start_s for a, b in pairwise(heard))


def test_a_region_whose_sound_was_slipped_out_of_the_clip_is_not_trimmed() -> None:
    (region,) = regions((), (0.0, 2.0))
    comp = slipped((), region, -4.0)
    (region,) = (span for span in comp if not span.silent)
    assert trimmed(comp, region, 0.5, region.stop_s, (0.0, 2.0)) == comp


def test_other_curves_of_fades_leave_all_else() -> None:
    (region,) = regions((), (0.0, 2.0))
    comp = faded((), region, 0.5, 0.25)
    made = curved(comp, comp[0], FadeCurve.SMOOTH, None)[0]
    assert (made.fade_in_curve, made.fade_out_curve) == (FadeCurve.SMOOTH, FadeCurve.LINEAR)
    assert (made.fade_in_s, made.fade_out_s) == (0.5, 0.25)
