"""The sound card that the user chose: a menu of those there are, remembered by name."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.gui.playback.player import Player
from foleystudio.gui.session import Session

_KEY = "play/card"
DEFAULT = "Like the &system"


class CardPresenter(QObject):
    """Fills the menu when it opens: cards come and go.

    Parameters
    ----------
    session
        Whose settings remember the choice.
    menu
        The menu.
    player
        Who plays.
    device
        The card asked for at the start; None takes the remembered one.

    Signals
    -------
    chosen_anew
        Another card is the chosen one.
    """

    chosen_anew = Signal()

    def __init__(self, session: Session, menu: QMenu, player: Player, device: str | None = None) -> None:
        super().__init__(session)
        self._session, self._menu, self._player = session, menu, player
        self._chosen = device or session.settings.text(_KEY, "") or None
        self._group = QActionGroup(self)
        player.set_device(self._chosen)
        menu.aboutToShow.connect(self.fill)
        self.fill()

    @property
    def chosen(self) -> str | None:
        """Name of the chosen card; None for the system's default."""
        return self._chosen

    def choices(self) -> list[tuple[str | None, str]]:
        """The cards there are with what they are called, and the chosen one even when it is not there."""
        names = list(self._player.cards)
        if self._chosen and self._chosen not in names:
            names.append(self._chosen)
        return [(None, DEFAULT), *((name, name) for name in names)]

    def fill(self) -> None:
        """List them in the menu."""
        self._menu.clear()
        self._group.deleteLater()
        self._group = QActionGroup(self)
        for name, text in self.choices():
            action = self._menu.addAction(text if name is None else text.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == self._chosen)
            action.triggered.connect(lambda _checked=False, name=name: self.choose(name))
            self._group.addAction(action)

    def choose(self, name: str | None) -> None:
        """Play on another card from now on."""
        self._chosen = name
        self._session.settings.put(_KEY, name or "")
        self._player.set_device(name)
        self.chosen_anew.emit()
