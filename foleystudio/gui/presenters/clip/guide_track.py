"""Which of the clip's sound tracks is the guide: a menu that tells them apart, there for clips that have several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled
from foleystudio.engine.timing.sources import needs_guide
from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.media.probe import AudioStreamInfo
from foleystudio.media.sound.choice import first_heard
from foleystudio.media.sound.decoding import is_audible
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.settings import Timing

_LANE = "sound tracks"


@dataclass(frozen=True)
class _Heard:
    """What is known of a clip's sound tracks once they were listened to: which are silent, which is meant."""

    silent: tuple[bool, ...]
    meant: int


class GuideTrackPresenter(QObject):
    """Fills the menu of sound tracks, and lets one be chosen as the guide."""

    def __init__(self, session: Session, timeline: TimelineWidget, menu: QMenu) -> None:
        super().__init__(session)
        self._session, self._timeline, self._menu = session, timeline, menu
        self._group = QActionGroup(self)
        self._choices: dict[int | None, QAction] = {}
        self._heard: _Heard | None = None
        session.clip_opened.connect(self._clip_opened)
        session.changed.connect(self._follow)
        menu.setAccessibleName("Sound track of the guide")
        self._fill()

    def choose(self, number: int | None) -> None:
        """Take the guide from a sound track, counted from 0; None for the one that is meant to be heard."""
        session = self._session
        step = "Automatic guide" if number is None else f"Guide from sound track {number + 1}"
        # What was heard in another sound track is no proposal for this one.
        kept = tuple(found for found in session.project.proposals if not needs_guide(Timing(found.source)))
        session.edit(step, replace(session.project, sound_track=number, proposals=kept))
        session.say(self._told())

    # Listening -----------------------------------------------------------------------------------------------------

    def _clip_opened(self) -> None:
        self._heard = None
        self._session.jobs.cancel(_LANE)
        clip = self._session.clip
        if clip is not None and len(clip.info.audio) > 1:
            self._listen(clip)
        self._fill()

    def _listen(self, clip: Clip) -> None:
        def arrived(heard: _Heard) -> None:
            if self._session.is_open(clip):
                self._heard = heard
                self._show()

        self._session.jobs.start(
            _LANE,
            lambda _progress, cancelled: _listened(clip, cancelled),
            arrived,
            title="Listening to the sound tracks",
            failed=lambda _error: None,
        )

    def _follow(self, change: Change) -> None:
        if Part.SOUND_TRACK in change.parts or change.cause is Cause.LOAD:
            self._show()

    # Showing -------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """An entry for each track of the clip that was opened, where there are several."""
        clip = self._session.clip
        count = len(clip.info.audio) if clip is not None else 0
        self._menu.clear()
        self._group.deleteLater()
        self._group, self._choices = QActionGroup(self), {}
        self._menu.menuAction().setVisible(count > 1)
        if count > 1:
            self._add(None)
            self._menu.addSeparator()
            for number in range(count):
                self._add(number)
        self._show()

    def _add(self, number: int | None) -> None:
        action = self._menu.addAction("")
        action.setCheckable(True)
        action.triggered.connect(lambda _checked=False: self.choose(number))
        self._group.addAction(action)
        self._choices[number] = action

    def _show(self) -> None:
        """What is known of the tracks, and which is the guide: in the entries there are: one may be at work."""
        clip = self._session.clip
        if clip is None or not self._choices:
            self._timeline.set_guide_track(None)
            return
        meant = f": track {self._heard.meant + 1}" if self._heard is not None else ""
        self._choices[None].setText(f"&Automatic{meant}")
        for number, name in enumerate(self._names(clip.info.audio)):
            self._choices[number].setText(f"&{name.replace('&', '&&')}")
        self._choices[self._session.sound_track].setChecked(True)
        at = self._number()
        self._timeline.set_guide_track(None if at is None else at + 1, self._told())

    def _number(self) -> int | None:
        """Which track is the guide, from 0; None while that is not known."""
        chosen = self._session.sound_track
        return chosen if chosen is not None or self._heard is None else self._heard.meant

    def _names(self, tracks: Sequence[AudioStreamInfo]) -> list[str]:
        silent = self._heard.silent if self._heard is not None else (False,) * len(tracks)
        return [track_name(n, track, is_silent=silent[n]) for n, track in enumerate(tracks)]

    def _told(self) -> str:
        clip, number = self._session.clip, self._number()
        if clip is None or number is None:
            return ""
        return f"The guide is sound track {self._names(clip.info.audio)[number]}"


def track_name(number: int, track: AudioStreamInfo, *, is_silent: bool = False) -> str:
    """What tells a sound track, counted from 0, from others: ``2: French, Commentary, mono``."""
    layout = track.layout.split("(")[0]
    flags = [flag.replace("_", " ") for flag in track.flags]
    parts = [language_name(track.language), track.title, layout, *flags, "silent" if is_silent else ""]
    return f"{number + 1}: {', '.join(part for part in parts if part)}"


def language_name(code: str) -> str:
    """A language's name in English; the code itself where nobody knows it, empty where there is none."""
    if not code:
        return ""
    language = QLocale.codeToLanguage(code.split("-")[0])
    return code if language == QLocale.Language.AnyLanguage else QLocale.languageToString(language)


def _listened(clip: Clip, cancelled: Cancelled) -> _Heard:
    """In the worker; a track that cannot be read counts as silent."""

    def sounds(number: int) -> bool:
        try:
            return is_audible(clip.path, number, cancelled)
        except FoleyError:
            return False

    audible = [sounds(number) for number in range(len(clip.info.audio))]
    meant = first_heard([track.is_default for track in clip.info.audio], audible.__getitem__)
    return _Heard(tuple(not heard for heard in audible), meant)
