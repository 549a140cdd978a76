from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from foleystudio.gui.look import icons, theme


@pytest.mark.parametrize("name", icons._SHAPES)
@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_every_icon_draws_something_at_every_sharpness(qapp: QApplication, name: str, ratio: float) -> None:
    picture = icons.pixmap(name, "#ffffff", 20, ratio)
    image = picture.toImage()
    assert (image.width(), picture.devicePixelRatio()) == (round(20 * ratio), ratio)
    inked = sum(image.pixelColor(x, y).alpha() > 128 for x in range(image.width()) for y in range(image.height()))
    assert 0.02 < inked / (image.width() * image.height()) < 0.7


def test_icons_follow_the_theme_and_the_state(qapp: QApplication) -> None:
    icon = icons.icon("stop")

    def colour(mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> str:
        return icon.pixmap(QSize(20, 20), mode, state).toImage().pixelColor(10, 10).name()

    theme.apply(qapp, theme.Scheme.LIGHT)
    light = colour()
    theme.apply(qapp, theme.Scheme.DARK)
    assert colour() != light
    assert colour(state=QIcon.State.On) == theme.DARK.foley
    assert colour(QIcon.Mode.Disabled) == theme.DARK.faint
