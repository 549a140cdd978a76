"""The picture-to-sound offset, estimated from picture and guide."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.engine.request import Cancelled, Progress
from foleystudio.gui.session import Session

_LANE = "offset"


class OffsetPresenter(QObject):
    """Estimates how late the clip's sound is."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session

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

        session.jobs.start(_LANE, work, known, title="Estimating the offset", failed=session.fail, shown=True)

    def _offset_known(self, answer: object) -> None:
        offset_ms = getattr(answer, "offset_ms", answer)
        if not isinstance(offset_ms, int | float):
            self._session.say("The picture shows too little of what is heard to estimate the offset")
            return
        self._session.edit("Estimate offset", replace(self._session.project, offset_ms=float(round(offset_ms))))
        self._session.say(f"The clip's sound is {offset_ms:+.0f} ms from its picture".replace("-", "−"))
