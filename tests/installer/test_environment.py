from __future__ import annotations

import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import pytest

from installer import environment
from installer.system_libraries import SetUpError


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder of the test's own, with a real, bare environment in it."""
    root = tmp_path / "a project"
    root.mkdir()
    for name, file in (
        ("pyproject.toml", None),
        ("constraints.txt", "CONSTRAINTS"),
        ("ev.txt", "WITHOUT_DEPENDENCIES"),
    ):
        (root / name).write_text(name, encoding="utf-8")
        if file:
            monkeypatch.setattr(environment, file, root / name)
    monkeypatch.setattr(environment, "ROOT", root)
    monkeypatch.setattr(environment, "VENV", root / ".venv")
    monkeypatch.setattr(environment, "venv_python", lambda: _python_of(root / ".venv"))
    venv.create(root / ".venv", with_pip=False)
    return root


def _python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture
def calls(project: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the set-up did; pip is not run."""
    made: list[str] = []
    monkeypatch.setattr(environment, "_create", lambda: made.append("create"))
    monkeypatch.setattr(environment, "_pip", lambda *arguments: made.append(" ".join(arguments)))
    return made


def test_the_second_time_nothing_is_done(project: Path, calls: list[str]) -> None:
    assert environment.ensure() == _python_of(project / ".venv")
    assert calls[0] == "create"
    assert f"--editable {project}" in calls[-1]
    calls.clear()
    environment.ensure()
    assert calls == []


def test_the_development_tools_suffice_for_running(calls: list[str], project: Path) -> None:
    environment.ensure(("dev",), without_dependencies=project / "ev.txt")
    assert any("[dev]" in call for call in calls)
    assert any("--no-deps" in call for call in calls)
    calls.clear()
    environment.ensure()
    assert calls == []


def test_running_does_not_suffice_for_development(calls: list[str]) -> None:
    environment.ensure()
    calls.clear()
    environment.ensure(("dev",))
    assert any("[dev]" in call for call in calls)


@pytest.mark.parametrize("file", ["pyproject.toml", "constraints.txt"])
def test_changed_pins_are_installed(project: Path, calls: list[str], file: str) -> None:
    environment.ensure()
    (project / file).write_text("other", encoding="utf-8")
    assert not environment.is_current()


def test_a_broken_stamp_or_interpreter_is_noticed(project: Path, calls: list[str]) -> None:
    environment.ensure()
    (project / ".venv" / "foleystudio-installed.json").write_text("[", encoding="utf-8")
    assert not environment.is_current()
    environment.ensure()
    _python_of(project / ".venv").unlink()
    assert not environment.is_current()


def test_what_makes_environments_is_needed_only_without_one(project: Path) -> None:
    assert [need.package for need in environment.needs()] == [f"python3.{sys.version_info[1]}-venv"]
    environment._create()
    assert environment.needs() == ()


def test_a_failing_pip_says_what_to_do(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "_create", lambda: None)
    with pytest.raises(SetUpError, match="pip could not install"):
        environment.ensure()
    assert not environment.is_current()


def test_an_interpreter_without_pip_is_replaced(project: Path) -> None:
    marker = project / ".venv" / "left from before"
    marker.touch()
    environment._create()
    assert not marker.exists()
    assert environment._has_pip(_python_of(project / ".venv"))


def test_children_see_no_other_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    monkeypatch.setenv("PIP_USER", "1")
    variables = environment.child_environment()
    assert "PYTHONPATH" not in variables
    assert variables["PIP_USER"] == "0"


def test_every_dependency_is_pinned() -> None:
    text = (environment.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    wanted = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    pins = (environment.ROOT / "installer" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {_plain(pin.split("==")[0]) for pin in pins if "==" in pin}
    assert {_plain(line) for line in wanted} <= pinned
    assert all("==" in pin for pin in pins if pin and not pin.startswith("#"))


def _plain(requirement: str) -> str:
    name = requirement
    for mark in "<>=~![; ":
        name = name.split(mark)[0]
    return name.strip().lower().replace("_", "-")


@pytest.mark.parametrize("script", ["run.py", "test.py"])
def test_the_scripts_start_with_nothing_but_the_standard_library(script: str) -> None:
    program = (
        "import runpy, sys\n"
        f"runpy.run_path(r'{environment.ROOT / 'installer' / script}')\n"
        "known = sys.stdlib_module_names | {'installer', 'foleystudio', '__main__', '_distutils_hack'}\n"
        "spare = {m.split('.')[0] for m in sys.modules} - known\n"
        "spare = {m for m in spare if not m.startswith(('__editable__', 'sitecustomize', 'a1_coverage'))}\n"
        "sys.exit(f'needs {spare}' if spare else 0)"
    )
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
