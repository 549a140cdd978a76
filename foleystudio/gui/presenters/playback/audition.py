"""Auditions: sounds that are heard by themselves, whoever asks for them; a new one takes the last one's place."""

from __future__ import annotations

from collections.abc import Callable

from foleystudio.dsp.sound import Sound
from foleystudio.gui.session import Session

_LANE = "audition"


class Audition:
    """Has one sound made and heard at a time.

    Parameters
    ----------
    session
        Whose jobs make sounds.
    play
        Plays a sound at the studio's rate in place of the last one; None ends it.
    """

    def __init__(self, session: Session, play: Callable[[Sound | None], None]) -> None:
        self._session, self._play = session, play

    def hear(self, make: Callable[[], Sound], title: str) -> None:
        """Make a sound in the background, at the studio's rate, and play it."""
        session = self._session
        session.jobs.start(_LANE, lambda _p, _c: make(), self._play, title=title, failed=session.fail)

    def stop(self) -> None:
        """End what is heard, and what is being made to be heard."""
        self._session.jobs.cancel(_LANE)
        self._play(None)
