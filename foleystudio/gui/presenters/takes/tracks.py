"""Tracks and takes: rows of the timeline, mute and solo, choosing, comparing, renaming and deleting takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from foleystudio.engine.mix.names.naming import take_name
from foleystudio.engine.render.renderers import default_renderer
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.engine.takes.render_take import copy_take
from foleystudio.engine.takes.take_knobs import with_knobs_of_take
from foleystudio.engine.takes.take_names import describe_take, facts_of, number_of, sounds_of, title_of_take
from foleystudio.engine.timing.templates import TrackTemplate, free_name
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import is_file
from foleystudio.gui.choice import GUIDE, choose_references_of
from foleystudio.gui.look.track_colours import token_of
from foleystudio.gui.presenters.takes.render_queue import Rendering
from foleystudio.gui.session import Session
from foleystudio.gui.stem_names import named_last
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import RenderingView, TakeView, TrackView, Waveform
from foleystudio.media.sound.levels.peaks import Peaks, build_peaks
from foleystudio.project.document import Project
from foleystudio.project.edits import Cause, Change, Part
from foleystudio.project.takes import Take, safe_name
from foleystudio.project.tracks import Track

_SHOWN = {Part.TRACKS, Part.TAKES, Part.MIX, Part.REFERENCES, Part.EVENTS}
_PEAKS_LANE = "take peaks"
_SPARE_WAVES = 32  # outlines kept of files that edits replaced: as many steps back are drawn at once


class TracksPresenter(QObject):
    """Connects the timeline's track rows with the project.

    Signals
    -------
    flipped
        An A/B flip was made.
    """

    flipped = Signal()

    def __init__(self, session: Session, timeline: TimelineWidget, renderings: Callable[[], list[Rendering]]) -> None:
        super().__init__(session)
        self._session, self._timeline, self._renderings = session, timeline, renderings
        self._waves: dict[Path, Waveform] = {}
        self._latest: dict[int, Waveform] = {}
        self._asked: list[Path] = []
        self._damaged: set[Path] = set()
        session.changed.connect(self._follow)
        session.clip_opened.connect(self.show)
        session.guide_known.connect(self.show)
        session.track_chosen.connect(self._show_chosen)
        timeline.tracks.mute_toggled.connect(self.set_mute)
        timeline.tracks.solo_toggled.connect(self.set_solo)
        timeline.tracks.track_selected.connect(session.choose_track)
        timeline.tracks.take_selected.connect(self._select_take)
        timeline.tracks.take_activated.connect(lambda _track, take: self.use_take(take))
        timeline.tracks.ab_requested.connect(self.flip)

    # Showing -------------------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if change.cause is Cause.LOAD:
            self._waves.clear()
            self._latest.clear()
            self._damaged.clear()
        if change.parts & _SHOWN or change.cause in (Cause.LOAD, Cause.RELOCATE):
            self.show()

    def show(self) -> None:
        """Show the project's tracks as they are now."""
        project = self._session.project
        under_way = {rendering.track: rendering for rendering in self._renderings()}
        if self._session.clip is None:
            self._timeline.set_tracks(())
            return
        self._timeline.set_tracks(self._view(project, track, under_way.get(track.key)) for track in project.tracks)
        any_solo = any(track.solo for track in project.tracks)
        guide = project.guide
        silenced = guide.mute or (any_solo and not guide.solo)
        self._timeline.set_guide_state(guide.mute, guide.solo, silenced, guide.gain_db, guide.pan)
        self._show_chosen()
        self._learn_waves(project)

    def _show_chosen(self, _key: int = -1) -> None:
        track = self._session.track
        self._timeline.set_selected_track(track.key if track is not None else None)
        self._timeline.set_selected_take(track.active if track is not None else None)

    def _view(self, project: Project, track: Track, under_way: Rendering | None) -> TrackView:
        takes = tuple(self._take_view(project, take, number + 1) for number, take in enumerate(track.takes))
        rendering = None
        if under_way is not None:
            rendering = RenderingView(under_way.share, under_way.stage, 0.0, self._session.duration_s)
        return TrackView(
            track.key, track.name, track.mute, track.solo, takes, track.active, track.other, rendering, track.gain_db,
            track.events.events if len(project.tracks) > 1 else (), track.pan, track.comp,
            token_of(track.colour),
        )  # fmt: skip

    def _take_view(self, project: Project, take: Take, number: int) -> TakeView:
        wave = self._waves.get(take.path) or self._latest.get(take.key)
        if wave is not None:
            self._latest[take.key] = wave
        detail, facts = describe_take(project, take), facts_of(project, take)
        return TakeView(take.key, number, take.name, take.start_s, take.end_s, wave, take.path, detail, facts)

    def _learn_waves(self, project: Project) -> None:
        unknown = [take for take in project.takes if take.path not in self._waves and take.path not in self._damaged]
        asked = [take.path for take in unknown]
        if not asked or (asked == self._asked and self._session.jobs.is_busy(_PEAKS_LANE)):
            return  # asked again and again while a take is rendered: beginning anew each time would never end
        self._asked = asked

        def work(progress: Progress, cancelled: Cancelled) -> list[tuple[Take, Peaks | FoleyError]]:
            there = [take for take in unknown if is_file(take.path)]  # of the others the project presenter tells
            return [(take, _peaks_of(take, progress, cancelled)) for take in there]

        def done(found: list[tuple[Take, Peaks | FoleyError]]) -> None:
            for take, peaks in found:
                if isinstance(peaks, FoleyError):
                    self._damaged.add(take.path)  # told once, not at every refresh
                    self._session.fail(peaks, holds=partial(self._has_take_file, take.path))
                else:
                    self._waves[take.path] = Waveform(peaks, peaks.rate_hz, peaks.n_samples, take.start_s)
            if found:
                self._let_old_waves_go()
                self.show()

        self._session.jobs.start(
            _PEAKS_LANE, work, done, title="Drawing takes", failed=self._session.fail, at_leisure=True
        )

    def _let_old_waves_go(self) -> None:
        """Every edit leaves an outline behind, and one that was drawn close up holds a second or more of its sound."""
        named = {take.path for take in self._session.project.takes}
        spare = [path for path in self._waves if path not in named]
        for path in spare[: max(0, len(spare) - _SPARE_WAVES)]:
            del self._waves[path]

    def _has_take_file(self, path: Path) -> bool:
        return any(take.path == path for take in self._session.project.takes)

    # Tracks --------------------------------------------------------------------------------------------------------

    def set_mute(self, key: int, mute: bool) -> None:
        """Silence a track, or the guide."""
        self._set_on_strip(key, "Mute" if mute else "Unmute", mute=mute)

    def set_solo(self, key: int, solo: bool) -> None:
        """Hear a track, or the guide, alone."""
        self._set_on_strip(key, "Solo" if solo else "Unsolo", solo=solo)

    def _set_on_strip(self, key: int, verb: str, **changed: Any) -> None:
        project = self._session.project
        if key == GUIDE:
            self._session.edit(f"{verb} guide", replace(project, guide=replace(project.guide, **changed)))
        else:
            track = replace(project.track(key), **changed)
            self._session.change_track(f"{verb} {track.name}", track)

    def toggle_mute(self) -> None:
        """M of the chosen track."""
        track = self._session.track
        if track is not None:
            self.set_mute(track.key, not track.mute)

    def toggle_solo(self) -> None:
        """S of the chosen track."""
        track = self._session.track
        if track is not None:
            self.set_solo(track.key, not track.solo)

    def toggle_guide(self) -> None:
        """M of the guide."""
        self.set_mute(GUIDE, not self._session.project.guide.mute)

    def add_track(self) -> None:
        """One more track, chosen; it begins with the events of the one that was."""
        like = self._session.events_track
        project = self._session.project.with_track(renderer=default_renderer(), like=like)
        self._session.edit("Add track", project)
        self._session.choose_track(project.tracks[-1].key)

    def add_from(self, template: TrackTemplate) -> None:
        """One more track as a template has it, chosen; who calls this finds its events.

        It takes the place of the one track that came with the clip, as long as nothing was done with that.
        """
        project = self._session.project
        if template.timing is not None and len(project.tracks) == 1 and _is_untouched(project.tracks[0]):
            project = project.without_track(project.tracks[0].key)
        name = free_name(template.title, {track.name for track in project.tracks})
        project = project.with_track(name, renderer=default_renderer())
        made = project.tracks[-1]
        settings = made.settings.with_values(template.knobs)
        project = project.with_changed_track(replace(made, colour=template.colour, settings=settings))
        self._session.edit(f"Add {name}", project)
        self._session.choose_track(project.tracks[-1].key)

    def colour_track(self, key: int, colour: str) -> None:
        """Another colour for a track."""
        self._session.change_track("Colour track", replace(self._session.project.track(key), colour=colour))

    def delete_track(self) -> None:
        """Without the chosen track."""
        track = self._session.track
        if track is not None:
            self._session.edit(f"Delete {track.name}", self._session.project.without_track(track.key))

    def rename_track(self, key: int, name: str) -> None:
        """Another name for a track."""
        self._session.change_track("Rename track", replace(self._session.project.track(key), name=name))

    def choose_by(self, step: int) -> None:
        """Choose the track above or below."""
        keys, track = [t.key for t in self._session.project.tracks], self._session.track
        if keys:
            at = keys.index(track.key) + step if track is not None else 0
            self._session.choose_track(keys[max(0, min(at, len(keys) - 1))])

    # Takes ---------------------------------------------------------------------------------------------------------

    def _select_take(self, track_key: int, take_key: int) -> None:
        session = self._session
        session.choose_track(track_key)
        self._timeline.set_selected_take(take_key)
        track = session.project.track(track_key)
        take = track.take(take_key)
        if take.provenance is not None:
            choose_references_of(session, take.provenance.references)
        if take_key != track.active:
            session.say(f"Selected {title_of_take(session.project, track, take)}; a double click uses it")

    def use_take(self, key: int) -> None:
        """Let a take sound; the knobs show what it was made from."""
        track = self._session.project.track_of(key)
        self._session.choose_track(track.key)
        self._session.change_track("Use take", with_knobs_of_take(track.using(key)))
        self._say_used(key)

    def _say_used(self, key: int) -> None:
        project = self._session.project
        track = project.track_of(key)
        self._session.say(f"{track.name} uses {title_of_take(project, track, track.take(key))}")

    def compare(self, key: int) -> None:
        """Make a take the other of the A/B pair."""
        track = self._session.project.track_of(key)
        if key != track.active:
            self._session.change_track("Compare takes", replace(track, other=key))

    def flip(self, key: int | None = None) -> None:
        """A/B: the other take sounds; without a pair, the two newest make one."""
        track = self._session.track if key is None else self._session.project.track(key)
        if track is None:
            return
        if track.other is None:
            others = [take.key for take in track.takes if take.key != track.active]
            if not others:
                self._session.say("There is one take only: drop another sound on the track to compare")
                return
            track = replace(track, other=others[-1])
        flipped = with_knobs_of_take(track.flipped())
        self._session.choose_track(track.key)
        self._session.change_track("A/B", flipped, merge_key=("A/B", track.key))
        take = flipped.active_take
        if take is not None:
            title = title_of_take(self._session.project, flipped, take)
            self._session.say(f"A/B: {title}, levels matched while playing")
        self.flipped.emit()

    def step_take(self, step: int) -> None:
        """Use the take before or after."""
        track = self._session.track
        if track is None or not track.takes:
            return
        keys = [take.key for take in track.takes]
        at = keys.index(track.active) + step if track.active in keys else len(keys) - 1
        self.use_take(keys[at % len(keys)])

    def rename_take(self, key: int, name: str) -> None:
        """Another name for a take; none lets it be called after its sounds again."""
        project = self._session.project
        track = project.track_of(key)
        take = track.take(key)
        if name:
            named = replace(take, name=name, is_named=True)
        elif take.provenance is not None:
            named = replace(take, name=sounds_of(project, take.provenance.references), is_named=False)
        else:
            return
        takes = tuple(named if other.key == key else other for other in track.takes)
        self._session.change_track("Rename take", replace(track, takes=takes))
        self._session.say(f"Renamed take {number_of(track, key)}: {named.name}")

    def delete_take(self, key: int) -> None:
        """Without a take."""
        before = self._session.project
        project = before.without_take(key)
        track = before.track_of(key)
        title = title_of_take(before, track, track.take(key))
        self._session.edit("Delete take", project.with_changed_track(with_knobs_of_take(project.track(track.key))))
        self._session.say(f"Deleted {title}")

    def file_name_of(self, key: int) -> str:
        """What a take's file might be called, without suffix: as stems are named, else as the take itself."""
        project = self._session.project
        track = project.track_of(key)
        take, options = track.take(key), named_last(self._session.settings)
        if options.naming:
            with suppress(FoleyError):  # a template that names nothing is told where it is written
                return take_name(project, track, take, self._session.file_name(), options)
        return safe_name(take.name)

    def save_take(self, key: int, path: Path) -> None:
        """Write a take to a file of its own."""
        take = self._session.project.track_of(key).take(key)

        self._session.jobs.start(
            "save take",
            lambda progress, cancelled: copy_take(take, path, progress, cancelled),
            lambda _none: self._session.say(f"Saved {path.name}"),
            title=f"Saving {path.name}",
            failed=self._session.fail,
            supersede=False,
            shown=True,
        )


def _is_untouched(track: Track) -> bool:
    """Whether a track is the one that came with the clip, and has only what a timing source proposed."""
    came = track.name == Project().with_track().tracks[0].name
    made = track.takes or track.references or track.events.rejected_s
    return came and not made and not any(event.marked for event in track.events)


def _peaks_of(take: Take, progress: Progress, cancelled: Cancelled) -> Peaks | FoleyError:
    """In the worker: a take's outline, or why it has none; one bad file does not keep the others from being drawn."""
    try:
        return build_peaks(take.path, progress, cancelled)
    except FoleyError as error:
        return error
