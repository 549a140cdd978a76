"""From a request to voices: what plays where, decided before a sample is made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.grains import hashed
from foleystudio.engine.exemplar.references.reference import Exemplar, prepare
from foleystudio.engine.exemplar.voices.ambience import Ambience, ambience_of
from foleystudio.engine.exemplar.voices.pools import pools_of
from foleystudio.engine.exemplar.voices.voice import QUIETEST, Voice, apart, made_room, make_voice
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.progress import stop_if, watched

WIDEST_SEMITONES = 48
"""Farthest that a take can be pitched up or down."""
WIDEST_DB = 96
"""Farthest that a take can be made louder or softer."""
WIDEST_OFFSET_MS = 60_000
"""Farthest that a take can be moved against the picture."""


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a rendering needs.

    Parameters
    ----------
    exemplars
        The references, analysed.
    voices
        In the order of their starts.
    n_samples, channels, rate_hz
        Of the take.
    gain
        Of the take, linear.
    ambience
        Background and its level (RMS); None for none.
    seed
        Of the ambience's grains.
    """

    exemplars: tuple[Exemplar, ...]
    voices: tuple[Voice, ...]
    n_samples: int
    channels: int
    rate_hz: int
    gain: float = 1.0
    ambience: tuple[Ambience, ...] = ()
    ambience_share: float = 0.0
    seed: int = 0

    def of_reference(self, number: int) -> Plan:
        """What one of the references plays of it, without the ambience."""
        own = tuple(voice for voice in self.voices if voice.reference == number)
        return replace(self, voices=own, ambience=())


def plan(request: SynthesisRequest, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled) -> Plan:
    """Analyse the references and give every event its voice.

    Raises
    ------
    FoleyError
        When there is no reference, one is silent, or a setting is out of range.
    CancelledError
        When the user cancelled.
    """
    _check(request)
    if not request.references:
        raise FoleyError(
            "there is no reference sound", remedy="add the sound that the clip should be re-performed with"
        )
    exemplars: list[Exemplar] = []
    for number, reference in enumerate(request.references):
        stop_if(cancelled)
        progress(number / len(request.references), "listening to the reference")
        exemplars.append(prepare(reference, request.rate_hz, request.cut_of(number)))
    settings = request.settings
    ambience = _ambience(request) if settings.ambience > 0 else ()
    voices = _voices(request, exemplars, cancelled)
    sides = 2 if any(voice.pan for voice in voices) else 1
    channels = max([sides, *(e.channels for e in exemplars), *(a.texture.channels for a in ambience)])
    return Plan(
        tuple(exemplars),
        voices,
        request.n_samples,
        channels,
        request.rate_hz,
        db_to_amplitude(settings.gain_db),
        ambience,
        settings.ambience,
        hashed(settings.seed, 31),
    )


def _check(request: SynthesisRequest) -> None:
    settings = request.settings
    if abs(settings.pitch_semitones) > WIDEST_SEMITONES:
        raise FoleyError(
            f"a pitch of {settings.pitch_semitones:g} semitones is too far",
            remedy=f"choose one between -{WIDEST_SEMITONES} and {WIDEST_SEMITONES}",
        )
    if abs(settings.gain_db) > WIDEST_DB:
        raise FoleyError(
            f"a gain of {settings.gain_db:g} dB is too far", remedy=f"choose one between -{WIDEST_DB} and {WIDEST_DB}"
        )
    if abs(settings.offset_ms) > WIDEST_OFFSET_MS:
        raise FoleyError(
            f"an offset of {settings.offset_ms:g} ms is too far",
            remedy=f"choose one between -{WIDEST_OFFSET_MS} and {WIDEST_OFFSET_MS}",
        )


def _ambience(request: SynthesisRequest) -> tuple[Ambience, ...]:
    sources = (request.background,) if request.background is not None else request.references[:1]
    found = (ambience_of(source, request.rate_hz) for source in sources)
    return tuple(ambience for ambience in found if ambience is not None)


def _voices(request: SynthesisRequest, exemplars: Sequence[Exemplar], cancelled: Cancelled) -> tuple[Voice, ...]:
    pools = pools_of(exemplars, request.settings.in_turn)
    heard_apart = apart(request.events.events)
    voices: list[Voice] = []
    for number, pool in enumerate(pools):
        # By key and not by place in the track, so that adding an event does not hand all later ones on.
        events = [event for event in heard_apart if event.key % len(pools) == number]
        turns = [event.key // len(pools) for event in events]
        chosen = pool.hits_for(events, turns, request.settings.seed, cancelled)
        for event, (reference, hit) in watched(zip(events, chosen, strict=True), cancelled):
            voices.append(make_voice(request, event, exemplars[reference], pool.gain, (reference, hit)))
    heard = sorted(
        (voice for voice in voices if voice.gain > QUIETEST and voice.stop > max(0, voice.start)),
        key=lambda voice: (voice.attack, voice.reference, voice.event_key),
    )
    return tuple(sorted(made_room(heard, request), key=lambda voice: (voice.start, voice.reference, voice.event_key)))
