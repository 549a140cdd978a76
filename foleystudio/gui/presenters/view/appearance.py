"""How things are shown: zoom, panels, overlays, appearance, the shortcut sheet and the list for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QApplication

from foleystudio import __version__
from foleystudio.gui.dialogs import questions
from foleystudio.gui.dialogs.shortcut_sheet import ShortcutSheet
from foleystudio.gui.look import theme
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow

_ZOOM = 1.5
_THEMES = (
    (theme.Scheme.SYSTEM, "Like the &system"),
    (theme.Scheme.DARK, "&Dark"),
    (theme.Scheme.LIGHT, "&Light"),
)


class ViewPresenter(QObject):
    """Remembers what the user wants to see."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self._sheet: ShortcutSheet | None = None
        actions, axis = window.actions_table, window.timeline.axis
        actions.bind("zoom_in", lambda: axis.zoom(_ZOOM))
        actions.bind("zoom_out", lambda: axis.zoom(1 / _ZOOM))
        actions.bind("zoom_fit", axis.fit)
        actions.bind("shortcuts", self.show_shortcuts)
        actions.bind("about", self._about)
        actions.bind_switch("full_screen", self._full_screen)
        for name, default, show in (
            ("safe_area", False, window.picture.show_safe_areas),
            ("timecode_overlay", True, window.picture.show_timecode),
            ("follow", True, window.timeline.set_follow),
            ("snap", True, window.timeline.set_snap),
            ("show_bin", True, window.bin_panel.setVisible),
            ("show_inspector", True, window.inspector.setVisible),
            ("show_list", False, window.outline.setVisible),
        ):
            self._switch(name, default, show)
        self._fill_themes()

    def _switch(self, name: str, default: bool, show: object) -> None:
        settings, action = self._session.settings, self._window.actions_table[name]
        on = settings.switch(f"view/{name}", default)
        action.setChecked(on)
        assert callable(show)
        show(on)

        def switched(now: bool) -> None:
            settings.put(f"view/{name}", now)
            show(now)

        self._window.actions_table.bind_switch(name, switched)

    def _fill_themes(self) -> None:
        menu, group = self._window.actions_table.submenus["theme"], QActionGroup(self)
        chosen = self._session.settings.member("view/theme", theme.Scheme.SYSTEM)
        for scheme, text in _THEMES:
            action = menu.addAction(text)
            action.setCheckable(True)
            action.setChecked(scheme == chosen)
            action.triggered.connect(lambda _checked=False, scheme=scheme: self.use_theme(scheme))
            group.addAction(action)

    def use_theme(self, scheme: theme.Scheme) -> None:
        """Follow the system, be dark, or light."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self._session.settings.put("view/theme", scheme.value)
            theme.apply(app, scheme)

    def show_shortcuts(self) -> None:
        """The ``?`` sheet."""
        if self._sheet is None:
            self._sheet = ShortcutSheet(self._window.actions_table, self._window)
        self._sheet.show()
        self._sheet.raise_()
        self._sheet.activateWindow()

    def _full_screen(self, on: bool) -> None:
        state, full = self._window.windowState(), Qt.WindowState.WindowFullScreen
        # Not showNormal: a window that was as large as the screen is so again afterwards.
        self._window.setWindowState(state | full if on else state & ~full)

    def _about(self) -> None:
        text = (
            f"<h3>foleystudio {__version__}</h3><p>A reference sound, re-performed in time with the picture.</p>"
            "<p>MIT licence. Made with Qt for Python (LGPL), FFmpeg through PyAV, PyTorch, NumPy, OpenCV, "
            "PortAudio, libsndfile and soxr.</p>"
        )
        questions.about(self._window, text)
