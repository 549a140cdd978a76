"""The page of the sound card: what menus choose and the player knows, in one place."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from foleystudio.gui.dialogs.preferences.pages.sound_card import SoundCardPage
from foleystudio.gui.playback.player import Player
from foleystudio.gui.presenters.performing.latency import LatencyPresenter
from foleystudio.gui.presenters.playback.sound_card import DEFAULT, CardPresenter

_LOOK_MS = 500  # between looks at the card while the page shows: it is plugged in, or opened, meanwhile


class SoundCardPreferences(QObject):
    """Shows the devices while the page is looked at, and hands on what is chosen."""

    def __init__(self, page: SoundCardPage, cards: CardPresenter, player: Player, latency: LatencyPresenter) -> None:
        super().__init__(page)
        self._page, self._cards, self._player, self._latency = page, cards, player, latency
        page.output_picked.connect(cards.choose)
        page.input_picked.connect(self._choose_input)
        page.latency_typed.connect(lambda ms: latency.habits.put_latency_s(player.card.name, ms / 1000))
        page.tap_along_wanted.connect(lambda: latency.show(page.window()))
        cards.chosen_anew.connect(self.show)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._look_again)
        self._look.start()
        self.show()

    def _look_again(self) -> None:
        if self._page.isVisible():
            self.show()

    def show(self) -> None:
        """Show what there is now."""
        chosen, habits, card = self._cards.chosen, self._latency.habits, self._player.card
        names = list(self._player.microphones)
        if habits.microphone and habits.microphone not in names:
            names.append(habits.microphone)
        outputs = [(name, text.replace("&", "") if name is None else text) for name, text in self._cards.choices()]
        inputs = [(None, DEFAULT.replace("&", "")), *((name, name) for name in names)]
        self._page.show_devices(outputs, chosen, inputs, habits.microphone or None)
        if card.is_open:
            told = (
                f"{card.name} plays; {1000 * card.latency_s:.0f} ms from the studio to its output, which playing heeds"
            )
        else:
            told = f"No sound: {card.problem}" if card.problem else "Left to other programs until something is played"
        self._page.show_card(told)
        self._page.show_latency(card.name, 1000 * habits.latency_s(card.name))

    def _choose_input(self, name: str | None) -> None:
        self._latency.habits.microphone = name or ""
