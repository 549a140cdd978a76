"""The first cases of each kind, which are a step of the suite of their own; the fuzz command's own eyes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.__main__ import KINDS
from tests.fuzz.kinds import mangled
from tests.fuzz.misdeeds import MISDEEDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no processes that are forked")

ROOT = Path(__file__).resolve().parent.parent.parent


def _first(kind: str) -> tuple[str, int, str]:
    command = [sys.executable, "-m", "tests.fuzz", kind, "--cases", "300"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return kind, done.returncode, done.stdout[-5000:] + done.stderr[-2000:]


@pytest.mark.fuzz
@pytest.mark.timeout(1200)
def test_none_of_the_first_three_hundred_of_each_kind_does_what_none_may() -> None:
    with ThreadPoolExecutor(2) as pool:  # each waits for its own cases
        done = list(pool.map(_first, KINDS))
    bad = [f"{kind}:\n{said}" for kind, code, said in done if code or "findings: none" not in said]
    assert not bad, "\n".join(bad)


_TRY = """
from tests.fuzz.misdeeds import KIND, MISDEEDS
from tests.fuzz.running import outcomes
for outcome in outcomes(KIND, len(MISDEEDS), 0):
    print(outcome.findings)
"""


def test_each_thing_that_none_may_do_is_found() -> None:
    done = subprocess.run([sys.executable, "-c", _TRY], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stdout.splitlines()
    found = dict(zip(MISDEEDS, lines, strict=True))
    words = {
        "traceback": "ValueError", "crash": "SIGABRT", "hang": "hang", "memory": "over limit: memory",
        "disk": "over limit: disk", "read": "secret.txt was read", "written": "stray was written",
        "changed": "secret.wav was changed", "started": "subprocess.Popen", "steering": "steer", "none": "()",
    }  # fmt: skip
    assert {name: text for name, text in found.items() if words[name] not in text} == {}


def test_a_seed_repeats_its_case() -> None:
    whole = bytes(range(256))
    assert mangled(whole, Random(7)) == mangled(whole, Random(7)) != whole
