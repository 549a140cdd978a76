"""What a wheel carries: it is built as pip does, and has the code, every model, and all that the window shows."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_wheel_has_the_models_and_the_resources(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("foleystudio", "installer", "models", "resources", "pyproject.toml", "README.md", "LICENSE"):
        (home / name).symlink_to(ROOT / name)  # a build leaves a folder beside what it builds
    build = (
        "import sys; sys.path.insert(0, 'installer'); import build_backend; "
        f"print(build_backend.build_wheel({str(tmp_path)!r}))"
    )
    made = subprocess.run([sys.executable, "-c", build], cwd=home, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr[-2000:]
    with zipfile.ZipFile(tmp_path / made.stdout.split()[-1]) as wheel:
        there = set(wheel.namelist())
    code = {f"foleystudio/{path.relative_to(ROOT / 'foleystudio')}" for path in (ROOT / "foleystudio").rglob("*.py")}
    shipped = {
        f"foleystudio/shipped/{path.relative_to(ROOT)}"
        for folder in ("models", "resources")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert code | shipped <= there
    assert any(name.endswith("entry_points.txt") for name in there)
