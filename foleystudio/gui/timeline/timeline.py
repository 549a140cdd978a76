"""The timeline as the window uses it: values in by setters, intents out by signals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QDrag, QImage
from PySide6.QtWidgets import QWidget

from foleystudio.gui.file_urls import GUIDE_MIME
from foleystudio.gui.timeline.board import Board
from foleystudio.gui.timeline.events.header import EventsHeader
from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.gui.timeline.filmstrip import Filmstrip
from foleystudio.gui.timeline.headers import Header, SmallToggle
from foleystudio.gui.timeline.lane import LaneRow
from foleystudio.gui.timeline.ruler import Corner, Ruler
from foleystudio.gui.timeline.spectrogram.frequency_axis import FrequencyHeader, FrequencyScale
from foleystudio.gui.timeline.spectrogram.lane import SpectrogramLane
from foleystudio.gui.timeline.spectrogram.pyramid import Columns
from foleystudio.gui.timeline.strip import Strip
from foleystudio.gui.timeline.track_rows import TrackRows
from foleystudio.gui.timeline.view_models import GUIDE_KEY, MarkerView, TrackView, Waveform
from foleystudio.gui.timeline.waveform.lane import WaveformLane
from foleystudio.gui.widgets.level_meter import LevelMeter
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import Candidate
from foleystudio.timebase import ColumnGrid, FrameTimes, Timecode, fineness_of, within_frame

_NO_FRAMES = FrameTimes.regular(0, Fraction(25))
_NO_TIMECODE = Timecode(Fraction(25))
_SHORTEST_PAGE_S = 0.15  # of clip in view; in a shorter view pages would be turned too often to be seen


class TimelineWidget(Board):
    """Ruler, filmstrip, events, guide, Foley tracks and spectrogram over one axis.

    Zoom and scroll through ``axis`` (`TimeAxis`); events by ``events`` (`EventLane`), tracks and the guide's row by
    ``tracks`` (`TrackRows`; the guide is `GUIDE_KEY`): each has signals of its own. Dropped files and references come
    as Board's ``files_dropped`` and ``references_dropped``.

    Signals
    -------
    seek_requested, seek_finished
        Seconds: while dragging, and when the mouse is let go.
    marker_moved
        Marker key and seconds.
    range_changed
        In and out in seconds, either None.
    thumbnails_wanted
        Tuple of frame numbers in view that are still missing; replaces the wish before it.
    sensitivity_changed, ignore_voices_changed
        How certain events have to be, 0-1, and whether spoken syllables are none.
    """

    seek_requested = Signal(float)
    seek_finished = Signal(float)
    marker_moved = Signal(int, float)
    range_changed = Signal(object, object)
    thumbnails_wanted = Signal(tuple)
    sensitivity_changed = Signal(float)
    ignore_voices_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Timeline")
        axis = self.axis
        self.ruler = Ruler(axis)
        self.filmstrip = Filmstrip(axis)
        self.events = EventLane(axis)
        self.guide = WaveformLane(axis, "Guide", "guide", (66, 44))
        self.spectrogram = SpectrogramLane(axis)
        self._corner = Corner()
        self._events_header = EventsHeader()
        self._guide_header = Header("Guide", "guide")
        self._spectrogram_header = FrequencyHeader("Spectrogram")
        self._mute = SmallToggle("M", "Mute the guide", "bad")
        self._solo = SmallToggle("S", "Solo the guide", "solo")
        self._guide_meter = LevelMeter("Level of the guide")
        self.guide_strip = Strip(self._guide_header)
        self._frames, self._timecode = _NO_FRAMES, _NO_TIMECODE
        self._playing, self._follows = False, True
        self._hovered_s: float | None = None
        self._build()
        self.tracks = TrackRows(self, first_row=1)
        self._forward()
        self.clear()

    def _build(self) -> None:
        self._spectrogram_header.keep_within(46)
        self._guide_header.add_button(self._mute)
        self._guide_header.add_button(self._solo)
        self._guide_header.add_meter(self._guide_meter)
        self.pin(LaneRow(self._corner, self.ruler, line=False))
        self.pin(LaneRow(Header("Picture", "text"), self.filmstrip))
        self.pin(LaneRow(self._events_header, self.events))
        self.insert_row(0, LaneRow(self._guide_header, self.guide))
        self.let_grow(self._guide_header, self.guide)
        spectrogram_row = LaneRow(self._spectrogram_header, self.spectrogram)
        spectrogram_row.setMaximumHeight(self.spectrogram.maximumHeight() + 1)
        self.put_last(spectrogram_row)

    def _forward(self) -> None:
        self.ruler.seek_requested.connect(self._seek)
        self.ruler.seek_finished.connect(self.seek_finished)
        self.ruler.marker_moved.connect(self.marker_moved)
        self.ruler.range_changed.connect(self.range_changed)
        self.filmstrip.thumbnails_wanted.connect(self.thumbnails_wanted)
        for lane in (self.filmstrip, self.guide, self.spectrogram):
            lane.clicked.connect(self.seek_here)
        self.events.seek_requested.connect(self.seek_here)
        self._events_header.sensitivity_changed.connect(self.sensitivity_changed)
        self._events_header.ignore_voices_changed.connect(self.ignore_voices_changed)
        rows = self.tracks
        rows.seek_requested.connect(self.seek_here)
        self._mute.clicked.connect(lambda on: rows.mute_toggled.emit(GUIDE_KEY, on))
        self._solo.clicked.connect(lambda on: rows.solo_toggled.emit(GUIDE_KEY, on))
        rows.tell_of(self.guide_strip, GUIDE_KEY)
        self._guide_header.dragged.connect(self._drag_guide)
        self._guide_header.menu_wanted.connect(lambda place: rows.menu_wanted.emit(GUIDE_KEY, None, place))
        self.guide.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.guide.customContextMenuRequested.connect(
            lambda at: rows.menu_wanted.emit(GUIDE_KEY, None, self.guide.mapToGlobal(at))
        )
        self.hovered.connect(self._hover)
        self.axis.playhead_changed.connect(lambda _seconds: self._show_time())

    def set_heights(self, heights: dict[str, int]) -> None:
        """Give rows the heights that they were left with."""
        self.heights = heights
        self.guide.set_extra(heights.get("Guide", 0))
        self.tracks.fit_heights()

    def _drag_guide(self) -> None:
        """Hand the clip's own sound to whoever takes it: the bin does."""
        data, drag = QMimeData(), QDrag(self)
        data.setData(GUIDE_MIME, b"guide")
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

    def sizeHint(self) -> QSize:
        """Room for the usual lanes."""
        return QSize(1200, 470)

    # -- clip -----------------------------------------------------------------------------------------

    def set_clip(
        self, duration_s: float, frames: FrameTimes | None, timecode: Timecode, aspect: float = 16 / 9
    ) -> None:
        """Show another clip, all of it; forgets thumbnails, waveforms and spectrogram.

        Parameters
        ----------
        duration_s
            Length of the time axis.
        frames
            The clip's frames; None when it has no picture.
        timecode
            How frames are labelled.
        aspect
            Display width / height of the picture.
        """
        self._frames, self._timecode = _NO_FRAMES if frames is None else frames, timecode
        self.ruler.set_frames(self._frames, timecode)
        self.filmstrip.set_frames(self._frames, aspect)
        self.events.set_frames(self._frames, timecode)
        self.events.set_hint("Double-click to add an event, or let the studio find them: Timing menu")
        self.guide.set_waveform(None)
        self.clear_spectrogram()
        self.axis.set_range(None, None)
        self.axis.set_playhead(0.0)
        self.axis.set_duration(duration_s)
        self._place_overlays()
        self._show_time()

    def clear(self) -> None:
        """Show no clip."""
        self.set_clip(0.0, None, _NO_TIMECODE)
        self.events.set_hint("")
        self.set_events(EventTrack())
        self.set_markers(())
        self.set_tracks(())
        self.set_guide(None)

    def set_thumbnail(self, frame: int, picture: QImage) -> None:
        """Give one of the thumbnails wanted."""
        self.filmstrip.set_thumbnail(frame, picture)

    def set_markers(self, markers: Iterable[MarkerView]) -> None:
        """Set the markers."""
        self.ruler.set_markers(tuple(markers))

    def set_range(self, in_s: float | None, out_s: float | None) -> None:
        """Set the in/out range."""
        self.axis.set_range(in_s, out_s)

    # -- events ---------------------------------------------------------------------------------------

    def set_events(self, track: EventTrack, proposed: Iterable[int] = ()) -> None:
        """Set the event track, and which of its events await a verdict (shown with accept and strike-out)."""
        proposed = tuple(proposed)
        self.events.set_events(track, proposed)
        self._events_header.set_note(str(len(track)) if self.axis.duration_s else "")

    def set_proposals(
        self, ghosts: Sequence[Candidate], sensitivity: float | None, ignores_voices: bool | None
    ) -> None:
        """Set what may be events too, how certain events have to be, and whether voices are ignored."""
        self.events.set_ghosts(ghosts)
        self._events_header.set_dial(sensitivity, ignores_voices)

    def name_events(self, of: str) -> None:
        """Say whose events are shown; empty where there is one track only."""
        self._events_header.set_title(of or "Events")

    def set_snap(self, snaps: bool) -> None:
        """Whether dragged events stop at frames."""
        self.events.set_snap(snaps)

    # -- sounds ---------------------------------------------------------------------------------------

    def set_guide(self, wave: Waveform | None, hint: str = "") -> None:
        """Set the clip's own sound, or say why there is none."""
        self.guide.set_hint(hint)
        self.guide.set_waveform(wave)
        for button in (self._mute, self._solo):
            button.setEnabled(wave is not None)

    def set_guide_state(
        self, mute: bool, solo: bool, silenced: bool | None = None, gain_db: float = 0.0, pan: float = 0.0
    ) -> None:
        """Set the guide's M and S, whether it is not heard (muted, or another track plays solo), its gain and pan."""
        self.guide_strip.show_strip("the guide", gain_db, pan)
        self._mute.setChecked(mute)
        self._solo.setChecked(solo)
        self.guide.set_muted(mute if silenced is None else silenced)

    def set_guide_track(self, number: int | None, about: str = "") -> None:
        """Set which of the clip's sound tracks is the guide, and what that is; None where there is nothing to tell."""
        self._guide_header.set_note("" if number is None else f"track {number}")
        for widget in (self._guide_header, self.guide):
            widget.setToolTip(about)

    def meters(self) -> dict[int, LevelMeter]:
        """Level meters by track, the guide's (`GUIDE_KEY`) among them."""
        return {GUIDE_KEY: self._guide_meter, **self.tracks.meters()}

    def set_tracks(self, tracks: Iterable[TrackView]) -> None:
        """Set the Foley tracks, top to bottom."""
        self.tracks.set_tracks(tuple(tracks))

    def set_selected_track(self, key: int | None) -> None:
        """Show which track commands go to."""
        self.tracks.set_selected(key)

    def set_selected_take(self, key: int | None) -> None:
        """Show which take is selected."""
        self.tracks.set_selected_take(key)

    def set_spectrogram(
        self,
        grid: ColumnGrid,
        bands: int,
        count: int,
        start_s: float = 0.0,
        of: str = "",
        scale: FrequencyScale | None = None,
        n_samples: int | None = None,
    ) -> None:
        """Make room for a spectrogram of ``count`` columns; ``of`` says whose it is (see `SpectrogramLane`)."""
        self.spectrogram.set_layout(grid, bands, count, start_s, scale, n_samples)
        self._spectrogram_header.set_scale(scale)
        self.name_spectrogram(of)

    def name_spectrogram(self, of: str) -> None:
        """Say whose spectrogram it is."""
        self._spectrogram_header.set_note(of)

    def set_spectrogram_tile(self, first: int, columns: Columns) -> None:
        """Fill in ``uint8 [F, m]`` columns from column ``first`` on, lowest band first, 0 for silence."""
        self.spectrogram.set_tile(first, columns)

    def clear_spectrogram(self, hint: str = "") -> None:
        """Show no spectrogram, but say why."""
        self.spectrogram.clear(hint)
        self._spectrogram_header.set_scale(None)
        self.name_spectrogram("")

    # -- now ------------------------------------------------------------------------------------------

    def set_playhead(self, seconds: float) -> None:
        """Put the playhead somewhere; while playing, the view follows it page by page."""
        self.axis.set_playhead(seconds)
        if self._playing and self._follows and not self._pages_are_short():
            self.axis.page_to(seconds)

    def _pages_are_short(self) -> bool:
        """Whether pages would be turned many times a second: that shows nothing, and would hold up the picture."""
        view = self.axis.view
        return view.width_px * view.seconds_per_pixel < _SHORTEST_PAGE_S

    def set_playing(self, playing: bool) -> None:
        """Whether the playhead moves by itself."""
        stopped, self._playing = self._playing and not playing, playing
        if stopped and self._follows and self._pages_are_short():
            self.axis.page_to(self.axis.playhead_s)

    def set_follow(self, follows: bool) -> None:
        """Whether the view follows the playhead while playing."""
        self._follows = follows

    def seek_here(self, seconds: float) -> None:
        """Go to an instant that was clicked."""
        self._seek(seconds)
        self.seek_finished.emit(seconds)

    def _seek(self, seconds: float) -> None:
        self.axis.set_playhead(seconds)
        self.seek_requested.emit(seconds)

    def _hover(self, seconds: object) -> None:
        self._hovered_s = seconds if isinstance(seconds, float) else None
        self._show_time()

    def _show_time(self) -> None:
        hovering = self._hovered_s is not None
        shown = self.axis.playhead_s if self._hovered_s is None else self._hovered_s
        if not self.axis.duration_s:
            self._corner.set_time("", hovering=False)
        elif len(self._frames):
            label = self._timecode.label(self._frames.frame_at(shown))
            beside = within_frame(shown, self._frames, fineness_of(self.axis.view.seconds_per_pixel))
            self._corner.set_time(f"{label} {beside}".rstrip(), hovering=hovering)
        else:
            self._corner.set_time(f"{shown:.3f} s", hovering=hovering)
