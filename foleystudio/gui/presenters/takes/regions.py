"""Takes in stretches: split, trimmed, slipped, nudged, faded, turned up and down, and given to other tracks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from foleystudio.gui.session import Session
from foleystudio.gui.timeline.timeline import TimelineWidget
from foleystudio.project.sounds import regions as edits
from foleystudio.project.sounds.comp import Comp, CompSpan, FadeCurve, put
from foleystudio.project.takes import Take
from foleystudio.project.tracks import Track
from foleystudio.timebase import STUDIO_RATE_HZ

_GAIN_STEP_DB = 1.0
_Edit = Callable[[Track, CompSpan, Take], Comp]
_NOTHING = "Put the playhead on a stretch of the chosen track's take first"


class RegionsPresenter(QObject):
    """Edits the stretch at hand: the one that was edited last as long as the playhead stays, else the one under it.

    Parameters
    ----------
    position_s
        Where the playhead is.
    """

    def __init__(self, session: Session, timeline: TimelineWidget, position_s: Callable[[], float]) -> None:
        super().__init__(session)
        self._session, self._position_s = session, position_s
        self._last: tuple[int, CompSpan, float] | None = None
        timeline.tracks.comp_edited.connect(self._dragged)

    def _dragged(self, track_key: int, step: str, comp: Comp) -> None:
        self._session.choose_track(track_key)
        self._session.change_track(step, replace(self._session.project.track(track_key), comp=comp))

    def _at_hand(self) -> tuple[Track, CompSpan, Take] | None:
        track, at_s = self._session.track, self._position_s()
        if track is None or self._session.guide_is_chosen:
            return None
        region = edits.region_at(track.comp, at_s, track.ground)
        if self._last is not None and self._last[::2] == (track.key, at_s):
            again = [span for span in edits.regions(track.comp, track.ground) if span == self._last[1]]
            region = again[0] if again else region
        take = track.take_in(region) if region is not None else None
        return (track, region, take) if region is not None and take is not None else None

    def _edit(self, step: str, edit: _Edit, told: str = "", merges: bool = False) -> None:
        held = self._at_hand()
        if held is None:
            self._session.say(_NOTHING)
            return
        track, region, take = held
        comp = edit(track, region, take)
        if comp == track.comp:
            return
        self._session.change_track(step, replace(track, comp=comp), (step, track.key) if merges else None)
        made = [span for span in comp if span not in track.comp and not span.silent and span.take == region.take]
        self._last = (track.key, made[-1], self._position_s()) if made else None
        if told:
            self._session.say(told.format(made[-1] if made else region))

    @property
    def _frame_s(self) -> float:
        return 1 / float(self._session.timecode.rate_fps)

    def split(self) -> None:
        """Two stretches of the one under the playhead, which sound on as they did."""
        at_s = self._position_s()
        self._edit("Split take", lambda track, region, _take: edits.split(track.comp, region, at_s))

    def trim(self, edge: int) -> None:
        """The stretch begins (-1) or ends (1) at the playhead."""
        at_s = self._position_s()
        self._edit(
            "Trim start" if edge < 0 else "Trim end",
            lambda track, region, take: edits.trimmed(
                track.comp, region, at_s if edge < 0 else region.start_s, at_s if edge > 0 else region.stop_s,
                (take.start_s, take.end_s),
            ),
        )  # fmt: skip

    def slip(self, frames: float = 0.0, samples: int = 0) -> None:
        """The sound lies later (or earlier) within the stretch."""
        by_s = frames * self._frame_s + samples / STUDIO_RATE_HZ
        self._edit(
            "Slip", lambda track, region, _take: edits.slipped(track.comp, region, by_s),
            "The stretch is slipped by {0.slip_s:+.4f} s", merges=True,
        )  # fmt: skip

    def nudge(self, frames: float) -> None:
        """The stretch lies later (or earlier), and its sound with it."""
        by_s = frames * self._frame_s
        self._edit(
            "Nudge stretch",
            lambda track, region, take: edits.moved(track.comp, region, by_s, (take.start_s, take.end_s)),
            "The stretch begins at {0.start_s:.3f} s", merges=True,
        )  # fmt: skip

    def gain(self, steps: int) -> None:
        """The stretch is louder or softer."""
        by_db = steps * _GAIN_STEP_DB
        self._edit(
            "Gain of stretch", lambda track, region, _t: edits.gained(track.comp, region, region.gain_db + by_db),
            "The stretch is at {0.gain_db:+.1f} dB", merges=True,
        )  # fmt: skip

    def fade(self, edge: int) -> None:
        """It fades in up to the playhead (-1), or out from there on (1)."""
        at_s = self._position_s()
        self._edit(
            "Fade in" if edge < 0 else "Fade out",
            lambda track, region, _take: edits.faded(
                track.comp, region, at_s - region.start_s if edge < 0 else region.fade_in_s,
                region.stop_s - at_s if edge > 0 else region.fade_out_s,
            ),
        )  # fmt: skip

    def next_curve(self) -> None:
        """Both fades go another way: linear, by equal power, smoothly, and from the beginning."""

        def edit(track: Track, region: CompSpan, _take: Take) -> Comp:
            curves = list(FadeCurve)
            curve = curves[(curves.index(region.fade_in_curve) + 1) % len(curves)]
            return edits.curved(track.comp, region, curve, curve)

        held = self._at_hand()
        if held is not None and not (held[1].fade_in_s or held[1].fade_out_s):
            self._session.say("The stretch has no fades: drag its round handles")
            return
        self._edit("Fade shape", edit, "The stretch's fades are {0.fade_in_curve.told}")

    def silence(self) -> None:
        """Nothing is heard where the stretch was."""
        self._edit("Silence stretch", lambda track, region, _take: edits.silenced(track.comp, region))

    def duplicate(self, target: int) -> None:
        """The stretch sounds on another track too, at the same time, over what is there."""
        session, held = self._session, self._at_hand()
        if held is None or held[0].key == target:
            session.say(_NOTHING)
            return
        _, region, take = held
        project, receiver = session.project, session.project.track(target)
        # Without what it was made from: it is to stay as it is, whatever that track's events and sounds are.
        project = project.with_take(target, replace(take, provenance=None, is_named=True))
        made = project.track(target)
        span = replace(region, take=made.takes[-1].key)
        if receiver.active is None:
            alone = CompSpan(0.0, max(region.stop_s, session.duration_s), None, silent=True)
            comp = put((alone,), span)
        else:
            made, comp = replace(made, active=receiver.active, other=receiver.other), put(receiver.comp, span)
        session.edit(f"Duplicate to {receiver.name}", project.with_changed_track(replace(made, comp=comp)))
        session.say(f"{receiver.name} has it too, from {session.label(region.start_s)} on")

    def duplicate_by(self, step: int) -> None:
        """The stretch sounds on the track above (-1) or below (1) too."""
        keys, track = [track.key for track in self._session.project.tracks], self._session.track
        at = keys.index(track.key) + step if track is not None else -1
        if 0 <= at < len(keys):
            self.duplicate(keys[at])
        else:
            self._session.say("There is no track there: Ctrl+T adds one")
