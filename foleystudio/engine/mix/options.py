"""How an export is written: what its rows leave to the user, beside what and where."""

from __future__ import annotations

from dataclasses import dataclass

from foleystudio.engine.mix.targets import LoudnessTarget
from foleystudio.media.formats import OwnSound, Subtype

SOUND_RATES_HZ = (48_000, 44_100, 96_000)
"""Rates that sounds are written at, the studio's own first; a literal, for the help is shown before NumPy is loaded."""


@dataclass(frozen=True)
class Range:
    """The stretch of the clip that a sound export covers, in seconds; ``stop_s`` None is the clip's end."""

    start_s: float = 0.0
    stop_s: float | None = None


WHOLE = Range()
"""All of the clip."""


@dataclass(frozen=True)
class ExportOptions:
    """What the user chose.

    Parameters
    ----------
    own
        Of videos: what becomes of the clip's own sounds.
    stored_as
        Of videos: how the new sound is stored, a name of `VIDEO_SOUNDS`; None for the container's usual way.
    target
        Loudness to bring the mix to; None leaves it as it is.
    rate_hz, subtype
        Of sounds: one of `SOUND_RATES_HZ`; what a sample is.
    naming
        Of stems: how they are named, a template (`naming.fill`); empty for the usual names.
    creator, source
        Of names by the Universal Category System: who made it, and for what; empty for the usual ones.
    per_layer
        Of stems: one a layer, of tracks that have several.
    """

    own: OwnSound = OwnSound.REPLACE
    stored_as: str | None = None
    target: LoudnessTarget | None = None
    rate_hz: int = SOUND_RATES_HZ[0]
    subtype: Subtype = "PCM_24"
    naming: str = ""
    creator: str = ""
    source: str = ""
    per_layer: bool = False


USUAL = ExportOptions()
"""Where nothing was chosen."""
