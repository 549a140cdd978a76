"""How documents are spoilt for the fuzz command."""

from __future__ import annotations

import json
from random import Random

from tests.fuzz.trees import spoilt


def test_trees_are_spoilt_in_many_ways_each_of_its_seed() -> None:
    tree = {"name": "x", "events": [{"time_s": 1.0, "envelope": [0.5]}], "deep": {"key": 1}}
    made = [spoilt(tree, Random(seed)) for seed in range(50)]
    assert made == [spoilt(tree, Random(seed)) for seed in range(50)]
    assert len(set(made)) > 40
    assert json.dumps(tree).encode() not in made
