"""How things are shown: zoom, panels, overlays, appearance, the shortcut sheet and the list for screen readers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication

from foleystudio.gui.look import theme
from foleystudio.gui.presenters.view.picture_window import PictureWindowPresenter
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow

if TYPE_CHECKING:
    from foleystudio.gui.dialogs.shortcut_sheet import ShortcutSheet

_OFF_AT_FIRST = ("safe_area", "show_list", "flash_events")
_THEMES = (
    (theme.Scheme.SYSTEM, "Like the &system"),
    (theme.Scheme.DARK, "&Dark"),
    (theme.Scheme.LIGHT, "&Light"),
)

_HEIGHTS, _MOST = "view/heights", 100  # lanes whose heights are remembered


def _heights_of(texts: Iterable[str]) -> dict[str, int]:
    """Heights of lanes, as the settings keep them: ``24=Feet``."""
    parts = (text.partition("=") for text in texts)
    return {name: int(extra) for extra, _, name in parts if extra.removeprefix("-").isdecimal()}


class ViewPresenter(QObject):
    """Remembers what the user wants to see."""

    def __init__(self, session: Session, window: StudioWindow, flash: Callable[[bool], object]) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self.picture_window = PictureWindowPresenter(session, window)
        self._sheet: ShortcutSheet | None = None
        self.themes: list[QAction] = []
        self._shows: dict[str, Callable[[bool], object]] = {
            "safe_area": window.picture.show_safe_areas,
            "timecode_overlay": window.picture.show_timecode,
            "flash_events": flash,
            "follow": window.timeline.set_follow,
            "snap": window.timeline.set_snap,
            "show_bin": window.bin_panel.setVisible,
            "show_inspector": window.inspector.setVisible,
            "show_list": window.accessible_list.setVisible,
        }
        for what, show in self._shows.items():
            on = session.settings.switch(f"view/{what}", what not in _OFF_AT_FIRST)
            window.actions_table[what].setChecked(on)
            show(on)
        self._fill_themes()
        window.timeline.set_heights(_heights_of(session.settings.texts(_HEIGHTS) or ()))
        window.timeline.heights_changed.connect(self._keep_heights)

    def _keep_heights(self) -> None:
        heights = self._window.timeline.heights
        self._session.settings.put(_HEIGHTS, [f"{extra}={name}" for name, extra in heights.items() if extra][-_MOST:])

    def show(self, what: str, on: bool) -> None:
        """Show or hide one of the things that can be switched, and remember it."""
        self._session.settings.put(f"view/{what}", on)
        self._shows[what](on)

    def _fill_themes(self) -> None:
        menu, group = self._window.actions_table.submenus["theme"], QActionGroup(self)
        chosen = self._session.settings.member("view/theme", theme.Scheme.SYSTEM)
        for scheme, text in _THEMES:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(scheme == chosen)
            action.triggered.connect(lambda _checked=False, scheme=scheme: self.use_theme(scheme))
            group.addAction(action)
            self.themes.append(action)

    def use_theme(self, scheme: theme.Scheme) -> None:
        """Follow the system, be dark, or light."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._session.settings.put("view/theme", scheme.value)
            self.themes[[one for one, _ in _THEMES].index(scheme)].setChecked(True)
            theme.apply(app, scheme)

    def show_shortcuts(self) -> None:
        """The ``?`` sheet."""
        from foleystudio.gui.dialogs.shortcut_sheet import ShortcutSheet  # only now: the window starts without

        if self._sheet is None:
            self._sheet = ShortcutSheet(self._window.actions_table, self._window)
        self._sheet.show()
        self._sheet.raise_()
        self._sheet.activateWindow()

    def fill_screen(self, on: bool) -> None:
        """Fill the screen, or be a window again."""
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        # Not showNormal: a window that was as large as the screen is so again afterwards.
        self._window.setWindowState(state | full if on else state & ~full)
