"""What the Compare window shows of a hit: read from the take, its reference, the guide and the mix, in a worker."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from foleystudio.engine.clip import Clip
from foleystudio.engine.exemplar.plan import plan
from foleystudio.engine.measures.comparison import AFTER_S, BEFORE_S, HitReading, read_hit
from foleystudio.engine.mix.mixdown import Mixdown, MixPlan
from foleystudio.engine.render.layered import parts_of
from foleystudio.engine.request import Cancelled, GuideLoudness
from foleystudio.engine.takes.render_take import request_of
from foleystudio.engine.takes.sources.guide_loudness import loudness_over_time
from foleystudio.engine.takes.sources.reference_cache import ReferenceSounds
from foleystudio.gui.panels.compare.view import GUIDE, MIX, REFERENCE, TAKE, CompareView, LoudnessCurve
from foleystudio.media.sound.files import TakeFile
from foleystudio.media.sound.reader import SoundReader
from foleystudio.project.events import Event
from foleystudio.project.takes import Take
from foleystudio.timebase import STUDIO_RATE_HZ, to_samples

_STEP_CELLS = 10  # of the loudness curves' 5 ms: they are drawn over a whole clip
_LOWEST_DB = -70.0  # softer is drawn here: the curves keep to where something is heard


@dataclass(frozen=True, eq=False)
class ComparedHit:
    """What is to be read, as it was when it was asked for.

    Parameters
    ----------
    clip, take, event
        Which event of which take.
    place
        Its time, as the window's title says it.
    references, names
        Files and names of the sounds that the take was made from; None and none where one of them is gone.
    mix
        What all tracks sound like together.
    has_guide
        Whether the clip has a sound of its own.
    """

    clip: Clip
    take: Take
    event: Event
    place: str
    references: tuple[Path, ...] | None
    names: tuple[str, ...]
    mix: MixPlan
    has_guide: bool


def read(compared: ComparedHit, sounds: ReferenceSounds, cancelled: Cancelled) -> CompareView:
    """Read all that the window shows.

    Raises
    ------
    FoleyError
        When one of the files cannot be read.
    CancelledError
        When the user cancelled.
    """
    hits: dict[str, HitReading] = {}
    alone_s = _alone_s(compared)
    loudness: dict[str, LoudnessCurve] = {}
    offset_s = 0.0 if compared.take.provenance is None else compared.take.provenance.settings.offset_ms / 1000
    with TakeFile(compared.take.path) as take:
        hits[TAKE] = _hit_at(take, take.rate_hz, compared.event.time_s + offset_s - compared.take.start_s, alone_s)
        blocks = (take.read(at, min(1 << 16, len(take) - at)) for at in range(0, len(take), 1 << 16))
        loudness[TAKE] = _curve(loudness_over_time(blocks, take.channels, cancelled))
    about = _add_reference(compared, sounds, hits)
    if compared.has_guide:
        with SoundReader(compared.clip.path, STUDIO_RATE_HZ, compared.clip.sound_track, stereo=True) as guide:
            hits[GUIDE] = _hit_at(guide, STUDIO_RATE_HZ, compared.event.time_s, alone_s)
        loudness[GUIDE] = _curve(sounds.guide_loudness(compared.clip))
    with Mixdown(compared.mix, on_missing=lambda _error: None) as mix:
        loudness[MIX] = _curve(loudness_over_time(mix.blocks(), 2, cancelled))
    return CompareView(f"{compared.place}{about}", compared.event.time_s, hits, loudness)


def _add_reference(compared: ComparedHit, sounds: ReferenceSounds, hits: dict[str, HitReading]) -> str:
    """The hit of the reference that plays the event; answers which, for the title."""
    made = compared.take.provenance
    if made is None or compared.references is None:
        return ": its sound is no longer in the bin"
    request = request_of(made, compared.references, compared.clip, sounds)
    for part in parts_of(request):  # of several layers, the first that plays it
        planned = plan(part)
        voice = next((voice for voice in planned.voices if voice.event_key == compared.event.key), None)
        if voice is not None:
            break
    else:
        return ": not performed"
    heard = part.references[voice.reference]
    name = next(name for name, sound in zip(compared.names, request.references, strict=True) if sound is heard)
    exemplar = planned.exemplars[voice.reference]
    hit = exemplar.hits[voice.hit]
    alone_s = (hit.stop - hit.attack) / exemplar.rate_hz
    hits[REFERENCE] = read_hit(exemplar.samples, exemplar.rate_hz, hit.attack, alone_s)
    which = f"hit {voice.hit + 1} of " if len(exemplar.hits) > 1 else ""
    return f": {which}{name}"


def _alone_s(compared: ComparedHit) -> float:
    """Seconds from the event to the one after it."""
    made = compared.take.provenance
    events = made.events.events if made is not None else ()
    return min((e.time_s - compared.event.time_s for e in events if e.time_s > compared.event.time_s), default=AFTER_S)


def _hit_at(source: TakeFile | SoundReader, rate_hz: int, time_s: float, alone_s: float) -> HitReading:
    first = max(0, to_samples(max(0.0, time_s - BEFORE_S), rate_hz))
    samples = source.read(first, round((BEFORE_S + AFTER_S) * rate_hz))
    return read_hit(samples, rate_hz, to_samples(max(0.0, time_s), rate_hz) - first, alone_s)


def _curve(heard: GuideLoudness) -> LoudnessCurve:
    """The loudest of every 50 ms: what is thinned out otherwise loses its hits."""
    count = len(heard.levels_db) // _STEP_CELLS
    levels = heard.levels_db[: count * _STEP_CELLS].astype(np.float64).reshape(count, _STEP_CELLS).max(axis=1)
    times_s: NDArray[np.float64] = np.arange(count, dtype=np.float64) * (_STEP_CELLS * heard.step_s)
    floored: NDArray[np.float64] = np.maximum(levels, _LOWEST_DB)
    return LoudnessCurve(times_s, floored)
