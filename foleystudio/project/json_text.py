"""JSON as other programs leave it: with a byte order mark, or in the two bytes a letter that some editors write."""

from __future__ import annotations

import json


def utf8_of(data: bytes) -> bytes:
    """The same JSON text in UTF-8 without a byte order mark, which is all that JSON's readers are bound to take.

    Raises
    ------
    UnicodeDecodeError
        When it is no text.
    """
    encoding = json.detect_encoding(data)
    return data if encoding == "utf-8" else data.decode(encoding).encode()
