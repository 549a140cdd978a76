"""Measure a generated sound: from files, or from sounds in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from foleystudio.dsp.onsets import ONSET_RATE_HZ, detect_onsets
from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.resample import resample
from foleystudio.engine.measures import speech_embedding
from foleystudio.engine.measures.levels import (
    ENVELOPE_HOP,
    ENVELOPE_RATE_HZ,
    as_long_as,
    correlation,
    e_l1,
    envelope_correlation,
    envelope_db,
    track_envelope_db,
)
from foleystudio.engine.measures.measurement import Measurement
from foleystudio.engine.measures.onset_scores import OnsetComparison, compare_onsets, confidences
from foleystudio.engine.measures.timbre import OnScale, mel_cepstral_distortion, mfcc_statistics, on_scale
from foleystudio.engine.request import Cancelled, Progress, never_cancelled, no_progress
from foleystudio.errors import FoleyError
from foleystudio.files.file_names import exists
from foleystudio.media.sound.reader import read_sound
from foleystudio.paths import example_dir
from foleystudio.progress import stop_if
from foleystudio.project.events import EventTrack

_NO_SPEECH = f"Resemblyzer is not installed, so its figures are missing ({speech_embedding.HOW_TO_INSTALL})"
LONGEST_MEASURED_S = 600.0
"""Timbre is judged by no more than this from a sound's start."""


def measure(
    target: Path,
    generated: Path,
    reference: Path | None = None,
    *,
    unrelated: Sequence[Path] | None = None,
    sound_track: int | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Measurement:
    """Measure a generated sound against a target and a reference; each may be a sound or a video file.

    Parameters
    ----------
    target
        When things should sound.
    generated
        What was made.
    reference
        How it should sound; the target itself when omitted.
    unrelated
        Sounds for the timbre floor; the shipped example's references when omitted.
    sound_track
        Which of the target's sound tracks, counted from 0; the one meant to be heard when omitted.

    Raises
    ------
    FoleyError
        When a file cannot be read or has no sound.
    CancelledError
        When the user cancelled.
    """
    others = [*unrelated] if unrelated is not None else sorted(example_dir().glob("*.flac"))
    own = [path for path in (reference, generated) if path is not None]
    others = [path for path in others if not any(_same_file(path, other) for other in own)]
    progress(0.0, "reading sounds")
    aim, made = read_sound(target, stream=sound_track, cancelled=cancelled), read_sound(generated, cancelled=cancelled)
    capped = {
        path: read_sound(path, max_duration_s=LONGEST_MEASURED_S, cancelled=cancelled)
        for path in [*([reference] if reference is not None else []), *others]
    }
    references = [capped[reference]] if reference is not None else []
    return measure_sounds(
        aim,
        made,
        references,
        [capped[path] for path in others],
        progress=progress,
        cancelled=cancelled,
    )


def measure_sounds(
    target: Sound,
    generated: Sound,
    references: Sequence[Sound],
    unrelated: Sequence[Sound] = (),
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never_cancelled,
) -> Measurement:
    """Measure sounds in memory; parameters as for `measure`, references may be several or none."""
    aim = list(references) or [target]
    _step(progress, cancelled, 0.2, "comparing onsets")
    onsets = compare_sound_onsets(target, generated)
    _step(progress, cancelled, 0.4, "comparing levels")
    difference, r = e_l1(target, generated), envelope_correlation(target, generated)
    _step(progress, cancelled, 0.5, "comparing timbre")
    by_mfcc, by_speech = _timbre(_start_of(generated), [_start_of(sound) for sound in aim], unrelated)
    _step(progress, cancelled, 0.8, "comparing cepstra")
    distortion = mel_cepstral_distortion(target, generated)
    notes = [] if by_speech else [_NO_SPEECH]
    notes += _missing(by_mfcc.floor, by_mfcc.ceiling, onsets.scores.targets, distortion.dtw_db)
    progress(1.0, "measured")
    return Measurement(
        target=target.name,
        generated=generated.name,
        references=tuple(sound.name for sound in references),
        duration_s=target.duration_s,
        onsets=onsets,
        e_l1=difference,
        envelope_r=r,
        mfcc=by_mfcc,
        resemblyzer=by_speech,
        distortion=distortion,
        notes=tuple(notes),
    )


def compare_sound_onsets(target: Sound, generated: Sound, from_s: float = 0.0) -> OnsetComparison:
    """Onsets of a generated sound against a target's, over the target's length, beside chance."""
    wave = resample(target.mono(), target.rate_hz, ONSET_RATE_HZ)
    other = as_long_as(resample(generated.mono(), generated.rate_hz, ONSET_RATE_HZ), len(wave))
    found = detect_onsets(other, ONSET_RATE_HZ)
    return compare_onsets(
        detect_onsets(wave, ONSET_RATE_HZ), found, confidences(other, ONSET_RATE_HZ, found), target.duration_s, from_s
    )


def compare_track_onsets(target: Sound, track: EventTrack, from_s: float = 0.0) -> OnsetComparison:
    """Events of a track, their strengths as confidences, against a target sound's onsets, beside chance.

    Parameters
    ----------
    from_s
        Score only what comes after it: the rest of a clip that a taught timing has not been shown.
    """
    times_s = np.array([event.time_s for event in track if event.time_s < target.duration_s])
    strengths = np.array([event.strength for event in track if event.time_s < target.duration_s])
    onsets_s = detect_onsets(target.mono(), target.rate_hz)
    return compare_onsets(onsets_s, times_s, strengths, target.duration_s, from_s)


def track_envelope_correlation(target: Sound, track: EventTrack, from_s: float = 0.0) -> float | None:
    """Pearson r of a target's level curve and the one that an event track implies; None when either is flat."""
    curve = envelope_db(target)
    first = round(from_s * ENVELOPE_RATE_HZ / ENVELOPE_HOP)
    return correlation(curve[first:], track_envelope_db(track, len(curve))[first:])


def _timbre(generated: Sound, aim: list[Sound], unrelated: Sequence[Sound]) -> tuple[OnScale, OnScale | None]:
    by_mfcc = on_scale(generated, aim, unrelated, mfcc_statistics)
    if not speech_embedding.is_installed():
        return by_mfcc, None
    return by_mfcc, on_scale(generated, aim, unrelated, speech_embedding.embed)


def _start_of(sound: Sound) -> Sound:
    return replace(sound, samples=sound.samples[: round(LONGEST_MEASURED_S * sound.rate_hz)])


def _step(progress: Progress, cancelled: Cancelled, share: float, stage: str) -> None:
    stop_if(cancelled)
    progress(share, stage)


def _missing(floor: float | None, ceiling: float | None, targets: int, dtw_db: float | None) -> list[str]:
    notes = []
    if floor is None:
        notes.append("there is no timbre floor, for want of unrelated sounds to compare")
    if ceiling is None:
        notes.append("there is no timbre ceiling, because the reference is too short to have two parts")
    if not targets:
        notes.append("the target has no onsets, so onset scores have no meaning")
    if dtw_db is None:
        notes.append("MCD with DTW was left out, because the sounds are too long to warp")
    return notes


def _same_file(first: Path, second: Path) -> bool:
    try:
        return first.samefile(second)
    except OSError as error:
        if not exists(second):
            raise FoleyError("there is no such file", file=second) from error
        return False
