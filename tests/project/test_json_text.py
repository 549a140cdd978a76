from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from foleystudio.project.json_text import json_of, path_of, text_of, utf8_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_any_encoding_of_json_is_read(encoding: str) -> None:
    plain = utf8_of('{"name": "Füße 漢 🥁"}'.encode(encoding))
    assert plain.decode("utf-8").startswith("{")
    assert json.loads(plain) == {"name": "Füße 漢 🥁"}


def test_what_is_plain_already_is_not_touched() -> None:
    data = b'{"a": 1}'
    assert utf8_of(data) is data
    assert utf8_of(b"") == b""


def test_half_a_letter_is_no_text() -> None:
    with pytest.raises(UnicodeDecodeError):
        utf8_of(b"\xff\xfe{")


@pytest.mark.skipif(os.name == "nt", reason="names are always text on Windows")
@pytest.mark.parametrize("name", [b"caf\xe9.mp4", b"/a b/\xff%41/\xe9", b"\xf0\x9f", "漢/Füße".encode()])
def test_any_name_of_a_file_can_be_written(name: bytes) -> None:
    path = Path(os.fsdecode(name))
    assert path_of(json.loads(json_of(text_of(str(path))))) == path


@pytest.mark.parametrize("written", [3, None, {}, {"bytes": 1}, ["a"]])
def test_what_is_no_name_of_a_file(written: object) -> None:
    with pytest.raises(ValueError, match="expected a path"):
        path_of(written)


def test_letters_that_are_none_become_marks() -> None:
    assert json.loads(json_of({"a\udce9": ["b\udce9", ("c", 1)]})) == {"a\ufffd": ["b\ufffd", ["c", 1]]}
