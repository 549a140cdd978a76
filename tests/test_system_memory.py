from __future__ import annotations

import subprocess
import sys

import pytest

from foleystudio import system_memory

_LEAVES_FREE = """
import re
from foleystudio import system_memory
def own_kb():
    return int(re.search(r"Private_Dirty:\\s+(\\d+)", open("/proc/self/smaps_rollup").read()).group(1))
# Smaller than what the allocator maps by itself, and the last of them stays: what lies below is kept for whoever asks.
pieces = [bytearray(100_000) for _ in range(600)]
held = own_kb()
del pieces[:-1]
kept = own_kb()
system_memory.give_back()
print(held - kept, kept - own_kb())
"""


@pytest.mark.skipif(system_memory._glibc() is None, reason="another C library keeps or gives as it likes")
def test_what_is_free_goes_back_to_the_system() -> None:
    ran = subprocess.run([sys.executable, "-c", _LEAVES_FREE], capture_output=True, text=True, check=True)
    by_itself_kb, given_back_kb = map(int, ran.stdout.split())
    assert by_itself_kb < 10_000
    assert given_back_kb > 45_000


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_systems_are_left_alone(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(system_memory, "_glibc", system_memory._glibc.__wrapped__)
    assert system_memory._glibc() is None
    system_memory.use_few_arenas()
    system_memory.give_back()
