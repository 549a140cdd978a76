"""References of every kind are told apart."""

from __future__ import annotations

from foleystudio.engine.exemplar.kinds import ReferenceKind
from foleystudio.engine.exemplar.reference import describe_reference, prepare
from tests.engine.exemplar.sounds import RATE_HZ, as_sound, hiss, knock, knocks


def test_kinds_and_texts() -> None:
    one = describe_reference(as_sound(knock()))
    assert (one.kind, one.hits, one.text) == (ReferenceKind.ONE_SHOT, 1, "0.40 s, one hit")
    several = describe_reference(knocks((0.1, 0.6, 1.2), 2.0))
    assert (several.kind, several.text) == (ReferenceKind.HITS, "2.00 s, 3 hits")
    sustained = describe_reference(hiss(3.02))
    assert (sustained.kind, sustained.text) == (ReferenceKind.SUSTAINED, "3.02 s, sustained")
    messy = describe_reference(knocks(tuple(0.2 + 0.25 * n for n in range(12)), 3.5, noise=0.06))
    assert messy.kind is ReferenceKind.MESSY
    assert messy.text.endswith("hits, messy")


def test_sustained_sounds_lend_short_touches() -> None:
    hits = prepare(hiss(4.0), RATE_HZ).hits
    assert len(hits) > 4
    assert all(hit.length_s(RATE_HZ) <= 0.36 for hit in hits)
