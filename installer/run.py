"""Open the studio: ``python3 installer/run.py [arguments for foleystudio]``.

Sets up what is missing first. Without arguments the studio opens on the example project; without a
display the example is rendered to a file instead.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this may have any Python
    sys.exit(f"foleystudio needs Python 3.11 or later; {sys.executable} is {sys.version.split()[0]}.")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installer import environment, system_libraries
from installer.environment import ROOT, say

EXAMPLE = ROOT / "resources" / "example"
RENDERED = ROOT / "out" / "example.mp4"
_VERBS = {
    "render", "batch", "events", "export", "inspect", "measure", "doctor", "licences", "reconform", "train",
    "preprocess", "scenes", "evaluate", "experiment", "listening-kit", "listening-scores", "--help", "--version",
}  # fmt: skip
_CLIPS = {".mp4", ".mov", ".mkv"}
_SOUNDS = {".wav", ".flac"}


def main(arguments: list[str]) -> int:
    """Set up, then run foleystudio; answers its exit code."""
    window = not (arguments and arguments[0] in _VERBS)
    headless = window and not has_display()
    try:
        libraries = system_libraries.WINDOW if window and not headless else system_libraries.RENDER
        system_libraries.ensure((*libraries, *environment.needs()))
        python = environment.ensure()
        if headless and arguments:
            raise system_libraries.SetUpError(
                "there is no display to open a window on; see --help for what runs without"
            )
        if headless:
            return _render_example(python)
    except system_libraries.SetUpError as error:
        say(str(error))
        return 1
    example = next(EXAMPLE.glob("*.foley"), None)
    if not arguments and example:
        arguments = [str(example)]
    return _foleystudio(python, arguments)


def has_display() -> bool:
    """Whether a window can be opened; macOS and Windows always have somewhere to."""
    if not sys.platform.startswith("linux"):
        return True
    if os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] in {"offscreen", "minimal", "vnc"}:
        return True  # asked for by name
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def example_command() -> list[str]:
    """Arguments of foleystudio that render the example without a window."""
    files = sorted(EXAMPLE.rglob("*"))
    clips = [file for file in files if file.suffix.lower() in _CLIPS]
    sounds = [file for file in files if file.suffix.lower() in _SOUNDS]
    if not clips or not sounds:
        raise system_libraries.SetUpError(f"the example in {EXAMPLE} is incomplete; fetch the project again")
    references = [part for sound in sounds[:1] for part in ("--reference", str(sound))]
    return ["render", str(clips[0]), *references, "-o", str(RENDERED)]


def _render_example(python: Path) -> int:
    say("no display: rendering the example to a file instead of opening the window")
    command = example_command()
    RENDERED.parent.mkdir(exist_ok=True)
    code = _foleystudio(python, command)
    if code == 0:
        say(f"the example is rendered: {RENDERED}")
    return code


def _foleystudio(python: Path, arguments: list[str]) -> int:
    command = [str(python), "-m", "foleystudio", *arguments]
    with subprocess.Popen(command, env=environment.child_environment()) as process:
        signal.signal(signal.SIGTERM, lambda *_: process.terminate())
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # the child got it too, and cleans up; its exit code is the answer


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
