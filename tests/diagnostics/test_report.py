from __future__ import annotations

import sys
from pathlib import Path

import pytest

from foleystudio import __version__, paths
from foleystudio.diagnostics import log_files
from foleystudio.diagnostics.report import as_text, how_installed, report


@pytest.fixture(autouse=True)
def own_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FOLEYSTUDIO_DATA", str(tmp_path))


def test_it_tells_what_the_studio_runs_on() -> None:
    told = {section.title: section.lines for section in report()}
    assert told["studio"][0] == f"foleystudio {__version__}, from source"
    assert any(line.startswith("torch 2.") for line in told["libraries"])
    assert told["devices"][0].startswith("networks run on")
    assert told["codecs"][1] == "all that the studio reads and writes are there"
    assert [line.split(":")[0] for line in told["folders"]] == ["program", "data", "cache", "log"]
    assert any(line.startswith("varietysound, ") for line in told["models"])
    assert told["last crash"] == ("none",)


def test_the_last_crash_is_told() -> None:
    log_files.keep_crash(ValueError("a knob of no colour"))
    assert report()[-1].lines[-1] == "ValueError: a knob of no colour"


def test_what_is_broken_says_so_and_keeps_nothing_else_from_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", None)
    told = {section.title: section.lines for section in report()}
    assert told["sound cards"][0].startswith("cannot be told: ModuleNotFoundError")
    assert told["folders"]
    assert "sound cards\n  cannot be told" in as_text(report())


@pytest.mark.parametrize(
    ("frozen", "shipped", "said"), [(True, False, "frozen"), (False, True, "installed"), (False, False, "from source")]
)
def test_it_says_how_it_is_installed(monkeypatch: pytest.MonkeyPatch, frozen: bool, shipped: bool, said: str) -> None:
    monkeypatch.setattr(sys, "frozen", frozen, raising=False)
    monkeypatch.setattr(paths, "models_dir", lambda: Path("shipped" if shipped else "home") / "models")
    assert how_installed() == said
