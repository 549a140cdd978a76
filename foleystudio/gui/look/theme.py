"""The studio's look: colour tokens, fonts and one stylesheet over Qt's Fusion style.

`Tokens` are the only colours in the window. Painted widgets ask `tokens()` while painting and repaint on
``QEvent.PaletteChange``, which `apply` causes whenever the scheme changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from foleystudio.gui.look.plain_text import keep_plain
from foleystudio.gui.look.stylesheet import stylesheet
from foleystudio.paths import resources_dir

UI_FAMILY = "Inter"
MONO_FAMILY = "JetBrains Mono"
UI_SIZE_PX = 13  # of letters: all panels fit a laptop's screen, and still read well
SMALL_SIZE_PX = 11  # of what stands beside names: the least that reads well
RADIUS_PX = 5  # of controls' corners
HEADER_WIDTH_PX = 168  # of the column left of the timeline: a track's name, its buttons, fader and pan fit


class Scheme(StrEnum):
    """Which set of tokens to use; ``SYSTEM`` follows the desktop and is dark where it has no opinion."""

    SYSTEM = "system"
    DARK = "dark"
    LIGHT = "light"


@dataclass(frozen=True)
class Tokens:
    """Named colours, each ``#rrggbb``.

    Parameters
    ----------
    ground, panel, raised, hover, line, strong_line
        Surfaces from the back to the front, and what divides them.
    text, dim, faint
        Text: read, secondary, hints.
    foley, guide, events, playhead
        What they mean: made sound, the clip's own sound, event track, now.
    good, warning, bad, solo
        States; never shown by colour alone.
    on_foley, on_solo, on_bad, on_events
        Text upon a fill of that colour.
    track_sky, track_violet, track_rose, track_green, track_sand
        Names of tracks that were given a colour.
    picture
        Around the picture: neutral, so that it tints nothing.
    group_a, group_b, group_c, group_d, group_e, group_f
        Groups of events, told apart whatever colours an eye sees; each has its letter too.
    """

    ground: str
    panel: str
    raised: str
    hover: str
    line: str
    strong_line: str
    text: str
    dim: str
    faint: str
    foley: str
    guide: str
    events: str
    playhead: str
    good: str
    warning: str
    bad: str
    solo: str
    on_foley: str
    on_solo: str
    on_bad: str
    on_events: str
    track_sky: str
    track_violet: str
    track_rose: str
    track_green: str
    track_sand: str
    picture: str
    group_a: str
    group_b: str
    group_c: str
    group_d: str
    group_e: str
    group_f: str

    def colour(self, name: str, alpha: float = 1.0) -> QColor:
        """A token as a Qt colour with an opacity of 0-1."""
        colour = QColor(str(getattr(self, name)))
        colour.setAlphaF(alpha)
        return colour

    def as_dict(self) -> dict[str, str]:
        """Names to ``#rrggbb``."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}


DARK = Tokens(
    ground="#141518",
    panel="#1b1d21",
    raised="#23262b",
    hover="#2b2f35",
    line="#2e3238",
    strong_line="#434952",
    text="#d9dce1",
    dim="#878e98",
    faint="#5c636d",
    foley="#ffb454",
    guide="#5cb2a8",
    events="#7fb2ff",
    playhead="#ff5a52",
    good="#7bc67e",
    warning="#ffcf5c",
    bad="#ff7b72",
    solo="#f2c94c",
    on_foley="#1a1408",
    on_solo="#1d1804",
    on_bad="#240806",
    on_events="#06122b",
    track_sky="#79c7ee",
    track_violet="#c9a0ff",
    track_rose="#ff8fa3",
    track_green="#9ad38a",
    track_sand="#d8c08a",
    picture="#0e0f11",
    group_a="#56b4e9",
    group_b="#f0954a",
    group_c="#3fbf97",
    group_d="#e58bc2",
    group_e="#ece35a",
    group_f="#b39dff",
)

