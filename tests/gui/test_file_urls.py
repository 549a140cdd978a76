from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QUrl

from foleystudio.gui.file_urls import path_of, paths_of, refusal_of, url_of


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


def test_what_is_no_file_here_is_refused_in_a_sentence() -> None:
    data = QMimeData()
    assert refusal_of(data) == ""
    data.setUrls([QUrl.fromLocalFile("/tmp/a.wav")])
    assert refusal_of(data) == ""
    data.setUrls([QUrl("smb://me:secret@nas/sounds/a%20b.wav")])
    text = refusal_of(data)
    assert text.startswith("smb://me@nas/sounds/a b.wav is no file on this computer: copy it here")
    assert "secret" not in text
    data.setUrls([QUrl("https://example.org/a.wav"), QUrl("https://example.org/b.wav")])
    assert refusal_of(data) == (
        "https://example.org/a.wav and 1 more are no files on this computer: download them, and drop them from there."
    )
