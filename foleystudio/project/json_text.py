"""JSON as other programs leave it, with a byte order mark say, and in it the names of files that are no text."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes, unquote_to_bytes

import msgspec

from foleystudio.file_names import as_text

_BYTES = "bytes"


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
        return Path(os.fsdecode(unquote_to_bytes(written[_BYTES])))
    if not isinstance(written, str):
        raise ValueError(f"expected a path, got {written!r}")
    return Path(written)
