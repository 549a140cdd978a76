from __future__ import annotations

import json

import pytest

from foleystudio.project.json_text import utf8_of


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
