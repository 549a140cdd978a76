"""The project's own environment: ``.venv`` beside this folder, with pinned dependencies and the package itself.

Standard library only: it runs on a machine that has nothing but Python.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from installer.system_libraries import ENVIRONMENTS, Need, SetUpError

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
CONSTRAINTS = ROOT / "installer" / "constraints.txt"
WITHOUT_DEPENDENCIES = ROOT / "installer" / "evaluation.txt"
_STAMP = "foleystudio-installed.json"


def say(text: str) -> None:
    """Tell the user what is being done, apart from the program's own output."""
    print(f"foleystudio: {text}", file=sys.stderr, flush=True)


def venv_python(venv: Path = VENV) -> Path:
    """The environment's interpreter."""
    return venv / "Scripts" / "python.exe" if os.name == "nt" else venv / "bin" / "python"


def child_environment() -> dict[str, str]:
    """Environment variables of this process without what would lead a child into another Python's packages."""
    misleading = {"PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
    env = {name: value for name, value in os.environ.items() if name not in misleading}
    return env | {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def ensure(extras: Sequence[str] = (), *, without_dependencies: Path | None = None) -> Path:
    """Make the environment fit to run; answers its interpreter.

    Does nothing but compare a stamp when it was made from the same files before.

    Parameters
    ----------
    extras
        Optional parts of the package to install too (``dev``, ``evaluation``).
    without_dependencies
        A requirements file whose packages are installed without what they ask for.

    Raises
    ------
    SetUpError
        When the environment cannot be made; what to do is in its text.
    """
    if is_current(extras):
        return venv_python()
    with _one_at_a_time():
        if not is_current(extras):  # another set-up may have finished while this one waited
            _create()
            _install(extras, without_dependencies)
            stamp = {"files": fingerprint(), "extras": sorted(extras)}
            (VENV / _STAMP).write_text(json.dumps(stamp), encoding="utf-8")
    return venv_python()


def needs() -> tuple[Need, ...]:
    """What the system must have before the environment can be made; nothing once it is."""
    return () if is_current() or _is_usable() else (ENVIRONMENTS,)


def is_current(extras: Sequence[str] = ()) -> bool:
    """Whether the environment was installed from the present files with at least these extras."""
    try:
        stamp = json.loads((VENV / _STAMP).read_text(encoding="utf-8"))
        fits = stamp["files"] == fingerprint() and set(extras) <= set(stamp["extras"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return fits and _works(venv_python())


def fingerprint() -> str:
    """Digest of everything that decides what is installed, and where: a moved folder is set up anew."""
    digest = hashlib.sha256(str(ROOT).encode())
    for file in (ROOT / "pyproject.toml", CONSTRAINTS, WITHOUT_DEPENDENCIES):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _works(python: Path) -> bool:
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-I", "-c", check], capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _create() -> None:
    python = venv_python()
    if _is_usable():
        say(f"using {VENV}")
        return
    say(f"creating {VENV}")
    make = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if subprocess.run(make, env=child_environment(), check=False).returncode or not _has_pip(python):
        raise SetUpError(f"the environment {VENV} could not be created; is there space, and may you write there?")


def _is_usable() -> bool:
    return _works(venv_python()) and _has_pip(venv_python())


def _has_pip(python: Path) -> bool:
    return _succeeds(str(python), "-m", "pip", "--version")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(extras: Sequence[str], without_dependencies: Path | None) -> None:
    say("installing the pinned dependencies (about 1.5 GB the first time)")
    _pip("setuptools")  # the build backend, pinned as the rest: the editable install below uses it
    package = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    _pip("--no-build-isolation", "--editable", package)
    if without_dependencies:
        _pip("--no-deps", "--requirement", str(without_dependencies))


def _pip(*arguments: str) -> None:
    command = [str(venv_python()), "-m", "pip", "install", "--constraint", str(CONSTRAINTS), *arguments]
    # Somebody who watches sees the download's bars; a log gets only what goes wrong. stdout is left to
    # the program that is started afterwards.
    command += [] if sys.stderr.isatty() else ["--quiet"]
    if subprocess.run(command, cwd=ROOT, env=child_environment(), stdout=sys.stderr, check=False).returncode:
        raise SetUpError("pip could not install the dependencies (its message is above); mend that and run this again")


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two set-ups started together take turns: the lock goes when its process goes."""
    with (ROOT / ".venv.lock.tmp").open("w", encoding="utf-8") as lock:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
