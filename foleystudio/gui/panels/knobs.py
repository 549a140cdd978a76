"""The inspector's knobs: one slider for each number of `SynthesisSettings` that is heard."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton

from foleystudio.gui.panels.slider import ValueSlider


def made_knobs(ambience_source: QPushButton) -> dict[str, ValueSlider]:
    """All knobs by field, top to bottom; ``ambience_source`` stands beside the ambience's name."""
    return {
        "strength": ValueSlider(
            "Strength", 0, 1, 0.01, default=1.0, tip="How far hard and soft hits differ in level", unit="%", scale=100.0
        ),
        "ambience": ValueSlider(
            "Ambience",
            0,
            1,
            0.01,
            tip="How much of the background's air is mixed in",
            unit="%",
            scale=100.0,
            aside=ambience_source,
        ),
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
        "offset_ms": ValueSlider(
            "Offset to picture", -300, 300, 1, unit="ms", signed=True, tip="Sound later (+) or earlier than the events"
        ),
        "pitch_semitones": ValueSlider(
            "Pitch", -12, 12, 0.1, unit="st", decimals=1, signed=True, tip="Up or down, in semitones"
        ),
        **_network_knobs(),
        "gain_db": ValueSlider("Gain", -24, 12, 0.1, unit="dB", decimals=1, signed=True, tip="Level of the take"),
    }


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
        "morph": ValueSlider(
            "Morph",
            0,
            1,
            0.01,
            tip="From the first reference to the second; 0 plays them in turn",
            unit="%",
            scale=100.0,
        ),
    }
