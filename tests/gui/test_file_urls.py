from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from foleystudio.gui.file_urls import path_of, paths_of, url_of


@pytest.mark.skipif(os.name == "nt", reason="names are always text on Windows")
@pytest.mark.parametrize(
    "name", [b"caf\xe9.mp4", b"\xff%20 #.mp4", "a b#c?d%41;é 漢 🥁.mp4".encode(), "e\u0301.wav".encode(), b"plain.wav"]
)
def test_any_file_is_named_by_a_url(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    assert path_of(url_of(path)) == path
    data = QMimeData()  # as another program hands it over
    data.setData("text/uri-list", bytes(url_of(path).toEncoded().data()) + b"\r\n")
    assert paths_of(data) == [path]


def test_what_names_no_local_file() -> None:
    assert [path_of(QUrl(text)) for text in ("smb://server/a.wav", "https://example.org/a.wav", "file:", "")] == [
        None
    ] * 4


@pytest.mark.skipif(os.name == "nt", reason="there a host's name begins a path")
def test_this_machine_may_be_named() -> None:
    assert path_of(QUrl("file://localhost/tmp/a%20b.wav")) == Path("/tmp/a b.wav")
