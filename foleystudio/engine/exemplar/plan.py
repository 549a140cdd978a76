"""From a request to voices: what plays where, decided before a sample is made."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from foleystudio.dsp.envelope import db_to_amplitude
from foleystudio.dsp.grains import hashed
from foleystudio.engine.exemplar.ambience import Ambience, ambience_of
from foleystudio.engine.exemplar.choosing import choose_hits, nuance_of
from foleystudio.engine.exemplar.reference import Exemplar, prepare
from foleystudio.engine.exemplar.slicing import PREROLL_S
from foleystudio.engine.request import Cancelled, Progress, SynthesisRequest, never_cancelled, no_progress
from foleystudio.errors import Cancelled as CancelledError
from foleystudio.errors import FoleyError
from foleystudio.project.events import Event
from foleystudio.timebase import to_samples

MOST_OVERLAPS = 8
"""So many hits of one reference ring at once; the oldest makes room for the next."""
STEAL_S = 0.06
"""How long a hit that makes room takes to fade."""
RELEASE_S = 0.04
"""How long a sustained sound takes to fade after its end."""
WIDEST_SEMITONES = 48
"""Farthest that a take can be pitched up or down."""
WIDEST_DB = 96
"""Farthest that a take can be made louder or softer."""
WIDEST_OFFSET_MS = 60_000
"""Farthest that a take can be moved against the picture."""

_DUCK = 0.4
_HIGHEST_BOOST = 4.0
_PEAK_ROOM = 0.95
_TILTS = 4
_QUIETEST = 1e-4


@dataclass(frozen=True)
class Voice:
    """One event as it will sound; two equal voices of one reference sound the same.

    Parameters
    ----------
    attack
        Sample of the take that the hit's attack falls on.
    stop
        First sample of the take after it.
    reference, hit
        Which hit of which reference.
    gain
        On a hit's own samples; on a sustained sound at an RMS of 1.
    level
        Beside a hit of full strength.
    cents, texture_cents
        Pitch of its hit, and of what follows the hit while it is sustained.
    tilt, length
        How much darker (0-4); share of the hit that is played.
    sustain
        Samples it is kept up after the attack; 0 for a hit that rings.
    envelope
        Level over the sustain.
    seed
        Of its grains.
    ducks
        Sample of the take and factor: where later hits of the same reference take the place of its ring.
    stolen
        Sample of the take from which on it fades to make room; -1 when it need not.
    """

    attack: int
    stop: int
    reference: int
    hit: int
    gain: float
    level: float
    cents: int
    texture_cents: int = 0
    tilt: int = 0
    length: float = 1.0
    sustain: int = 0
    envelope: tuple[float, ...] = ()
    seed: int = 0
    ducks: tuple[tuple[int, float], ...] = ()
    stolen: int = -1


@dataclass(frozen=True, eq=False)
class Plan:
    """Everything a rendering needs.

    Parameters
    ----------
    exemplars
        The references, analysed.
    voices
        In the order of their attacks.
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
    Cancelled
        When the user cancelled.
    """
    _check(request)
    if not request.references:
        raise FoleyError(
            "there is no reference sound", remedy="add the sound that the clip should be re-performed with"
        )
    exemplars: list[Exemplar] = []
    for number, reference in enumerate(request.references):
        if cancelled():
            raise CancelledError
        progress(number / len(request.references), "listening to the reference")
        exemplars.append(prepare(reference, request.rate_hz))
    settings = request.settings
    ambience = _ambience(request) if settings.ambience > 0 else ()
    channels = max([e.channels for e in exemplars] + [a.texture.channels for a in ambience])
    return Plan(
        tuple(exemplars),
        _voices(request, exemplars),
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


def _voices(request: SynthesisRequest, exemplars: Sequence[Exemplar]) -> tuple[Voice, ...]:
    voices: list[Voice] = []
    for number, exemplar in enumerate(exemplars):
        # By key and not by place in the track, so that adding an event does not hand all later ones on.
        events = [event for event in request.events if event.key % len(exemplars) == number]
        hits = choose_hits(events, exemplar.hardness, request.settings.seed, len(exemplars))
        own = [_voice(request, event, exemplar, number, hit) for event, hit in zip(events, hits, strict=True)]
        voices += _made_room([voice for voice in own if voice.level > _QUIETEST and voice.stop > 0], request.rate_hz)
    return tuple(sorted(voices, key=lambda voice: (voice.attack, voice.reference, voice.seed)))


def _voice(request: SynthesisRequest, event: Event, exemplar: Exemplar, number: int, hit_number: int) -> Voice:
    settings, rate_hz = request.settings, request.rate_hz
    hit, nuance = exemplar.hits[hit_number], nuance_of(event, settings.seed, settings.humanise)
    attack = to_samples(max(0.0, event.time_s + settings.offset_ms / 1000), rate_hz)
    level = event.strength**settings.strength * db_to_amplitude(nuance.gain_db)
    # A weak performance of any object is also a darker one; hits that differ by themselves need less of it.
    softness = (1 - event.strength) * settings.strength * (1.0 if len(exemplar.hits) < 4 else 0.5)
    pitch_cents = round(100 * settings.pitch_semitones)
    voice = Voice(
        attack=attack,
        stop=attack,
        reference=number,
        hit=hit_number,
        gain=level,
        level=level,
        cents=nuance.cents + pitch_cents,
        texture_cents=pitch_cents,
        tilt=round(_TILTS * softness),
        seed=hashed(settings.seed, event.key),
    )
    if event.sustain_s > 0:
        sustain = max(1, to_samples(event.sustain_s, rate_hz))
        return replace(
            voice,
            stop=attack + sustain + round(RELEASE_S * rate_hz),
            gain=level * exemplar.level * exemplar.gain,
            sustain=sustain,
            envelope=event.envelope,
        )
    ratio = 2 ** (voice.cents / 1200)
    boost = min(exemplar.level / hit.level, _HIGHEST_BOOST)
    gain = min(exemplar.gain * boost, _PEAK_ROOM / hit.peak)
    length = round((hit.stop - hit.attack) / ratio * nuance.length) + 1
    return replace(voice, stop=attack + length, gain=level * gain, length=nuance.length)


def _made_room(voices: list[Voice], rate_hz: int) -> list[Voice]:
    """Ringing hits step back for later ones of the same reference, and the oldest stop."""
    attacks = [voice.attack for voice in voices]
    apart, steal = round(0.01 * rate_hz), round(STEAL_S * rate_hz)
    settled: list[Voice] = []
    for number, voice in enumerate(voices):
        if voice.sustain:
            settled.append(voice)
            continue
        first = bisect_right(attacks, voice.attack + apart, number)
        later = [v for v in voices[first : first + MOST_OVERLAPS] if v.attack < voice.stop]
        stolen = later[-1].attack if len(later) == MOST_OVERLAPS else -1
        ducks = tuple((v.attack, 1 - _DUCK * min(1.0, v.level / voice.level)) for v in later)
        stop = min(voice.stop, stolen + steal) if stolen >= 0 else voice.stop
        settled.append(replace(voice, stop=stop, ducks=ducks, stolen=stolen))
    return settled


def preroll_samples(rate_hz: int) -> int:
    """How much before its attack a voice may sound."""
    return 2 * round(PREROLL_S * rate_hz)
