"""Takes that follow: when events or knobs change, the take in use is rendered again, as part of that edit.

Whether a take is up to date is never stored but always asked: what it was made from against what the
project wants now. So undo, redo, an A/B flip to an older take, or a take file that has vanished all end
in the right sound.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from PySide6.QtCore import QObject, QTimer, Signal

from foleystudio.dsp.waves.patch import Patch
from foleystudio.engine.render.stretches import Stretches
from foleystudio.engine.takes.render_take import MadeTake, TakeOrder, drop_file
from foleystudio.engine.takes.staleness import desired_provenance, has_lost_a_sound, is_stale, sounds_equal
from foleystudio.engine.takes.take_names import sounds_of, title_of_take
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.jobs import Job
from foleystudio.gui.presenters.takes.edits.heard import HeardEdits
from foleystudio.gui.presenters.takes.edits.loudness import TakeLoudness
from foleystudio.gui.presenters.takes.render_queue import Ends, Rendering, RenderQueue
from foleystudio.gui.session import Session
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.takes import Provenance, Take
from foleystudio.project.tracks import Track

_SETTLE_MS = 160  # edits rest so long before takes follow them
_WATCHED = {
    Part.EVENTS, Part.TIMING, Part.SETTINGS, Part.TAKES, Part.TRACKS, Part.REFERENCES, Part.SOUND_TRACK,
}  # fmt: skip
"""Parts of an edit after which takes are asked about; whether one is rendered again, `sounds_equal` decides."""


@dataclass(eq=False)
class _Following:
    """A take that is on its way to what is wanted of it: first the stretches that an edit changed, then its file."""

    wanted: Provenance
    order: TakeOrder
    track: int
    title: str
    jobs: list[Job[Stretches | None]] = field(default_factory=list)
    rendering: Rendering | None = None
    is_ready: bool = False


class AutoRerender(QObject):
    """Renders takes in use again that an edit made stale.

    What an edit of events changed is heard as soon as it is made, over the file that there is; the new file follows
    once hands rest.

    Signals
    -------
    heard
        Another edit is heard, or none any more: `patches` answers something else.
    """

    heard = Signal()

    def __init__(self, session: Session, queue: RenderQueue) -> None:
        super().__init__(session)
        self._session, self._queue = session, queue
        self._edits, self._loudness = HeardEdits(), TakeLoudness(session)
        self._heard: dict[int, Patch] = {}
        self._under_way: dict[int, _Following] = {}
        self._given_up: dict[int, Provenance] = {}
        self._told: set[int] = set()
        self._is_held = False
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.follow)
        session.changed.connect(self._changed)
        session.clip_opened.connect(self._wake)

    def hold(self, held: bool) -> None:
        """Wait with what edits make stale, while hits are played live; or catch up at once."""
        self._is_held = held
        if held:
            self._settle.stop()
        else:
            self.follow()

    def patches(self) -> dict[int, Patch]:
        """What is heard of edits before their takes are written, by key of the take."""
        return self._edits.patches(self._session.project)

    def will_follow(self, track: Track) -> bool:
        """Whether a track is heard with a take that is still to be rendered as the last edits want it."""
        return is_stale(self._session.project, track) and self.is_to_follow(track)

    def is_to_follow(self, track: Track) -> bool:
        """Whether a track's take is still to be rendered as the last edits want it, heard or not."""
        project, take = self._session.project, track.active_take
        if take is None or take.provenance is None or has_lost_a_sound(project, track):
            return False
        wanted, given_up = desired_provenance(project, track), self._given_up.get(take.key)
        return not sounds_equal(take.provenance, wanted) and not (given_up and sounds_equal(given_up, wanted))

    def _changed(self, change: Change) -> None:
        if change.cause is Cause.LOAD:
            for key in tuple(self._under_way):
                self._drop(key)
            self._given_up.clear()
            self._told.clear()
            self._edits.clear()
        elif Part.EVENTS in change.parts and not self._is_held and not self._settle.isActive():
            self.follow(at_once=True)
        if change.parts & _WATCHED or change.cause is Cause.LOAD:
            self._wake()
            self._tell()

    def _wake(self) -> None:
        if not self._is_held:
            self._settle.start()

    def follow(self, *, at_once: bool = False) -> None:
        """Render again what is stale now; or only what can be heard at once: a single edit, the first of several."""
        session, project = self._session, self._session.project
        if session.clip is None or session.clip.path != project.clip:
            return
        for track in project.tracks:
            take = track.active_take
            if take is None or take.provenance is None:
                continue
            given_up = self._given_up.get(take.key)
            if given_up is None or not sounds_equal(given_up, desired_provenance(project, track)):
                self._given_up.pop(take.key, None)
                if not at_once or self._queue.kept.get(take.key) is not None:
                    self._follow_one(project, track, take)

    def _follow_one(self, project: Project, track: Track, take: Take) -> None:
        wanted = desired_provenance(project, track)
        under_way = self._under_way.get(take.key)
        if take.provenance is not None and sounds_equal(take.provenance, wanted) and is_file(take.path):
            self._drop(take.key)
            return
        if has_lost_a_sound(project, track):
            self._drop(take.key)
            self._tell_lost(track, take)
            return
        self._told.discard(take.key)
        if under_way is not None:
            if sounds_equal(under_way.wanted, wanted):
                self._write(under_way, take)
                return
            self._drop(take.key)
        bin_keys = {reference.key for reference in project.references}
        if wanted.references and bin_keys.issuperset(wanted.references):
            self._render(track, take, wanted)

    def _drop(self, take_key: int) -> None:
        """Stop a rendering that nobody wants any more."""
        under_way = self._under_way.pop(take_key, None)
        if under_way is None:
            return
        for job in under_way.jobs:
            job.cancel()
        if under_way.rendering is not None:
            self._queue.drop(under_way.rendering)

    def _tell_lost(self, track: Track, take: Take) -> None:
        if take.key not in self._told:
            self._told.add(take.key)
            text = f"{_named(track, take.key)} stays as it is: a sound that it was made from is no longer in the bin."
            self._session.notice(Notice(text, "warning", holds=lambda: self._stays(take.key, lost=True)))

    def _render(self, track: Track, take: Take, wanted: Provenance) -> None:
        name = take.name if take.is_named else sounds_of(self._session.project, wanted.references)
        try:
            order = self._queue.order(wanted, name, self._queue.kept.get(take.key))
        except FoleyError as error:
            self._give_up(take.key, wanted, error)
            return

        title = f"{track.name}: rendering {take.name}"
        following = self._under_way[take.key] = _Following(wanted, order, track.key, title)
        if order.previous is None:
            following.is_ready = True
            self._write(following, take)
            return

        def drafted(changed: Stretches | None) -> None:
            if changed is not None and not following.is_ready:
                self._hear(take, wanted, changed)

        def made(changed: Stretches | None) -> None:
            # Of what cannot be made in stretches all is made.
            following.is_ready, following.order = True, replace(order, changed=changed)
            if changed is not None:
                self._hear(take, wanted, changed)
            if not self._settle.isActive():
                self._write(following, take)

        def failed(error: FoleyError) -> None:
            del self._under_way[take.key]
            self._give_up(take.key, wanted, error)

        make = self._queue.make_changes
        following.jobs = [
            make(order, drafted, lambda _error: None, is_draft=True),  # what is wrong is told of the other
            make(order, made, failed, is_draft=False),
        ]

    def _hear(self, take: Take, wanted: Provenance, changed: Stretches) -> None:
        self._edits.put(take, wanted, changed.pieces)
        self._tell()

    def _tell(self) -> None:
        """Another edit may be heard now, or none: after an undo, say."""
        patches = self.patches()
        if patches != self._heard:
            self._heard = patches
            self.heard.emit()

    def _write(self, following: _Following, take: Take) -> None:
        """Write a take anew, once it is known what has changed, and unless that is under way."""
        if not following.is_ready or following.rendering is not None:
            return

        def done(made: list[MadeTake]) -> None:
            del self._under_way[take.key]
            self._adopt(take.key, made[0])

        def failed(error: FoleyError) -> None:
            del self._under_way[take.key]
            self._give_up(take.key, following.wanted, error)

        def stopped() -> None:
            del self._under_way[take.key]
            self._let_be(take, following.wanted)

        ends = Ends(done, failed, stopped)
        following.rendering = self._queue.start(following.track, [following.order], following.title, ends)

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
            loudness_lufs=made.take.loudness_lufs if made.is_measured else old.loudness_lufs,
            limited_db=made.take.limited_db,
            provenance=made.take.provenance,
        )
        takes = tuple(new if take.key == take_key else take for take in track.takes)
        self._queue.keep(take_key, made.rendered)
        self._edits.drop(take_key)
        self._session.document.amend("Render again", project.with_changed_track(replace(track, takes=takes)))
        self._queue.replaced.note_made(new.path, again=True)
        self._queue.replaced.add(old.path, self._session.named_takes())
        if not made.is_measured:
            self._loudness.expect(new)
        project = self._session.project
        title = title_of_take(project, project.track_of(take_key), new)
        self._session.say(f"Rendered {title} again in {made.took_s:.2f} s")

    def _let_be(self, take: Take, wanted: Provenance) -> None:
        self._given_up[take.key] = wanted
        self._edits.drop(take.key)
        self._tell()
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
