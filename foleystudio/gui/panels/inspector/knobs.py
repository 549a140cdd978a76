"""The inspector's knobs: one slider for each number of `SynthesisSettings` that is heard."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget

from foleystudio.gui.widgets.slider import ValueSlider


def made_knobs(ambience_source: QPushButton, follow_auto: QPushButton, limiter: QWidget) -> dict[str, ValueSlider]:
    """All knobs by field, top to bottom.

    Parameters
    ----------
    ambience_source, follow_auto, limiter
        Stand beside the names of ambience, follow and gain.
    """
    return {
        "strength": ValueSlider(
            "Strength", 0, 1, 0.01, default=1.0, tip="How far hard and soft hits differ in level", unit="%", scale=100.0
        ),
        "ambience": _share("Ambience", "How much of the background's air is mixed in", ambience_source),
        "humanise": ValueSlider(
            "Humanise",
            0,
            1,
            0.01,
            default=0.5,
            tip="How much repeated hits differ from each other, as by hand",
            unit="%",
            scale=100.0,
        ),
        "follow": _share(
            "Follow",
            "How far the level goes on as its source's does: at 0 hits ring by themselves",
            follow_auto,
        ),
        "offset_ms": ValueSlider(
            "Offset to picture", -300, 300, 1, unit="ms", signed=True, tip="Sound later (+) or earlier than the events"
        ),
        "pitch_semitones": ValueSlider(
            "Pitch", -12, 12, 0.1, unit="st", decimals=1, signed=True, tip="Up or down, in semitones"
        ),
        **_network_knobs(),
        "gain_db": ValueSlider(
            "Gain", -24, 12, 0.1, unit="dB", decimals=1, signed=True, tip="Level of the take", aside=limiter
        ),
    }


def _share(name: str, tip: str, aside: QPushButton | None = None) -> ValueSlider:
    """A knob from nothing to all, nothing by default."""
    return ValueSlider(name, 0, 1, 0.01, tip=tip, unit="%", scale=100.0, aside=aside)


def _network_knobs() -> dict[str, ValueSlider]:
    return {
        "shaping": ValueSlider(
            "Shaping",
            0,
            1,
            0.01,
            default=0.5,
            tip="How far the networks shape the reference's own grains",
            unit="%",
            scale=100.0,
        ),
        "morph": _share("Morph", "From the first reference to the second; 0 plays them in turn"),
    }
