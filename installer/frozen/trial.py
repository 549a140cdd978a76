"""Try a frozen app as a user would: ``python3 installer/frozen/trial.py FOLDER``, the folder that the build made it in.

It says its version and what it knows, renders the example by grains and by networks, and opens its window on it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

_PROGRAMS = ("foleystudio.app/Contents/MacOS/foleystudio", "foleystudio/foleystudio.exe", "foleystudio/foleystudio")
_STANDS_S = 15.0


def main(arguments: Sequence[str]) -> int:
    """Try it; answers the exit code."""
    program = next(Path(arguments[0]).resolve() / name for name in _PROGRAMS if (Path(arguments[0]) / name).is_file())
    example = next(program.parent.parent.rglob("resources/example/clip.mp4")).parent
    with tempfile.TemporaryDirectory() as folder:
        own = {"FOLEYSTUDIO_DATA": f"{folder}/data", "FOLEYSTUDIO_CACHE": f"{folder}/cache"}
        environment = os.environ | own | {"QT_QPA_PLATFORM": "offscreen"}
        for verb in ("--version", "--help", "doctor"):
            _run(environment, program, verb)
        sounds = ("--reference", example / "bell.flac")
        for renderer in ("exemplar", "hybrid", "varietysound"):
            out = Path(folder) / f"{renderer}.mp4"
            _run(environment, program, "render", example / "clip.mp4", *sounds, "--renderer", renderer, "-o", out)
            _run(environment, program, "inspect", out)
        for kind in ("mov", "wav", "otio", "rpp"):
            _run(environment, program, "export", example / "example.foley", "-o", Path(folder) / f"film.{kind}")
        return _open(environment, program, example / "example.foley")


def _run(environment: dict[str, str], *command: object) -> None:
    begun = time.monotonic()
    subprocess.run([*map(str, command)], env=environment, check=True, timeout=300)
    print(f"trial: {' '.join(map(str, command[1:3]))}: {time.monotonic() - begun:.1f} s", flush=True)


def _open(environment: dict[str, str], program: Path, project: Path) -> int:
    """Whether the window stands for a while, and closes when it is asked to."""
    with subprocess.Popen([program, project], env=environment) as studio:
        try:
            code = studio.wait(_STANDS_S)
            print(f"trial: the window went by itself, exit code {code}", flush=True)
            return 1
        except subprocess.TimeoutExpired:
            studio.terminate()
        code = studio.wait(60)
    print(f"trial: the window stood, and closed with exit code {code}", flush=True)
    return 0 if code == 0 or os.name == "nt" else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
