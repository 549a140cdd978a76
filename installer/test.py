"""Run the whole test suite: ``python3 installer/test.py [--only NAME ...] [arguments for pytest]``.

Sets up what is missing first, with the development tools. Answers non-zero when anything fails.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have any Python
    sys.exit(f"foleystudio needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installer import environment, system_libraries, virtual_devices
from installer.environment import ROOT, say

_EXTRAS = ("dev", "evaluation", "training")

_TWO_AT_ONCE = ("-n", "2", "--dist", "loadfile")
_PLAIN = "not screen and not soundcard and not fuzz"

Surroundings = Callable[[], AbstractContextManager[dict[str, str]]]


@contextmanager
def _anywhere() -> Iterator[dict[str, str]]:
    yield {}


@dataclass(frozen=True)
class Step:
    """One part of the suite.

    Parameters
    ----------
    name
        What ``--only`` calls it.
    module
        The module that is run, and its arguments.
    surroundings
        Devices to run it among; yields environment variables.
    """

    name: str
    module: tuple[str, ...]
    surroundings: Surroundings = _anywhere


@contextmanager
def _offscreen() -> Iterator[dict[str, str]]:
    yield {"QT_QPA_PLATFORM": "offscreen"}


@contextmanager
def _offscreen_on_one_core() -> Iterator[dict[str, str]]:
    with _offscreen() as variables:
        yield variables | {"OMP_NUM_THREADS": "1"}  # two of them share the machine


@contextmanager
def _on_screen() -> Iterator[dict[str, str]]:
    if virtual_devices.can_make_display():
        with virtual_devices.virtual_display() as variables:
            yield variables
    else:
        yield {"QT_QPA_PLATFORM": {"darwin": "cocoa", "win32": "windows"}.get(sys.platform, "xcb")}


@contextmanager
def _with_sound_card() -> Iterator[dict[str, str]]:
    with _offscreen() as variables:
        if virtual_devices.can_make_sound_card():
            with virtual_devices.virtual_sound_card() as card:
                yield variables | card
        else:
            yield variables


def steps(pytest_arguments: list[str]) -> list[Step]:
    """The suite, quickest answers first."""
    checks = ("-p", "no:cacheprovider", "--durations=15", "--durations-min=1", *pytest_arguments)
    return [
        Step("lint", ("ruff", "check")),
        Step("format", ("ruff", "format", "--check")),
        Step("types", ("mypy",)),
        Step("imports", ("importlinter.cli", "lint-imports")),
        Step(
            "tests", ("pytest", *_TWO_AT_ONCE, "-m", "not screen and not soundcard and not fuzz", *checks), _offscreen
        ),
        Step("fuzz", ("pytest", "-m", "fuzz", *checks), _offscreen),
        Step("screen", ("pytest", "-m", "screen", *checks), _on_screen),
        Step("soundcard", ("pytest", "-m", "soundcard", *checks), _with_sound_card),
    ]


def main(arguments: list[str]) -> int:
    """Set up, run the steps asked for, print a summary; answers the exit code."""
    only, pytest_arguments = _split(arguments)
    chosen = [step for step in steps(pytest_arguments) if not only or step.name in only]
    try:
        unknown = only - {step.name for step in chosen}
        if unknown:
            names = ", ".join(step.name for step in steps([]))
            raise system_libraries.SetUpError(f"there is no step {', '.join(sorted(unknown))}; the steps are {names}")
        system_libraries.ensure((*system_libraries.TESTS, *environment.needs()))
        if not system_libraries.ensure_if_possible(system_libraries.BROWSER):
            say(f"without {system_libraries.BROWSER.package} the tests in a real browser are skipped")
        python = environment.ensure(_EXTRAS, without_dependencies=environment.WITHOUT_DEPENDENCIES)
    except system_libraries.SetUpError as error:
        say(str(error))
        return 1
    results = []
    for step in chosen:
        started = time.monotonic()
        code = _run(step, python)
        results.append((step.name, code, time.monotonic() - started))
    return _summary(results)


def _split(arguments: list[str]) -> tuple[set[str], list[str]]:
    """Names given with ``--only``, and the rest for pytest."""
    only, rest = set(), list(arguments)
    while "--only" in rest:
        at = rest.index("--only")
        only |= set(rest[at + 1 : at + 2])
        del rest[at : at + 2]
    return only, rest


def _run(step: Step, python: Path) -> int:
    say(f"--- {step.name}: {' '.join(step.module)}")
    try:
        with step.surroundings() as variables:
            env = environment.child_environment() | variables
            return subprocess.run([python, *_as_module(step.module)], cwd=ROOT, env=env, check=False).returncode
    except RuntimeError as error:
        say(f"{step.name}: {error}")
        return 1


def _as_module(module: tuple[str, ...]) -> list[str]:
    if module[0] == "importlinter.cli":  # it has no __main__
        return ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"]
    return ["-m", *module]


def _summary(results: list[tuple[str, int, float]]) -> int:
    print("\nfoleystudio's test suite", flush=True)
    for name, code, seconds in results:
        verdict = "passed" if code == 0 else f"FAILED (exit code {code})"
        print(f"  {name:<10} {verdict:<24} {seconds:7.1f} s")
    failed = [name for name, code, _ in results if code]
    print(f"failed: {', '.join(failed)}" if failed else "everything passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