LIGHT = Tokens(
    ground="#f6f7f8",
    panel="#eceef0",
    raised="#ffffff",
    hover="#e0e3e7",
    line="#d3d7dc",
    strong_line="#aab1ba",
    text="#1d2126",
    dim="#5f6771",
    faint="#8a929c",
    foley="#b56a00",
    guide="#1f7d72",
    events="#2563c9",
    playhead="#d6322a",
    good="#2f7d33",
    warning="#8a6100",
    bad="#c0322a",
    solo="#e0b020",
    on_foley="#ffffff",
    on_solo="#1d1804",
    on_bad="#ffffff",
    on_events="#ffffff",
    track_sky="#1f6f99",
    track_violet="#7440b8",
    track_rose="#b3304f",
    track_green="#2d7a35",
    track_sand="#7a6320",
    picture="#d9dbde",
    group_a="#0072b2",
    group_b="#b85300",
    group_c="#00785a",
    group_d="#a83c7f",
    group_e="#776500",
    group_f="#5b46c0",
)

_current = DARK


def tokens() -> Tokens:
    """Colours in force now."""
    return _current


def use(colours: Tokens) -> None:
    """Put colours in force for painted widgets alone; `apply` dresses the whole application."""
    global _current
    _current = colours


def resolve(scheme: Scheme, system: Qt.ColorScheme) -> Tokens:
    """Tokens of a scheme, given what the desktop says."""
    if scheme is Scheme.SYSTEM:
        return LIGHT if system == Qt.ColorScheme.Light else DARK
    return LIGHT if scheme is Scheme.LIGHT else DARK


def load_fonts() -> None:
    """Make the shipped fonts known to Qt; where they are missing, Qt's own families are used."""
    known = set(QFontDatabase.families())
    if {UI_FAMILY, MONO_FAMILY} <= known and _already_loaded():
        return
    for file in sorted((resources_dir() / "fonts").glob("*.[ot]tf")):
        QFontDatabase.addApplicationFont(str(file))
    app = QApplication.instance()
    if app is not None:
        app.setProperty("foleystudio_fonts", True)


def _already_loaded() -> bool:
    app = QApplication.instance()
    return app is not None and bool(app.property("foleystudio_fonts"))


def ui_font(size_px: float = UI_SIZE_PX, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """The interface's font; ``tabular`` gives all digits one width, for figures that change in place."""
    font = QFont(UI_FAMILY)
    font.setPixelSize(round(size_px))
    font.setWeight(weight)
    if tabular:
        font.setFeature(QFont.Tag("tnum"), 1)
    return font


def mono_font(size_px: float = SMALL_SIZE_PX, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The font of timecode."""
    font = QFont(MONO_FAMILY)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPixelSize(round(size_px))
    font.setWeight(weight)
    return font


class _Follower(QObject):
    """Applies the scheme again when the desktop changes its own."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("theme_follower")
        self._app = app
        self.scheme = Scheme.SYSTEM
        app.styleHints().colorSchemeChanged.connect(self._system_changed)

    def _system_changed(self) -> None:
        if self.scheme is Scheme.SYSTEM:
            _dress(self._app, self.scheme)


def apply(app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> Tokens:
    """Dress the application: fonts, Fusion, palette, stylesheet. Call again to change the scheme.

    Returns
    -------
    Tokens
        The colours now in force.
    """
    load_fonts()
    keep_plain(app)
    follower = app.findChild(_Follower, "theme_follower")
    if follower is None:
        follower = _Follower(app)
        app.setStyle("Fusion")
    follower.scheme = scheme
    return _dress(app, scheme)


def _dress(app: QApplication, scheme: Scheme) -> Tokens:
    use(resolve(scheme, app.styleHints().colorScheme()))
    app.setFont(ui_font())
    app.setPalette(qt_palette(_current))
    app.setStyleSheet(stylesheet(_current.as_dict(), radius_px=RADIUS_PX, mono=MONO_FAMILY))
    return _current


def qt_palette(colours: Tokens) -> QPalette:
    """Qt's palette made of the tokens."""
    role = QPalette.ColorRole
    palette = QPalette()
    for where, name in {
        role.Window: "panel", role.WindowText: "text", role.Base: "ground", role.AlternateBase: "panel",
        role.ToolTipBase: "raised", role.ToolTipText: "text", role.Text: "text", role.Button: "raised",
        role.ButtonText: "text", role.BrightText: "playhead", role.Link: "events", role.LinkVisited: "events",
        role.Highlight: "foley", role.HighlightedText: "on_foley", role.PlaceholderText: "faint",
        role.Light: "hover", role.Midlight: "hover", role.Mid: "line", role.Dark: "line", role.Shadow: "ground",
        role.Accent: "foley",
    }.items():  # fmt: skip
        palette.setColor(where, colours.colour(name))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, colours.colour("faint"))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colours.colour("line"))
    return palette
