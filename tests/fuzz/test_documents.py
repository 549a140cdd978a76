"""The first cases of projects, journals and event files, as everybody runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.trees import spoilt

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no processes that are forked")
@pytest.mark.parametrize("kind", ["project", "journal", "events"])
def test_no_document_of_a_stranger_does_harm(kind: str) -> None:
    words = [sys.executable, "-m", "tests.fuzz", kind, "--cases", "300"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "findings: none" in done.stdout


def test_trees_are_spoilt_in_many_ways_each_of_its_seed() -> None:
    tree = {"name": "x", "events": [{"time_s": 1.0, "envelope": [0.5]}], "deep": {"key": 1}}
    made = [spoilt(tree, Random(seed)) for seed in range(50)]
    assert made == [spoilt(tree, Random(seed)) for seed in range(50)]
    assert len(set(made)) > 40
    assert json.dumps(tree).encode() not in made
