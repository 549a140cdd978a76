from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import Any

import pytest

from foleystudio.system_libraries import Library
from installer import system_libraries
from installer.system_libraries import Need, SetUpError, install_line

GONE = Need("libgone1", lambda: False)
THERE = Need("libthere1", lambda: True)
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere wheels bring everything")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that were run; none is."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)  # Windows has none
    return commands


def test_what_is_there_is_found() -> None:
    there = Library("libc.so.6", "libc6", "glibc", "glibc")
    assert system_libraries.missing(system_libraries._libraries(there)) == []
    assert system_libraries.missing([system_libraries._program("coreutils", "ls")]) == []


def test_what_is_missing_is_named() -> None:
    needs = [
        THERE,
        *system_libraries._libraries(Library("libnone.so.99", "libnone1", "none", "none")),
        system_libraries._program("none", "no-such-program"),
        system_libraries._file("fonts-none", "usr/share/no-such-folder/**/*.ttf"),
    ]
    assert system_libraries.missing(needs) == ["libnone1", "none", "fonts-none"]


def test_nothing_missing_runs_nothing(ran: list[list[str]]) -> None:
    system_libraries.ensure([THERE])
    assert ran == []


def test_root_installs_after_one_update(ran: list[list[str]]) -> None:
    system_libraries.ensure([GONE, THERE, Need("libalso1", lambda: False)])
    assert ["update" in command for command in ran] == [True, False]
    assert "install" in ran[1]
    assert ran[1][-2:] == ["libgone1", "libalso1"]


def test_others_are_told_the_line(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(SetUpError) as caught:
        system_libraries.ensure([GONE])
    assert install_line(["libgone1"]) in str(caught.value)
    assert ran == []


def test_other_systems_are_told_the_names(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SetUpError, match="package manager"):
        system_libraries.ensure([GONE])
    assert ran == []
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/dnf" if name == "dnf" else None)
    gone = system_libraries._libraries(Library("libnone.so.99", "libnone1", "none-libs", "none"))
    with pytest.raises(SetUpError, match=r"sudo dnf install -y none-libs$"):
        system_libraries.ensure(gone)
    assert ran == []


def test_a_failing_install_is_said(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 100))
    with pytest.raises(SetUpError, match="could not install"):
        system_libraries.ensure([GONE])


def test_what_is_good_to_have_is_installed_where_it_may_be(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Need("good1", lambda: bool(ran))
    assert system_libraries.ensure_if_possible(wanted)
    assert ran[-1][-1] == "good1"
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert not system_libraries.ensure_if_possible(GONE)
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 100))
    assert not system_libraries.ensure_if_possible(GONE)


def test_debians_python_gets_its_missing_half() -> None:
    assert system_libraries.ENVIRONMENTS.package == f"python3.{sys.version_info[1]}-venv"
    assert system_libraries.ENVIRONMENTS.there()
