"""The selected hits: what they have of their own, typed into the bar at the timeline's foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from foleystudio.dsp.waves.grains import hashed
from foleystudio.errors import FoleyError
from foleystudio.gui.panels.hit_bar import FIELDS, SEVERAL, HitBar
from foleystudio.gui.presenters.timing.words import counted
from foleystudio.gui.session import Session
from foleystudio.gui.timeline.events.lane import EventLane
from foleystudio.project import event_edits
from foleystudio.project.events import Event
from foleystudio.project.knobs import MAX_SEED
from foleystudio.timebase import STUDIO_RATE_HZ, parse_position
from foleystudio.timebase.typed import told_number, told_side, typed_number, typed_side

_BEFORE_S = 0.4
"""How long before a hit one begins to hear it in place."""


class HitsPresenter(QObject):
    """Connects the bar of the selected hits with the shown track.

    Parameters
    ----------
    hear
        Plays on from an instant, in seconds.
    """

    def __init__(self, session: Session, lane: EventLane, bar: HitBar, hear: Callable[[float], None]) -> None:
        super().__init__(session)
        self._session, self._lane, self._bar, self._hear = session, lane, bar, hear
        lane.selection_changed.connect(lambda _keys: self._show())
        session.changed.connect(lambda _change: self._show())
        session.track_chosen.connect(lambda _key: self._show())
        bar.typed.connect(self._type)
        bar.reference_chosen.connect(self._choose_reference)
        bar.reroll_wanted.connect(self.reroll)
        bar.keep_wanted.connect(self.keep)
        bar.hear_wanted.connect(self.hear)

    def _chosen(self) -> list[Event]:
        selected = set(self._lane.selected)
        return [event for event in self._session.events if event.key in selected]

    # Showing -------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        chosen = self._chosen() if self._session.clip is not None else []
        title = "" if not chosen else "Hit" if len(chosen) == 1 else f"{len(chosen)} hits"
        texts = {field.name: self._text(field.name, chosen) for field in FIELDS} if chosen else {}
        sounds = [(reference.key, reference.name) for reference in self._session.project.references]
        own = {event.reference for event in chosen}
        self._bar.show_sounds(sounds, next(iter(own), None), several=len(own) > 1)
        self._bar.show_hits(title, texts, kept=bool(chosen) and all(event.seed is not None for event in chosen))

    def _text(self, name: str, chosen: list[Event]) -> str:
        texts = {self._told(name, event) for event in chosen}
        return texts.pop() if len(texts) == 1 else SEVERAL

    def _told(self, name: str, event: Event) -> str:
        if name == "time_s":
            clip = self._session.clip
            frames = clip.frames if clip is not None else None
            on_frame = (
                frames is not None
                and len(frames)
                and abs(float(frames.time_of(frames.frame_at(event.time_s))) - event.time_s) < 0.5 / STUDIO_RATE_HZ
            )
            return self._session.label(event.time_s) if on_frame else f"{event.time_s:.4f}s"
        told = {
            "strength": f"{event.strength:.0%}",
            "sustain_s": _seconds(event.sustain_s),
            "gain_db": told_number(event.gain_db, "dB"),
            "pitch_semitones": told_number(event.pitch_semitones, "st"),
            "pan": told_side(event.pan),
            "length_s": _seconds(event.length_s) if event.length_s is not None else "",
        }
        return told[name] if name in told else str(getattr(event, name))

    # Changing ------------------------------------------------------------------------------------------------------

    def _type(self, name: str, text: str) -> None:
        chosen = self._chosen()
        if not chosen:
            return
        try:
            changed = [self._changed(name, text, event) for event in chosen]
        except (FoleyError, ValueError) as error:
            self._session.refuse(error)
            self._bar.show_again(name, self._text(name, chosen))
            return
        label = next(field.label for field in FIELDS if field.name == name).lower()
        self._apply(f"Set {label} of", changed)
        self._show()

    def _changed(self, name: str, text: str, event: Event) -> Event:
        if name in ("label", "note"):
            return event_edits.vouched(event, **{name: text.strip()})
        if name == "time_s":
            return event_edits.vouched(event, time_s=self._typed_time(text, event))
        if name == "strength":
            share = typed_number(text, event.strength, unit="%", scale=100)
            return event_edits.vouched(event, strength=min(1.0, max(0.0, share)))
        if name == "sustain_s":
            sustain_s = max(0.0, typed_number(text, event.sustain_s, unit="s"))
            return event_edits.vouched(event, sustain_s=sustain_s, envelope=event.envelope if sustain_s else ())
        if name == "length_s":
            length_s = typed_number(text, event.length_s or 0.0, unit="s") if text.strip() else None
            return event_edits.vouched(event, length_s=length_s)
        if name == "pan":
            return event_edits.vouched(event, pan=typed_side(text, event.pan))
        unit = "dB" if name == "gain_db" else "st"
        number = typed_number(text, getattr(event, name), unit=unit, has_sign=True, widest=_WIDEST[name])
        return event_edits.vouched(event, **{name: number})

    def _choose_reference(self, key: int | None) -> None:
        changed = [event_edits.vouched(event, reference=key) for event in self._chosen() if event.reference != key]
        self._apply("Choose sound of", changed)

    def _typed_time(self, text: str, event: Event) -> float:
        clip = self._session.clip
        assert clip is not None  # else no hits are shown
        at_s = parse_position(
            text, now_s=event.time_s, frames=clip.frames, timecode=self._session.timecode, rate_hz=STUDIO_RATE_HZ
        )
        if at_s >= self._session.duration_s:
            raise FoleyError("that is after the end of the clip", remedy="type an earlier instant")
        return at_s

    def reroll(self) -> None:
        """Another variation of each selected hit."""
        seed = self._take_seed()
        self._apply("Re-roll", [_rolled(event, seed) for event in self._chosen()])

    def keep(self, kept: bool) -> None:
        """The selected hits keep the variation they have now, or go along with the take's seed again."""
        seed = self._take_seed()
        pinned = [replace(e, seed=(seed if e.seed is None else e.seed) if kept else None) for e in self._chosen()]
        self._apply("Keep variation of" if kept else "Let go of", pinned)

    def toggle_keep(self) -> None:
        """Keep the variation of the selected hits, or let them go where all are kept."""
        chosen = self._chosen()
        self.keep(not (chosen and all(event.seed is not None for event in chosen)))

    def hear(self) -> None:
        """Hear the first selected hit where it is."""
        chosen = self._chosen()
        if chosen:
            self._hear(max(0.0, chosen[0].time_s - _BEFORE_S))

    def _take_seed(self) -> int:
        track = self._session.events_track
        return track.settings.seed if track is not None else 0

    def _apply(self, verb: str, changed: list[Event]) -> None:
        if changed:
            step = f"{verb} event" if len(changed) == 1 else f"{verb} {counted(len(changed))}"
            self._session.edit_events(step, self._session.events.replaced(*changed))


_WIDEST: dict[str, int] = {"gain_db": 48, "pitch_semitones": 48}
"""As far as the track's own knobs go, and further for levels."""


def _rolled(event: Event, take_seed: int) -> Event:
    seed = hashed(take_seed if event.seed is None else event.seed, event.key, 41) % (MAX_SEED + 1)
    changed: dict[str, Any] = {"seed": seed}
    return event_edits.vouched(event, **changed)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s"
