"""The window's icons: a few vector shapes on a 20 x 20 grid, drawn in the colour they are asked for."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from foleystudio.gui.look import theme

_GRID = 20  # side of the square that shapes are drawn in
_FILL = 'fill="{colour}"'
_LINE = 'fill="none" stroke="{colour}" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round"'

_SHAPES: dict[str, str] = {
    "play": f'<path {_FILL} d="M6 3.6v12.8a.6.6 0 0 0 .92.5l9.9-6.4a.6.6 0 0 0 0-1L6.92 3.1A.6.6 0 0 0 6 3.6z"/>',
    "pause": f'<rect {_FILL} x="5" y="3.5" width="3.6" height="13" rx="1"/>'
    f'<rect {_FILL} x="11.4" y="3.5" width="3.6" height="13" rx="1"/>',
    "shuttle_back": f'<path {_FILL} d="M9.6 4.6v10.8a.5.5 0 0 1-.8.4L2 10.4a.5.5 0 0 1 0-.8l6.8-5.4a.5.5 0 0 1 .8.4z"/>'
    f'<path {_FILL} d="M18 4.6v10.8a.5.5 0 0 1-.8.4l-6.8-5.4a.5.5 0 0 1 0-.8l6.8-5.4a.5.5 0 0 1 .8.4z"/>',
    "shuttle_on": f"<path {_FILL} "
    'd="M10.4 4.6v10.8a.5.5 0 0 0 .8.4l6.8-5.4a.5.5 0 0 0 0-.8l-6.8-5.4a.5.5 0 0 0-.8.4z"/>'
    f'<path {_FILL} d="M2 4.6v10.8a.5.5 0 0 0 .8.4l6.8-5.4a.5.5 0 0 0 0-.8L2.8 4.2a.5.5 0 0 0-.8.4z"/>',
    "frame_back": f'<rect {_FILL} x="14" y="4" width="1.8" height="12" rx=".8"/>'
    f'<path {_FILL} d="M12 5v10a.5.5 0 0 1-.8.4l-6.6-5a.5.5 0 0 1 0-.8l6.6-5a.5.5 0 0 1 .8.4z"/>',
    "frame_on": f'<rect {_FILL} x="4.2" y="4" width="1.8" height="12" rx=".8"/>'
    f'<path {_FILL} d="M8 5v10a.5.5 0 0 0 .8.4l6.6-5a.5.5 0 0 0 0-.8l-6.6-5A.5.5 0 0 0 8 5z"/>',
    "loop": f'<path {_LINE} d="M4 9.5V9a4 4 0 0 1 4-4h7.2M12.6 2.4 15.4 5l-2.8 2.6"/>'
    f'<path {_LINE} d="M16 10.5v.5a4 4 0 0 1-4 4H4.8m2.6 2.6L4.6 15l2.8-2.6"/>',
    "magnet": f'<path {_LINE} d="M4.5 4v6a5.5 5.5 0 0 0 11 0V4h-3.6v6a1.9 1.9 0 0 1-3.8 0V4zM4.5 7h3.6M11.9 7h3.6"/>',
    "spark": f'<path {_FILL} d="M9 2.5 10.7 7.6 15.8 9.3 10.7 11 9 16.1 7.3 11 2.2 9.3 7.3 7.6z'
    f'M15.6 12.4l.8 2 2 .8-2 .8-.8 2-.8-2-2-.8 2-.8z"/>',
    "export": f'<path {_LINE} d="M10 12V3.4M6.8 6.4 10 3.2l3.2 3.2M4 11.5v4a1 1 0 0 0 1 1h10a1 1 0 0 0 1-1v-4"/>',
    "plus": f'<path {_LINE} d="M10 4.5v11M4.5 10h11"/>',
    "close": f'<path {_LINE} d="m5.5 5.5 9 9m0-9-9 9"/>',
    "warning": f'<path {_LINE} d="M10 3.2 17.6 16H2.4zM10 8v3.6M10 13.8v.1"/>',
    "info": f'<circle {_LINE} cx="10" cy="10" r="7"/><path {_LINE} d="M10 9.4v4M10 6.6v.1"/>',
    "film": f'<rect {_LINE} x="2.8" y="4" width="14.4" height="12" rx="1.6"/>'
    f'<path {_LINE} d="M6.2 4v12M13.8 4v12M2.8 8h3.4M2.8 12h3.4M13.8 8h3.4M13.8 12h3.4"/>',
    "speaker": f'<path {_FILL} d="M10 4v12l-4-3.4H3.2a.8.8 0 0 1-.8-.8V8.2c0-.4.4-.8.8-.8H6z"/>'
    f'<path {_LINE} d="M12.8 7.4a3.6 3.6 0 0 1 0 5.2M15 5.2a6.8 6.8 0 0 1 0 9.6"/>',
    "record": f'<circle {_FILL} cx="10" cy="10" r="5.6"/>',
    "stop": f'<rect {_FILL} x="5" y="5" width="10" height="10" rx="1.4"/>',
    "dice": f'<rect {_LINE} x="3.4" y="3.4" width="13.2" height="13.2" rx="2.6"/>'
    f'<circle {_FILL} cx="7" cy="7" r="1.3"/><circle {_FILL} cx="13" cy="13" r="1.3"/>'
    f'<circle {_FILL} cx="10" cy="10" r="1.3"/>',
    "menu": f'<path {_LINE} d="M4 6h12M4 10h12M4 14h12"/>',
    "up": f'<path {_LINE} d="m5 12.5 5-5 5 5"/>',
    "down": f'<path {_LINE} d="m5 7.5 5 5 5-5"/>',
    "edit": f'<path {_LINE} d="m4 16 .8-3.6 8.4-8.4 2.8 2.8-8.4 8.4zM11.4 5.8l2.8 2.8"/>',
    "pin": f'<path {_LINE} d="M7 3.2h6M8 3.2v4.6L5.6 11h8.8L12 7.8V3.2M10 11v5.8"/>',
    "check": f'<path {_LINE} d="m4.5 10.5 3.6 3.6 7.4-8"/>',
}


@lru_cache(maxsize=256)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """An icon's picture of ``size`` x ``size`` logical pixels in a ``#rrggbb`` colour."""
    body = _SHAPES[name].replace("{colour}", colour)
    text = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_GRID} {_GRID}">{body}</svg>'
    picture = QPixmap(round(size * ratio), round(size * ratio))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _TokenEngine(QIconEngine):
    """Draws an icon in the theme's colour of the moment, at whatever size and sharpness is asked for."""

    def __init__(self, name: str, colour: str, on: str) -> None:
        super().__init__()
        self._name, self._colour, self._on = name, colour, on

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw it."""
        token = self._on if state == QIcon.State.On else self._colour
        colour = str(getattr(theme.tokens(), "faint" if mode == QIcon.Mode.Disabled else token))
        side = min(rect.width(), rect.height())
        device = painter.device()
        ratio = device.devicePixelRatio() if device is not None else 1.0
        left, top = rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2
        painter.drawPixmap(left, top, pixmap(self._name, colour, side, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """It alone, on a transparent ground."""
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture

    def clone(self) -> _TokenEngine:
        """Another of the same."""
        return _TokenEngine(self._name, self._colour, self._on)


def icon(name: str, colour: str = "text", on: str = "foley") -> QIcon:
    """An icon in a token's colour, in that of ``on`` when its control is switched on; it follows the theme."""
    return QIcon(_TokenEngine(name, colour, on))
