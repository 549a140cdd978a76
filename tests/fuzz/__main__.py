"""``python -m tests.fuzz KIND --cases N --seed S``; the exit code is 1 when there are findings."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib import import_module

os.environ["OMP_NUM_THREADS"] = "1"  # before anything loads torch: forked processes have no threads of before
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ.setdefault("MALLOC_ARENA_MAX", "2")
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.fuzz.kinds import Kind
from tests.fuzz.running import Outcome, outcomes

KINDS = {
    "batch": "tests.fuzz.batch",
    "cache": "tests.fuzz.cache",
    "events": "tests.fuzz.events",
    "journal": "tests.fuzz.journal",
    "media": "tests.fuzz.media",
    "model": "tests.fuzz.model",
    "project": "tests.fuzz.project",
    "recipe": "tests.fuzz.recipe",
    "edl": "tests.fuzz.edl",
    "training": "tests.fuzz.training",
    "listening": "tests.fuzz.listening",
}
"""Modules by the name of their kind."""

_BETWEEN_LINES = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases and tell of each finding; answers the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description="Put made and damaged files to the program."
    )
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("--cases", type=int, default=300, metavar="N", help="how many (300)")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the first; those after it count on (0)")
    chosen = parser.parse_args(arguments)
    kind: Kind = import_module(KINDS[chosen.kind]).KIND
    began, kinds_found, slowest = time.monotonic(), Counter[str](), 0.0
    for number, outcome in enumerate(outcomes(kind, chosen.cases, chosen.seed), start=1):
        slowest = max(slowest, outcome.seconds)
        kinds_found.update({finding.partition(":")[0] for finding in outcome.findings})
        _tell(chosen.kind, outcome)
        if number % _BETWEEN_LINES == 0:
            print(f"{number} of {chosen.cases} cases, {kinds_found.total()} findings", file=sys.stderr, flush=True)
    seconds = time.monotonic() - began
    found = ", ".join(f"{count} {what}" for what, count in kinds_found.most_common()) or "none"
    print(
        f"{chosen.kind}: {chosen.cases} cases from seed {chosen.seed}, {seconds:.0f} s, slowest {slowest:.1f} s; "
        f"findings: {found}"
    )
    return 1 if kinds_found else 0


def _tell(kind: str, outcome: Outcome) -> None:
    for finding in outcome.findings:
        print(f"{kind}, seed {outcome.seed}: {finding}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
