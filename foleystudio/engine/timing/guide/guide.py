"""Timing from the clip's own sound: by the hearing net, or by spectral flux where that is not installed."""

from __future__ import annotations

from collections.abc import Iterable

from foleystudio.dsp.onsets import ONSET_RATE_HZ
from foleystudio.dsp.sound import Sound, Wave
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.clip import Clip
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.engine.timing.candidates import certain
from foleystudio.engine.timing.guide.entry import EntryListener
from foleystudio.engine.timing.guide.flux import events_of_flux, flux_events
from foleystudio.engine.timing.guide.hearing import Place, candidates_of_heard, place_attack
from foleystudio.engine.timing.guide.hearing_net import HearingModel, has_hearing_model, hear, load_hearing_model
from foleystudio.engine.timing.guide.reading import GuideReader, mono_of
from foleystudio.engine.timing.guide.voices import SpeechListener, with_speech
from foleystudio.project.events import EventTrack
from foleystudio.project.proposals import DEFAULT_SENSITIVITY, Candidates

_FIRST_SHARE = 0.7  # of the progress: listening; then the attacks are placed


def candidates_of_sound(sound: Sound, model: HearingModel | None = None) -> Candidates:
    """All that may be an event in a sound that fits in memory, with its certainty; by another net than what ships.

    Raises
    ------
    FoleyError
        When the installed net is damaged.
    """
    if model is None and not has_hearing_model():
        return certain(events_of_flux(sound))
    model = model or load_hearing_model()
    mono = mono_of(sound.samples)
    return _heard(
        [resample(mono, sound.rate_hz, ONSET_RATE_HZ)],
        model,
        lambda rough: [place_attack(mono, sound.rate_hz, t) for t in rough],
    )


def _heard(blocks: Iterable[Wave], model: HearingModel, place: Place) -> Candidates:
    """Everything that may be an event in a sound at the onset rate, which is read but once."""
    voices, entry = SpeechListener(), EntryListener()
    heard = hear(voices.along(entry.along(blocks)), model)
    return with_speech(candidates_of_heard(heard, model, place, entry.hit_s()), voices.speech())


def events_of_sound(sound: Sound) -> EventTrack:
    """Events of a sound that fits in memory: hits, and what is kept up, which has a sustain and an envelope.

    Each event's strength is its level relative to the loudest of the sound (linear amplitude). Silence and steady
    noise give no events.

    Raises
    ------
    FoleyError
        As `candidates_of_sound`.
    """
    return candidates_of_sound(sound).events()


def guide_candidates(
    clip: Clip, progress: Progress = no_progress, cancelled: Cancelled = never_cancelled
) -> Candidates:
    """All that may be an event in the clip's own sound, read in blocks: an hour takes some fifty megabytes.

    Raises
    ------
    FoleyError
        When the clip has no sound of its own, it cannot be decoded, or the installed net is damaged.
    CancelledError
        When the user cancelled.
    """
    with GuideReader(clip, progress, cancelled) as reader:
        if has_hearing_model():
            model = load_hearing_model()
            blocks = reader.onset_rate_blocks(share=_FIRST_SHARE)
            found = _heard(blocks, model, lambda rough: reader.attacks(rough, _FIRST_SHARE, place_attack))
        else:
            found = certain(flux_events(reader))
    progress(1.0, "listening to the guide")
    return found


def guide_events(
    clip: Clip,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
    sensitivity: float = DEFAULT_SENSITIVITY,
) -> EventTrack:
    """Events of the clip's own sound.

    Raises
    ------
    FoleyError
        As `guide_candidates`.
    CancelledError
        When the user cancelled.
    """
    return guide_candidates(clip, progress, cancelled).events(sensitivity)
