"""Make the guide's page on licences anew: ``python3 installer/guide/licences.py``, in the studio's environment.

What is written by hand stands here; the table of libraries is read from what is installed.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from foleystudio.diagnostics.distributions import distribution, runtime_distributions  # noqa: E402 - found by the line above

PAGE = ROOT / "resources" / "guide" / "licences.md"

_HEAD = """# Licences

foleystudio is under the MIT licence: use it, change it, pass it on. What you make with it is yours.

It stands on the work of others. `foleystudio licences NAME` prints a library's licence in its own words, as its package
brings it; texts that packages leave out lie in `resources/licences`.

## Which build carries what

- **From source or by `pip`**, the code is all that foleystudio itself passes on. `pip` fetches the libraries from
  their authors.
- **The installers** (`.deb`, `.tar.gz`, set-up program, `.dmg`) carry all that is listed below, and Python (PSF
  licence).
- **Qt** comes as Qt for Python under the LGPL v3, as shared libraries in files of their own, which you may replace by
  others of the same interface. So does what is under the LGPL v2.1: soxr, libsndfile, and the FFmpeg within OpenCV.
- **FFmpeg within PyAV** (`av`) reports LGPL v3 for itself, but PyAV's packages have it linked to **x264 and x265, which
  are under the GPL v2 or later**, and carry both, called or not. A build that carries them is, as a whole, passed on
  under the GPL v3: this holds for every installer. Source: the FFmpeg that <https://github.com/PyAV-Org/pyav-ffmpeg>
  builds, with x264 from <https://www.videolan.org> and x265 from <https://bitbucket.org/multicoreware/x265_git>.
- **torch**: where `pip` fetches a build for GPUs, that brings NVIDIA's CUDA libraries, under NVIDIA's own licence, and
  Triton (MIT). The installers carry torch for the processor, without them.
- **OpenCV**: from source it comes with windows of its own (Qt 5, LGPL v3); the installers carry it without.

## Libraries

All that is installed with the studio, with what each is under by its own word.

"""

_TAIL = """
## Fonts, icons, sounds, pictures

| what | licence |
| --- | --- |
| Inter, by the Inter project authors | SIL Open Font License 1.1 (`resources/fonts/OFL.txt`) |
| JetBrains Mono, by the JetBrains Mono project authors | SIL Open Font License 1.1 (`resources/fonts/OFL.txt`) |
| Icons and the program's own | MIT, made for the studio |
| The example's clip | MIT, made for the studio |
| The example's sounds: anvil, bell, wood | CC0 1.0; authors in `resources/example/CREDITS.md` |

## Models

| what | licence |
| --- | --- |
| hearing, speech, timing, varietysound, vocoder | MIT, trained for the studio; what on is in each one's `card.md` |
| pose (BlazePose) | Apache 2.0, the MediaPipe authors; the text is in `models/pose/card.md` |
"""


def page() -> str:
    """The page, as Markdown."""
    rows = ["| library | licence | home |", "| --- | --- | --- |"]
    for name in runtime_distributions():
        about = distribution(name)
        home = f"<{about.home}>" if about.home else ""
        rows.append(f"| {about.name} | {about.licence or 'see its text'} | {home} |")
    return _HEAD + "\n".join(rows) + "\n" + _TAIL


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
