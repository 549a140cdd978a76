"""The first cases of each kind, as everybody runs them; the fuzz command's own eyes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from tests.fuzz.kinds import mangled
from tests.fuzz.misdeeds import MISDEEDS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no processes that are forked")

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", ["cache", "media", "model", "training"])
def test_none_of_the_first_three_hundred_does_what_none_may(kind: str) -> None:
    command = [sys.executable, "-m", "tests.fuzz", kind, "--cases", "300"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert "findings: none" in done.stdout


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
