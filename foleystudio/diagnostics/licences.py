"""Terms of what the studio carries: an overview, and each licence's own words as its package brings them."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from pathlib import Path

from foleystudio.diagnostics.distributions import distribution
from foleystudio.errors import FoleyError
from foleystudio.paths import resources_dir

# Qt for Python's packages and the FFmpeg within PyAV's bring no texts of their own.
_SHIPPED_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "av": ("GPL-3.0.txt", "GPL-2.0.txt"),
    "opencv-python": ("LGPL-2.1.txt",),
    "opencv-python-headless": ("LGPL-2.1.txt",),
    "soundfile": ("LGPL-2.1.txt",),
}


def overview() -> str:
    """The page of the guide that lists everything, as Markdown.

    Raises
    ------
    FoleyError
        When it is missing.
    """
    return _read(resources_dir() / "guide" / "licences.md")


def licence_texts(name: str) -> str:
    """The words of a library's licences.

    Raises
    ------
    FoleyError
        When there is no such library, or it brings no text.
    """
    try:
        found = distribution(name)
    except (PackageNotFoundError, ValueError) as error:
        raise FoleyError(
            f"{name}: the studio has no such library", remedy="see foleystudio licences for their names"
        ) from error
    lacking = _SHIPPED_TEXTS.get(found.name.lower().replace("_", "-"), ())
    shipped = [resources_dir() / "licences" / file for file in lacking]
    texts = [f"{found.name} {found.version}: {found.licence}"]
    texts += [f"--- {file.name}\n\n{_read(file)}" for file in (*found.texts, *shipped)]
    return "\n\n".join(texts)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").rstrip()
    except OSError as error:
        raise FoleyError("the licence cannot be read", file=file, remedy="install the studio again") from error
