"""What the studio remembers between sessions: window layout, recent files, keys and habits."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from math import isfinite
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QSettings, QUrl

from foleystudio.files.file_names import as_text, is_file, is_folder
from foleystudio.gui.file_urls import path_of, url_of
from foleystudio.paths import data_dir

BEGINNINGS: dict[str, tuple[str, ...]] = {
    "clips": ("Open",),
    "references": ("Add references",),
    "exports": ("Export", "Export events", "Save take", "Save as recipe"),
}
"""Where file dialogs may be told to begin, and which dialogs those are."""
TAKES = "takes"
"""The folder of takes whose project has no file yet, among the beginnings."""
_RECENT_MAX = 10  # files: the menu stays short
Member = TypeVar("Member", bound=StrEnum)


def open_settings() -> QSettings:
    """The settings file, in the studio's data folder (so that tests and portable installs bring their own)."""
    file = data_dir() / "settings.ini"
    with suppress(OSError):
        file.touch(mode=0o600)  # which Qt keeps: what somebody works on is nobody else's business
        if os.name == "posix":
            file.chmod(0o600)
    return QSettings(str(file), QSettings.Format.IniFormat)


class Settings:
    """Typed access to the settings file."""

    def __init__(self, store: QSettings | None = None) -> None:
        self.store = open_settings() if store is None else store
        self.usual_folder: Callable[[], Path] | None = None

    # What a settings file holds comes back as Qt read it: text for numbers and enums, a list for text with commas that
    # somebody wrote by hand, nothing for an empty list. Here, and here only, it gets its type again.

    def switch(self, name: str, default: bool) -> bool:
        """A remembered yes or no."""
        return bool(self.store.value(name, default, type=bool))

    def number(self, name: str, default: float) -> float:
        """A remembered number."""
        try:
            number = float(str(self.store.value(name, default)))
        except ValueError:
            return default
        return number if isfinite(number) else default

    def text(self, name: str, default: str) -> str:
        """A remembered text."""
        value = self.store.value(name, default)
        return default if value is None else ",".join(value) if isinstance(value, list) else str(value)

    def texts(self, name: str) -> list[str] | None:
        """Remembered texts; None when there never were any."""
        value = self.store.value(name)
        return [value] if isinstance(value, str) else [str(text) for text in value] if value is not None else None

    def member(self, name: str, default: Member) -> Member:
        """A remembered member of the default's kind; the default when the file holds another word."""
        try:
            return type(default)(self.text(name, default.value))
        except ValueError:
            return default

    def state(self, name: str) -> QByteArray | None:
        """A remembered window or splitter state."""
        value = self.store.value(name)
        return value if isinstance(value, QByteArray) else None

    def put(self, name: str, value: object) -> None:
        """Remember something."""
        self.store.setValue(name, value)

    def folder(self, kind: str) -> str:
        """Where a file dialog of this kind begins: as told, or where it was last used, or where the work's files are.

        Empty for none of these.
        """
        told = next((self.beginning(what) for what, kinds in BEGINNINGS.items() if kind in kinds), "")
        if told and is_folder(Path(told)):
            return told
        folder = self.text(f"folders/{kind}", "")
        if folder and is_folder(Path(folder)):
            return folder
        return str(self.usual_folder()) if self.usual_folder is not None else ""

    def put_folder(self, kind: str, file: Path) -> None:
        """Remember where a file was opened or saved."""
        self.put(f"folders/{kind}", str(file.parent))

    def beginning(self, what: str) -> str:
        """Where some dialogs always begin (see `BEGINNINGS`); empty where they go by their last use."""
        return self.text(f"begin/{what}", "")

    def put_beginning(self, what: str, folder: Path | None) -> None:
        """Have some dialogs always begin in a folder; None to go by their last use."""
        self.put(f"begin/{what}", str(folder) if folder is not None else "")

    def recent(self) -> list[Path]:
        """Clips and projects opened lately, latest first; those that are gone are left out."""
        return [path for path in map(_path_of, self.texts("recent") or ()) if is_file(path)]

    def put_recent(self, file: Path) -> None:
        """Remember that a file was opened or saved."""
        others = [path for path in self.recent() if path != file.absolute()]
        self.put("recent", [_text_of(path) for path in [file.absolute(), *others][:_RECENT_MAX]])


def _text_of(path: Path) -> str:
    """A path as the settings file holds it: bytes that are no text would be lost there, but for a URL's escapes."""
    text = str(path)
    return text if text == as_text(text) else bytes(url_of(path).toEncoded().data()).decode()


def _path_of(text: str) -> Path:
    return path_of(QUrl(text)) or Path(text) if text.startswith("file:") else Path(text)
