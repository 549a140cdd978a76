"""What may be opened at all: ordinary files, of kinds that carry their own pictures and sound and name no other."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer

from foleystudio.errors import FoleyError

OPENED_WITHIN_S = 30.0
"""A head that is not read in this time is refused."""

LOOKED_INTO_WITHIN_S = 120.0
"""So is a file whose streams are looked for in all of it."""

READ_WITHIN_S = 30.0
"""One packet that is not read in this time is given up, and the file with it."""

_PICTURES = (
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "mpegvideo", "flv", "live_flv", "kux", "asf",
    "mxf", "gxf", "nut", "ivf", "dv", "wtv", "rm", "nsv", "h261", "h263", "h264", "hevc", "vvc", "av1", "obu", "m4v",
    "vc1", "dirac", "dnxhd", "mjpeg", "yuv4mpegpipe", "gif", "apng",
)  # fmt: skip
_SOUNDS = (
    "wav", "w64", "aiff", "au", "caf", "flac", "mp3", "aac", "loas", "ac3", "eac3", "ac4", "dts", "dtshd", "truehd",
    "mlp", "ogg", "amr", "amrnb", "amrwb", "ape", "mpc", "mpc8", "tta", "tak", "wv", "voc", "ircam", "sox", "dsf",
    "iff", "oma", "qcp", "shn", "avr", "nistsphere", "sds", "paf", "pvf", "lc3", "qoa",
)  # fmt: skip
_WORDS = ("srt", "ass", "webvtt")
"""Known so that they can be said to hold neither picture nor sound."""

_KINDS = ",".join((*_PICTURES, *_SOUNDS, *_WORDS))
"""FFmpeg's names of the containers that may be opened: none is a list of others (HLS, DASH, SDP, concat), a numbered
row of pictures, a device or a protocol."""

_LISTS = (b"#EXTM3U", b"ffconcat", b"<MPD", b"v=0", b"[playlist]", b"[Reference]", b"<asx", b"<smil", b"RTSPtext")
_HEAD_BYTES = 512  # in which a playlist says that it is one


def check_ordinary(path: Path, *, even_empty: bool = False) -> None:
    """Refuse what is no file of its own before it is opened: opening a pipe alone may wait for ever.

    Raises
    ------
    FoleyError
        When it is missing, a folder, empty (unless ``even_empty``), a pipe or a device, or cannot be looked at.
    """
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise refusal(path, error) from error
    if stat.S_ISDIR(status.st_mode):
        raise FoleyError("it is a folder", file=path, remedy="choose a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise FoleyError("it is no ordinary file", file=path, remedy="choose another one")
    if status.st_size == 0 and not even_empty:
        raise FoleyError("it is empty", file=path, remedy="fetch or export it again")


def open_plain(
    file: Path | BytesIO,
    kind: str | None = None,
    options: dict[str, str] | None = None,
    within_s: float = OPENED_WITHIN_S,
) -> InputContainer:
    """Open a file, or bytes of one, and nothing that they may lead to, within a time.

    Raises
    ------
    OSError, ValueError, av.error.FFmpegError
        When it cannot be opened or is of no kind that may be.
    """
    allowed = {"protocol_whitelist": "file", "format_whitelist": _KINDS}
    timeout: Any = (within_s, READ_WITHIN_S)
    return av.open(
        file_name(file) if isinstance(file, Path) else file,
        "r",
        format=kind,
        metadata_errors="replace",
        container_options={**(options or {}), **allowed},
        timeout=timeout,
    )


def file_name(path: Path) -> str:
    """A file as FFmpeg is told of it: of a bare ``12:30.mp4`` it would take ``12`` for a network protocol."""
    return os.path.join(os.curdir, path)  # an absolute path as it is; ``Path`` would take the "./" off again


def refusal(path: Path, error: Exception) -> FoleyError:
    """Why a file cannot be opened, in one sentence."""
    if isinstance(error, FileNotFoundError):
        return FoleyError("there is no such file", file=path)
    if isinstance(error, PermissionError):
        return FoleyError("it may not be read", file=path, remedy="check its permissions")
    if isinstance(error, av.error.ExitError):
        return FoleyError("reading it takes too long", file=path, remedy="copy it to this computer or convert it")
    if isinstance(error, OSError) and error.errno in (errno.ELOOP, errno.ENAMETOOLONG, errno.ENOTDIR):
        return FoleyError("there is no such file", file=path)
    if _is_list(path):
        return FoleyError("it is a list of other files", file=path, remedy="choose the sound or video file itself")
    return FoleyError(
        "it is not a sound or video file, or it is cut off before its contents begin",
        file=path,
        remedy="check that it plays elsewhere, or fetch it again",
    )


def _is_list(path: Path) -> bool:
    """Whether a file that was refused names others, for the words alone."""
    with suppress(OSError, ValueError), path.open("rb") as file:
        head = file.read(_HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith(_LISTS) or b"<MPD" in head
    return False
