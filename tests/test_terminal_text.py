from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import pytest

from foleystudio.terminal_text import say, shown

PACKAGE = Path(__file__).resolve().parent.parent / "foleystudio"


def test_letters_that_steer_are_shown_as_escapes() -> None:
    assert shown("a\x1b[31mb\x07\x9bc\u202ed") == "a\\x1b[31mb\\x07\\x9bc\\u202ed"
    assert shown("Füße\tim Schnee\n雪") == "Füße\tim Schnee\n雪"


def test_what_an_encoding_lacks_or_is_no_text_is_shown_as_an_escape(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="ascii"))
    say("Füße \udcff")
    assert written.getvalue().strip() == rb"F\xfc\xdfe \udcff"


def test_a_closed_terminal_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stderr", Closed())
    say("nobody hears", error=True)


def test_nothing_else_prints() -> None:
    prints = re.compile(r"(?<![\w.])print\(")
    found = [path.name for path in PACKAGE.rglob("*.py") if prints.search(path.read_text("utf-8"))]
    assert found == ["terminal_text.py"]
