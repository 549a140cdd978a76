"""Where events come from: timing sources that propose, marks that teach, a sensitivity that takes more or fewer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal

from foleystudio.engine.clip import Clip
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.request import Cancelled, Progress, Timing
from foleystudio.engine.timing.sources import TIMING_SOURCES, is_of_people, merged, needs_guide, other_source, row_of
from foleystudio.errors import FoleyError
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.jobs import Job
from foleystudio.gui.presenters.timing import words
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project import event_edits
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.proposals import Candidates, adopted, ghosts_of
from foleystudio.project.tracks import Track

LANE = "timing"
"""Of the jobs that look for events."""

TOPIC = "timing"

_STEP = 0.1  # of the sensitivity by keys


class ProposalsPresenter(QObject):
    """Connects the timing sources with the tracks.

    Signals
    -------
    settled
        A wish for events has ended: they are here, or will not come.
    learnt
        Proposals that were learnt from marks are there, to be judged.
    refused
        A timing that was chosen was not taken.
    """

    settled = Signal()
    learnt = Signal()
    refused = Signal()

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._lane, self._actions = session, window.timeline.events, window.actions_table
        self._due: Timing | None = None
        self._looking: dict[int | None, Job[Any]] = {}  # by key of the track that events are looked for
        session.changed.connect(self._follow)
        session.guide_known.connect(self._propose_what_is_due)
        session.clip_opened.connect(self._clip_opened)
        window.transport.timing_chosen.connect(lambda name: self.use_timing(Timing(name)))
        window.transport.timing_joined.connect(lambda name: self.join(Timing(name)))
        window.timeline.sensitivity_changed.connect(self.set_sensitivity)
        window.timeline.ignore_voices_changed.connect(self.set_ignore_voices)
        self._lane.ghosts_adopted.connect(self.adopt)

    # Timing sources ------------------------------------------------------------------------------------------------

    def are_coming(self) -> bool:
        """Whether events are being looked for, or will be as soon as the clip is known."""
        return self._due is not None or self._session.jobs.is_busy(LANE)

    def use_timing(self, timing: Timing) -> None:
        """Have events of the shown track proposed by a source; what the user marked and struck out stays.

        What another track has found already is taken at once.
        """
        session, row = self._session, row_of(timing)
        if session.clip is None:
            self.refused.emit()
        elif row is not None and row.learn is not None:
            self.find_more(timing)
        elif needs_guide(timing) and not session.has_guide:
            self.refused.emit()
            text = "This clip has no sound of its own to take the timing from."
            self._tell(text, other_source(timing, has_guide=False), while_so=lambda: not session.has_guide)
        else:
            known = next((found for found in session.project.proposals if found.source == timing), None)
            if known is None or session.timing == timing:
                self._propose(session.clip, timing)
            else:
                self._stop_looking(self._shown_key())  # another source may still be at it
                self._take_over(self._shown_key(), known, timing)
                self._tell_if_nothing(self._shown_key(), known, timing)
                self.settled.emit()

    def join(self, timing: Timing) -> None:
        """Have a source's events stand beside those of the shown track's timing, or no longer."""
        now = self._session.timing.parts
        parts = [part for part in now if part != timing] if timing in now else [*now, timing]
        used = merged(parts)
        if used is None or used == self._session.timing:
            self.refused.emit()
        else:
            self.use_timing(used)

    def use_person(self, person: int) -> None:
        """Have events of the shown track be those of one person, for a timing that is about people."""
        session = self._session
        if session.clip is not None and is_of_people(session.timing):
            self._propose(session.clip, session.timing, person=person)

    def _propose(self, clip: Clip, timing: Timing, *, amend: bool = False, person: int | None = None) -> None:
        def work(progress: Progress, cancelled: Cancelled) -> tuple[Candidates, Timing]:
            from foleystudio.engine.timing.source import propose_candidates

            return propose_candidates(clip, timing, progress, cancelled, person)

        steps, key = self._session.document.steps, self._shown_key()

        def arrived(answer: tuple[Candidates, Timing]) -> None:
            found, used = answer
            if needs_guide(used) and self._session.clip is not clip:
                return  # of a sound track that is not the guide any more
            # Part of the opening, unless the user has done something since that can be undone by itself.
            is_first = amend and self._session.document.steps == steps
            self._take_over(key, found, used, amend=is_first, alone=person is not None)
            self._tell_if_nothing(key, found, timing)

        self._run(clip, work, arrived, words.under_way(timing))

    def find_more(self, timing: Timing = Timing.TAUGHT) -> None:
        """Learn from the marked events, and propose the rest of the clip's."""
        session, clip, key = self._session, self._session.clip, self._shown_key()
        learn = TIMING_SOURCES[timing].learn
        if clip is None or learn is None:
            return
        events = session.events
        if not any(event.marked for event in events):
            self.refused.emit()
            holds = lambda: not any(event.marked for event in session.events)  # noqa: E731 - one use
            session.notice(Notice(words.mark_first(self._keys()), "info", topic=TOPIC, holds=holds))
            return

        others = event_edits.marked_elsewhere(track.events for track in session.project.tracks if track.key != key)

        def work(progress: Progress, cancelled: Cancelled) -> Candidates:
            return learn(clip, events, event_edits.fully_marked_until(events), others, progress, cancelled)

        def arrived(found: Candidates) -> None:
            self._take_over(key, found, timing)
            self._tell_if_nothing(key, found, timing)
            self.learnt.emit()

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
            self.refused.emit()
            self._session.fail(error)
            self.settled.emit()

        def stopped() -> None:
            self.refused.emit()
            self.settled.emit()

        key = self._shown_key()
        self._stop_looking(key)
        # What is looked for on behalf of other tracks goes on, and comes first.
        self._looking[key] = self._session.jobs.start(
            LANE, work, arrived, title=title, failed=failed, stopped=stopped, supersede=False, shown=True,
            at_leisure=True,
        )  # fmt: skip

    def _stop_looking(self, key: int | None) -> None:
        job = self._looking.pop(key, None)
        if job is not None:
            job.cancel()

    def _shown_key(self) -> int | None:
        track = self._session.events_track
        return track.key if track is not None else None

    def _take_over(
        self, key: int | None, found: Candidates, timing: Timing, *, amend: bool = False, alone: bool = False
    ) -> None:
        """A track's events are of this timing from now on; others of it follow what was found anew, if not alone."""
        session = self._session
        project = taken_over(session.project, key, replace(found, source=str(timing)), timing, alone=alone)
        if project is None:
            return
        if amend:
            session.document.amend("Find events", project)
        else:
            session.edit(words.step_of(timing), project)
        taken = next((track for track in project.tracks if track.key == key), project.tracks[0])
        number = sum(not event.marked for event in taken.events)
        of_whom = "" if taken.key == self._shown_key() else f"{taken.name}, "
        session.say(f"{of_whom}{words.title_of(timing)}: {words.counted(number)} found")

    def _tell_if_nothing(self, key: int | None, found: Candidates, asked: Timing) -> None:
        """A source that found nothing for the shown track says so, and what else there is."""
        session = self._session
        if key is not None and key != self._shown_key():
            return

        def has_found() -> bool:
            return any(not event.marked for event in session.events)

        if has_found():
            return
        if any(not event.marked for event in found.events()):
            session.say(f"{words.title_of(asked)}: nothing but what you have judged already")
            return
        track = session.events_track
        guesses = len(ghosts_of(session.events, found)) if track is not None else 0
        other = other_source(asked, has_guide=session.has_guide)
        text = words.only_guesses(asked, guesses, self._keys()) if guesses else words.nothing_found(asked, self._keys())
        number = len(session.events)
        self._tell(text, other, while_so=lambda: not has_found() and (not guesses or len(session.events) == number))

    def _tell(self, text: str, other: Timing | None, *, while_so: Callable[[], bool]) -> None:
        """Say what came of a wish for events, until another source is taken; ``other`` is one to try instead."""
        session, timing = self._session, self._session.timing
        answers = [(f"Use the {other}", lambda: self.use_timing(other))] if other is not None else []
        holds = lambda: session.timing == timing and while_so()  # noqa: E731 - one use
        session.notice(Notice(text, "warning", answers, topic=TOPIC, holds=holds))

    def _keys(self) -> words.Keys:
        return words.keys_of(self._actions)

    # When a clip comes ---------------------------------------------------------------------------------------------

    def _clip_opened(self) -> None:
        self._session.jobs.cancel(LANE)
        project, document = self._session.project, self._session.document
        is_timed = any(len(track.events) for track in project.tracks)
        is_back = document.redo_name is not None  # by undo or redo: all that was found is in what is redone yet
        is_first = self._session.clip is not None and not is_timed and not project.takes and not is_back
        self._due = Timing.AUTO if is_first else None

    def _propose_what_is_due(self) -> None:
        """A fresh clip gets its events at once, so that a dropped sound is heard at once; so does another guide."""
        session, due, self._due = self._session, self._due, None
        if session.clip is None:
            return
        if due is not None and needs_guide(due) and not session.has_guide:
            text = "The guide's sound track is silent; the events stay as they are."
            self._tell(text, other_source(due, has_guide=False), while_so=lambda: not session.has_guide)
        elif due is not None and (needs_guide(due) or not len(session.events)):
            self._propose(session.clip, due, amend=True)

    def _follow(self, change: Change) -> None:
        if Part.SOUND_TRACK in change.parts:
            self._hear_another_track(change)

    def _hear_another_track(self, change: Change) -> None:
        """Another sound track is the guide: its hits are due, as part of that edit, where events are the guide's."""
        is_edit = change.cause is Cause.EDIT and Part.CLIP not in change.parts
        of_guide = [track.timing for track in change.after.tracks if needs_guide(track.timing)]
        if of_guide:
            self._due = of_guide[0] if is_edit else None
        elif self._session.timing == Timing.AUTO and self.are_coming():
            self._due = Timing.AUTO

    # More and fewer ------------------------------------------------------------------------------------------------

    def set_sensitivity(self, sensitivity: float) -> None:
        """How certain proposals have to be to stand as events of the shown track; the user's own stay as they are."""
        self._dial("Sensitivity", sensitivity=min(1.0, max(0.0, sensitivity)))

    def step_sensitivity(self, steps: int) -> None:
        """More or fewer events, by keys."""
        track = self._session.events_track
        if track is not None and self._session.project.found_for(track) is not None:
            sensitivity = min(1.0, max(0.0, round(track.sensitivity / _STEP + steps) * _STEP))
            self.set_sensitivity(sensitivity)
            self._session.say(f"Sensitivity {sensitivity:.0%}: {words.counted(len(self._session.events))}")
        else:
            self._session.say("Take the timing from a source first: the sensitivity is about what it proposes")

    def set_ignore_voices(self, ignores: bool) -> None:
        """Whether spoken syllables of the guide are no events."""
        self._dial("Ignore voices" if ignores else "Hear voices too", ignore_voices=ignores)

    def toggle_voices(self) -> None:
        """The other way round."""
        track = self._session.events_track
        if track is not None:
            self.set_ignore_voices(not track.ignore_voices)
            ignores = not track.ignore_voices
            self._session.say("Voices are ignored" if ignores else "Voices count as events too")

    def _dial(self, step: str, **changed: Any) -> None:
        track = self._session.events_track
        if track is None:
            return
        turned = replace(track, **changed)
        found = self._session.project.found_for(turned)
        self._session.change_track(step, turned.proposing(found) if found is not None else turned, (step, track.key))

    def adopt(self, times_s: Sequence[float]) -> None:
        """Make events of the ghosts at these instants."""
        track = self._session.events_track
        found = self._session.project.found_for(track) if track is not None else None
        if track is None or found is None:
            return
        ghosts = [each.event for each in ghosts_of(track.events, found) if each.event.time_s in set(times_s)]
        if ghosts:
            step = "Adopt event" if len(ghosts) == 1 else f"Adopt {len(ghosts)} events"
            known = {event.key for event in track.events}
            self._session.edit_events(step, adopted(track.events, ghosts))
            self._lane.select(event.key for event in self._session.events if event.key not in known)


