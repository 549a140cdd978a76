"""What raters see and hear, as files that any browser plays: equally loud within a case, and named by nothing."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from foleystudio.dsp.sound import Sound
from foleystudio.dsp.waves.envelope import db_to_amplitude
from foleystudio.errors import FoleyError
from foleystudio.media.mux import mux
from foleystudio.media.picture.files import write_pictures
from foleystudio.media.picture.video import VideoReader
from foleystudio.media.probe import probe
from foleystudio.media.sound.files import write_sound
from foleystudio.media.sound.levels.loudness import CEILING_DBTP, Loudness, measure_loudness
from foleystudio.media.sound.reader import read_sound
from foleystudio.timebase import STUDIO_RATE_HZ, FrameTimes
from foleystudio.training.listening_test.design import SHIFT_S, Role, Stimulus
from foleystudio.training.listening_test.sources import Case

LOUDNESS_LUFS = -23.0
"""Integrated loudness (EBU R128) of whatever is heard; less, for all sounds of a case, where one would clip."""

SOFTEST_LUFS = -35.0
"""No case is brought lower for the sake of one sound with high peaks; that one is then softer than the others."""

LONGEST_SOUND_S = 10.0
"""Of what is heard without a picture: of longer references the beginning tells enough."""

_BOX = (1280, 720)  # pixels that pictures fit in: what a laptop's screen shows beside the questions
_FADE_S = 0.02  # at the end of what is cut: long enough not to click
_WRITTEN_AT = 0  # seconds since 1970 that files say they were written at: their times would tell who made them


@dataclass(frozen=True)
class _Heard:
    """Sounds of a case, by stimulus, before they are made equally loud."""

    sounds: Mapping[Stimulus, Sound]

    def matched(self) -> dict[Stimulus, Sound]:
        measured = {stimulus: measure_loudness(sound) for stimulus, sound in self.sounds.items()}
        target = common_loudness(list(measured.values()))
        return {
            stimulus: Sound(sound.samples * _gain(measured[stimulus], target), sound.rate_hz)
            for stimulus, sound in self.sounds.items()
        }


def common_loudness(measured: Sequence[Loudness]) -> float:
    """The loudness that all of some sounds can be brought to without clipping, `LOUDNESS_LUFS` at most."""
    reached = [
        sound.integrated_lufs + sound.gain_to(LOUDNESS_LUFS, CEILING_DBTP)
        for sound in measured
        if math.isfinite(sound.integrated_lufs)
    ]
    return max(SOFTEST_LUFS, min(reached, default=LOUDNESS_LUFS))


def _gain(measured: Loudness, target: float) -> np.float32:
    return np.float32(db_to_amplitude(measured.gain_to(target, CEILING_DBTP)))


def real_sound(case: Case) -> Sound | None:
    """The real recording of a case's picture; None where there is none, or where nothing in it can be heard.

    Raises
    ------
    FoleyError
        When the clip cannot be read.
    """
    if case.real is None and not probe(case.clip).audio:
        return None
    if case.real is not None:
        sound = _read(case.real, 0.0, case.duration_s)
    else:
        sound = _read(case.clip, case.start_s, case.duration_s)
    return sound if math.isfinite(measure_loudness(sound).integrated_lufs) else None


def write_stimuli(
    cases: Mapping[str, Case], case: Case, files: Mapping[Stimulus, str], folder: Path
) -> dict[Stimulus, str]:
    """Write what is heard of one case; answers the names of the files.

    Parameters
    ----------
    cases
        All, by name: wrong sounds come from others.
    files
        Names without endings of this case's stimuli.

    Raises
    ------
    FoleyError
        When a clip or a sound cannot be read, or nothing be written.
    """
    names = {}
    seen = [stimulus for stimulus in files if stimulus.has_picture]
    unseen = [stimulus for stimulus in files if not stimulus.has_picture]
    if seen:
        with _silent_clip(case) as (clip, duration_s):
            heard = _Heard({each: _fitted(_sound_of(each, cases), duration_s) for each in seen}).matched()
            for stimulus, sound in heard.items():
                names[stimulus] = f"{files[stimulus]}.mp4"
                place = folder / names[stimulus]
                mux(clip, [sound.samples], place, rate_hz=sound.rate_hz, channels=sound.channels)
    if unseen:
        heard = _Heard({each: _cut(_sound_of(each, cases)) for each in unseen}).matched()
        for stimulus, sound in heard.items():
            names[stimulus] = f"{files[stimulus]}.flac"
            write_sound(folder / names[stimulus], sound, "PCM_16")
    for name in names.values():
        os.utime(folder / name, (_WRITTEN_AT, _WRITTEN_AT))
    return names


def _sound_of(stimulus: Stimulus, cases: Mapping[str, Case]) -> Sound:
    case = cases[stimulus.case]
    if stimulus.system:
        return _read(case.sounds[stimulus.system], 0.0, case.duration_s)
    source = cases[stimulus.other] if stimulus.what == Role.WRONG else case
    if not stimulus.has_picture:
        if source.reference is None:
            raise ValueError(f"{source.name} has no reference")
        return _read(source.reference, 0.0, None)
    sound = real_sound(source)
    if sound is None:
        raise ValueError(f"{source.name} has no real recording")
    shift = {Role.EARLY: -SHIFT_S, Role.LATE: SHIFT_S}.get(Role(stimulus.what), 0.0)
    return shifted(sound, round(shift * sound.rate_hz))


def shifted(sound: Sound, samples: int) -> Sound:
    """A sound that comes later by so many samples (earlier, below 0), as long as it was; silence where none is."""
    moved = np.zeros_like(sound.samples)
    samples = max(-len(sound), min(len(sound), samples))
    if samples >= 0:
        moved[samples:] = sound.samples[: len(sound) - samples]
    else:
        moved[:samples] = sound.samples[-samples:]
    return Sound(moved, sound.rate_hz)


def _read(path: Path, start_s: float, duration_s: float | None) -> Sound:
    return read_sound(path, STUDIO_RATE_HZ, start_s=start_s, duration_s=duration_s, stereo=True)


def _fitted(sound: Sound, duration_s: Fraction) -> Sound:
    """As long as its picture, and stereo, so that nobody's sound is told by its channels."""
    count = round(duration_s * sound.rate_hz)
    samples = np.zeros((count, 2), np.float32)
    samples[: len(sound)] = sound.samples[:count]
    return _faded(Sound(samples, sound.rate_hz)) if len(sound) > count else Sound(samples, sound.rate_hz)


