"""The sound card that the user chose: a menu of those there are, remembered by name."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.gui.playback.player import Player
from foleystudio.gui.session import Session

_KEY = "play/card"
_DEFAULT = "Like the &system"


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
    """

    def __init__(self, session: Session, menu: QMenu, player: Player, device: str | None = None) -> None:
        super().__init__(session)
        self._session, self._menu, self._player = session, menu, player
        self._chosen = device or session.settings.text(_KEY, "") or None
        self._group = QActionGroup(self)
        player.set_device(self._chosen)
        menu.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List the cards there are, and the chosen one even when it is not there."""
        self._menu.clear()
        self._group.deleteLater()
        self._group = QActionGroup(self)
        names = list(self._player.cards)
        if self._chosen and self._chosen not in names:
            names.append(self._chosen)
        for name in (None, *names):
            action = self._menu.addAction(_DEFAULT if name is None else name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == self._chosen)
            action.triggered.connect(lambda _checked=False, name=name: self.choose(name))
            self._group.addAction(action)

    def choose(self, name: str | None) -> None:
        """Play on another card from now on."""
        self._chosen = name
        self._session.settings.put(_KEY, name or "")
        self._player.set_device(name)
