"""The picture-to-sound offset, estimated from picture and guide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from foleystudio.engine.clip import Clip
from foleystudio.engine.picture.feature_cache import MOTION, is_kept
from foleystudio.engine.request import Cancelled, Progress
from foleystudio.files.file_names import as_text
from foleystudio.gui.dialogs.banner import Notice
from foleystudio.gui.presenters.timing.proposals import ProposalsPresenter
from foleystudio.gui.session import Session

if TYPE_CHECKING:  # it loads OpenCV, which a window that starts does without
    from foleystudio.engine.timing.offset import OffsetEstimate

_LANE, _UNASKED = "offset", "offset unasked"

TOPIC = "offset"
"""Of the offer."""

_SAME_MS = 10.0  # an estimate that is nearer to what is set says nothing new
_TOGETHER = "The clip's sound and its picture seem to go together"


_REFUSED = "offset/refused"
"""The setting that remembers of which clips nobody wants to hear."""
_MOST_REFUSED = 200  # clips; the oldest are forgotten, so that the settings do not grow for ever
_WORTH_MS = 100.0
"""What is nearer to what is set is not offered unasked: so far from its sound a movement may be at its fastest."""


class OffsetPresenter(QObject):
    """Estimates how late the clip's sound is, and offers to make up for it: when asked, and unasked when it is sure."""

    def __init__(self, session: Session, proposals: ProposalsPresenter) -> None:
        super().__init__(session)
        self._session = session
        self._looked_at: Clip | None = None
        session.guide_known.connect(self._look)
        proposals.settled.connect(self._look)

    def estimate_offset(self) -> None:
        """Offer what picture and guide suggest as the picture-to-sound offset."""
        session, clip = self._session, self._session.clip
        if clip is None or not session.has_guide:
            session.say("The offset is estimated from picture and guide; this clip has no guide")
            return

        def work(progress: Progress, cancelled: Cancelled) -> object:
            from foleystudio.engine.timing.offset import estimate_offset

            return estimate_offset(clip, progress, cancelled)

        def known(answer: object) -> None:
            from foleystudio.engine.timing.offset import OffsetEstimate

            if session.clip is clip:  # else of a sound track that is not the guide any more
                self._offer(answer if isinstance(answer, OffsetEstimate) else None)

        session.jobs.start(_LANE, work, known, title="Estimating the offset", failed=session.fail, shown=True)

    def _offer(self, estimate: OffsetEstimate | None) -> None:
        session, clip = self._session, self._session.clip
        if estimate is None:
            session.say("The picture shows too little of what is heard to estimate the offset")
            return
        offset_ms, sure = float(round(estimate.offset_ms)), f"{100 * estimate.confidence:.0f} % sure"
        if abs(offset_ms - session.project.offset_ms) < _SAME_MS:
            session.say(f"{_told(offset_ms)}, as it is set ({sure})")
            return
        holds = lambda: session.clip is clip and session.project.offset_ms != offset_ms  # noqa: E731 - one use
        answers = [(f"Use {_signed(offset_ms)} ms", lambda: self._use(offset_ms))]
        session.notice(Notice(f"{_told(offset_ms)} ({sure}).", "info", answers, topic=TOPIC, holds=holds))

    # Unasked -------------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Guide and picture may both be known now; each clip is looked at once."""
        session, clip = self._session, self._session.clip
        if clip is None or clip is self._looked_at or not session.has_guide:
            return
        if _name(clip) in (session.settings.texts(_REFUSED) or []):
            return

        def work(_progress: Progress, cancelled: Cancelled) -> object:
            if not is_kept(clip, MOTION):
                return False
            from foleystudio.engine.timing.offset import estimate_unasked  # it loads OpenCV

            return estimate_unasked(clip, cancelled)

        def known(answer: object) -> None:
            if session.clip is clip and answer is not False:
                self._looked_at = clip
                self._offer_unasked(answer)

        session.jobs.start(_UNASKED, work, known, failed=lambda _error: None)

    def _offer_unasked(self, answer: object) -> None:
        from foleystudio.engine.timing.offset import OffsetEstimate

        session, clip = self._session, self._session.clip
        if clip is None or not isinstance(answer, OffsetEstimate):
            return
        if abs(answer.offset_ms - session.project.offset_ms) < _WORTH_MS:
            return
        before = session.project.offset_ms
        offset_ms = float(round(answer.offset_ms))
        holds = lambda: session.clip is clip and session.project.offset_ms == before  # noqa: E731 - one use
        answers = [
            (f"Use {_signed(offset_ms)} ms", lambda: self._use(offset_ms)),
            ("Not for this clip", lambda: self._refuse(clip)),
        ]
        text = f"{_told(offset_ms)} ({100 * answer.confidence:.0f} % sure)."
        session.notice(Notice(text, "info", answers, topic=TOPIC, holds=holds))

    def _refuse(self, clip: Clip) -> None:
        refused = [name for name in self._session.settings.texts(_REFUSED) or [] if name != _name(clip)]
        self._session.settings.put(_REFUSED, [*refused, _name(clip)][-_MOST_REFUSED:])

    def _use(self, offset_ms: float) -> None:
        self._session.edit("Estimate offset", replace(self._session.project, offset_ms=offset_ms))


def _name(clip: Clip) -> str:
    """By which a clip is known again."""
    return as_text(str(clip.path.absolute()))


def _told(offset_ms: float) -> str:
    how = "late" if offset_ms > 0 else "early"
    return f"The clip's sound seems {abs(offset_ms):.0f} ms {how} beside its picture" if offset_ms else _TOGETHER


def _signed(offset_ms: float) -> str:
    return f"{offset_ms:+.0f}".replace("-", "−") if offset_ms else "0"
