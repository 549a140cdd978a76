"""The app's packages for Windows: a set-up program by Inno Setup where that is installed, and a ``.zip``."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent / "foleystudio.iss"


def packages(app: Path, out: Path, version: str) -> list[Path]:
    """``.zip``, and the set-up program where Inno Setup's compiler (``ISCC``) is found."""
    zipped = shutil.make_archive(str(out / f"foleystudio-{version}-windows"), "zip", app.parent, app.name)
    made = [Path(zipped)]
    compiler = shutil.which("ISCC") or _usual_place()
    if compiler:
        given = [
            f"/DVersion={version}",
            f"/DApp={app}",
            f"/DOut={out}",
            f"/DIcon={app.parent.parent / 'foleystudio.ico'}",
        ]
        subprocess.run([compiler, "/Qp", *given, str(SCRIPT)], check=True)
        made.append(out / f"foleystudio-{version}-windows-setup.exe")
    return made


def _usual_place() -> str | None:
    programs = os.environ.get("ProgramFiles(x86)", r"C:\Program Files (x86)")  # noqa: SIM112 - the system's own spelling
    compiler = Path(programs) / "Inno Setup 6" / "ISCC.exe"
    return str(compiler) if compiler.exists() else None
