from __future__ import annotations

from typing import Any

import pytest

from foleystudio.project.events import Event
from foleystudio.project.sounds.layers import Layer, Role, check_layers, references_heard, spans_of


def test_parts_go_on_until_the_next_one() -> None:
    attack, body, tail = (Layer(role=role) for role in (Role.ATTACK, Role.BODY, Role.TAIL))
    assert spans_of((attack, body, tail)) == ((0.0, 0.05), (0.05, 0.25), (0.25, None))
    assert spans_of((tail, attack)) == ((0.05, None), (0.0, 0.05))
    assert spans_of((body,)) == ((0.0, None),)
    assert spans_of((attack,)) == ((0.0, 0.05),)
    assert spans_of((attack, Layer(), Layer(role=Role.SWEETENER))) == ((0.0, 0.05), (0.0, None), (0.0, None))


def test_a_part_ends_where_its_layer_says() -> None:
    attack, tail = Layer(role=Role.ATTACK, until_ms=120.0), Layer(role=Role.TAIL)
    assert spans_of((attack, tail)) == ((0.0, 0.12), (0.12, None))
    late, body = Layer(role=Role.ATTACK, until_ms=400.0), Layer(role=Role.BODY)
    assert spans_of((late, body, tail)) == ((0.0, 0.4), (0.4, 0.4), (0.4, None))
    assert spans_of((Layer(role=Role.BODY, until_ms=90.0),)) == ((0.0, 0.09),)


@pytest.mark.parametrize(
    "wrong",
    [
        {"softest": 0.6, "hardest": 0.4},
        {"softest": -0.1},
        {"gain_db": float("nan")},
        {"pitch_semitones": 1e9},
        {"until_ms": 0.0},
        {"role": "heel"},
    ],
)
def test_impossible_layers_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|harder|heel"):
        Layer(**wrong)


def test_a_track_has_a_layer_and_not_too_many() -> None:
    for layers in ((), (Layer(),) * 33):
        with pytest.raises(ValueError, match="layer"):
            check_layers(layers)


def test_references_are_those_of_layers_and_then_of_hits_each_once() -> None:
    layers = (Layer((5, 3)), Layer((3, 8)))
    hits = [Event(1.0, reference=2), Event(2.0), Event(3.0, reference=8), Event(4.0, reference=2)]
    assert references_heard(layers, hits) == (5, 3, 8, 2)
