from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from foleystudio.diagnostics import distributions
from foleystudio.diagnostics.distributions import distribution, runtime_distributions

ROOT = Path(__file__).resolve().parent.parent.parent


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_all_that_the_project_asks_for_is_found_and_nothing_of_the_extras() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    found = {plain(name) for name in runtime_distributions()}
    assert {plain(re.split(r"[<>=!]", line)[0]) for line in asked} <= found
    assert {"cffi", "sympy", "shiboken6"} <= found, "what those ask for in turn"
    assert not found & {"pytest", "ruff", "mujoco", "foleystudio"}


def test_what_a_package_says_of_itself() -> None:
    numpy = distribution("numpy")
    assert (numpy.name, numpy.home) == ("numpy", "https://numpy.org")
    assert "BSD-3-Clause" in numpy.licence
    assert any("Redistribution" in text.read_text("utf-8") for text in numpy.texts)
    with pytest.raises(PackageNotFoundError):
        distribution("no-such-package")


def test_one_of_two_packages_with_the_same_module_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    real = distributions._is_there
    monkeypatch.setattr(distributions, "_is_there", lambda name: name != "opencv-python" and real(name))
    monkeypatch.setattr(distributions, "_STAND_INS", {"opencv-python": "ruff"})
    runtime_distributions.cache_clear()
    try:
        found = runtime_distributions()
    finally:
        runtime_distributions.cache_clear()
    assert "ruff" in found
    assert "opencv-python" not in found


def test_what_only_a_gpu_needs_is_no_library_of_the_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    asks = {"foleystudio": ["torch"], "torch": ["nvidia-cublas", "cuda-toolkit", "triton", "sympy"]}
    monkeypatch.setattr(distributions, "_requirements", lambda name: list(asks.get(name, [])))
    monkeypatch.setattr(distributions, "_is_there", lambda _name: True)
    monkeypatch.setattr("importlib.metadata.metadata", lambda name: {"Name": name})
    runtime_distributions.cache_clear()
    try:
        assert runtime_distributions() == ("sympy", "torch")
    finally:
        runtime_distributions.cache_clear()
