"""Draw the program's icon in the format that a system wants: ``icon.py OUT.ico``, ``.icns`` or ``.png``."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWN = Path(__file__).resolve().parent.parent.parent / "resources" / "icons" / "foleystudio.svg"


def draw(out: Path, size: int = 256) -> None:
    """The icon, square, of so many pixels; the suffix says which format.

    Raises
    ------
    OSError
        When Qt does not write this format, or the file cannot be written.
    """
    _app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(DRAWN)).render(painter)
    painter.end()
    if not image.save(str(out)):
        raise OSError(f"{out}: the icon could not be written")


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
