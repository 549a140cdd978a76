"""Make the studio's installers for this system: ``python3 installer/build.py [--work FOLDER] [--out FOLDER]``.

The app needs no Python: Linux gets ``.tar.gz`` and ``.deb``, Windows a set-up program (Inno Setup) and ``.zip``, macOS
``.dmg``. It is frozen by PyInstaller in an environment of its own under ``--work`` (``build/``), and what is made of it
lies under ``--out`` (``dist/``); git ignores both.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have any Python
    sys.exit(f"foleystudio needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from foleystudio import __version__
from foleystudio.diagnostics.distributions import CARRIED_EXTRAS
from installer.environment import CONSTRAINTS, ROOT, child_environment, say, venv_python
from installer.frozen import linux, macos, windows

SPEC = ROOT / "installer" / "frozen" / "foleystudio.spec"
TOOLS = ROOT / "installer" / "frozen.txt"
_ICONS = {"win32": "ico", "darwin": "icns"}
_BIG = 128 << 10  # bytes: libraries worth stripping


def main(arguments: Sequence[str]) -> int:
    """Set up, freeze, package; answers the exit code."""
    parser = argparse.ArgumentParser(prog="installer/build.py", description="Make the studio's installers.")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="environment and intermediate files")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="the installers")
    parser.add_argument("--index", default="", help="where pip finds torch, such as its index of CPU builds")
    given = parser.parse_args(arguments)
    work, out = given.work.resolve(), given.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    try:
        python = environment(work / "environment", given.index)
        app = freeze(python, work)
        made = packages(app, out)
    except subprocess.CalledProcessError as error:
        say(f"{Path(str(error.cmd[0])).name} failed (its message is above), exit code {error.returncode}")
        return 1
    say(f"the app: {app}, {megabytes(app)} MB")
    for path in made:
        say(f"made {path}, {megabytes(path)} MB")
    return 0


def environment(folder: Path, index: str = "") -> Path:
    """An environment with the studio, its pinned dependencies and PyInstaller; answers its interpreter."""
    python = venv_python(folder)
    if not python.exists():
        say(f"creating {folder}")
        run([sys.executable, "-m", "venv", str(folder)])
    say("installing the pinned dependencies and PyInstaller")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--constraint", str(CONSTRAINTS)]
    run([*pip, *(["--extra-index-url", index] if index else []), "--editable", f"{ROOT}[{','.join(CARRIED_EXTRAS)}]"])
    # Both OpenCVs are one module: the one without windows takes the other's place, which it would overwrite in part.
    run([str(python), "-m", "pip", "uninstall", "--quiet", "--yes", "opencv-python"])
    run([*pip, "--requirement", str(TOOLS), "--force-reinstall", "--no-deps"])
    return python


def freeze(python: Path, work: Path) -> Path:
    """The app as a folder (on macOS a bundle), trimmed."""
    variables = {}
    kind = _ICONS.get(sys.platform)
    if kind:
        variables["FOLEYSTUDIO_ICON"] = str(work / f"foleystudio.{kind}")
        draw = [str(python), str(ROOT / "installer" / "frozen" / "icon.py"), variables["FOLEYSTUDIO_ICON"]]
        run(draw, {"QT_QPA_PLATFORM": "offscreen"})
    say("freezing the app")
    made = work / "frozen"
    where = ["--distpath", str(made), "--workpath", str(work / "pyinstaller")]
    run([str(python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *where, str(SPEC)], variables)
    app = made / ("foleystudio.app" if sys.platform == "darwin" else "foleystudio")
    if sys.platform.startswith("linux"):
        strip(app)
    return app


def strip(app: Path) -> None:
    """Take symbol tables from the large libraries; those that wheels have patched do not bear it."""
    for path in app.rglob("*.so*"):
        is_patched = any(part.endswith(".libs") for part in path.parts)
        if path.is_file() and not path.is_symlink() and not is_patched and path.stat().st_size > _BIG:
            run(["strip", "--strip-unneeded", str(path)])


def packages(app: Path, out: Path) -> list[Path]:
    """What users are given."""
    if sys.platform == "win32":
        return windows.packages(app, out, __version__)
    if sys.platform == "darwin":
        return macos.packages(app, out, __version__)
    return linux.packages(app, out, __version__)


def megabytes(path: Path) -> int:
    """Size of a file or of all that is in a folder, in MB."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file() and not file.is_symlink()]
    return round(sum(file.stat().st_size for file in files) / 1e6)


def run(command: Sequence[str], variables: dict[str, str] | None = None) -> None:
    """A command that must succeed."""
    command = [shutil.which(command[0]) or command[0], *command[1:]]
    subprocess.run(command, cwd=ROOT, env=child_environment() | (variables or {}), check=True)


if __name__ == "__main__":
    os.umask(0o022)  # what is packaged is read by everybody
    raise SystemExit(main(sys.argv[1:]))