def _cut(sound: Sound) -> Sound:
    """At most `LONGEST_SOUND_S` from its first sound on, in stereo."""
    loud = np.flatnonzero(np.abs(sound.samples).max(axis=1) > 0)
    samples = sound.samples[int(loud[0]) if len(loud) else 0 :]
    samples = np.ascontiguousarray(np.broadcast_to(samples, (len(samples), 2)))
    longest = round(LONGEST_SOUND_S * sound.rate_hz)
    cut = Sound(samples[:longest].copy(), sound.rate_hz)
    return _faded(cut) if len(samples) > longest else cut


def _faded(sound: Sound) -> Sound:
    count = min(len(sound), round(_FADE_S * sound.rate_hz))
    sound.samples[len(sound) - count :] *= np.linspace(1, 0, count, dtype=np.float32)[:, None]
    return sound


@contextmanager
def _silent_clip(case: Case) -> Iterator[tuple[Path, Fraction]]:
    """The part of the clip that is judged, without sound, and its length: encoded anew for any browser, untagged."""
    with VideoReader(case.clip) as reader, TemporaryDirectory() as folder:
        start, frames = part_of(reader.frames, Fraction(case.start_s), case.duration_s)
        if not len(frames):
            raise FoleyError(f"it has no picture from {case.start_s:g} s on", file=case.clip, remedy="make it anew")
        silent = Path(folder) / "silent.mp4"
        pictures = (picture for _, picture in reader.iterate(start, start + len(frames), _BOX))
        write_pictures(silent, pictures, frames)
        yield silent, frames.duration


def part_of(frames: FrameTimes, start_s: Fraction, duration_s: float | None) -> tuple[int, FrameTimes]:
    """The frames shown from an instant on, which is 0 in the answer, and the number of the first."""
    first = floor(start_s / frames.time_base)
    length = frames.end_pts - first if duration_s is None else floor(Fraction(duration_s) / frames.time_base)
    end = min(frames.end_pts, first + length)
    start = frames.frame_of_pts(first)
    stop = int(np.searchsorted(frames.pts, end))
    pts = np.maximum(frames.pts[start:stop] - first, 0)
    return start, FrameTimes(pts, frames.time_base, max(0, end - first))
