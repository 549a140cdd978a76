"""What the studio remembers between sessions: window layout, recent files, keys and habits."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from foleystudio.paths import data_dir

_RECENT_MAX = 10


def open_settings() -> QSettings:
    """The settings file, in the studio's data folder (so that tests and portable installs bring their own)."""
    return QSettings(str(data_dir() / "settings.ini"), QSettings.Format.IniFormat)


class Settings:
    """Typed access to the settings file."""

    def __init__(self, store: QSettings | None = None) -> None:
        self.store = open_settings() if store is None else store

    def switch(self, name: str, default: bool) -> bool:
        """A remembered yes or no."""
        return bool(self.store.value(name, default, type=bool))

    def number(self, name: str, default: float) -> float:
        """A remembered number."""
        try:
            return float(str(self.store.value(name, default)))
        except ValueError:
            return default

    def text(self, name: str, default: str) -> str:
        """A remembered text."""
        return str(self.store.value(name, default))

    def state(self, name: str) -> QByteArray | None:
        """A remembered window or splitter state."""
        value = self.store.value(name)
        return value if isinstance(value, QByteArray) else None

    def put(self, name: str, value: object) -> None:
        """Remember something."""
        self.store.setValue(name, value)

    def folder(self, kind: str) -> str:
        """Where a file dialog of this kind was last used; empty when never or when it is gone."""
        folder = self.text(f"folders/{kind}", "")
        return folder if folder and Path(folder).is_dir() else ""

    def put_folder(self, kind: str, file: Path) -> None:
        """Remember where a file was opened or saved."""
        self.put(f"folders/{kind}", str(file.parent))

    def recent(self) -> list[Path]:
        """Clips and projects opened lately, latest first; those that are gone are left out."""
        value = self.store.value("recent")
        texts = [value] if isinstance(value, str) else list(value or [])
        return [path for path in map(Path, texts) if path.is_file()]

    def put_recent(self, file: Path) -> None:
        """Remember that a file was opened or saved."""
        others = [path for path in self.recent() if path != file.absolute()]
        self.put("recent", [str(path) for path in [file.absolute(), *others][:_RECENT_MAX]])
