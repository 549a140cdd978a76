"""The picture at the playhead: exact frames from a worker, latest request wins, keyframes while dragging."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer

from foleystudio import system_memory
from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.media.picture.video import VideoReader

_CACHE_BYTES = 96 << 20  # of decoded frames, some sixteen of HD: stepping back and forth decodes nothing anew
_MOST_LEAD_S = 0.04  # a frame is asked for so much ahead at most
_LATENCY_SMOOTHING = 0.1  # share of the latest frame in how long frames take
_REST_MS = 30_000  # nothing new is shown for so long: decoder and decoded frames, 60 MB of HD and more, are let go


@dataclass(frozen=True)
class _Wish:
    frame: int
    size: tuple[int, int]
    rough: bool


class PicturePresenter:
    """Shows the frame whose interval holds the playhead."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        self._session, self._panel = session, window.picture
        self._reader: VideoReader | None = None
        self._clip: Clip | None = None
        self._seconds = 0.0
        self._peek_s: float | None = None
        self._plays = False
        self._wish: _Wish | None = None
        self._is_busy = False
        self._wished_s = 0.0
        self._took_s = 0.005
        self.shown_frame: int | None = None
        self._rest = QTimer(window)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._let_reader_go)
        session.clip_opened.connect(self._clip_opened)
        self._panel.size_wanted.connect(lambda _size: self.peek(self._peek_s))

    def show(self, seconds: float, *, rough: bool = False, ahead_s: float | None = None) -> None:
        """Show the frame at an instant, and its timecode.

        Parameters
        ----------
        seconds
            The playhead's.
        rough
            Show a keyframe near it first (while dragging).
        ahead_s
            While playing: fetch the frame of so much later, by then that one is due.
        """
        self._seconds, self._plays = seconds, ahead_s is not None
        if self._peek_s is None or self._plays:
            self._want(seconds, rough, ahead_s or 0.0, aside=False)

    def peek(self, seconds: object) -> None:
        """Show the frame at another instant than the playhead's, until told None; what plays goes on playing."""
        self._peek_s = seconds if isinstance(seconds, float) else None
        if not self._plays:
            shown = self._seconds if self._peek_s is None else self._peek_s
            self._want(shown, aside=self._peek_s is not None)

    def _want(self, seconds: float, rough: bool = False, ahead_s: float = 0.0, *, aside: bool) -> None:
        if self._clip is None or not len(self._clip.frames):
            return
        self._panel.set_timecode(self._session.label(seconds), aside=aside)
        frame = self._clip.frames.frame_at(seconds + ahead_s)
        size = self._panel.wanted_size()
        wish = _Wish(frame, (max(16, size.width()), max(16, size.height())), rough)
        if wish != self._wish:
            self._wish = wish
            self._wished_s = time.monotonic()
            if not self._is_busy:
                self._fetch(wish)

    @property
    def lead_s(self) -> float:
        """How long before its time a frame must be asked for while playing, as lately observed."""
        return min(self._took_s, _MOST_LEAD_S)

    def _clip_opened(self) -> None:
        self._clip = self._session.clip
        self._wish, self.shown_frame, self._peek_s = None, None, None
        self._session.jobs.cancel("picture")
        self._is_busy = False
        self._let_reader_go()
        if self._clip is not None:
            self.show(0.0)

    def _let_reader_go(self) -> None:
        """Close the file; it is opened again for the next frame."""
        if self._is_busy or self._reader is None:
            return
        reader, self._reader = self._reader, None

        def close(_progress: Progress, _cancelled: Cancelled) -> None:
            reader.close()
            system_memory.give_back()

        self._session.jobs.start("picture", close, supersede=False)  # on its own lane: it may be decoding

    def _fetch(self, wish: _Wish) -> None:
        clip = self._clip
        if clip is None:
            return
        self._is_busy = True
        self._session.jobs.start(
            "picture",
            lambda _progress, _cancelled: self._read(clip, wish),
            lambda answer: self._arrived(wish, *answer),
            title="Showing the picture",
            failed=self._failed,
            supersede=False,
        )

    def _read(self, clip: Clip, wish: _Wish) -> tuple[VideoReader, int, NDArray[np.uint8]]:
        """In the worker: only the lane's thread touches the reader."""
        reader = self._reader
        if reader is None or reader.path != clip.path:
            reader = VideoReader(clip.path, clip.frames, cache_bytes=_CACHE_BYTES)
        if wish.rough:
            return reader, *reader.keyframe_near(wish.frame, wish.size)
        return reader, wish.frame, reader.frame(wish.frame, wish.size)

    def _arrived(self, wish: _Wish, reader: VideoReader, frame: int, picture: NDArray[np.uint8]) -> None:
        self._reader = reader
        self._is_busy = False
        self._rest.start()
        self.shown_frame = frame
        self._panel.set_frame(picture, self._session.timecode.label(frame))
        took_s = time.monotonic() - self._wished_s
        if self._wish == wish and took_s < 2 * _MOST_LEAD_S:  # a first frame after a jump is no measure
            self._took_s += _LATENCY_SMOOTHING * (took_s - self._took_s)
        if self._wish != wish and self._wish is not None:
            self._fetch(self._wish)
        elif wish.rough and frame != wish.frame:
            self._wish = _Wish(wish.frame, wish.size, rough=False)
            self._fetch(self._wish)

    def _failed(self, error: FoleyError) -> None:
        self._is_busy = False
        self._session.fail(error)

    def close(self) -> None:
        """Let the file go; call when the jobs are shut down."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None
