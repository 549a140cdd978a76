from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from foleystudio.errors import FoleyError
from foleystudio.files.json_text import DEEPEST, json_of, parsed, path_of, read_bytes, text_of, utf8_of


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


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"[" * 200_000, "too deep"),
        (b'{"a":' * 200_000, "too deep"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "too deep"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "twice"),
        (b"[" + b"9" * 400 + b"]", "too many digits"),
        (b"[" + b"9" * 9_000 + b"]", "not JSON"),
        (b"[1e400]", "not JSON"),
        (b"[NaN]", "not JSON"),
        (b"[Infinity]", "not JSON"),
        (b'["\\ud800"]', "not JSON"),
        (b'["\xe9"]', "not JSON"),
        (b'"' + b'\\"' * 1_000_000, "not JSON"),
        (b"[" + b"[],\n" * 9_000_000 + b"[]]", "too many values"),
        (b"", "not JSON"),
    ],
)
def test_what_is_made_to_do_harm_is_refused_at_once_in_words(text: bytes, why: str) -> None:
    began = time.monotonic()
    with pytest.raises(ValueError, match=why):
        parsed(text)
    assert time.monotonic() - began < 20


def test_brackets_and_colons_in_texts_are_text() -> None:
    value: dict[str, object] = {
        "a": "[" * 100 + '{"x": ' + "\\" + '"',
        'b"': [1, -(2**63), 2**63 - 1, 0.5, None, True, {}, "\u00e9"],
    }
    assert parsed(json.dumps(value).encode()) == value
    assert parsed(json.dumps(value).encode("utf-16")) == value
    assert parsed(b"[" * DEEPEST + b"]" * DEEPEST)


def test_only_small_ordinary_files_are_read(tmp_path: Path) -> None:
    large, circle = tmp_path / "large", tmp_path / "circle"
    large.write_bytes(b"12345")
    circle.symlink_to(circle)
    assert read_bytes(large, 5) == b"12345"
    wrong = {large: "too large", circle: "cannot be read", tmp_path: "folder", tmp_path / "none": "no such file"}
    wrong |= {Path("a\0b"): "cannot be read", tmp_path / ("x" * 400): "cannot be read"}
    if os.name == "posix":
        os.mkfifo(tmp_path / "pipe")
        wrong |= {Path("/dev/zero"): "no ordinary file", tmp_path / "pipe": "no ordinary file"}
    for path, why in wrong.items():
        with pytest.raises(FoleyError, match=why):
            read_bytes(path, 4)
