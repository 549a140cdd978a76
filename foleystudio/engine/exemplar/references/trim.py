"""What of a sound can be worked with: from its first sound on, at the take's rate, in one or two channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.errors import FoleyError
from foleystudio.media.sound.downmix import to_stereo
from foleystudio.progress import heed

ANALYSED_S = 60.0
"""Of a longer sound, this much from its first sound on is used."""

_SILENT_PEAK = 1e-5  # -100 dB of full scale: below 16-bit dither
_OFFSET_SHARE = 0.02  # of the peak: a smaller constant offset makes no click
_OFFSET_LEAST_S = 0.1  # in less, a slow wave cannot be told from an offset
_SEARCH_BLOCK = 1 << 18  # samples looked through at once, so that memory stays bounded


@dataclass(frozen=True, eq=False)
class UsablePart:
    """What of a sound can be worked with.

    Parameters
    ----------
    samples
        ``float32 [N, C]`` with one or two channels.
    begin_s
        Where in the sound its first sample lies.
    """

    samples: Wave
    begin_s: float


def usable_part(sound: Sound, rate_hz: int) -> UsablePart:
    """From shortly before the first sound, `ANALYSED_S` at most, without a constant offset, at ``rate_hz``.

    Raises
    ------
    FoleyError
        When nothing sounds.
    """
    # By its file, whose path says more, or else by its name.
    name = f"the reference {sound.name}" if sound.name and sound.file is None else "the reference"
    if not len(sound):
        raise FoleyError(f"{name} is empty", file=sound.file, remedy="choose another sound")
    peak = _peak(sound)
    if not np.isfinite(peak):
        raise FoleyError(
            f"{name} holds samples that are not numbers", file=sound.file, remedy="save it again and reload it"
        )
    first = _first_used(sound, peak)
    part = sound.samples[first : first + round(ANALYSED_S * sound.rate_hz)]
    samples = resample(_without_offset(two_channels(part, sound.channel_names), sound.rate_hz), sound.rate_hz, rate_hz)
    # Looked at last: all of it may have been in a channel, or at a pitch, that is not kept.
    if np.abs(samples).max(initial=0.0) < _SILENT_PEAK:
        raise FoleyError(
            f"{name} is silent", file=sound.file, remedy="choose a sound that can be heard, or save it louder"
        )
    return UsablePart(samples, first / sound.rate_hz)


def note_on_length(sound: Sound) -> str | None:
    """What a user should know of a sound that is longer than what is used of it, a sentence; None of others."""
    longest = round(ANALYSED_S * sound.rate_hz)
    if len(sound) <= longest or len(sound) - _first_used(sound, _peak(sound)) <= longest:
        return None
    name = sound.file.name if sound.file is not None else sound.name
    return f"{name}: only {ANALYSED_S:g} seconds from its first sound on are used."


def _peak(sound: Sound) -> float:
    heed()
    return max(float(sound.samples.max()), -float(sound.samples.min()))


def _first_used(sound: Sound, peak: float) -> int:
    return max(0, first_above(sound.samples, max(_SILENT_PEAK, peak * 1e-3)) - round(0.01 * sound.rate_hz))


def first_above(samples: Wave, threshold: float) -> int:
    """First sample with a magnitude above a threshold in any channel; 0 when there is none."""
    for first in range(0, len(samples), _SEARCH_BLOCK):
        heed()
        above = np.flatnonzero((np.abs(samples[first : first + _SEARCH_BLOCK]) > threshold).any(axis=1))
        if len(above):
            return first + int(above[0])
    return 0


def two_channels(samples: Wave, names: Sequence[str] = ()) -> Wave:
    """Mono and stereo as they are; more channels, of these names or else of the usual layout, mixed to stereo."""
    return samples if samples.shape[1] <= 2 else to_stereo(samples, names)


def _without_offset(samples: Wave, rate_hz: int) -> Wave:
    """A recording whose silence is not at zero would begin and end every hit with a thump."""
    if len(samples) < _OFFSET_LEAST_S * rate_hz:
        return samples
    heed()
    offset = np.median(samples[:: max(1, len(samples) // 100_000)], axis=0)
    least = _OFFSET_SHARE * float(np.abs(samples).max())
    heed()
    # What lies off zero by its shape has its mean elsewhere.
    steady = np.abs(samples.mean(axis=0, dtype=np.float64) - offset) < 0.25 * np.abs(offset)
    offset = np.where(steady & (np.abs(offset) > least), offset, 0.0).astype(np.float32)
    return samples - offset if offset.any() else samples
