"""Questions that need an answer before anything can go on: which file, what name, whether to save first."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMessageBox, QWidget

from foleystudio.files.file_names import exists, meant
from foleystudio.gui.settings import Settings
from foleystudio.media.formats import SOUND_FORMATS, VIDEO_FORMATS, suffixes_of

_LOOK_MS = 100  # between looks whether a question has answered itself
_OVER = 1 << 16  # no button's number
_READ_VIDEOS = (".avi", ".webm", ".mxf", ".mts", ".m2ts", ".mpg", ".mpeg", ".ts", ".wmv")
_READ_SOUNDS = (".aif", ".aiff", ".ogg", ".mp3", ".m4a", ".aac", ".opus", ".w64", ".caf")
"""Known to be read, beside all that is written."""
PROJECTS = "Projects (*.foley)"
EVENTS = "Events (*.json)"
EVENTS_OUT = "Events (*.json);;Marker list (*.csv)"
RECIPES_OUT = "Recipes (*.toml)"
ALL = "All files (*)"


def clips() -> str:
    """The filter of what can be opened: clips, and projects."""
    return f"Clips and projects ({_patterns('.foley', *suffixes_of(VIDEO_FORMATS), *_READ_VIDEOS)})"


def new_cuts() -> str:
    """The filter of what a new cut is told by: its clip, and the edit lists beside it."""
    return f"New cut: clip and edit lists ({_patterns('.edl', *suffixes_of(VIDEO_FORMATS), *_READ_VIDEOS)})"


def sounds() -> str:
    """The filter of what can be a reference: sounds, and clips with one."""
    return f"Sounds ({_patterns(*suffixes_of(SOUND_FORMATS), *_READ_SOUNDS, *suffixes_of(VIDEO_FORMATS))})"


def sound_suffixes() -> frozenset[str]:
    """Suffixes of sound files, in lower case."""
    return frozenset((*suffixes_of(SOUND_FORMATS), *_READ_SOUNDS))


def sounds_out() -> str:
    """The filters of sound files that can be written, one a format."""
    return ";;".join(f"{row.title} ({_patterns(*row.suffixes)})" for row in SOUND_FORMATS)


def _patterns(*suffixes: str) -> str:
    return " ".join(f"*{suffix}" for suffix in dict.fromkeys(suffixes))


class Save(Enum):
    """What becomes of unsaved work."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


def open_files(parent: QWidget, settings: Settings, title: str, kinds: str, *, several: bool = False) -> list[Path]:
    """Files to open; none when the user cancels."""
    folder = settings.folder(title)
    if several:
        texts: Sequence[str] = QFileDialog.getOpenFileNames(parent, title, folder, f"{kinds};;{ALL}")[0]
    else:
        text = QFileDialog.getOpenFileName(parent, title, folder, f"{kinds};;{ALL}")[0]
        texts = [text] if text else []
    paths = [meant(Path(text)) for text in texts]
    if paths:
        settings.put_folder(title, paths[0])
    return paths


def save_file(parent: QWidget, settings: Settings, title: str, kinds: str, name: str) -> Path | None:
    """A file to write, with one of the suffixes of ``kinds``; None when the user cancels.

    The user is asked before a file is replaced: by Qt, or here when the suffix was added after Qt had asked.
    """
    start = Path(settings.folder(title)) / name
    text, chosen = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not text:
        return None
    typed = meant(Path(text))
    path = _with_suffix(typed, kinds, chosen)
    if path != typed and exists(path) and not replace_file(parent, path):
        return None
    settings.put_folder(title, path)
    return path


def _with_suffix(path: Path, kinds: str, chosen: str) -> Path:
    # "film v1.2" has a dot and no suffix: only what is in the kinds is one.
    if path.suffix.lower() in _suffixes(kinds):
        return path
    return path.with_name(path.name + _suffixes(chosen or kinds)[0])


def _suffixes(kinds: str) -> list[str]:
    return re.findall(r"\*(\.\w+)", kinds)


def replace_file(parent: QWidget, path: Path) -> bool:
    """Whether a file that is there already may be replaced."""
    buttons = QMessageBox.StandardButton
    text = f"{path.name} is there already; replace it?"
    answer = QMessageBox.question(parent, "foleystudio", text, buttons.Yes | buttons.No, buttons.No)
    return answer == buttons.Yes


def folder(parent: QWidget, settings: Settings, title: str) -> Path | None:
    """A folder; None when the user cancels."""
    text = QFileDialog.getExistingDirectory(parent, title, settings.folder(title))
    if not text:
        return None
    settings.put_folder(title, Path(text))
    return meant(Path(text))


def name(parent: QWidget, title: str, label: str, present: str, *, may_be_empty: bool = False) -> str | None:
    """A name; None when the user cancels, or leaves empty what may not be."""
    text, ok = QInputDialog.getText(parent, title, label, text=present)
    return text.strip() if ok and (text.strip() or may_be_empty) else None


def save_first(parent: QWidget, project: str) -> Save:
    """Whether to save the work before it is closed."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("foleystudio")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(f"Save the changes to {project}?")
    box.setInformativeText("Otherwise they are lost; rendered takes stay on disk.")
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
    box.setDefaultButton(buttons.Save)
    answer = box.exec()
    box.deleteLater()
    if answer == buttons.Save:
        return Save.SAVE
    return Save.DISCARD if answer == buttons.Discard else Save.CANCEL


def stop_it(parent: QWidget, told: str, is_over: Callable[[], bool]) -> bool:
    """Whether what is under way may be stopped; ``told`` says what that is.

    Once it ``is_over`` there is nothing to ask any more: the question goes by itself, and the answer is yes.
    """
    box = QMessageBox(parent)
    look = QTimer(box)
    look.setInterval(_LOOK_MS)
    look.timeout.connect(lambda: box.done(_OVER) if is_over() else None)
    look.start()
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("foleystudio")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(told)
    box.setInformativeText("It is stopped, and nothing of it is kept.")
    stop = box.addButton("Stop it", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(box.addButton("Go on", QMessageBox.ButtonRole.RejectRole))
    stops = box.exec() == _OVER or box.clickedButton() is stop
    box.deleteLater()
    return stops


def which(parent: QWidget, told: str, names: Sequence[str]) -> int | None:
    """Which of a few things, by its place among them; None when the user cancels."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setWindowTitle("foleystudio")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(told)
    buttons = [box.addButton(name.replace("&", "&&"), QMessageBox.ButtonRole.AcceptRole) for name in names]
    box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    chosen = box.clickedButton()
    box.deleteLater()
    return next((place for place, button in enumerate(buttons) if button is chosen), None)


def about(parent: QWidget, text: str) -> None:
    """Version and licences."""
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.RichText)  # all of it is ours
    box.setWindowTitle("About foleystudio")
    box.setText(text)
    box.exec()
    box.deleteLater()
