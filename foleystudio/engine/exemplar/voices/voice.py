"""Voices: an event's hit, time, level and humanisation; and when a later voice cuts an earlier one off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.dsp.waves.grains import hashed
from foleystudio.engine.exemplar.references.reference import Exemplar
from foleystudio.engine.exemplar.voices.allocation import Humanisation, nuance_of
from foleystudio.engine.exemplar.voices.level_matching import level_of
from foleystudio.engine.loudness.loudness import FULL_LOUDNESS
from foleystudio.engine.request import SynthesisRequest
from foleystudio.project.events import Event
from foleystudio.project.sounds.layers import CROSSFADE_S
from foleystudio.project.sounds.reference_cuts import ReferenceKind
from foleystudio.timebase import to_samples

MOST_OVERLAPS = 32
"""So many hits of a take ring at once; the oldest makes room for the next."""
STEAL_S = 0.25
"""How long a hit that makes room takes to fade."""
CHOKE_S = 0.02
"""How long a hit takes to fade that the next one stops."""
RELEASE_S = 0.12
"""How long a sustained sound takes to fade after its end."""
_CUT_FADE_S = 0.03
"""How long a hit takes to fade that its event cuts short."""
_HIGHEST_BOOST = 6.0  # linear: a softer recording than that stays softer than it is asked to be
_PEAK_ROOM = 0.89  # highest peak of a single hit, linear: below the ceiling, so that it meets no limiter
_TILTS = 4  # steps of darkness of soft hits
_VARIED = 4  # so many hits differ by themselves: the softer ones among them need less darkening
_TOGETHER_S = 0.005  # what begins this close is one blow: it stops nothing
_ONE_INSTANT_S = 0.001  # nobody hears so many hits apart that come within it
QUIETEST = 1e-4  # linear; what is softer is not played


@dataclass(frozen=True)
class Voice:
    """One event as it will sound; two equal voices of one reference sound the same.

    Parameters
    ----------
    attack
        Sample of the take that the hit's attack falls on.
    start, stop
        First sample of the take that it sounds in, what leads up to the attack included, and the first after it.
    reference, hit
        Which hit of which reference.
    gain
        On a hit's own samples; on a sustained sound at an RMS of 1.
    cents
        Pitch.
    tilt
        How much darker than it was recorded, for a soft performance (0-4).
    tilt_db, balance_db
        How much brighter, and how much more of its attack beside its body.
    sustain
        Samples it is kept up after the attack, or that its source went on for; 0 where neither matters.
    envelope
        Level of its source over the sustain.
    follow
        0-1: how far that level is followed.
    seed
        Of its texture.
    stolen, steal
        Sample of the take from which on it fades to make room, -1 when it need not, and how many samples it takes.
    event_key
        Key of its event.
    opens, opening
        Samples after the attack around which it fades in, 0 for one heard from its beginning, and how many that takes.
    closes, closing
        Samples after the attack at which it has faded out, -1 for one that rings, and how many that takes.
    pan
        -1 left to 1 right.
    """

    attack: int
    start: int
    stop: int
    reference: int
    hit: int
    gain: float
    cents: int
    tilt: int = 0
    tilt_db: float = 0.0
    balance_db: float = 0.0
    sustain: int = 0
    envelope: tuple[float, ...] = ()
    follow: float = 0.0
    seed: int = 0
    stolen: int = -1
    steal: int = 0
    event_key: int = -1
    opens: int = 0
    opening: int = 0
    closes: int = -1
    closing: int = 0
    pan: float = 0.0


def make_voice(
    request: SynthesisRequest, event: Event, exemplar: Exemplar, pool_gain: float, played: tuple[int, int]
) -> Voice:
    """What an event sounds like.

    Parameters
    ----------
    exemplar
        The reference that plays it.
    pool_gain
        Brings the loudest hit of all that could have played it to full strength.
    played
        Number of that reference, and of its hit.
    """
    settings, rate_hz = request.settings, request.rate_hz
    seed = settings.seed if event.seed is None else event.seed
    nuance = nuance_of(event, seed, settings.humanise)
    is_texture = exemplar.kind is ReferenceKind.TEXTURE
    wanted = settings.follow if event.follow is None else event.follow
    follow = wanted if wanted is not None else float(is_texture)
    attack = to_samples(max(0.0, event.time_s + settings.offset_ms / 1000), rate_hz)
    voice = Voice(
        attack=attack,
        start=attack,
        stop=attack,
        reference=played[0],
        hit=played[1],
        gain=level_of(request, event) * db_to_amplitude(nuance.gain_db),
        cents=round(100 * (settings.pitch_semitones + event.pitch_semitones)),
        follow=follow,
        seed=hashed(seed, event.key),
        event_key=event.key,
        pan=event.pan,
    )
    sustain = max(1, to_samples(event.sustain_s, rate_hz)) if event.sustain_s > 0 else 0
    if is_texture and sustain:
        stop = attack + sustain + round(RELEASE_S * rate_hz)
        kept_up = replace(
            voice, stop=stop, gain=voice.gain * exemplar.texture_gain, sustain=sustain, envelope=event.envelope
        )
        return _parted(kept_up, request, event, is_kept_up=True)
    if event.was_running:
        return replace(voice, gain=0.0)  # a hit would be one without a cause
    if follow > 0 and sustain:
        voice = replace(voice, sustain=sustain, envelope=event.envelope)
    voice = replace(voice, follow=follow if sustain else 0.0)
    return _parted(_struck(request, event, exemplar, pool_gain, voice, nuance), request, event)


def _struck(
    request: SynthesisRequest, event: Event, exemplar: Exemplar, pool_gain: float, voice: Voice, nuance: Humanisation
) -> Voice:
    """A hit that rings by itself."""
    settings, rate_hz, hit = request.settings, request.rate_hz, exemplar.hits[voice.hit]
    # A weak performance of any object is also a darker one; hits that differ by themselves need less of it.
    softness = (1 - event.strength) * settings.strength * (1.0 if len(exemplar.hits) < _VARIED else 0.5)
    gain = min(FULL_LOUDNESS / hit.loudness, pool_gain * _HIGHEST_BOOST, _PEAK_ROOM / hit.peak)
    if exemplar.kind is ReferenceKind.TEXTURE:
        # One loud drop keeps the whole texture down where it is kept up; a moment of it must not stand above that.
        gain = min(gain, exemplar.recorded_gain)
    ratio = 2 ** ((voice.cents + nuance.cents) / 1200)
    attack = max(0, voice.attack + round(nuance.late_s * rate_hz))
    return replace(
        voice,
        attack=attack,
        start=attack - round((hit.attack - hit.start) / ratio) - 1,
        stop=attack + round((hit.stop - hit.attack) / ratio) + 1,
        gain=voice.gain * gain,
        cents=voice.cents + nuance.cents,
        tilt=round(_TILTS * softness),
        tilt_db=nuance.tilt_db,
        balance_db=nuance.balance_db,
    )


def _parted(voice: Voice, request: SynthesisRequest, event: Event, *, is_kept_up: bool = False) -> Voice:
    """A voice of which only a part of the hit is heard: that of its layer, and no more than its event's length.

    One that is kept up by a texture keeps its stop, which its release is counted from.
    """
    (begins_s, ends_s), rate_hz = request.part, request.rate_hz
    half = round(CROSSFADE_S / 2 * rate_hz)
    if begins_s > 0:
        opens = max(1, round(begins_s * rate_hz))
        voice = replace(voice, opens=opens, opening=2 * half, start=max(voice.start, voice.attack + opens - half))
    closes, closing = -1, 0
    if ends_s is not None:
        closes, closing = round(ends_s * rate_hz) + half, 2 * half
    if event.length_s is not None:
        length = max(1, round(event.length_s * rate_hz))
        if closes < 0 or length < closes:
            closes, closing = length, max(1, min(length, round(_CUT_FADE_S * rate_hz)))
    if closes < 0:
        return voice
    stop = voice.stop if is_kept_up else min(voice.stop, voice.attack + closes)
    return replace(voice, closes=closes, closing=closing, stop=stop)


def apart(events: Sequence[Event]) -> Sequence[Event]:
    """Events without those that nobody can tell from others: of each millisecond no more than may ring at once.

    The hardest are kept, of equally hard ones those that were there first.
    """
    instants: dict[int, list[Event]] = {}
    for event in events:
        instants.setdefault(int(event.time_s / _ONE_INSTANT_S), []).append(event)
    if all(len(several) <= MOST_OVERLAPS for several in instants.values()):
        return events
    kept: list[Event] = []
    for several in instants.values():
        if len(several) > MOST_OVERLAPS:
            hardest = sorted(several, key=lambda event: (-event.strength, event.key))[:MOST_OVERLAPS]
            several = sorted(hardest, key=lambda event: (event.time_s, event.key))
        kept += several
    return kept


def made_room(voices: Sequence[Voice], request: SynthesisRequest) -> list[Voice]:
    """Voices, in the order of their attacks: the oldest stop where too many ring, or each where it is choked."""
    steal, choke = round(STEAL_S * request.rate_hz), round(CHOKE_S * request.rate_hz)
    least = round(_ONE_INSTANT_S * request.rate_hz)
    settled: list[Voice] = []
    for number, voice in enumerate(voices):
        at = voices[number + MOST_OVERLAPS].attack if number + MOST_OVERLAPS < len(voices) else voice.stop
        fade = steal
        if request.settings.choke:
            together = voice.attack + round(_TOGETHER_S * request.rate_hz)
            after = next((v.attack for v in voices[number + 1 : number + MOST_OVERLAPS] if v.attack > together), at)
            at, fade = (after, choke) if after < at else (at, fade)
        if number + 2 * MOST_OVERLAPS < len(voices):  # where many make room at once, they do so sooner
            fade = max(least, min(fade, voices[number + 2 * MOST_OVERLAPS].attack - at))
        if at < voice.stop:
            voice = replace(voice, stop=min(voice.stop, at + fade), stolen=at, steal=fade)
        settled.append(voice)
    return settled
