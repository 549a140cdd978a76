"""Flash marks: the picture lights up where an event is, to judge by eye whether it sits on what is seen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from foleystudio.gui.panels.picture import PicturePanel
from foleystudio.gui.session import Session
from foleystudio.project.edits import Change, Part

_HELD_S = 0.08
"""A flash is seen for as long as this while the clip plays: two frames of film, less than the eye needs to count."""
_HALF_SAMPLE_S = 0.5 / 48_000


class FlashPresenter(QObject):
    """Follows the playhead over the events that are shown."""

    def __init__(self, session: Session, picture: PicturePanel) -> None:
        super().__init__(session)
        self._session, self._picture = session, picture
        self._is_on, self._at_s, self._plays = False, 0.0, False
        session.changed.connect(self._follow)
        session.track_chosen.connect(lambda _key: self._show())
        session.clip_opened.connect(self._show)

    def set_on(self, on: bool) -> None:
        """Flash, or do not."""
        self._is_on = on
        self._show()

    def move(self, seconds: float, *, plays: bool) -> None:
        """The playhead is elsewhere."""
        self._at_s, self._plays = seconds, plays
        self._show()

    def _follow(self, change: Change) -> None:
        if change.parts & {Part.EVENTS, Part.TRACKS}:
            self._show()

    def _show(self) -> None:
        self._picture.set_flash(self._strength() if self._is_on else None)

    def _strength(self) -> float | None:
        """How hard the hardest event strikes that is to be seen now; None for none."""
        clip = self._session.clip
        if clip is None or not len(clip.frames):
            return None
        frames = clip.frames
        frame = frames.frame_at(self._at_s + _HALF_SAMPLE_S)
        first_s, stop_s = float(frames.time_of(frame)), float(frames.time_of(frame + 1))
        if self._plays:
            first_s = min(first_s, self._at_s - _HELD_S)
        struck = [event.strength for event in self._session.events if first_s <= event.time_s < stop_s]
        return max(struck, default=None)
