"""What the reference editor shows, as plain values; times are seconds of the reference's file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foleystudio.dsp.sound import Wave
from foleystudio.project.sounds.reference_cuts import ReferenceKind

SHORTEST_S = 0.005
"""No slice ends nearer to its hit, and no out point nearer to its in point."""

KINDS: tuple[tuple[ReferenceKind | None, str], ...] = (
    (None, "Automatic"),
    (ReferenceKind.GESTURE, "Gesture"),
    (ReferenceKind.REPETITIONS, "Repetitions"),
    (ReferenceKind.TEXTURE, "Texture"),
)
MEANINGS = {
    None: "Told from the recording.",
    ReferenceKind.GESTURE: "One thing done once: played whole, its main hit on the event.",
    ReferenceKind.REPETITIONS: "A thing done several times: each event gets one slice, by its strength.",
    ReferenceKind.TEXTURE: "A sound that goes on: played straight for as long as an event is kept up.",
}


@dataclass(frozen=True)
class ShownSlice:
    """A slice as it is shown.

    Parameters
    ----------
    start_s, attack_s, stop_s
        Where it begins, where its main hit is, where it ends.
    enabled
        Whether it is ticked.
    doubt
        Why it was not taken at first; empty where nothing speaks against it.
    is_used
        Whether its hit lies between in and out.
    """

    start_s: float
    attack_s: float
    stop_s: float
    enabled: bool = True
    doubt: str = ""
    is_used: bool = True

    @property
    def length_s(self) -> float:
        """From its start to its end."""
        return self.stop_s - self.start_s

    @property
    def note(self) -> str:
        """What there is to say of it."""
        return "outside in and out" if not self.is_used else self.doubt if not self.enabled else ""


@dataclass(frozen=True, eq=False)
class ShownSound:
    """A reference's sound as it is shown.

    Parameters
    ----------
    mono
        ``float32 [N]``, the mean of its channels.
    rate_hz
        Its rate.
    columns
        ``uint8 [F, M]``: its spectrogram, lowest band first.
    column_s
        Seconds between columns; the first is centred on the first sample.
    band_hz
        ``float64 [F]``: centres of the bands.
    """

    mono: Wave
    rate_hz: int
    columns: NDArray[np.uint8]
    column_s: float
    band_hz: NDArray[np.float64]

    @property
    def duration_s(self) -> float:
        """Its length."""
        return len(self.mono) / self.rate_hz


@dataclass(frozen=True)
class ShownCut:
    """How a reference is cut, as it is shown.

    Parameters
    ----------
    chosen
        The kind that its owner chose; None when it is told by itself.
    kind
        What it is performed as; None while that is not known.
    in_s, out_s
        The part that is used.
    slices
        Its hits; none of a texture.
    is_automatic
        Whether all of it is told by itself.
    """

    chosen: ReferenceKind | None
    kind: ReferenceKind | None
    in_s: float
    out_s: float
    slices: tuple[ShownSlice, ...] = ()
    is_automatic: bool = True
