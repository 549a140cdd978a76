"""What the reference editor shows of a cut, and what becomes of a cut when its owner changes something. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from foleystudio.dsp.sound import Sound
from foleystudio.errors import FoleyError
from foleystudio.gui.panels.reference_editor.values import SHORTEST_S, ShownCut, ShownSlice
from foleystudio.project.sounds.reference_cuts import AUTOMATIC, ReferenceCut, ReferenceKind, Slice
from foleystudio.timebase import STUDIO_RATE_HZ

if TYPE_CHECKING:
    from foleystudio.engine.exemplar.references.reference import Exemplar

_SAME_S = 0.01  # two slices whose hits are nearer than this are one
_SNAP_S = 0.04  # a slice that is added takes the attack that begins within this
_ADDED_S = 1.0  # ... and is as long as this where nothing follows


@dataclass(frozen=True)
class HeardCut:
    """What was heard in a reference as it is cut.

    Parameters
    ----------
    kind
        What it is performed as; None where it cannot be.
    slices
        Its slices, with what speaks against them.
    problem
        Why it cannot be performed.
    """

    kind: ReferenceKind | None
    slices: tuple[ShownSlice, ...] = ()
    problem: FoleyError | None = None


def heard_cut(sound: Sound, cut: ReferenceCut) -> HeardCut:
    """Analyse a reference as it is cut; what speaks against slices that are given is what was heard without them."""
    from foleystudio.engine.exemplar.references.reference import prepare  # only now: the window starts without

    problem: FoleyError | None = None
    try:
        own = prepare(sound, STUDIO_RATE_HZ, cut)
    except FoleyError as error:
        problem = error
    given = cut.own_slices
    if problem is None and given is None:
        return HeardCut(own.kind, _slices_of(own))
    try:
        told = _slices_of(prepare(sound, STUDIO_RATE_HZ, replace(cut, kind=None, slices=None)))
    except FoleyError as error:
        return HeardCut(None, _given(given or (), cut), problem or error)
    kind = cut.kind or ReferenceKind.REPETITIONS
    return HeardCut(kind, with_doubts(_given(given or (), cut), told), problem)


def _slices_of(exemplar: Exemplar) -> tuple[ShownSlice, ...]:
    rate_hz, begin_s = exemplar.rate_hz, exemplar.begin_s
    return tuple(
        ShownSlice(
            begin_s + one.hit.start / rate_hz,
            begin_s + one.hit.attack / rate_hz,
            begin_s + one.hit.stop / rate_hz,
            one.enabled,
            one.doubt,
        )
        for one in exemplar.slices
    )


def _given(slices: Sequence[Slice], cut: ReferenceCut) -> tuple[ShownSlice, ...]:
    def is_used(one: Slice) -> bool:
        return cut.in_s <= one.attack_s and (cut.out_s is None or one.attack_s < cut.out_s)

    return tuple(ShownSlice(s.start_s, s.attack_s, s.stop_s, s.enabled, is_used=is_used(s)) for s in slices)


def with_doubts(slices: Sequence[ShownSlice], known: Sequence[ShownSlice]) -> tuple[ShownSlice, ...]:
    """Slices with what is known to speak against those whose hits they have."""

    def doubt(one: ShownSlice) -> str:
        same = (other.doubt for other in known if abs(other.attack_s - one.attack_s) < _SAME_S)
        return next(same, "")

    return tuple(replace(one, doubt=doubt(one)) for one in slices)


def shown_cut(cut: ReferenceCut, duration_s: float, heard: HeardCut | None) -> ShownCut:
    """What the editor shows: given slices at once, others as they were heard last."""
    out_s = duration_s if cut.out_s is None else min(duration_s, cut.out_s)
    known = heard.slices if heard is not None else ()
    slices = known if cut.own_slices is None else with_doubts(_given(cut.own_slices, cut), known)
    kind = cut.kind or (heard.kind if heard is not None else None)
    return ShownCut(cut.kind, kind, min(cut.in_s, out_s), out_s, slices, cut == AUTOMATIC)


# What becomes of a cut ---------------------------------------------------------------------------------------------


def with_kind(cut: ReferenceCut, kind: ReferenceKind | None) -> ReferenceCut:
    """Of another kind; what was told by itself of one kind is told again for another.

    Slices that were given stay for when they are wanted again, but for the one that a gesture was.
    """
    forgets = kind is None or (kind is ReferenceKind.REPETITIONS and cut.kind is ReferenceKind.GESTURE)
    slices = None if forgets and (kind is None or len(cut.slices or ()) < 2) else cut.slices
    return replace(cut, kind=kind, slices=slices)


def with_slices(cut: ReferenceCut, kind: ReferenceKind | None, slices: Sequence[ShownSlice]) -> ReferenceCut:
    """With given slices; a gesture stays one while it is whole."""
    given = tuple(
        Slice(one.start_s, one.attack_s, one.stop_s, one.enabled) for one in sorted(slices, key=lambda s: s.attack_s)
    )
    stays = kind is ReferenceKind.GESTURE and len(given) == 1
    return replace(cut, kind=ReferenceKind.GESTURE if stays else ReferenceKind.REPETITIONS, slices=given)


def with_range(cut: ReferenceCut, in_s: float, out_s: float, duration_s: float) -> ReferenceCut:
    """With other in and out points; at the file's ends they are none."""
    return replace(cut, in_s=max(0.0, in_s), out_s=None if out_s >= duration_s - 1e-6 else out_s)


def with_added(slices: Sequence[ShownSlice], sound: Sound, at_s: float, out_s: float) -> tuple[ShownSlice, ...] | None:
    """With one more slice at the attack nearest to a place; one that it falls into ends there. None: no room."""
    from foleystudio.engine.exemplar.references.slicing import PREROLL_S, attack_near

    near_s = attack_near(sound.samples, sound.rate_hz, round(at_s * sound.rate_hz)) / sound.rate_hz
    attack_s = near_s if abs(near_s - at_s) <= _SNAP_S else at_s
    if any(abs(one.attack_s - attack_s) < _SAME_S for one in slices):
        attack_s = at_s
    start_s = max(0.0, attack_s - PREROLL_S)
    follows = [one.start_s for one in slices if one.start_s > attack_s]
    stop_s = min([attack_s + _ADDED_S, out_s, *follows])
    if stop_s < attack_s + SHORTEST_S or any(abs(one.attack_s - attack_s) < _SAME_S for one in slices):
        return None
    ended = tuple(
        replace(one, stop_s=max(start_s, one.attack_s + SHORTEST_S)) if one.attack_s < attack_s < one.stop_s else one
        for one in slices
    )
    return tuple(sorted((*ended, ShownSlice(start_s, attack_s, stop_s)), key=lambda one: one.attack_s))
