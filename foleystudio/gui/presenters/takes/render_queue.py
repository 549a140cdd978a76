"""The one queue that renders takes: whoever wants one orders it here, and one lane makes them in turn.

An edit changes the document; what must be made anew because of it is ordered here, comes back as takes, and the mix
plays those. Nobody else renders.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from foleystudio.engine.render.stretches import Stretches
from foleystudio.engine.request import Cancelled, Progress, WrittenTake
from foleystudio.engine.takes.render_take import MadeTake, TakeOrder, drop_file, made_changes, make_take
from foleystudio.engine.takes.rendering_cache import KeptRendering, RenderingCache, ReplacedFiles, SpareCopy
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.errors import FoleyError
from foleystudio.gui.jobs import Job
from foleystudio.gui.session import Session
from foleystudio.project.edits import Cause, Change
from foleystudio.project.takes import Provenance, new_take_path

LANE = "take"
_CHANGES, _SPARE = "changes", "spare copy"


@dataclass(eq=False)
class Rendering:
    """Takes of one track that are being made, or wait their turn.

    Parameters
    ----------
    track
        Key of the track.
    orders
        What is made, one after another; all of them come to be or none.
    share, stage
        How far it is (0-1), and at what.
    """

    track: int
    orders: tuple[TakeOrder, ...]
    share: float = 0.0
    stage: str = "waiting"
    is_wanted: bool = True
    job: Job[list[MadeTake]] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Ends:
    """What happens at a rendering's end; each is called once at most, and none when nobody wants it any more.

    Parameters
    ----------
    done
        The takes are on disk.
    failed
        They could not be made.
    stopped
        The user gave them up.
    """

    done: Callable[[list[MadeTake]], None]
    failed: Callable[[FoleyError], None]
    stopped: Callable[[], None]


class RenderQueue(QObject):
    """Renders takes in a worker, one after another, and keeps what the next edit can use.

    Signals
    -------
    changed
        Something is being rendered, got further, or ended: ask `renderings`.

    Attributes
    ----------
    kept
        Latest renderings by take key.
    replaced
        Files that edits left behind.
    spare
        A copy of the latest long take, for its next edit.
    """

    changed = Signal()

    def __init__(self, session: Session, sounds: ReferenceSounds) -> None:
        super().__init__(session)
        self._session, self._sounds = session, sounds
        self.kept, self.replaced, self.spare = RenderingCache(), ReplacedFiles(), SpareCopy()
        self._renderings: list[Rendering] = []
        session.changed.connect(self._follow)

    def _follow(self, change: Change) -> None:
        if change.cause is Cause.LOAD:  # what is under way was wished for in the work that was let go
            for rendering in tuple(self._renderings):
                self.drop(rendering)
            self.kept.clear()
            self._session.jobs.cancel(_SPARE)
            self.spare.let_go()
            self.replaced.clear(self._session.named_takes())
        if change.cause in (Cause.LOAD, Cause.SAVE):
            self._note_saved()

    def _note_saved(self) -> None:
        file = self._session.document.file
        if file is not None and self._session.document.saved_project is not None:
            self.replaced.note_saved(file, self._session.saved_takes())

    def order(self, made: Provenance, name: str, previous: KeptRendering | None = None) -> TakeOrder:
        """What has to be known to make a take of the open clip.

        Raises
        ------
        FoleyError
            When no file can be written where takes go, or no clip is open.
        """
        session = self._session
        if session.clip is None:
            raise FoleyError("there is no clip to make a take for", remedy="open one first")
        path = new_take_path(session.document.file, name)
        sounds = tuple(session.project.reference(key).path for key in made.references)
        return TakeOrder(made, sounds, session.clip, path, name, previous, spare=self.spare)

    def keep(self, take_key: int, rendered: KeptRendering) -> None:
        """Keep a take's latest rendering for its next edit; one that lies in a file, with a copy to write that into."""
        self.kept.put(take_key, rendered)
        if isinstance(rendered, WrittenTake):
            self._session.jobs.start(
                _SPARE, lambda _progress, cancelled: self.spare.prepare(rendered, cancelled), at_leisure=True
            )

    def make_changes(
        self,
        order: TakeOrder,
        done: Callable[[Stretches | None], None],
        failed: Callable[[FoleyError], None],
        *,
        is_draft: bool,
    ) -> Job[Stretches | None]:
        """Make what differs from an order's previous take, or a draft of that, beside whatever is being rendered."""

        def work(_progress: Progress, cancelled: Cancelled) -> Stretches | None:
            return made_changes(order, self._sounds, cancelled, is_draft=is_draft)

        return self._session.jobs.start(
            _CHANGES, work, done, failed=failed, supersede=False, title="Following an edit", is_urgent=True
        )

    def start(self, track: int, orders: Sequence[TakeOrder], title: str, ends: Ends) -> Rendering:
        """Render takes of a track when their turn comes."""
        rendering = Rendering(track, tuple(orders))

        def ended(then: Callable[[], None]) -> None:
            wanted = rendering.is_wanted
            self._forget(rendering)
            if wanted:
                then()

        def stopped() -> None:
            for order in rendering.orders:  # it may have been made a moment before it was given up
                drop_file(order.path)
            ended(ends.stopped)

        rendering.job = self._session.jobs.start(
            LANE,
            lambda progress, cancelled: make_takes(rendering.orders, self._sounds, progress, cancelled),
            lambda made: ended(lambda: ends.done(made)),
            title=title,
            failed=lambda error: ended(lambda: ends.failed(error)),
            progressed=lambda share, stage: self._progressed(rendering, share, stage),
            stopped=stopped,
            supersede=False,
            shown=True,
            is_urgent=any(order.changed is not None for order in orders),
        )
        self._renderings.append(rendering)
        self.changed.emit()
        return rendering

    def drop(self, rendering: Rendering) -> None:
        """Stop a rendering that nobody wants any more: its end is told to nobody."""
        rendering.is_wanted = False
        self._stop(rendering)
        self._forget(rendering)

    def cancel(self, track: int) -> None:
        """The user gives up what is rendered on a track."""
        for rendering in self.renderings():
            if rendering.track == track:
                self._stop(rendering)
        self.changed.emit()

    def renderings(self) -> list[Rendering]:
        """What is being rendered, or waits for its turn."""
        return [r for r in self._renderings if r.job is not None and not r.job.is_cancelled]

    @staticmethod
    def _stop(rendering: Rendering) -> None:
        if rendering.job is not None:
            rendering.job.cancel()

    def _progressed(self, rendering: Rendering, share: float, stage: str) -> None:
        rendering.share, rendering.stage = share, stage
        if rendering.is_wanted:
            self.changed.emit()

    def _forget(self, rendering: Rendering) -> None:
        if rendering in self._renderings:
            self._renderings.remove(rendering)
            self.changed.emit()


def make_takes(
    orders: Sequence[TakeOrder], sounds: ReferenceSounds, progress: Progress, cancelled: Cancelled
) -> list[MadeTake]:
    """In the worker: several takes one after another, or none."""
    made: list[MadeTake] = []
    try:
        for number, order in enumerate(orders):

            def part(share: float, stage: str, number: int = number) -> None:
                progress((number + share) / len(orders), stage)

            made.append(make_take(order, sounds, part, cancelled))
    except BaseException:
        for one in made:
            drop_file(one.take.path)
        raise
    return made
