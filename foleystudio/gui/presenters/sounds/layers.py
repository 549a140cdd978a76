"""The layers of the chosen track, in their window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from foleystudio.engine.takes.take_names import sounds_of
from foleystudio.errors import FoleyError
from foleystudio.gui.session import Session
from foleystudio.gui.window import StudioWindow
from foleystudio.project.sounds.layers import Layer, Role
from foleystudio.project.tracks import Track
from foleystudio.timebase.typed import told_number, typed_number

if TYPE_CHECKING:
    from foleystudio.gui.panels.layers.window import LayersWindow

_TOE_MS, _TOE_DB = 90.0, -6.0
"""How much later and softer than the heel the ball of the foot comes down, walking at ease."""

_WIDEST = {"gain_db": 48.0, "pitch_semitones": 48.0, "offset_ms": 60_000.0, "until_ms": 60_000.0}
_UNITS = {"gain_db": "dB", "pitch_semitones": "st", "offset_ms": "ms", "until_ms": "ms"}


class LayersPresenter(QObject):
    """Opens the Layers window, keeps it at the chosen track, and edits its layers."""

    def __init__(self, session: Session, window: StudioWindow) -> None:
        super().__init__(session)
        self._session, self._window = session, window
        self._shown: LayersWindow | None = None
        session.changed.connect(lambda _change: self._refresh())
        session.track_chosen.connect(lambda _key: self._refresh())
        session.clip_opened.connect(self._refresh)

    def show(self) -> None:
        """Open the window, or bring it to the front."""
        if self._shown is None:
            from foleystudio.gui.panels.layers.window import LayersWindow  # only now: most takes have one layer

            self._shown = window = LayersWindow(self._window)
            window.typed.connect(self._type)
            window.role_chosen.connect(lambda number, role: self._change(number, "part", role=Role(role)))
            window.references_chosen.connect(
                lambda number, keys: self._change(number, "sounds", references=tuple(keys))
            )
            window.muted.connect(lambda number, on: self._change(number, "mute", mute=on))
            window.remove_wanted.connect(self._remove)
            window.add_wanted.connect(self._add)
            window.preset_wanted.connect(self._begin_with)
        self._shown.show()
        self._shown.raise_()
        self._shown.activateWindow()
        self._refresh()

    def _refresh(self) -> None:
        if self._shown is None or not self._shown.isVisible():
            return
        from foleystudio.gui.panels.layers.row import FIELDS, LayerView

        project, track = self._session.project, self._session.track
        sounds = tuple((reference.key, reference.name) for reference in project.references)
        if track is None:
            self._shown.show_layers("Layers", (), sounds, "Choose a track: its layers sound together at every hit.")
            return
        views = [
            LayerView(
                layer,
                sounds_of(project, layer.references),
                {field.name: _told(layer, field.name) for field in FIELDS},
                len(track.layers) == 1,
            )
            for layer in track.layers
        ]
        self._shown.show_layers(f"Layers of {track.name}", views, sounds)

    # Changing ------------------------------------------------------------------------------------------------------

    def _type(self, number: int, name: str, text: str) -> None:
        track = self._session.track
        assert self._shown is not None
        if track is None:
            return
        layer = track.layers[number]
        try:
            self._change(number, _STEPS[name], **{name: _typed(layer, name, text)})
        except (FoleyError, ValueError) as error:
            self._session.refuse(error)
        self._shown.show_again(number, name, _told(self._layers()[number], name))

    def _layers(self) -> tuple[Layer, ...]:
        track = self._session.track
        return track.layers if track is not None else ()

    def _change(self, number: int, what: str, **changed: object) -> None:
        track = self._session.track
        if track is not None:
            layer = replace(track.layers[number], **changed)  # type: ignore[arg-type]  # the window's own fields
            if layer != track.layers[number]:
                self._session.change_track(f"Change layer's {what}", track.with_layer(number, layer))

    def _put(self, step: str, track: Track, layers: Sequence[Layer]) -> None:
        self._session.change_track(step, replace(track, layers=tuple(layers)))

    def _remove(self, number: int) -> None:
        track = self._session.track
        if track is not None and len(track.layers) > 1:
            self._put("Remove layer", track, [*track.layers[:number], *track.layers[number + 1 :]])

    def _add(self) -> None:
        track = self._session.track
        if track is not None:
            self._put("Add layer", track, [*track.layers, Layer(self._chosen(track))])

    def _begin_with(self, name: str) -> None:
        track = self._session.track
        if track is None:
            return
        first, others = track.layers[0], track.layers[1:]
        more = Layer(self._chosen(track))
        made = {
            "attack and tail": (replace(first, role=Role.ATTACK), replace(more, role=Role.TAIL)),
            "soft and hard": (replace(first, softest=0.5, hardest=1.0), replace(more, softest=0.0, hardest=0.5)),
            "heel and toe": (first, replace(more, offset_ms=_TOE_MS, gain_db=_TOE_DB)),
        }
        self._put(f"Begin with {name}", track, [*made[name], *others])

    def _chosen(self, track: Track) -> tuple[int, ...]:
        """What one layer more plays: the sounds chosen in the bin, or what the first layer has."""
        return tuple(self._session.references) or track.layers[0].references


_STEPS = {
    "gain_db": "gain", "pitch_semitones": "pitch", "offset_ms": "offset", "softest": "softest hit",
    "hardest": "hardest hit", "until_ms": "end",
}  # fmt: skip


def _told(layer: Layer, name: str) -> str:
    value = getattr(layer, name)
    if value is None:
        return ""
    if name in ("softest", "hardest"):
        return f"{value:.0%}"
    return told_number(value, _UNITS[name], has_sign=name != "until_ms")


def _typed(layer: Layer, name: str, text: str) -> float | None:
    now = getattr(layer, name)
    if name in ("softest", "hardest"):
        return min(1.0, max(0.0, typed_number(text, now, unit="%", scale=100)))
    if name == "until_ms" and not text.strip():
        return None
    return typed_number(text, now or 0.0, unit=_UNITS[name], has_sign=name != "until_ms", widest=_WIDEST[name])
