from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication

from foleystudio.gui.look import theme
from foleystudio.gui.look.theme import DARK, LIGHT, Scheme, Tokens
from foleystudio.paths import resources_dir
from foleystudio.project.tracks import TRACK_COLOURS


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp, Scheme.DARK)


def contrast(one: str, other: str) -> float:
    """WCAG contrast of two colours."""

    def light(name: str) -> float:
        colour = QColor(name)
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in
                 (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    bright, dark = sorted((light(one), light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_dark_is_the_default_and_the_system_is_followed() -> None:
    assert theme.resolve(Scheme.SYSTEM, Qt.ColorScheme.Unknown) is DARK
    assert theme.resolve(Scheme.SYSTEM, Qt.ColorScheme.Dark) is DARK
    assert theme.resolve(Scheme.SYSTEM, Qt.ColorScheme.Light) is LIGHT
    assert theme.resolve(Scheme.DARK, Qt.ColorScheme.Light) is DARK
    assert theme.resolve(Scheme.LIGHT, Qt.ColorScheme.Dark) is LIGHT


@pytest.mark.parametrize("colours", [DARK, LIGHT])
def test_text_can_be_read_on_every_surface(colours: Tokens) -> None:
    for surface in (colours.ground, colours.panel, colours.raised):
        assert contrast(colours.text, surface) >= 7
        assert contrast(colours.dim, surface) >= 4
        names = ("foley", "guide", "events", "playhead", "good", "bad", *(f"track_{c}" for c in TRACK_COLOURS if c))
        for name in names:
            assert contrast(getattr(colours, name), surface) >= 3, name
    assert contrast(colours.on_foley, colours.foley) >= 4
    assert contrast(colours.on_solo, colours.solo) >= 7
    assert contrast(colours.on_bad, colours.bad) >= 5
    assert contrast(colours.on_events, colours.events) >= 5


def test_applying_puts_palette_and_stylesheet_in_force(app: QApplication) -> None:
    theme.apply(app, Scheme.LIGHT)
    assert theme.tokens() is LIGHT
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)
    assert LIGHT.panel in app.styleSheet()
    assert DARK.panel not in app.styleSheet()
    theme.apply(app, Scheme.DARK)
    assert theme.tokens() is DARK
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(DARK.panel)


def test_the_desktop_switching_is_followed_only_where_asked(app: QApplication) -> None:
    theme.apply(app, Scheme.LIGHT)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens() is LIGHT
    theme.apply(app, Scheme.SYSTEM)
    theme.use(LIGHT)
    app.styleHints().colorSchemeChanged.emit(app.styleHints().colorScheme())
    assert theme.tokens() is theme.resolve(Scheme.SYSTEM, app.styleHints().colorScheme())


def test_the_shipped_fonts_are_found(app: QApplication) -> None:
    theme.apply(app, Scheme.DARK)
    assert QFontInfo(theme.ui_font()).family() == theme.UI_FAMILY
    assert QFontInfo(theme.mono_font()).family() == theme.MONO_FAMILY


def test_digits_have_one_width(app: QApplication) -> None:
    theme.load_fonts()
    for font in (theme.mono_font(12), theme.ui_font(12, tabular=True)):
        metrics = QFontMetricsF(font)
        widths = {round(metrics.horizontalAdvance(digit * 10), 2) for digit in "0123456789"}
        assert len(widths) == 1


def test_fonts_are_small_and_come_with_their_licence() -> None:
    files = sorted((resources_dir() / "fonts").glob("*.[ot]tf"))
    assert len(files) >= 6
    assert all(file.stat().st_size < 80_000 for file in files)
    assert "SIL OPEN FONT LICENSE" in (resources_dir() / "fonts" / "OFL.txt").read_text("utf-8")


def test_tokens_are_plain_colours() -> None:
    for colours in (DARK, LIGHT):
        assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in colours.as_dict().values())
    assert DARK.colour("foley", 0.5).alphaF() == pytest.approx(0.5, abs=0.01)
