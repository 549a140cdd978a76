"""The app's package for macOS: a disk image with the app and the place to drag it to."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path


def packages(app: Path, out: Path, version: str) -> list[Path]:
    """``.dmg`` of an app's bundle, by the system's own ``hdiutil``.

    The bundle is signed for this machine alone (``codesign --sign -``): who publishes it signs it with their own
    certificate and has it notarised.
    """
    made = out / f"foleystudio-{version}-macos.dmg"
    subprocess.run(["codesign", "--force", "--deep", "--sign", "-", str(app)], check=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(app, Path(folder) / app.name, symlinks=True)
        (Path(folder) / "Applications").symlink_to("/Applications")
        image = [
            "hdiutil",
            "create",
            "-volname",
            "foleystudio",
            "-srcfolder",
            folder,
            "-ov",
            "-format",
            "UDZO",
            str(made),
        ]
        subprocess.run(image, check=True)
    return [made]
