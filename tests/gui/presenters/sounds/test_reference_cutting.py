from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foleystudio.dsp.sound import Sound
from foleystudio.gui.panels.reference_editor.values import ShownSlice
from foleystudio.gui.presenters.sounds.reference_cutting import (
    heard_cut,
    shown_cut,
    with_added,
    with_kind,
    with_range,
    with_slices,
)
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind, Slice
from tests.gui.conftest import RATE_HZ, hits

KNOCKS = Sound(hits((0.3, 0.9, 1.5, 2.1), 2.8), RATE_HZ, "knocks")


def test_given_slices_are_shown_at_once_and_keep_why_they_were_doubted() -> None:
    told = heard_cut(KNOCKS, AUTOMATIC)
    assert told.kind is ReferenceKind.REPETITIONS
    assert len(told.slices) == 4
    known = replace(told, slices=(replace(told.slices[0], enabled=False, doubt="far noisier"), *told.slices[1:]))
    cut = with_slices(AUTOMATIC, told.kind, known.slices)
    shown = shown_cut(cut, KNOCKS.duration_s, known)
    assert [one.note for one in shown.slices] == ["far noisier", "", "", ""]
    assert not shown.is_automatic
    outside = shown_cut(replace(cut, out_s=2.0), KNOCKS.duration_s, known)
    assert outside.slices[3].note == "outside in and out"


def test_a_gesture_stays_one_while_it_is_whole() -> None:
    one = ShownSlice(0.0, 0.1, 0.5)
    cut = with_slices(AUTOMATIC, ReferenceKind.GESTURE, (one,))
    assert cut.kind is ReferenceKind.GESTURE
    sound = Sound(hits((0.1,), 1.0), RATE_HZ, "knock")
    heard = heard_cut(sound, cut)
    assert heard.kind is ReferenceKind.GESTURE
    assert [round(s.stop_s, 3) for s in heard.slices] == [0.5]
    assert with_slices(cut, cut.kind, (one, ShownSlice(0.6, 0.7, 0.9))).kind is ReferenceKind.REPETITIONS


def test_slices_stay_for_when_they_are_wanted_again_and_are_told_again_by_automatic() -> None:
    cut = ReferenceCut(ReferenceKind.REPETITIONS, slices=(Slice(0, 0.1, 0.2), Slice(0.3, 0.4, 0.5)))
    texture = with_kind(cut, ReferenceKind.TEXTURE)
    assert texture.own_slices is None
    assert with_kind(texture, ReferenceKind.REPETITIONS) == cut
    assert with_kind(cut, None) == AUTOMATIC
    gesture = ReferenceCut(ReferenceKind.GESTURE, slices=cut.slices and cut.slices[:1])
    assert with_kind(gesture, ReferenceKind.REPETITIONS).slices is None


def test_a_slice_that_is_added_takes_the_attack_there_and_ends_the_one_it_falls_into() -> None:
    whole = (ShownSlice(0.0, 0.298, 2.8),)
    added = with_added(whole, KNOCKS, 0.92, KNOCKS.duration_s)
    assert added is not None
    assert [round(one.attack_s, 2) for one in added] == [0.3, 0.9]
    assert added[0].stop_s == added[1].start_s
    assert with_added(added, KNOCKS, added[1].attack_s, KNOCKS.duration_s) is None


def test_points_at_the_file_s_ends_are_none() -> None:
    assert with_range(AUTOMATIC, 0.0, 2.0, 2.0) == AUTOMATIC
    assert with_range(AUTOMATIC, 0.5, 1.5, 2.0) == ReferenceCut(in_s=0.5, out_s=1.5)


def test_what_cannot_be_performed_says_so_and_is_shown_all_the_same() -> None:
    cut = ReferenceCut(ReferenceKind.REPETITIONS, slices=(Slice(0.2, 0.3, 0.6, enabled=False),))
    heard = heard_cut(KNOCKS, cut)
    assert heard.problem is not None
    assert "ticked" in str(heard.problem)
    assert len(heard.slices) == 1
    silent = Sound(np.zeros((RATE_HZ, 1), np.float32), RATE_HZ, "silence")
    assert heard_cut(silent, AUTOMATIC).problem is not None


@pytest.mark.parametrize("kind", [ReferenceKind.GESTURE, ReferenceKind.TEXTURE])
def test_kinds_that_are_chosen_are_heard_as_such(kind: ReferenceKind) -> None:
    assert heard_cut(KNOCKS, ReferenceCut(kind)).kind is kind
