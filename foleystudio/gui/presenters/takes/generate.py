"""Making takes: performing a reference on a track, making again, variations. Never blocks; every take can be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.engine.models.installed import model_or_shipped
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.takes.render_take import MadeTake, TakeOrder, drop_file, is_whole
from foleystudio.engine.takes.staleness import desired_provenance, is_same, provenance_of, take_of
from foleystudio.engine.takes.take_knobs import as_made, with_knobs_of_take, with_turned
from foleystudio.engine.takes.take_names import sounds_of, title_of_take
from foleystudio.errors import FoleyError
from foleystudio.gui.presenters.takes.render_queue import Ends, Rendering, RenderQueue
from foleystudio.gui.session import Session
from foleystudio.project.document import Project, Reference
from foleystudio.project.edits import Cause, Change
from foleystudio.project.events import EventTrack
from foleystudio.project.knobs import MAX_SEED
from foleystudio.project.takes import Provenance
from foleystudio.project.tracks import Track

_GONE = "The sound that this was made from is no longer in the bin"
_OPENING = "clip"


class GeneratePresenter(QObject):
    """Turns the wish for a take into one.

    Attributes
    ----------
    is_following
        Asked whether a track's take in use is about to be rendered again.
    """

    def __init__(self, session: Session, queue: RenderQueue, events_are_coming: Callable[[], bool]) -> None:
        super().__init__(session)
        self._session, self._queue = session, queue
        self._events_are_coming = events_are_coming
        self.is_following: Callable[[Track], bool] = lambda _track: False
        self._waiting: list[tuple[tuple[int, ...], int | None]] = []
        self._first: Reference | None = None
        self._found: dict[Rendering, Track] = {}
        session.changed.connect(self._changed)
        session.clip_opened.connect(self._perform_waiting_first)

    def _changed(self, change: Change) -> None:
        if change.cause is Cause.LOAD:  # what was wished for was so in the work that was let go
            self._waiting.clear()
            self._found.clear()

    # What can be wished for ----------------------------------------------------------------------------------------

    def generate(self) -> None:
        """Perform the chosen references on the chosen track: several make one pool of recordings."""
        if not self._session.references:
            self._session.say("Drop a sound into the bin first: it says how the take should sound")
        else:
            self.perform(self._session.references)

    def perform(self, references: Sequence[int], track: int | None = None) -> None:
        """Perform references on a track (the chosen one by default), once there are events."""
        session = self._session
        if session.clip is None:
            session.say("Open a clip first: its events say when things sound")
        elif len(self._events_of(track)):
            self._order(tuple(references), track, [None])
        elif self._events_are_coming():
            self._waiting.append((tuple(references), track))
            session.say("The take follows as soon as the events are found")
        else:
            session.say("There are no events to perform on: choose a timing, or add events with E")

    def _events_of(self, track_key: int | None) -> EventTrack:
        """What a take on a track performs; on the chosen one unless it is said which."""
        tracks, chosen = self._session.project.tracks, self._session.track
        track = next((track for track in tracks if track.key == track_key), chosen)
        return track.events if track is not None else self._session.events

    def perform_first(self, key: int) -> bool:
        """Perform a sound that was added where nothing has been performed yet, at once or once a clip is there.

        Answers whether it will be: with takes, or several tracks, nobody knows where it belongs.
        """
        session, project = self._session, self._session.project
        if project.takes or len(project.tracks) > 1 or self._found or self._waiting:
            return False
        if session.clip is None or session.jobs.is_busy(_OPENING):
            self._first = project.reference(key)
            if not session.jobs.is_busy(_OPENING):
                session.say(f"Added {self._first.name}: open a clip to hear it performed")
        else:
            self.perform((key,))
        return True

    def _perform_waiting_first(self) -> None:
        """A clip is open: the sound that came before it is performed, if it is still the bin's."""
        first, session = self._first, self._session
        if session.clip is not None and first is not None:
            self._first = None
            if first in session.project.references and len(session.project.references) == 1:
                self.perform_first(first.key)

    @property
    def is_making(self) -> bool:
        """Whether a take is being made, or waits for events."""
        under_way = self._queue.renderings()
        return bool(self._waiting) or any(rendering in under_way for rendering in self._found)

    def events_came(self) -> None:
        """Do what was waiting for events."""
        waiting, self._waiting = self._waiting, []
        for references, track in waiting:
            self.perform(references, track)

    def make_again(self, count: int = 1) -> None:
        """One take more (or ``count``) of what the chosen track has in use, other seeds."""
        track = self._session.track
        if track is None or not (track.references or track.takes):
            self.generate()
            return
        first = self._session.project.settings_for(track.key).seed
        used = {take.provenance.settings.seed for take in track.takes if take.provenance is not None}
        seeds: list[int | None] = []
        seed = first
        while len(seeds) < count:
            seed = (seed + 1) % (MAX_SEED + 1)
            if seed not in used or len(used) > MAX_SEED // 2:
                seeds.append(seed)
        self._order(None, track.key, seeds)

    # How it is done ------------------------------------------------------------------------------------------------

    def _order(self, references: tuple[int, ...] | None, track_key: int | None, seeds: Sequence[int | None]) -> None:
        """Takes of a track, of these references in its first layer, or of what it has (None)."""
        session, project = self._session, self._session.project
        there = {reference.key for reference in project.references}
        if references is not None and there.isdisjoint(references):
            session.say(_GONE)
            return
        if not project.tracks:
            session.edit("Add track", project.with_track(renderer=default_renderer()))
            project = session.project
        track = next((t for t in project.tracks if t.key == track_key), session.track or session.events_track)
        assert track is not None  # one was just added where there was none
        asked = _there(project, track if references is None else track.playing(references))
        if not any(layer.references for layer in asked.layers):
            session.say(_GONE)
            return
        asked = replace(asked, model=model_or_shipped(track.model))
        settings = project.settings_for(track.key)
        orders: list[TakeOrder] = []
        for seed in seeds:
            wanted = settings if seed is None else replace(settings, seed=seed)
            made = provenance_of(project, asked, wanted)
            if seed is None and self._is_there(track, made):
                return
            order = self._make_order(track, made)
            if order is None:
                return
            orders.append(order)
        self._start(track, orders)

    def _is_there(self, track: Track, wanted: Provenance) -> bool:
        """Whether a track has, or is about to have, a take that would be the same; it is used then, and told."""
        session, project, again = self._session, self._session.project, "Make again gives a variation"
        ordered = [order for one in self._found if one.track == track.key for order in one.orders]
        if any(is_same(order.provenance, wanted) for order in ordered):
            session.say(f"That take is being made already; {again}")
            return True
        following = self.is_following(track)
        if following and is_same(desired_provenance(project, track), wanted):
            session.say(f"The take in use is becoming just that; {again}")
            return True
        take = take_of(track, wanted)
        if take is None or (following and take.key == track.active) or not is_whole(take):
            return False
        session.choose_track(track.key)
        session.change_track("Use take", with_knobs_of_take(track.using(take.key)))
        title = title_of_take(project, track, take)
        session.say(f"{title[0].upper()}{title[1:]} is just that, so it is used; {again}")
        return True

    def _make_order(self, track: Track, provenance: Provenance) -> TakeOrder | None:
        session = self._session
        try:
            return self._queue.order(provenance, sounds_of(session.project, provenance.references))
        except FoleyError as error:
            session.fail(error, about=f"taking on {track.key}")
            return None

    def _start(self, track: Track, orders: list[TakeOrder]) -> None:
        about = f"taking on {track.key}"

        def done(made: list[MadeTake]) -> None:
            found = self._found.pop(rendering)
            self._session.mended.emit(about)
            self._adopt(found, made)

        def failed(error: FoleyError) -> None:
            self._found.pop(rendering)
            self._session.fail(error, about=about)

        def stopped() -> None:
            self._found.pop(rendering)
            self._session.say("Cancelled; nothing was changed")

        title = f"{track.name}: performing {orders[0].name}"
        rendering = self._queue.start(track.key, orders, title, Ends(done, failed, stopped))
        self._found[rendering] = track

    def _adopt(self, found: Track, made: list[MadeTake]) -> None:
        session, project = self._session, self._session.project
        if not any(track.key == found.key for track in project.tracks):
            for one in made:
                drop_file(one.take.path)
            session.say("Its track is gone, so the take was dropped")
            return
        first_ever = not project.takes
        project = self._with_takes(found, made)
        if first_ever and session.has_guide:
            project = replace(project, guide=replace(project.guide, mute=True))
        session.edit("Generate take" if len(made) == 1 else f"Generate {len(made)} takes", project)
        session.choose_track(found.key)
        track = project.track(found.key)
        seconds = sum(one.took_s for one in made)
        what = title_of_take(project, track, track.takes[-1]) if len(made) == 1 else f"{len(made)} takes"
        muted = "; the guide is muted now" if first_ever and session.has_guide else ""
        session.say(f"Rendered {what} in {seconds:.2f} s{muted}")

    def _with_takes(self, found: Track, made: list[MadeTake]) -> Project:
        """The project with takes on the track that their order found as ``found``, and with that track's new knobs."""
        project = self._session.project
        now = project.track(found.key)
        # A sound that left the bin has left the knobs with it: that is no choice of other sounds.
        found = _there(project, found)
        project = project.with_changed_track(as_made(found, now, made[-1].take))
        for one in made:
            project = project.with_take(found.key, one.take)
            self._queue.replaced.note_made(one.take.path)
            self._queue.keep(project.track(found.key).takes[-1].key, one.rendered)
        track = project.track(found.key)
        for rendering, other in self._found.items():
            if other.key == track.key:  # what this take does to the knobs is not the user's turning
                turned = with_turned(now, track, other)
                self._found[rendering] = replace(turned, takes=track.takes, active=track.active)
        return project


def _there(project: Project, track: Track) -> Track:
    """A track that has forgotten the references which left the bin."""
    for key in set(track.references) - {reference.key for reference in project.references}:
        track = track.without_reference(key)
    return track
