"""JSON as other programs leave it, or as somebody made it to do harm; and in it names of files that are no text.

Whatever is read as JSON, a project or a model's configuration, comes in here: nothing in it is trusted.
"""

from __future__ import annotations

import json
import os
import re
import stat
from itertools import accumulate
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

from foleystudio.errors import FoleyError
from foleystudio.files.file_names import as_text

LARGEST_BYTES = 256 << 20
"""No file of the studio's is larger; a larger one is not read."""

DEEPEST = 64
"""No file of the studio's has so many brackets within each other."""

MOST_VALUES = 8_000_000
"""As many numbers, texts and brackets as are read of one file; more would fill the memory."""

_BYTES = "bytes"
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_KEY = re.compile(rb'"[ \t\r\n]*+:')
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def read_bytes(path: Path, most: int = LARGEST_BYTES) -> bytes:
    """The bytes of a small file; nothing that never ends is read, and nothing waited for.

    Raises
    ------
    FoleyError
        When it is not there, not to be read, no ordinary file, or larger than any that the studio writes.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            what = "it is a folder" if os.path.isdir(path) else "it is no ordinary file"
            raise FoleyError(what, file=path, remedy="choose another file")
        with open(path, "rb") as file:
            data = file.read(most + 1)
    except FileNotFoundError as error:
        raise FoleyError("there is no such file", file=path, remedy="check the path") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in its name
        reason = getattr(error, "strerror", None) or error
        raise FoleyError(f"it cannot be read ({reason})", file=path, remedy="check the path") from error
    if len(data) > most:
        raise FoleyError(f"it is too large (more than {most >> 20} MB)", file=path, remedy="choose another file")
    return data


def parsed(data: bytes) -> Any:
    """The plain values of a JSON text, whatever its encoding; nothing in it can take the program's time or memory.

    Raises
    ------
    ValueError
        In words for a user: it is no JSON, its brackets are too deep, it has too many values, a name twice in one
        object, or a number that no computer counts with.
    """
    import msgspec  # only now: a command line that is asked for its help reads nothing

    if len(data) > LARGEST_BYTES:
        raise ValueError(f"it is larger than {LARGEST_BYTES >> 20} MB")
    data = utf8_of(data)
    bare = _STRING.sub(b'"', data)
    brackets = bare.translate(None, _NO_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > DEEPEST:
        raise ValueError("its brackets are too deep")
    if len(brackets) + bare.count(b",") > MOST_VALUES:
        raise ValueError("it has too many values")
    try:
        value = msgspec.json.decode(data)
    except RecursionError as error:
        raise ValueError("its brackets are too deep") from error
    except (msgspec.MsgspecError, ValueError) as error:
        raise ValueError(f"not JSON: {error}") from error
    if _checked(value) != len(_KEY.findall(bare)):
        raise ValueError("a name stands twice in one object")
    return value


def _checked(value: Any) -> int:
    """How many names a value has, in all its depths; raises ValueError for a number beyond 64 bits."""
    if isinstance(value, dict):
        return len(value) + sum(_checked(item) for item in value.values() if not isinstance(item, str | float))
    if isinstance(value, list):
        return sum(_checked(item) for item in value if not isinstance(item, str | float))
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("a number in it has too many digits")
    return 0


def utf8_of(data: bytes) -> bytes:
    """The same JSON text in UTF-8 without a byte order mark, which is all that JSON's readers are bound to take.

    Raises
    ------
    UnicodeDecodeError
        When it is no text.
    """
    encoding = json.detect_encoding(data)
    return data if encoding == "utf-8" else data.decode(encoding).encode()


def json_of(value: Any) -> bytes:
    """The JSON text of plain values; letters that are none (of a file's name, say) become replacement marks."""
    import msgspec

    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_shown(value))


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, dict):
        return {_shown(key): _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list | tuple) else value


def text_of(path: str) -> str | dict[str, str]:
    """How a path is written in JSON: as it is, or where it is no Unicode as its bytes, percent-encoded."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return {_BYTES: quote_from_bytes(os.fsencode(path))}
    return path


def path_of(written: object) -> Path:
    """The path that was written as `text_of` does.

    Raises
    ------
    ValueError
        When it is none.
    """
    if isinstance(written, dict) and isinstance(written.get(_BYTES), str):
        written = os.fsdecode(unquote_to_bytes(written[_BYTES]))
    if not isinstance(written, str):
        raise ValueError(f"expected a path, got {written!r}")
    return Path(written.replace("\0", "\ufffd"))  # no file can be called so: it is a missing one
