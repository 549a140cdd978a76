from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer import environment, system_libraries
from installer import test as suite


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Exit codes that steps shall have; nothing is set up, no device made, no step really run."""
    wanted: dict[str, int] = {}
    monkeypatch.setattr(system_libraries, "ensure", lambda needs: None)
    monkeypatch.setattr(system_libraries, "ensure_if_possible", lambda need: True)
    monkeypatch.setattr(environment, "ensure", lambda *_, **__: Path(sys.executable))
    monkeypatch.setattr(suite, "_run", lambda step, python: wanted.get(step.name, 0))
    return wanted


def test_everything_passed(codes: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main([]) == 0
    printed = capsys.readouterr().out
    assert printed.count("passed") == len(suite.steps([])) + 1


@pytest.mark.parametrize("name", [step.name for step in suite.steps([])])
def test_any_failure_fails(codes: dict[str, int], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    codes[name] = 5
    assert suite.main([]) == 1
    assert f"failed: {name}" in capsys.readouterr().out


def test_a_part_of_the_suite(codes: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["--only", "lint", "--only", "types"]) == 0
    printed = capsys.readouterr().out
    assert "lint" in printed
    assert "soundcard" not in printed
    assert suite.main(["--only", "lint", "--only", "taste"]) == 1


def test_steps_run_in_their_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        seen.append({"command": command, **how})
        return subprocess.CompletedProcess(command, 3)

    monkeypatch.setattr(subprocess, "run", run)
    step = suite.Step("tests", ("pytest", "tests/dsp"), suite._offscreen)
    assert suite._run(step, Path("python")) == 3
    assert seen[0]["command"][1:] == ["-m", "pytest", "tests/dsp"]
    assert seen[0]["env"]["QT_QPA_PLATFORM"] == "offscreen"
    assert seen[0]["cwd"] == environment.ROOT


def test_a_device_that_does_not_start_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> Any:
        raise RuntimeError("the virtual display did not start")

    assert suite._run(suite.Step("screen", ("pytest",), broken), Path("python")) == 1
    assert "did not start" in capsys.readouterr().err
