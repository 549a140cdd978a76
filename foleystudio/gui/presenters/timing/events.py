"""The event track: proposed by a timing source, taught by marks, edited by hand; every change can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress, Timing
from foleystudio.engine.timing.sources import TIMING_SOURCES, needs_guide, other_source
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.presenters.timing import words
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project import event_edits
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.events import Event, EventTrack, decode_events

_LANE, _TOPIC = "timing", "timing"
_HERE_S = 0.001
"""An event this near to where one is to be added is that event."""


class EventsPresenter(QObject):
    """Connects the event lane and the timing sources with the project.

    Signals
    -------
    settled
        A wish for events has ended: they are here, or will not come.
    looked_at
        An event is to be judged: its instant, seconds.
    """

    settled = Signal()
    looked_at = Signal(float)

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._timeline, self._transport = session, window.timeline, window.transport
        self._status, self._actions = window.status, window.actions_table
        self._due: Timing | None = None
        session.changed.connect(self._follow)
        session.guide_known.connect(self._propose_what_is_due)
        session.clip_opened.connect(self._clip_opened)
        self._transport.timing_chosen.connect(lambda name: self.use_timing(Timing(name)))
        self._connect_lane()
        self._show()

    def _connect_lane(self) -> None:
        lane = self._timeline.events
        lane.events_moved.connect(lambda times: self._edit("Move", event_edits.moved, times))
        lane.events_nudged.connect(self._nudge)
        lane.strength_changed.connect(lambda values: self._edit("Change strength of", event_edits.strengthened, values))
        lane.sustain_changed.connect(lambda values: self._edit("Change length of", event_edits.sustained, values))
        lane.event_added.connect(lambda seconds: self.add(seconds))
        lane.events_rejected.connect(self.strike_out)
        lane.events_accepted.connect(self.accept)

    # Timing sources ------------------------------------------------------------------------------------------------

    def are_coming(self) -> bool:
        """Whether events are being looked for, or will be as soon as the clip is known."""
        return self._due is not None or self._session.jobs.is_busy(_LANE)

    def use_timing(self, timing: Timing) -> None:
        """Have events proposed by a source; what the user marked and struck out stays."""
        session = self._session
        if session.clip is None:
            self._show()
            return
        row = TIMING_SOURCES.find(timing)
        if row is not None and row.learn is not None:
            self.find_more(timing)
            return
        if needs_guide(timing) and not session.has_guide:
            self._show()
            text = "This clip has no sound of its own to take the timing from."
            self._tell(text, other_source(timing, has_guide=False), while_so=lambda: not session.has_guide)
            return
        self._propose(session.clip, timing)

    def _propose(self, clip: Clip, timing: Timing, *, amend: bool = False) -> None:
        def work(progress: Progress, cancelled: Cancelled) -> tuple[EventTrack, Timing]:
            from foleystudio.engine.timing.source import propose_events

            return propose_events(clip, timing, progress=progress, cancelled=cancelled)

        steps = self._session.document.steps

        def arrived(answer: tuple[EventTrack, Timing]) -> None:
            if needs_guide(answer[1]) and self._session.clip is not clip:
                return  # of a sound track that is not the guide any more
            # Part of the opening, unless the user has done something since that can be undone by itself.
            self._take_over(*answer, amend=amend and self._session.document.steps == steps)
            self._tell_if_nothing(answer[0], timing)

        self._run(clip, work, arrived, words.under_way(timing))

    def find_more(self, timing: Timing = Timing.TAUGHT) -> None:
        """Learn from the marked events, and propose the rest of the clip's."""
        session, clip = self._session, self._session.clip
        learn = TIMING_SOURCES[timing].learn
        if clip is None or learn is None:
            return
        events = session.project.events
        if not any(event.marked for event in events):
            self._show()
            holds = lambda: not any(event.marked for event in session.project.events)  # noqa: E731 - one use
            session.notice(Notice(words.mark_first(self._keys()), "info", topic=_TOPIC, holds=holds))
            return

        def work(progress: Progress, cancelled: Cancelled) -> EventTrack:
            return learn(clip, events, event_edits.fully_marked_until(events), progress, cancelled)

        def arrived(track: EventTrack) -> None:
            self._take_over(track, timing)
            self._tell_if_nothing(track, timing)
            self._begin_judging()

        self._run(clip, work, arrived, words.under_way(timing))

    def _run(
        self,
        clip: Clip,
        work: Callable[[Progress, Cancelled], object],
        done: Callable[..., None],
        title: str,
    ) -> None:
        def arrived(answer: object) -> None:
            if self._session.is_open(clip):
                done(answer)
            self.settled.emit()

        def failed(error: FoleyError) -> None:
            self._show()
            self._session.fail(error)
            self.settled.emit()

        def stopped() -> None:
            self._show()
            self.settled.emit()

        self._session.jobs.start(_LANE, work, arrived, title=title, failed=failed, stopped=stopped, shown=True)

    def _take_over(self, proposals: EventTrack, timing: Timing, *, amend: bool = False) -> None:
        session = self._session
        events = event_edits.proposed_anew(session.project.events, proposals)
        project = replace(session.project, events=events, timing=timing)
        if amend:
            session.document.amend("Find events", project)
        else:
            session.edit(words.step_of(timing), project)
        found = sum(not event.marked for event in events)
        session.say(f"{words.title_of(timing)}: {words.counted(found)} found")
        self._show()

    def _tell_if_nothing(self, proposals: EventTrack, asked: Timing) -> None:
        """A source that found nothing says so, and what else there is."""
        session = self._session

        def has_found() -> bool:
            return any(not event.marked for event in session.project.events)

        if has_found():
            return
        if any(not event.marked for event in proposals):
            session.say(f"{words.title_of(asked)}: nothing but what you have judged already")
            return
        other = other_source(asked, has_guide=session.has_guide)
        self._tell(words.nothing_found(asked, self._keys()), other, while_so=lambda: not has_found())

    def _tell(self, text: str, other: Timing | None, *, while_so: Callable[[], bool]) -> None:
        """Say what came of a wish for events, until another source is taken; ``other`` is one to try instead."""
        session, timing = self._session, self._session.project.timing
        answers = [(f"Use the {other}", lambda: self.use_timing(other))] if other is not None else []
        holds = lambda: session.project.timing == timing and while_so()  # noqa: E731 - one use
        session.notice(Notice(text, "warning", answers, topic=_TOPIC, holds=holds))

    def _keys(self) -> words.Keys:
        key = self._actions.key
        return words.Keys(key("add_event"), key("confirm"), key("delete"), key("select_after"))

    # Judging proposals ---------------------------------------------------------------------------------------------

    def _awaiting(self) -> list[Event]:
        """Proposals that the user is to judge: those learnt from the marks."""
        events = self._session.project.events
        source = TIMING_SOURCES.find(events.source)
        return [e for e in events if not e.marked] if source is not None and source.learn is not None else []

    def _begin_judging(self) -> None:
        awaiting = self._awaiting()
        if awaiting:
            self._look_at(awaiting[0])
            text = f"{words.awaiting(len(awaiting), self._keys())}. Then find more again: it learns from that too."
            self._session.notice(Notice(text, "info", topic=_TOPIC, holds=lambda: bool(self._awaiting())))

    def _after_judging(self, judged: Sequence[int]) -> Event | None:
        """The proposal that is to be judged when these have been; None when these were not on trial."""
        awaiting = self._awaiting()
        mine = [event.time_s for event in awaiting if event.key in judged]
        left = [event for event in awaiting if event.key not in judged]
        if not mine:
            return None
        return next((event for event in left if event.time_s > mine[-1]), next(iter(left), None))

    def _look_at(self, event: Event) -> None:
        self._timeline.events.select((event.key,))
        self.look_at_selected()

    def look_at_selected(self) -> None:
        """Bring the first selected event and its picture into view."""
        selected = self._timeline.events.selected
        if selected:
            at_s = self._session.project.events.get(selected[0]).time_s
            self._timeline.axis.ensure_visible(at_s)
            self.looked_at.emit(at_s)

    def _clip_opened(self) -> None:
        self._session.jobs.cancel(_LANE)
        project = self._session.project
        is_first = self._session.clip is not None and not len(project.events) and not project.takes
        self._due = Timing.AUTO if is_first else None
        self._show()

    def _propose_what_is_due(self) -> None:
        """A fresh clip gets its events at once, so that a dropped sound is heard at once; so does another guide."""
        session, due, self._due = self._session, self._due, None
        self._show()
        if session.clip is None:
            return
        if due is not None and needs_guide(due) and not session.has_guide:
            text = "The guide's sound track is silent; the events stay as they are."
            self._tell(text, other_source(due, has_guide=False), while_so=lambda: not session.has_guide)
        elif due is not None and (needs_guide(due) or not len(session.project.events)):
            self._propose(session.clip, due, amend=True)

    def _hear_another_track(self, change: Change) -> None:
        """Another sound track is the guide: its hits are due, as part of that edit, where events are the guide's."""
        is_edit = change.cause is Cause.EDIT and Part.CLIP not in change.parts
        if needs_guide(change.after.timing):
            self._due = change.after.timing if is_edit else None
        elif change.after.timing == Timing.AUTO and self.are_coming():
            self._due = Timing.AUTO

    def estimate_offset(self) -> None:
        """Set the picture-to-sound offset to what picture and guide suggest."""
        session, clip = self._session, self._session.clip
        if clip is None or not session.has_guide:
            session.say("The offset is estimated from picture and guide; this clip has no guide")
            return

        def work(progress: Progress, cancelled: Cancelled) -> object:
            from foleystudio.engine.timing.offset import estimate_offset

            return estimate_offset(clip, progress, cancelled)

        def known(answer: object) -> None:
            if session.clip is clip:  # else of a sound track that is not the guide any more
                self._offset_known(answer)

        self._run(clip, work, known, "Estimating the offset")

    def _offset_known(self, answer: object) -> None:
        offset_ms = getattr(answer, "offset_ms", answer)
        if not isinstance(offset_ms, int | float):
            self._session.say("The picture shows too little of what is heard to estimate the offset")
            return
        self._session.edit("Estimate offset", replace(self._session.project, offset_ms=float(round(offset_ms))))
        self._session.say(f"The clip's sound is {offset_ms:+.0f} ms from its picture".replace("-", "−"))

    # Edits by hand -------------------------------------------------------------------------------------------------

    def _edit(
        self, verb: str, change: Callable[[EventTrack, Mapping[int, float]], EventTrack], values: Mapping[int, float]
    ) -> None:
        self._apply(_named(verb, len(values)), change(self._session.project.events, values))

    def _apply(self, step: str, events: EventTrack) -> None:
        self._session.edit(step, replace(self._session.project, events=events))

    def add(self, seconds: float, strength: float | None = None) -> None:
        """Mark an event, and select it, ready to be nudged, made stronger or deleted; one that is there is kept.

        It is as strong as its neighbours are, unless it is said how strong.
        """
        if self._session.clip is None:
            return
        before = self._session.project.events
        here = [event for event in before if abs(event.time_s - seconds) <= _HERE_S]
        if here:
            self.accept([event.key for event in here if not event.marked])
            self._timeline.events.select(event.key for event in here)
            return
        strength = event_edits.usual_strength(before, seconds) if strength is None else strength
        self._apply("Add event", event_edits.added(before, seconds, strength))
        known = {event.key for event in before}
        self._timeline.events.select(e.key for e in self._session.project.events if e.key not in known)

    def accept(self, keys: Sequence[int]) -> None:
        """Confirm events."""
        self._judge(keys, "Keep", event_edits.accepted)

    def strike_out(self, keys: Sequence[int]) -> None:
        """Delete events; proposals are not made there again."""
        self._judge(keys, "Delete", event_edits.struck_out)

    def _judge(self, keys: Sequence[int], verb: str, edit: Callable[[EventTrack, Sequence[int]], EventTrack]) -> None:
        if not keys:
            return
        following = self._after_judging(keys)
        self._apply(_named(verb, len(keys)), edit(self._session.project.events, keys))
        if following is not None:
            self._look_at(following)

    def accept_selected(self) -> None:
        """Confirm the selected events."""
        self.accept(self._timeline.events.selected)

    def delete_selected(self) -> None:
        """Delete the selected events."""
        self.strike_out(self._timeline.events.selected)

    def split(self, seconds: float) -> None:
        """Make two of the sustained event under an instant."""
        events = event_edits.split(self._session.project.events, seconds)
        if events == self._session.project.events:
            self._session.say("There is no sustained event under the playhead to split")
        else:
            self._apply("Split event", events)

    def nudge_by(self, seconds: float) -> None:
        """Move the selected events by a time."""
        events = self._session.project.events
        before = [events.get(key) for key in self._timeline.events.selected]
        if before:
            self._nudge({event.key: max(0.0, event.time_s + seconds) for event in before})
            self._timeline.events.tell(before)

    def _nudge(self, times: Mapping[int, float]) -> None:
        """Move events by a key that may be held: its repeats are one step."""
        project = self._session.project
        events = event_edits.moved(project.events, times)
        self._session.edit(_named("Nudge", len(times)), replace(project, events=events), ("nudge", *sorted(times)))

    def import_file(self, path: Path) -> None:
        """Replace the events by those of a file."""

        def load() -> None:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise FoleyError(f"it cannot be read ({error.strerror})", file=path, remedy="check the path") from error
            events = decode_events(data, file=path)
            if self._session.clip is not None:
                late = [event for event in events if event.time_s >= self._session.duration_s]
                events = events.without(event.key for event in late)
            project = replace(self._session.project, events=replace(events, source="file"), timing=Timing.FILE)
            self._session.edit("Import events", project)
            self._session.say(f"{len(events)} events from {path.name}")

        self._session.attempt(load, "reading events")

    # Showing -------------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if Part.SOUND_TRACK in change.parts:
            self._hear_another_track(change)
        if change.parts & {Part.EVENTS, Part.TIMING} or change.cause is Cause.LOAD:
            self._show()

    def _show(self) -> None:
        project = self._session.project
        events = project.events
        awaiting = [event.key for event in self._awaiting()]
        self._timeline.set_events(events, awaiting)
        self._transport.timing.set_chosen(project.timing)
        opened, has_guide = self._session.clip is not None, self._session.has_guide
        for row in TIMING_SOURCES:
            self._transport.timing.set_enabled(row.name, opened and (has_guide or not row.needs_guide))
        if self._session.clip is None:
            self._status.show_lasting("")
            return
        offset = f"{project.offset_ms:+.0f}".replace("-", "−") if project.offset_ms else "0"
        count, title = words.counted(len(events)), words.title_of(project.timing)
        judging = f", {words.awaiting(len(awaiting), self._keys())}" if awaiting else f", {offset} ms offset"
        self._status.show_lasting(f"{title}: {count}{judging}")


def _named(verb: str, count: int) -> str:
    return f"{verb} event" if count == 1 else f"{verb} {count} events"
