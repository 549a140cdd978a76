"""Failures that a user can act on, and the sign that a user has changed their mind."""

from __future__ import annotations

from pathlib import Path


class FoleyError(Exception):
    """One clear sentence: what is wrong, with which file, what to do.

    The command line prints it on stderr and exits with code 2; the window shows it in a dialog that
    leaves the work intact. Anything else that is raised is a bug.

    Parameters
    ----------
    what
        What is wrong, without a closing full stop ("it has no picture stream").
    file
        The file it is about, if any; printed before ``what``.
    remedy
        What the user can do about it, without a closing full stop.
    """

    def __init__(self, what: str, *, file: Path | str | None = None, remedy: str = "") -> None:
        self.what = what = _short(what)
        self.file = Path(file) if file is not None else None
        self.remedy = remedy = _short(remedy)
        about = f"{_short(str(self.file), _LONGEST_PATH)}: {what}" if self.file is not None else what
        super().__init__(f"{about}; {remedy}." if remedy else f"{about}.")


_LONGEST, _LONGEST_PATH = 300, 600
"""Letters of a sentence's parts: what a file brings into it has no end."""


def _short(text: str, most: int = _LONGEST) -> str:
    """A text, its middle left out where it is too long."""
    return text if len(text) <= most else f"{text[: most // 2]}…{text[-(most // 2 - 1) :]}"


class CancelledError(Exception):
    """The user cancelled; whatever was half-written has been removed."""
