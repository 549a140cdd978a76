from __future__ import annotations

from pathlib import Path

import pytest

from foleystudio.__main__ import TRAINING_VERBS, VERBS
from installer import environment, run, system_libraries
from installer.system_libraries import SetUpError


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[list[str]]:
    """What foleystudio was started with; nothing is set up or started."""
    calls: list[list[str]] = []

    def start(python: Path, arguments: list[str]) -> int:
        calls.append(arguments)
        return 0

    monkeypatch.setattr(run, "_foleystudio", start)
    monkeypatch.setattr(environment, "ensure", lambda *_: Path("python"))
    monkeypatch.setattr(system_libraries, "ensure", lambda needs: None)
    monkeypatch.setattr(run, "EXAMPLE", tmp_path)
    monkeypatch.setattr(run, "RENDERED", tmp_path / "out" / "example.mp4")
    for name in ("clip.mp4", "wood.flac", "example.foley"):
        (tmp_path / name).touch()
    return calls


def display(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    monkeypatch.setattr(run, "has_display", lambda: there)


def test_with_a_display_the_studio_opens_on_the_example(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    display(monkeypatch, True)
    assert run.main([]) == 0
    assert started == [[str(tmp_path / "example.foley")]]


def test_without_a_display_the_example_is_rendered(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    display(monkeypatch, False)
    assert run.main([]) == 0
    clip, sound, out = (str(tmp_path / name) for name in ("clip.mp4", "wood.flac", "out/example.mp4"))
    assert started == [["render", clip, "--reference", sound, "-o", out]]
    assert out in capsys.readouterr().err


@pytest.mark.parametrize("there", [True, False])
def test_verbs_pass_through(started: list[list[str]], monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    display(monkeypatch, there)
    assert run.main(["inspect", "a b.mp4", "--json"]) == 0
    assert started == [["inspect", "a b.mp4", "--json"]]


def test_files_need_a_display(started: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    display(monkeypatch, False)
    assert run.main(["clip.mp4"]) == 1
    assert started == []


def test_a_failed_set_up_stops(
    started: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(needs: object) -> None:
        raise SetUpError("run this line")

    display(monkeypatch, True)
    monkeypatch.setattr(system_libraries, "ensure", fail)
    assert run.main([]) == 1
    assert started == []
    assert "run this line" in capsys.readouterr().err


def test_the_script_knows_every_verb() -> None:
    assert {verb for verb in run._VERBS if not verb.startswith("-")} == VERBS | TRAINING_VERBS


def test_displays(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert not run.has_display()
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        with monkeypatch.context() as patch:
            patch.setenv(name, ":1")
            assert run.has_display()
    monkeypatch.setattr("sys.platform", "darwin")
    assert run.has_display()
