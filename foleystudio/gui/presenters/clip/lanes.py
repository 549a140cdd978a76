"""The timeline's lanes that come from the clip: ruler, filmstrip and guide waveform, filled in the background."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.gui.timeline.view_models import MarkerView, Waveform
from foleystudio.media.picture.thumbnails import read_thumbnails
from foleystudio.media.sound.levels.peaks import Peaks, build_peaks
from foleystudio.project.edits import Cause, Change, Part

_READING = "Reading the clip's sound…"


class ClipLanesPresenter(QObject):
    """Shows the opened clip on the timeline."""

    _thumbnail = Signal(object, int, object)

    def __init__(self, session: Session, timeline: TimelineWidget) -> None:
        super().__init__(session)
        self._session, self._timeline = session, timeline
        session.clip_opened.connect(self._clip_opened)
        session.guide_known.connect(self._guide_known)
        session.changed.connect(self._follow)
        timeline.thumbnails_wanted.connect(self._fetch_thumbnails)
        timeline.marker_moved.connect(self._move_marker)
        timeline.range_changed.connect(self._change_range)
        self._thumbnail.connect(self._show_thumbnail)

    def _clip_opened(self) -> None:
        clip = self._session.clip
        for lane in ("thumbnails", "guide peaks"):
            self._session.jobs.cancel(lane)
        if clip is None:
            self._timeline.clear()
            return
        video = clip.info.video
        assert video is not None
        aspect = video.display_width / max(1, video.display_height)
        self._timeline.set_clip(clip.duration_s, clip.frames, self._session.timecode, aspect)
        self._timeline.set_guide(None, _READING if clip.info.audio else "The clip has no sound")
        self._show_marks()

    # Filmstrip -----------------------------------------------------------------------------------------------------

    def _fetch_thumbnails(self, frames: tuple[int, ...]) -> None:
        clip = self._session.clip
        if clip is None:
            return
        height = self._timeline.filmstrip.thumbnail_height_px

        def work(progress: Progress, cancelled: Cancelled) -> None:
            def hand_over(frame: int, picture: NDArray[np.uint8], _exact: bool) -> None:
                self._thumbnail.emit(clip, frame, _image(picture))

            read_thumbnails(clip.path, frames, height, hand_over, progress, cancelled)

        self._session.jobs.start(
            "thumbnails", work, title="Drawing the filmstrip", failed=lambda _error: None, at_leisure=True
        )

    def _show_thumbnail(self, clip: Clip, frame: int, image: QImage) -> None:
        if self._session.is_open(clip):
            self._timeline.set_thumbnail(frame, image)

    # Guide ---------------------------------------------------------------------------------------------------------

    def _guide_known(self) -> None:
        clip = self._session.clip
        if clip is None:
            return
        if not self._session.has_guide:
            self._timeline.set_guide(None, "The clip's sound is silent" if clip.info.audio else "The clip has no sound")
            return

        def work(progress: Progress, cancelled: Cancelled) -> Peaks:
            return build_peaks(clip.path, progress, cancelled, stream=clip.sound_track)

        def failed(error: FoleyError) -> None:
            self._timeline.set_guide(None, "The clip's sound cannot be read")
            self._session.fail(error)

        self._session.jobs.start(
            "guide peaks",
            work,
            lambda peaks: self._timeline.set_guide(Waveform(peaks, peaks.rate_hz, peaks.n_samples)),
            title="Drawing the guide",
            failed=failed,
            shown=clip.duration_s > 120,
        )

    # Markers and range ---------------------------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        if Part.SOUND_TRACK in change.parts and self._session.clip is not None:
            self._session.jobs.cancel("guide peaks")
            self._timeline.set_guide(None, _READING)
        if change.parts & {Part.MARKERS, Part.RANGE} or change.cause is Cause.LOAD:
            self._show_marks()

    def _show_marks(self) -> None:
        project = self._session.project
        self._timeline.set_markers(MarkerView(m.key, m.time_s, m.name) for m in project.markers)
        self._timeline.set_range(project.in_s, project.out_s)

    def _move_marker(self, key: int, seconds: float) -> None:
        project = self._session.project
        moved = replace(project.marker(key), time_s=max(0.0, seconds))
        markers = tuple(moved if marker.key == key else marker for marker in project.markers)
        self._session.edit("Move marker", replace(project, markers=markers))

    def _change_range(self, in_s: object, out_s: object) -> None:
        start = float(in_s) if isinstance(in_s, float) else None
        stop = float(out_s) if isinstance(out_s, float) else None
        self.set_range(start, stop)

    def set_range(self, in_s: float | None, out_s: float | None) -> None:
        """Mark the range; an end that would lie before its start gives way."""
        if in_s is not None and out_s is not None and out_s <= in_s:
            project = self._session.project
            in_s, out_s = (in_s, None) if in_s != project.in_s else (None, out_s)
        self._session.edit("Mark range", replace(self._session.project, in_s=in_s, out_s=out_s))

    def toggle_marker(self, seconds: float) -> None:
        """Set a marker, or remove the one that is there."""
        project = self._session.project
        near = [m for m in project.markers if self._session.label(m.time_s) == self._session.label(seconds)]
        if near:
            kept = tuple(marker for marker in project.markers if marker not in near)
            self._session.edit("Remove marker", replace(project, markers=kept))
        else:
            self._session.edit("Set marker", project.with_marker(seconds))


def _image(picture: NDArray[np.uint8]) -> QImage:
    height, width, _ = picture.shape
    data = np.ascontiguousarray(picture)
    return QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888).convertToFormat(
        QImage.Format.Format_RGB32
    )
