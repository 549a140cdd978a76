"""Files as drags and drops name them: by URLs, which hold any name, be it text or not."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote_from_bytes, unquote_to_bytes

from PySide6.QtCore import QMimeData, QUrl

_SCHEME = b"file://"

REFERENCE_MIME = "application/x-foleystudio-references"
"""Keys of dragged references, as decimal numbers with commas; dragged files come along as URLs."""

GUIDE_MIME = "application/x-foleystudio-guide"
"""The clip's own sound, dragged."""


def path_of(url: QUrl) -> Path | None:
    """The local file that a URL names; None when it names none.

    Qt would put marks for the bytes of a name that are no Unicode, and the file would not be found.
    """
    if not url.isLocalFile() or not url.toLocalFile():
        return None
    encoded = bytes(url.toEncoded(QUrl.ComponentFormattingOption.FullyEncoded).data())
    for here in (_SCHEME, _SCHEME + b"localhost"):
        if os.name == "posix" and encoded.startswith(here + b"/"):
            return Path(os.fsdecode(unquote_to_bytes(encoded[len(here) :])))
    return Path(url.toLocalFile())


def paths_of(data: QMimeData) -> list[Path]:
    """Local files of a drag or a drop."""
    return [path for path in map(path_of, data.urls()) if path is not None]


def refusal_of(data: QMimeData) -> str:
    """One sentence about what of a drop is no file of this computer; empty when all of it is."""
    elsewhere = [url for url in data.urls() if path_of(url) is None]
    if not elsewhere:
        return ""
    named = elsewhere[0].toDisplayString()  # which leaves a password out
    others = f" and {len(elsewhere) - 1} more" if len(elsewhere) > 1 else ""
    is_one, scheme = len(elsewhere) == 1, elsewhere[0].scheme()
    it, what = ("it", "is no file") if is_one else ("them", "are no files")
    is_web = scheme in ("http", "https", "ftp")
    way = f"download {it}" if is_web else f"copy {it} here, or mount the place as a folder"
    return f"{named}{others} {what} on this computer: {way}, and drop {it} from there."


def dropped_files(mime: QMimeData) -> list[Path]:
    """Files of a drop; none where some are not on this computer: the window says so."""
    if refusal_of(mime):
        return []
    return paths_of(mime)


def url_of(path: Path) -> QUrl:
    """The URL of a local file."""
    text = str(path)
    try:
        text.encode()
    except UnicodeEncodeError:
        return QUrl.fromEncoded(_SCHEME + quote_from_bytes(os.fsencode(path.absolute())).encode())
    return QUrl.fromLocalFile(text)
