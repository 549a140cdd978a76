"""One file with all that a report of a problem needs, to be looked through and sent by whoever made it."""

from __future__ import annotations

import time
import zipfile
from contextlib import suppress
from pathlib import Path

from foleystudio import paths
from foleystudio.diagnostics import log_files
from foleystudio.diagnostics.report import Section, as_text, report
from foleystudio.files.atomic_files import whole_file

_READ_ME = (
    "What a report of a problem with foleystudio needs: report.txt (versions, devices, folders), the log, and traces\n"
    "of crashes. All of it is plain text: look through it before you give it away. No sound, picture or project is\n"
    "in it.\n"
)


def usual_folder() -> Path:
    """Where the window puts them: in the log folder."""
    return paths.log_dir() / "reports"


def usual_place() -> Path:
    """A file of its own there, named by the time."""
    return usual_folder() / f"foleystudio-report-{time.strftime('%Y%m%d-%H%M%S')}.zip"


def write_bundle(file: Path, sections: list[Section] | None = None) -> Path:
    """Write the bundle; answers its place.

    Parameters
    ----------
    sections
        The report, where it is known already.

    Raises
    ------
    FoleyError
        When it cannot be written there.
    """
    texts = {"README.txt": _READ_ME, "report.txt": as_text(report() if sections is None else sections)}
    for kept in (*log_files.log_files(), *log_files.crash_files()):
        with suppress(OSError):  # it was put aside meanwhile
            texts[kept.name] = kept.read_text("utf-8", "replace")
    if file.parent == usual_folder():
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
    with whole_file(file) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in texts.items():
            bundle.writestr(name, log_files.without_names(text))
    return file
