"""What a wheel carries beside the code: models, icons, fonts, guide and example, inside the package."""

from __future__ import annotations

import shutil
from pathlib import Path

from setuptools.command.build_py import build_py

SHIPPED = ("models", "resources")
"""Folders of the repository that a wheel has as `foleystudio/shipped/`, where `foleystudio.paths` looks first."""


class BuildWithShipped(build_py):  # type: ignore[misc]  # setuptools has no types
    """Copies them beside the modules; an editable install has them where they are."""

    def run(self) -> None:
        """Build, then copy."""
        super().run()
        if self.editable_mode:
            return
        home = Path(__file__).resolve().parent.parent
        for name in SHIPPED:
            target = Path(self.build_lib) / "foleystudio" / "shipped" / name
            shutil.copytree(home / name, target, dirs_exist_ok=True)
