"""Takes that follow: when events or knobs change, the take in use is rendered again, as part of that edit.

Whether a take is up to date is never stored but always asked: what it was made from against what the
project wants now. So undo, redo, an A/B flip to an older take, or a take file that has vanished all end
in the right sound.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from foleystudio.engine.takes.reference_cache import ReferenceSounds
from foleystudio.engine.takes.render_take import MadeTake, TakeOrder, drop_file, make_take
from foleystudio.engine.takes.rendering_cache import KeptRenderings, ReplacedFiles
from foleystudio.engine.takes.staleness import alike, has_lost_a_sound, is_behind, wanted_of
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.jobs import Job
from foleystudio.gui.presenters.takes.generate import LANE, Rendering
from foleystudio.gui.presenters.takes.names import sounds_of, title_of_take
from foleystudio.gui.session import Session
from foleystudio.project.document import Project, Track
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.takes import Provenance, Take, new_take_path

_SETTLE_MS = 160
_WATCHED = {
    Part.EVENTS, Part.TIMING, Part.SETTINGS, Part.TAKES, Part.TRACKS, Part.REFERENCES, Part.SOUND_TRACK,
}  # fmt: skip

_State = tuple[Job[MadeTake], Provenance, float, str]
"""A rendering under way: its job, what it makes, share done and stage."""


class FollowPresenter(QObject):
    """Renders again what edits made stale.

    Signals
    -------
    rendering_changed
        As in `GeneratePresenter`.
    followed
        A take was rendered again (its key).
    """

    rendering_changed = Signal()
    followed = Signal(int)

    def __init__(
        self, session: Session, sounds: ReferenceSounds, kept: KeptRenderings, replaced: ReplacedFiles
    ) -> None:
        super().__init__(session)
        self._session, self._sounds, self._kept, self._replaced = session, sounds, kept, replaced
        self._jobs: dict[int, _State] = {}
        self._given_up: dict[int, Provenance] = {}
        self._told: set[int] = set()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.follow)
        session.changed.connect(self._changed)
        session.clip_opened.connect(self._settle.start)

    def renderings(self) -> list[Rendering]:
        """What is being rendered again."""
        found = []
        for take_key, (job, _, share, stage) in self._jobs.items():
            track = _track_of(self._session.project, take_key)
            if track is not None and not job.is_cancelled:
                found.append(Rendering(track.key, share, stage))
        return found

    def cancel(self, track_key: int) -> None:
        """Stop rendering a track's take again: it stays as before, until the next edit."""
        for take_key, (job, *_) in self._jobs.items():
            track = _track_of(self._session.project, take_key)
            if track is not None and track.key == track_key:
                job.cancel()
        self.rendering_changed.emit()

    def will_follow(self, track: Track) -> bool:
        """Whether a track is heard with a take that is still to be rendered as the last edits want it."""
        return is_behind(self._session.project, track) and self.is_to_follow(track)

    def is_to_follow(self, track: Track) -> bool:
        """Whether a track's take is still to be rendered as the last edits want it, heard or not."""
        project, take = self._session.project, track.active_take
        if take is None or take.provenance is None or has_lost_a_sound(project, track):
            return False
        wanted, given_up = wanted_of(project, track), self._given_up.get(take.key)
        return not alike(take.provenance, wanted) and not (given_up and alike(given_up, wanted))

    def _changed(self, change: Change) -> None:
        if change.cause is Cause.LOAD:
            self._jobs.clear()  # the lane itself is cleared by the other presenter that uses it
            self._given_up.clear()
            self._told.clear()
            self._kept.clear()
            self._replaced.clear(self._session.named_takes())
        if change.cause in (Cause.LOAD, Cause.SAVE):
            self._note_saved()
        if change.parts & _WATCHED or change.cause is Cause.LOAD:
            self._settle.start()

    def _note_saved(self) -> None:
        file = self._session.document.file
        if file is not None and self._session.document.saved_project is not None:
            self._replaced.note_saved(file, self._session.saved_takes())

    def follow(self) -> None:
        """Render again what is stale now."""
        session, project = self._session, self._session.project
        if session.clip is None or session.clip.path != project.clip:
            return
        for track in project.tracks:
            take = track.active_take
            if take is None or take.provenance is None:
                continue
            given_up = self._given_up.get(take.key)
            if given_up is None or not alike(given_up, wanted_of(project, track)):
                self._given_up.pop(take.key, None)
                self._follow_one(project, track, take)

    def _follow_one(self, project: Project, track: Track, take: Take) -> None:
        wanted = wanted_of(project, track)
        under_way = self._jobs.get(take.key)
        if take.provenance is not None and alike(take.provenance, wanted) and take.path.is_file():
            self._drop(take.key)
            return
        if has_lost_a_sound(project, track):
            self._drop(take.key)
            self._tell_lost(track, take)
            return
        self._told.discard(take.key)
        if under_way is not None:
            if alike(under_way[1], wanted):
                return
            under_way[0].cancel()
        bin_keys = {reference.key for reference in project.references}
        if wanted.references and bin_keys.issuperset(wanted.references):
            self._render(project, take, wanted)

    def _drop(self, take_key: int) -> None:
        """Stop a rendering that nobody wants any more."""
        under_way = self._jobs.pop(take_key, None)  # before its end is told: this is not the user giving up
        if under_way is not None:
            under_way[0].cancel()

    def _tell_lost(self, track: Track, take: Take) -> None:
        if take.key not in self._told:
            self._told.add(take.key)
            text = f"{_named(track, take.key)} stays as it is: a sound that it was made from is no longer in the bin."
            self._session.notice(Notice(text, "warning", holds=lambda: self._stays(take.key, lost=True)))

    def _render(self, project: Project, take: Take, wanted: Provenance) -> None:
        order = self._order(project, take, wanted)
        if order is None:
            return

        def is_current() -> bool:
            return take.key in self._jobs and self._jobs[take.key][0] is job

        def over() -> None:
            self._tell(take.key, None if is_current() else self._jobs.get(take.key))

        def done(made: MadeTake) -> None:
            over()
            self._adopt(take.key, made)

        def failed(error: FoleyError) -> None:
            over()
            self._give_up(take.key, wanted, error)

        def progressed(share: float, stage: str) -> None:
            if is_current():
                self._tell(take.key, (job, wanted, share, stage))

        def stopped() -> None:
            if is_current():  # the user pressed cancel; a newer edit would have put its own job here
                self._let_be(take, wanted)
            over()

        job = self._session.jobs.start(
            LANE,
            lambda progress, cancelled: make_take(order, self._sounds, progress, cancelled),
            done,
            title=f"Rendering {take.name}",
            failed=failed,
            progressed=progressed,
            stopped=stopped,
            shown=True,
            supersede=False,
        )
        self._tell(take.key, (job, wanted, 0.0, "waiting"))

    def _tell(self, take_key: int, state: _State | None) -> None:
        """Note how far a rendering is, or that it is over."""
        if state is None:
            self._jobs.pop(take_key, None)
        else:
            self._jobs[take_key] = state
        self.rendering_changed.emit()

    def _order(self, project: Project, take: Take, wanted: Provenance) -> TakeOrder | None:
        if self._session.clip is None:
            return None
        name = take.name if take.is_named else sounds_of(project, wanted.references)
        try:
            path = new_take_path(self._session.document.file, name)
        except FoleyError as error:
            self._give_up(take.key, wanted, error)
            return None
        paths = tuple(project.reference(key).path for key in wanted.references)
        return TakeOrder(wanted, paths, self._session.clip, path, name, self._kept.get(take.key))

    def _adopt(self, take_key: int, made: MadeTake) -> None:
        project = self._session.project
        track = _track_of(project, take_key)
        if track is None:
            drop_file(made.take.path)
            return
        old = track.take(take_key)
        new = replace(
            old,
            path=made.take.path,
            name=old.name if old.is_named else made.take.name,
            n_samples=made.take.n_samples,
            channels=made.take.channels,
            loudness_lufs=made.take.loudness_lufs,
            limited_db=made.take.limited_db,
            provenance=made.take.provenance,
        )
        takes = tuple(new if take.key == take_key else take for take in track.takes)
        self._kept.put(take_key, made.rendered)
        self._session.document.amend("Render again", project.with_changed_track(replace(track, takes=takes)))
        self._replaced.note_made(new.path)
        self._replaced.add(old.path, self._session.named_takes())
        project = self._session.project
        title = title_of_take(project, project.track_of(take_key), new)
        self._session.say(f"Rendered {title} again in {made.took_s:.2f} s")
        self.followed.emit(take_key)

    def _let_be(self, take: Take, wanted: Provenance) -> None:
        self._given_up[take.key] = wanted
        self._session.say(f"Cancelled; {take.name} stays as before the last edit")

    def _stays(self, take_key: int, wanted: Provenance | None = None, *, lost: bool = False) -> bool:
        """Whether a take still stays as it is for the reason that was told."""
        is_so = take_key in self._told if lost else self._given_up.get(take_key) is wanted
        return is_so and _track_of(self._session.project, take_key) is not None

    def _give_up(self, take_key: int, wanted: Provenance, error: FoleyError) -> None:
        self._given_up[take_key] = wanted
        self._session.fail(error, holds=lambda: self._stays(take_key, wanted))


def _named(track: Track, take_key: int) -> str:
    return f"Take {[take.key for take in track.takes].index(take_key) + 1} on {track.name}"


def _track_of(project: Project, take_key: int) -> Track | None:
    try:
        return project.track_of(take_key)
    except KeyError:
        return None