def taken_over(
    project: Project, key: int | None, found: Candidates, timing: Timing, *, alone: bool = False
) -> Project | None:
    """A project in which a track's events are of a timing that has found this, as are all others of that timing.

    Parameters
    ----------
    key
        Of the track; None where there was none: one is made.
    alone
        It was found for this track alone: others of the timing keep what they have.

    Returns
    -------
    The project; None when the track has gone.
    """
    if key is None:
        project = project if project.tracks else project.with_track(renderer=default_renderer())
        key = project.tracks[0].key
    if all(track.key != key for track in project.tracks):
        return None
    row = row_of(timing)
    if alone or (row is not None and row.learn is not None):
        track = project.track(key)
        return project.with_changed_track(replace(track, timing=timing, learnt=found).proposing(found))
    project = project.with_proposals(found)
    tracks = tuple(
        _following(track, timing, found) if track.key == key or _follows(track, timing) else track
        for track in project.tracks
    )
    return replace(project, tracks=tracks)


def _follows(track: Track, timing: Timing) -> bool:
    """Whether a track's events are those of a timing, and not of what was found for it alone."""
    return track.timing == timing and (track.learnt is None or track.learnt.source != timing)


def _following(track: Track, timing: Timing, found: Candidates) -> Track:
    learnt = track.learnt if track.learnt is not None and track.learnt.source != timing else None
    return replace(track, timing=timing, learnt=learnt).proposing(found)
