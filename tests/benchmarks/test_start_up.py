"""How soon the doors open: ``pytest tests/benchmarks/test_start_up.py --benchmark-only``."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytest_benchmark.fixture import BenchmarkFixture


def _run(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize("arguments", [["--version"], ["render", "--help"]])
def test_the_command_line_answers(benchmark: BenchmarkFixture, arguments: list[str]) -> None:
    program = f"from foleystudio.__main__ import main; raise SystemExit(main({arguments!r}))"
    benchmark(_run, program)


@pytest.mark.parametrize("module", ["numpy", "foleystudio.engine.clip_render", "foleystudio.gui.app"])
def test_a_module_is_imported(benchmark: BenchmarkFixture, module: str) -> None:
    """numpy is the measure for the others; none of them may load torch."""
    program = f"import sys, {module}; assert 'torch' not in sys.modules"
    benchmark(_run, program)
